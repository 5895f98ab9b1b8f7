import { expect, it, onTestFinished } from 'vitest';
import { startBroker } from '../../../dashboard/broker/broker.ts';
import { BrokerConnection } from '../../../dashboard/server/ingest/connection.ts';
import { createMetrics } from '../../../dashboard/server/metrics.ts';
import { brokerServerConfigSchema } from '../../../edge-config/contracts/console-config.ts';
import { connect } from '../../support/mqtt.ts';
import { silentLog } from '../../support/silent-log.ts';

const TOPIC = 'shouwang/v1/520602/520602101/gw-1/alert';

it('acknowledges a message only after its commit: what was not committed comes again at the next start', async () => {
  const role = { kind: 'gateway', gateway: { county: '520602', township: '520602101', gatewayId: 'gw-1' } };
  const config = brokerServerConfigSchema.parse({
    version: 1,
    tcp: { port: 0 },
    ws: { port: 0 },
    guardianKey: 'a key',
    accounts: [
      { username: 'gw', password: 'gw password', role },
      { username: 'console', password: 'console password', role: { kind: 'console', county: '+' } },
    ],
  });
  const broker = await startBroker(config, { log: silentLog() });
  onTestFinished(() => broker.stop());
  const url = `mqtt://127.0.0.1:${broker.tcpPort}`;
  const open = (receive: (topic: string, payload: Buffer) => Promise<void>): BrokerConnection => {
    const connection = new BrokerConnection({
      consoleId: 'test',
      county: '+',
      broker: { url, fallbackUrls: [], username: 'console', password: 'console password', keepAliveS: 15 },
      log: silentLog(),
      metrics: createMetrics(),
      clock: { wallMs: () => Date.now() },
      starts: () => [],
      receive,
      onChange: () => {},
    });
    connection.start();
    return connection;
  };

  let refused = 0;
  const first = open(() => {
    refused += 1;
    return Promise.reject(new Error('the database refuses'));
  });
  await expect.poll(() => first.connected).toBe(true);
  const gateway = await connect(url, { username: 'gw', password: 'gw password' });
  await gateway.publishAsync(TOPIC, 'a fall', { qos: 1 });
  await expect.poll(() => refused, { timeout: 5000 }).toBeGreaterThan(1);
  await first.stop();

  const committed: string[] = [];
  const second = open((_topic, payload) => {
    committed.push(String(payload));
    return Promise.resolve();
  });
  onTestFinished(() => second.stop());
  await expect.poll(() => committed, { timeout: 5000 }).toEqual(['a fall']);
});
