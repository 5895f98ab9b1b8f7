/** What a broker's configuration means for an MQTT client: certificates read, and where to turn. */
import { readFileSync } from 'node:fs';
import type { IClientOptions } from 'mqtt';
import type { BrokerConfig } from '../contracts/config.ts';
import { ShouwangError } from '../contracts/errors.ts';
import { BrokerOrder } from './broker-order.ts';
import { resolveFrom } from './load.ts';

/** The same with paths that start at the root; those in the file start at its folder. */
export function resolveBroker(broker: BrokerConfig, folder: string): BrokerConfig {
  const { tls } = broker;
  if (tls === undefined) return broker;
  const paths = Object.entries(tls).flatMap(([key, path]) =>
    path === undefined ? [] : [[key, resolveFrom(folder, path)]],
  );
  return { ...broker, tls: Object.fromEntries(paths) as BrokerConfig['tls'] };
}

const DEFAULT_PORTS: Record<string, number> = { mqtt: 1883, mqtts: 8883, ws: 80, wss: 443 };

/** @throws ShouwangError CONFIG_UNREADABLE when a certificate cannot be read. */
export function brokerOptions({
  fallbackUrls,
  tls,
  url,
}: Pick<BrokerConfig, 'fallbackUrls' | 'tls' | 'url'>): Pick<
  IClientOptions,
  'servers' | 'ca' | 'cert' | 'key'
> & {
  readonly order: BrokerOrder;
} {
  const read = (path: string): Buffer => {
    try {
      return readFileSync(path);
    } catch (cause) {
      throw new ShouwangError('CONFIG_UNREADABLE', `${path}: ${(cause as NodeJS.ErrnoException).code}`, {
        cause,
      });
    }
  };
  const { caFile, certFile, keyFile } = tls ?? {};
  const order = new BrokerOrder([url, ...fallbackUrls].map(serverOf));
  return {
    order,
    ...(fallbackUrls.length === 0 ? {} : { servers: order.current }),
    ...(caFile === undefined ? {} : { ca: read(caFile) }),
    ...(certFile === undefined ? {} : { cert: read(certFile) }),
    ...(keyFile === undefined ? {} : { key: read(keyFile) }),
  };
}

function serverOf(address: string): NonNullable<IClientOptions['servers']>[number] {
  const { hostname: host, port, protocol } = new URL(address);
  const name = protocol.slice(0, -1) as 'mqtt' | 'mqtts' | 'ws' | 'wss';
  return { host, port: port === '' ? (DEFAULT_PORTS[name] ?? 1883) : Number(port), protocol: name };
}
