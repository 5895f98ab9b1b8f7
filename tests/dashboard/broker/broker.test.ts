import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import mqtt from 'mqtt';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type Broker, startBroker } from '../../../dashboard/broker/broker.ts';
import { guardianPassword } from '../../../dashboard/broker/guardian-password.ts';
import { mosquittoAcl, mosquittoPasswords } from '../../../dashboard/broker/mosquitto.ts';
import { brokerServerConfigSchema } from '../../../edge-config/contracts/console-config.ts';
import { beginRequest } from '../../support/half-request.ts';
import { connect } from '../../support/mqtt.ts';
import { companion, describeWithService } from '../../support/services.ts';
import { silentLog } from '../../support/silent-log.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const config = brokerServerConfigSchema.parse({
  version: 1,
  tcp: { port: 0 },
  ws: { port: 0 },
  guardianKey: 'a key of the test',
  accounts: ['gw-1', 'gw-2', 'gw-3']
    .map((gatewayId) => ({
      username: `gateway/${gatewayId}`,
      password: `password of ${gatewayId}`,
      role: {
        kind: 'gateway',
        gateway: { county: '520602', township: '520602101', gatewayId },
        guardianIds: gatewayId === 'gw-3' ? ['daughter', 'son'] : ['daughter'],
      },
    }))
    .concat([
      {
        username: 'console',
        password: 'password of console',
        role: { kind: 'console', county: '520602' },
      } as never,
    ]),
});
const gateway = { username: 'gateway/gw-1', password: 'password of gw-1' };
const console_ = { username: 'console', password: 'password of console' };
const guardian = (id: string) => ({
  username: `guardian/${id}`,
  password: guardianPassword(config.guardianKey, id),
});
const root = 'shouwang/v1/520602/520602101/gw-1';
const BIG = Buffer.alloc(200_000, 'x');
/** Topics that are another guardian's. */
const OTHERS = ['alert', 'news', 'action'].map((leaf) => `shouwang/v1/guardian/son/${leaf}`);

describe('the embedded broker', () => {
  let broker: Broker;
  let url: string;

  beforeEach(async () => {
    broker = await startBroker(config, { log: silentLog() });
    url = `mqtt://127.0.0.1:${broker.tcpPort}`;
    onTestFinished(() => broker.stop());
  });

  it('carries an alert from gateway to console and guardian, over TCP and WebSocket', async () => {
    const county = await connect(url, console_);
    const phone = await connect(`ws://127.0.0.1:${broker.wsPort}`, guardian('daughter'));
    await county.subscribeAsync(`${'shouwang/v1/520602'}/+/+/alert`, { qos: 1 });
    await phone.subscribeAsync('shouwang/v1/guardian/daughter/alert', { qos: 1 });
    const edge = await connect(url, gateway);
    await edge.publishAsync(`${root}/alert`, 'fall', { qos: 1 });
    await edge.publishAsync('shouwang/v1/guardian/daughter/alert', 'fall', { qos: 1 });
    await expect.poll(() => [county.heard.length, phone.heard.length]).toEqual([1, 1]);
  });

  it('refuses a wrong password, and a name that is a wildcard', async () => {
    await expect(connect(url, { ...gateway, password: 'wrong' })).rejects.toMatchObject({ code: 4 });
    await expect(connect(url, guardian('+'))).rejects.toMatchObject({ code: 4 });
    await expect(connect(url)).rejects.toMatchObject({ code: 4 });
  });

  it('lets nobody write or read beyond its own topics', async () => {
    const phone = await connect(url, guardian('daughter'));
    const answers = await Promise.all(
      [...OTHERS, 'shouwang/v1/guardian/+/alert', '#'].map((topic) =>
        phone.subscribeAsync(topic, { qos: 1 }).catch(() => [{ qos: 128 }]),
      ),
    );
    expect(answers.flat().map((granted) => granted.qos)).toEqual([128, 128, 128, 128, 128]);
    const own = await phone.subscribeAsync('shouwang/v1/guardian/daughter/news', { qos: 1 });
    expect(own.map((granted) => granted.qos)).toEqual([1]);

    const county = await connect(url, console_);
    await phone.subscribeAsync('shouwang/v1/guardian/daughter/news', { qos: 1 });
    await county.publishAsync('shouwang/v1/guardian/daughter/news', 'changed', { qos: 1 });
    await county.publishAsync('shouwang/v1/guardian/son/news', 'of the son', { qos: 1 });
    await expect.poll(() => phone.heard.map((item) => String(item.payload))).toEqual(['changed']);
    await county.subscribeAsync('shouwang/v1/520602/+/+/alert', { qos: 1 });
    const other = await connect(url, { username: 'gateway/gw-2', password: 'password of gw-2' });
    const closed = new Promise<void>((resolve) => other.once('close', () => resolve()));
    other.publish(`${root}/alert`, 'forged', { qos: 1 });
    await closed;
    const edge = await connect(url, gateway);
    await edge.publishAsync(`${root}/alert`, 'true', { qos: 1 });
    await expect.poll(() => county.heard.map((item) => String(item.payload))).toEqual(['true']);
  });

  it('gives a phone nothing that its refused filters gathered while it was away', async () => {
    const session = { ...guardian('son'), clientId: 'phone-of-son', clean: false };
    const phone = await connect(url, session);
    const [own, others] = ['son', 'daughter'].map((id) => `shouwang/v1/guardian/${id}/alert`) as [
      string,
      string,
    ];
    await phone.subscribeAsync([own, others], { qos: 1 }).catch(() => {});
    await phone.endAsync();
    const edge = await connect(url, { username: 'gateway/gw-3', password: 'password of gw-3' });
    for (const topic of [others, own]) await edge.publishAsync(topic, topic, { qos: 1 });
    const again = mqtt.connect(url, { protocolVersion: 4, reconnectPeriod: 0, ...session });
    onTestFinished(() => again.endAsync(true));
    const heard: string[] = [];
    again.on('message', (topic) => heard.push(topic));
    await expect.poll(() => heard).toContain(own);
    expect(heard).toEqual([own]);
  });

  it('lets nobody take over the session of another by its client id', async () => {
    await connect(url, { ...guardian('daughter'), clientId: 'phone-1', clean: false });
    const thief = connect(url, { ...guardian('son'), clientId: 'phone-1', clean: false });
    await expect(thief).rejects.toMatchObject({ code: 2 });
    const again = await connect(url, { ...guardian('daughter'), clientId: 'phone-1', clean: false });
    expect(again.connected).toBe(true);
  });

  it('publishes the Last Will of a gateway that vanishes, and keeps it for whoever comes later', async () => {
    const edge = await connect(url, {
      ...gateway,
      will: { topic: `${root}/status`, payload: Buffer.from('offline'), qos: 1, retain: true },
    });
    edge.stream.destroy();
    await expect
      .poll(async () => {
        const county = await connect(url, console_);
        await county.subscribeAsync(`${root}/status`, { qos: 1 });
        await county.publishAsync(`${root}/command`, 'turn', { qos: 1 });
        return county.heard.map((item) => [String(item.payload), item.retain]);
      })
      .toEqual([['offline', true]]);
  });

  it('keeps messages for a phone that is away', async () => {
    const session = { ...guardian('daughter'), clientId: 'phone-1', clean: false };
    const phone = await mqtt.connectAsync(url, { protocolVersion: 4, reconnectPeriod: 0, ...session });
    await phone.subscribeAsync('shouwang/v1/guardian/daughter/alert', { qos: 1 });
    await phone.endAsync();
    const edge = await connect(url, gateway);
    await edge.publishAsync('shouwang/v1/guardian/daughter/alert', 'while away', { qos: 1 });
    const again = mqtt.connect(url, { protocolVersion: 4, reconnectPeriod: 0, ...session });
    onTestFinished(() => again.endAsync(true));
    const heard = await new Promise<string>((resolve) =>
      again.once('message', (_t, payload) => resolve(String(payload))),
    );
    expect(heard).toBe('while away');
  });

  it('ends the session of a phone that does not come back, with all that waits in it', async () => {
    const alerts = 'shouwang/v1/guardian/daughter/alert';
    const session = { ...guardian('daughter'), clientId: 'phone-1', clean: false };
    const phone = await connect(url, session);
    await phone.subscribeAsync(alerts, { qos: 1 });
    const stays = await connect(url, { ...guardian('son'), clientId: 'phone-2', clean: false });
    await phone.endAsync();
    const edge = await connect(url, gateway);
    for (const text of ['1', '2', '3']) await edge.publishAsync(alerts, text, { qos: 1 });
    expect(await broker.endSessions(3600_000)).toBe(0);
    await expect.poll(() => broker.endSessions(0)).toBe(1);
    expect(stays.connected).toBe(true);

    const again = mqtt.connect(url, { protocolVersion: 4, reconnectPeriod: 0, ...session });
    onTestFinished(() => again.endAsync(true));
    const heard: string[] = [];
    again.on('message', (_topic, payload) => heard.push(String(payload)));
    const answer = await new Promise<mqtt.IConnackPacket>((resolve) => again.once('connect', resolve));
    expect(answer.sessionPresent).toBe(false);
    await again.subscribeAsync(alerts, { qos: 1 });
    await edge.publishAsync(alerts, 'new', { qos: 1 });
    await expect.poll(() => heard).toEqual(['new']);
  });

  it('cuts off a phone that takes nothing, so that others get theirs, and keeps for it what it missed', async () => {
    const impatient = await startBroker(config, { log: silentLog(), drainTimeoutMs: 300 });
    onTestFinished(() => impatient.stop());
    const address = `mqtt://127.0.0.1:${impatient.tcpPort}`;
    const topicOf = (id: string): string => `shouwang/v1/guardian/${id}/alert`;
    const session = { ...guardian('daughter'), clientId: 'phone-1', clean: false };
    const frozen = await connect(address, session);
    await frozen.subscribeAsync(topicOf('daughter'), { qos: 1 });
    const other = await connect(address, guardian('son'));
    await other.subscribeAsync(topicOf('son'), { qos: 1 });
    frozen.stream.pause();
    const edge = await connect(address, { username: 'gateway/gw-3', password: 'password of gw-3' });
    // More than the buffers of both ends hold, and more messages than the broker hands out at once.
    const sent = Array.from({ length: 150 }, () => edge.publishAsync(topicOf('daughter'), BIG, { qos: 1 }));
    await edge.publishAsync(topicOf('son'), 'fall', { qos: 1 });
    await expect.poll(() => other.heard.map(({ payload }) => String(payload))).toEqual(['fall']);
    await Promise.all(sent);

    const again = mqtt.connect(address, { protocolVersion: 4, reconnectPeriod: 0, ...session });
    onTestFinished(() => again.endAsync(true));
    let missed = 0;
    again.on('message', () => (missed += 1));
    await expect.poll(() => missed, { timeout: 10_000 }).toBe(150);
  }, 20_000);

  it('stops although somebody has not said who it is, or asks no end of questions', async () => {
    const silent = net.connect(broker.tcpPort, '127.0.0.1');
    onTestFinished(() => void silent.destroy());
    await once(silent, 'connect');
    await beginRequest(broker.wsPort, '/');
    await connect(url, gateway);
    await broker.stop();
    await expect(connect(url, gateway)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describeWithService('mosquitto', 'the same rules in Mosquitto', (mosquitto) => {
  it('separates guardians and gateways', async () => {
    const folder = tempFolder();
    const port = await freePort();
    writeFileSync(join(folder, 'acl'), mosquittoAcl(config), { mode: 0o600 });
    const passwords = join(folder, 'passwords');
    writeFileSync(passwords, mosquittoPasswords(config, ['bound-1']), { mode: 0o600 });
    execFileSync(findBeside(mosquitto, 'mosquitto_passwd'), ['-U', passwords]);
    expect(readFileSync(passwords, 'utf8')).not.toContain(console_.password);
    writeFileSync(
      join(folder, 'mosquitto.conf'),
      `listener ${port} 127.0.0.1\nallow_anonymous false\npassword_file ${passwords}\nacl_file ${join(folder, 'acl')}\n${process.getuid?.() === 0 ? 'user root\n' : ''}`,
    );
    const process_ = spawn(mosquitto, ['-c', join(folder, 'mosquitto.conf')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    onTestFinished(() => void process_.kill());
    const url = `mqtt://127.0.0.1:${port}`;
    await expect
      .poll(
        () =>
          connect(url, console_).then(
            () => true,
            () => false,
          ),
        { timeout: 10_000 },
      )
      .toBe(true);
    const county = await connect(url, console_);
    await county.subscribeAsync('shouwang/v1/520602/+/+/alert', { qos: 1 });
    const forger = await connect(url, { username: 'gateway/gw-2', password: 'password of gw-2' });
    const edge = await connect(url, gateway);
    const [own, others] = await Promise.all(['daughter', 'son'].map((id) => connect(url, guardian(id))));
    // Bound by the county, and of no gateway's config.
    await (await connect(url, guardian('bound-1'))).subscribeAsync('shouwang/v1/guardian/bound-1/news', {
      qos: 1,
    });
    for (const phone of [own, others])
      for (const leaf of ['alert', 'news'])
        await phone?.subscribeAsync(`shouwang/v1/guardian/daughter/${leaf}`, { qos: 1 });
    await edge.publishAsync('shouwang/v1/guardian/daughter/news', 'forged', { qos: 1 });
    await county.publishAsync('shouwang/v1/guardian/daughter/news', 'changed', { qos: 1 });
    await forger.publishAsync(`${root}/alert`, 'forged', { qos: 1 });
    await edge.publishAsync(`${root}/alert`, 'true', { qos: 1 });
    await edge.publishAsync('shouwang/v1/guardian/daughter/alert', 'fall', { qos: 1 });
    await expect.poll(() => county.heard.map((item) => String(item.payload))).toEqual(['true']);
    const heardBy = () => own?.heard.map((item) => String(item.payload)).sort();
    await expect.poll(heardBy).toEqual(['changed', 'fall']);
    expect(others?.heard).toEqual([]);
    await expect(connect(url, { ...guardian('son'), password: 'wrong' })).rejects.toMatchObject({ code: 5 });
  });
});

/** Debian keeps the server in /usr/sbin and its tool in /usr/bin. */
function findBeside(executable: string, program: string): string {
  const beside = companion(executable, program);
  return existsSync(beside) ? beside : program;
}

function freePort(): Promise<number> {
  const server = net.createServer();
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
