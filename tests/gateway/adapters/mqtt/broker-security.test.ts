/** TLS with an authority of one's own, client certificates, and the next broker when one does not answer: on a real Mosquitto. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { freePorts } from '../../../../edge-config/demo/ports.ts';
import { BrokerOrder } from '../../../../edge-config/load/broker-order.ts';
import { MqttPublisher, reconnectMs } from '../../../../gateway/adapters/mqtt/publisher.ts';
import { describeWithService } from '../../../support/services.ts';

describeWithService('mosquitto', 'the connection to the broker', (mosquitto) => {
  const folder = mkdtempSync(join(tmpdir(), 'shouwang-test-'));
  const path = (name: string): string => join(folder, name);
  let port = 0;
  let deadPort = 0;

  beforeAll(async () => {
    const openssl = (...words: readonly string[]) =>
      execFileSync('openssl', words, { cwd: folder, stdio: 'ignore' });
    const authority = (name: string) =>
      openssl(
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-days',
        '2',
        '-subj',
        `/CN=${name}`,
        '-keyout',
        `${name}.key`,
        '-out',
        `${name}.pem`,
      );
    const signed = (name: string, subject: string) => {
      openssl(
        'req',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-subj',
        `/CN=${subject}`,
        '-keyout',
        `${name}.key`,
        '-out',
        `${name}.csr`,
      );
      writeFileSync(path(`${name}.ext`), 'subjectAltName=DNS:localhost,IP:127.0.0.1\n');
      openssl(
        'x509',
        '-req',
        '-in',
        `${name}.csr`,
        '-CA',
        'ca.pem',
        '-CAkey',
        'ca.key',
        '-CAcreateserial',
        '-days',
        '2',
        '-extfile',
        `${name}.ext`,
        '-out',
        `${name}.pem`,
      );
    };
    authority('ca');
    authority('stranger');
    signed('server', 'localhost');
    signed('client', 'gateway');
    [port = 0, deadPort = 0] = await freePorts(2);
    const lines = [
      `listener ${port} 127.0.0.1`,
      'allow_anonymous true',
      `cafile ${path('ca.pem')}`,
      `certfile ${path('server.pem')}`,
      `keyfile ${path('server.key')}`,
      'require_certificate true',
      ...(process.getuid?.() === 0 ? ['user root'] : []),
    ];
    writeFileSync(path('mosquitto.conf'), `${lines.join('\n')}\n`);
    const broker = spawn(mosquitto, ['-c', path('mosquitto.conf')], { stdio: 'ignore' });
    afterAll(() => {
      broker.kill();
      rmSync(folder, { recursive: true, force: true });
    });
  }, 60_000);

  function connect(more: { url?: string; fallbackUrls?: string[]; tls?: object; returnMs?: number }) {
    const troubles: string[] = [];
    const publisher = new MqttPublisher({
      url: `mqtts://localhost:${port}`,
      fallbackUrls: [],
      keepAliveS: 5,
      clientId: `test-${Math.random()}`,
      will: { topic: 'will', payload: () => '' },
      subscriptions: ['receipt'],
      onConnected: () => {},
      onDisconnected: () => {},
      onMessage: () => {},
      onTrouble: (code) => troubles.push(code),
      ...more,
    });
    publisher.start();
    onTestFinished(() => publisher.stop());
    return { publisher, troubles };
  }
  const ours = () => ({ caFile: path('ca.pem'), certFile: path('client.pem'), keyFile: path('client.key') });

  it('stands with our own authority and a client certificate', async () => {
    const { publisher } = connect({ tls: ours() });
    await expect.poll(() => publisher.connected).toBe(true);
    await publisher.publish('alert', 'proof');
  });

  it.each([
    ['without a client certificate', () => ({ caFile: path('ca.pem') })],
    ['when the broker’s authority is a stranger', () => ({ ...ours(), caFile: path('stranger.pem') })],
  ])('does not stand %s, and says so', async (_name, tls) => {
    const { publisher, troubles } = connect({ tls: tls() });
    await expect.poll(() => troubles).toContain('BROKER_UNREACHABLE');
    expect(publisher.connected).toBe(false);
  });

  it('names a certificate that cannot be read', () => {
    expect(() => connect({ tls: { caFile: path('nowhere.pem') } })).toThrow(/nowhere.pem: ENOENT/);
  });

  it('turns to the next broker when the first does not answer', async () => {
    const { publisher } = connect({
      url: `mqtt://127.0.0.1:${deadPort}`,
      fallbackUrls: [`mqtts://localhost:${port}`],
      tls: ours(),
    });
    await expect.poll(() => publisher.connected).toBe(true);
  });

  it('goes back to the first broker once that answers again', async () => {
    let atFirst = 0;
    const { publisher } = connect({
      url: `mqtt://127.0.0.1:${deadPort}`,
      fallbackUrls: [`mqtts://localhost:${port}`],
      tls: ours(),
      returnMs: 500,
    });
    await expect.poll(() => publisher.connected).toBe(true);
    const first = createServer(() => {
      atFirst += 1;
    });
    await new Promise<void>((resolve) => first.listen(deadPort, '127.0.0.1', resolve));
    onTestFinished(() => {
      first.close();
    });
    await expect.poll(() => atFirst, { timeout: 10_000 }).toBeGreaterThan(0);
  });
});

it('begins with the first broker after a connection that stood, and with the next after one that did not', () => {
  const servers = ['a', 'b', 'c'].map((host) => ({ host, port: 1883, protocol: 'mqtt' as const }));
  const order = new BrokerOrder(servers);
  const hosts = [false, false, false, false, true, false].map((wasReady) => {
    order.ended(wasReady);
    return order.current[0]?.host;
  });
  expect(hosts).toEqual(['b', 'c', 'a', 'b', 'a', 'b']);
});

it('waits longer after each failure, spread by a fifth', () => {
  expect([1, 2, 3, 4, 5, 50].map((failures) => reconnectMs(failures, 0.5))).toEqual([
    500, 1000, 2000, 5000, 8000, 8000,
  ]);
  expect(reconnectMs(5, 0)).toBe(6400);
  expect(reconnectMs(5, 1)).toBe(9600);
});
