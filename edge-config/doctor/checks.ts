/** The checks of `shouwang doctor`: each looks at one thing this machine needs, and says how to mend it. */
import { statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import mqtt from 'mqtt';
import { requireFfmpeg } from '../../gateway/adapters/ffmpeg/version.ts';
import { loadManifest, verifyModel } from '../../models/manifest.ts';
import type { BrokerConfig } from '../contracts/config.ts';
import { type BilingualText, errorEntry, isShouwangError } from '../contracts/errors.ts';

export interface Finding {
  readonly name: BilingualText;
  readonly verdict: 'ok' | 'warning' | 'failed';
  readonly detail: string;
  readonly fix: BilingualText | null;
}

const LEAST_NODE = [20, 19] as const;
/** A month of undelivered alerts with their stills fits in far less; below this the disk itself is in trouble. */
const LEAST_FREE_BYTES = 500_000_000;
/** A clock before this was never set: certificates and records would be wrong. */
const LEAST_WALL_MS = Date.parse('2026-01-01T00:00:00Z');
const BROKER_TIMEOUT_MS = 5000;

export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const isGood = major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1]);
  return {
    name: { zh: 'Node.js', en: 'Node.js' },
    verdict: isGood ? 'ok' : 'failed',
    detail: version,
    fix: isGood ? null : { zh: '安装 Node.js 20.19 或更高版本', en: 'Install Node.js 20.19 or newer' },
  };
}

export function checkFfmpeg(): Promise<Finding> {
  return attempt({ zh: 'ffmpeg', en: 'ffmpeg' }, async () => requireFfmpeg());
}

export function checkModel(): Promise<Finding> {
  return attempt({ zh: '模型', en: 'Model' }, async () => {
    const manifest = loadManifest();
    await verifyModel(manifest);
    return `${manifest.name} ${manifest.sha256.slice(0, 12)}`;
  });
}

export async function checkDisk(folder: string): Promise<Finding> {
  const name = { zh: '磁盘', en: 'Disk' };
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const isGood = free >= LEAST_FREE_BYTES;
  return {
    name,
    verdict: isGood ? 'ok' : 'failed',
    detail: `${(free / 1e9).toFixed(1)} GB`,
    fix: isGood ? null : { zh: '清理磁盘，至少留出 0.5 GB', en: 'Free at least 0.5 GB' },
  };
}

export function checkClock(wallMs: number): Finding {
  const isGood = wallMs >= LEAST_WALL_MS;
  return {
    name: { zh: '时钟', en: 'Clock' },
    verdict: isGood ? 'ok' : 'failed',
    detail: new Date(wallMs).toISOString(),
    fix: isGood ? null : { zh: '启用网络校时（NTP）', en: 'Turn on network time (NTP)' },
  };
}

export async function checkPort(name: BilingualText, host: string, port: number): Promise<Finding> {
  const detail = `${host}:${port}`;
  const server = createServer();
  const isFree = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
  return isFree
    ? { name, verdict: 'ok', detail, fix: null }
    : { name, verdict: 'warning', detail, fix: errorEntry('PORT_IN_USE').remedy };
}

/** Signs in as the gateway would, under a client id of its own, and leaves. */
export async function checkBroker(broker: BrokerConfig): Promise<Finding> {
  const name = { zh: 'MQTT 服务器', en: 'MQTT broker' };
  const { protocol, host } = new URL(broker.url);
  const detail = `${protocol}//${host}`;
  try {
    const client = await mqtt.connectAsync(
      broker.url,
      {
        protocolVersion: 4,
        clientId: `shouwang-doctor-${process.pid}`,
        connectTimeout: BROKER_TIMEOUT_MS,
        reconnectPeriod: 0,
        ...(broker.username === undefined ? {} : { username: broker.username }),
        ...(broker.password === undefined ? {} : { password: broker.password }),
      },
      false,
    );
    await client.endAsync();
    return { name, verdict: 'ok', detail, fix: null };
  } catch (error) {
    const { code } = error as { code?: unknown };
    const kind = code === 4 || code === 5 ? 'BROKER_REFUSED' : 'BROKER_UNREACHABLE';
    return { name, verdict: 'failed', detail: `${detail}: ${kind}`, fix: errorEntry(kind).remedy };
  }
}

async function attempt(name: BilingualText, look: () => Promise<string>): Promise<Finding> {
  try {
    return { name, verdict: 'ok', detail: await look(), fix: null };
  } catch (error) {
    if (!isShouwangError(error)) throw error;
    return { name, verdict: 'failed', detail: error.message, fix: errorEntry(error.code).remedy };
  }
}
