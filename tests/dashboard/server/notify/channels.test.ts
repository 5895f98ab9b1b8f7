/** What each channel sends, checked as its platform checks it, and how it reads the answers. */
import { createHmac } from 'node:crypto';
import { SMTPServer } from 'smtp-server';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ChannelMessage } from '../../../../dashboard/server/notify/channel.ts';
import { createChannel } from '../../../../dashboard/server/notify/channels/all.ts';
import { cutBytes } from '../../../../dashboard/server/notify/channels/text.ts';
import { render } from '../../../../dashboard/server/notify/templates.ts';
import { notifierSchema } from '../../../../edge-config/contracts/channels.ts';
import type { RungNotification } from '../../../../edge-config/contracts/notify.ts';
import { channelStub, type StubRequest } from '../../../support/channel-stub.ts';

const NOW_MS = Date.parse('2026-03-01T08:00:10.000Z');
const SECRET = 'SEC0123456789abcdef';
const ALERT: RungNotification = {
  ...{ kind: 'alert', notificationId: '01K0000000000000000000000B', alertId: '01K0000000000000000000000A' },
  ...{ roles: ['county'], recipients: [], type: 'fall', severity: 'extreme', status: 'actual' },
  ...{ placeLabel: '三组 7 号 · 院子', occurredAt: '2026-03-01T08:00:00.000Z' },
  reason: { zh: '突然倒下', en: 'Dropped suddenly' },
};
const WORDING = { language: 'zh', timeZone: 'Asia/Shanghai', publicUrl: null } as const;

function message(more: Partial<RungNotification> = {}): ChannelMessage {
  const body = { ...ALERT, ...more };
  return { messageId: body.notificationId, body, recipient: '', wallMs: NOW_MS, text: render(body, WORDING) };
}

function channel(config: object) {
  return createChannel(notifierSchema.parse({ id: 'group', roles: ['county'], ...config }));
}

const json = ({ body }: StubRequest): Record<string, unknown> => JSON.parse(body.toString('utf8'));

describe('group robots', () => {
  it('DingTalk: signs with time and secret in the address', async () => {
    const stub = await channelStub((_, { query }) => {
      const timestamp = query.get('timestamp') ?? '';
      const sign = createHmac('sha256', SECRET).update(`${timestamp}\n${SECRET}`).digest('base64');
      const isRight = query.get('sign') === sign && query.get('access_token') === 'token of the robot';
      return {
        body: JSON.stringify(
          isRight ? { errcode: 0, errmsg: 'ok' } : { errcode: 310000, errmsg: 'sign not match' },
        ),
      };
    });
    const url = `${stub.url}/robot/send?access_token=token%20of%20the%20robot`;
    const robot = channel({ kind: 'dingtalk', url, secret: SECRET });
    expect(await robot.send(message())).toEqual({ kind: 'delivered', answer: 'errcode 0' });
    expect(stub.received[0]?.query.get('timestamp')).toBe(String(NOW_MS));
    expect(json(stub.received[0] as StubRequest)).toEqual({
      msgtype: 'text',
      text: {
        content:
          '【守望】红色预警 · 跌倒 · 三组 7 号 · 院子\n16:00 突然倒下。请马上查看，并在守望里应答：应答后不再找别人。',
      },
    });
    const wrong = channel({ kind: 'dingtalk', url, secret: 'another' });
    expect(await wrong.send(message())).toMatchObject({
      kind: 'refused',
      error: 'errcode 310000 sign not match',
    });
  });

  it('Feishu: signs nothing with a key of time and secret, in the body', async () => {
    const stub = await channelStub((_, request) => {
      const { sign, timestamp } = json(request);
      const expected = createHmac('sha256', `${String(timestamp)}\n${SECRET}`).digest('base64');
      return {
        body: JSON.stringify(
          sign === expected ? { code: 0, msg: 'success' } : { code: 19021, msg: 'sign match fail' },
        ),
      };
    });
    const robot = channel({ kind: 'feishu', url: `${stub.url}/open-apis/bot/v2/hook/key`, secret: SECRET });
    expect(await robot.send(message())).toEqual({ kind: 'delivered', answer: 'code 0' });
    expect(json(stub.received[0] as StubRequest)).toMatchObject({
      ...{ timestamp: String(NOW_MS / 1000), msg_type: 'text' },
      content: { text: expect.stringContaining('跌倒') },
    });
    const wrong = channel({ kind: 'feishu', url: `${stub.url}/hook`, secret: 'another' });
    expect(await wrong.send(message())).toMatchObject({
      kind: 'refused',
      error: 'code 19021 sign match fail',
    });
  });

  it('WeCom: a refusal in an answer of 200 is a refusal, and too often asks for patience', async () => {
    const answers = [
      { errcode: 0 },
      { errcode: 93000, errmsg: 'invalid webhook url' },
      { errcode: 45009, errmsg: 'freq' },
    ];
    const stub = await channelStub((count) => ({ body: JSON.stringify(answers[count - 1]) }));
    const robot = channel({ kind: 'wecom', url: `${stub.url}/cgi-bin/webhook/send?key=k` });
    expect(await robot.send(message())).toMatchObject({ kind: 'delivered' });
    expect(await robot.send(message())).toMatchObject({
      kind: 'refused',
      error: 'errcode 93000 invalid webhook url',
    });
    expect(await robot.send(message())).toMatchObject({ kind: 'refused', retryAfterS: 60 });
    expect(
      [
        robot,
        channel({ kind: 'dingtalk', url: 'http://x' }),
        channel({ kind: 'feishu', url: 'http://x' }),
      ].map(({ perMinute }) => perMinute),
    ).toEqual([20, 20, 100]);
  });

  it('takes an answer that is none of theirs for a refusal', async () => {
    const stub = await channelStub(() => ({ body: '<html>sign in to this network</html>' }));
    expect(await channel({ kind: 'wecom', url: stub.url }).send(message())).toMatchObject({
      kind: 'refused',
    });
  });

  it('cuts between characters', () => {
    expect(cutBytes('三组三组', 9)).toBe('三组…');
    expect(cutBytes('三组', 6)).toBe('三组');
  });
});

describe('phones of ones own', () => {
  it('Bark: the level that passes silence for what is red, and the code in the answer', async () => {
    const stub = await channelStub((count) => ({
      body: JSON.stringify({ code: count === 1 ? 200 : 400, message: '' }),
    }));
    const bark = channel({ kind: 'bark', url: `${stub.url}/devicekey` });
    expect(await bark.send(message())).toMatchObject({ kind: 'delivered' });
    expect(stub.received[0]?.path).toBe('/devicekey');
    expect(json(stub.received[0] as StubRequest)).toMatchObject({ level: 'critical', group: 'shouwang' });
    expect(await bark.send(message({ severity: 'moderate' }))).toEqual({
      kind: 'refused',
      error: 'code 400',
    });
    expect(json(stub.received[1] as StubRequest)).toMatchObject({ level: 'active' });
  });

  it('ntfy: JSON to the root with topic, priority and token', async () => {
    const stub = await channelStub();
    const ntfy = channel({ kind: 'ntfy', url: `${stub.url}/county-alerts`, secret: 'tk_token' });
    expect(await ntfy.send(message())).toMatchObject({ kind: 'delivered' });
    expect(stub.received[0]).toMatchObject({ path: '/', headers: { authorization: 'Bearer tk_token' } });
    expect(json(stub.received[0] as StubRequest)).toMatchObject({ topic: 'county-alerts', priority: 5 });
  });
});

describe('e-mail', () => {
  const start = async (onRcpt: (address: string) => Error | null = () => null) => {
    const mails: string[] = [];
    const server = new SMTPServer({
      ...{ authOptional: false, disabledCommands: ['STARTTLS'], allowInsecureAuth: true, logger: false },
      onAuth: ({ password, username }, _session, done) =>
        password === 'mail password' ? done(null, { user: username }) : done(new Error('wrong')),
      onRcptTo: ({ address }, _session, done) => done(onRcpt(address)),
      onData: (stream, _session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          mails.push(Buffer.concat(chunks).toString('utf8'));
          done();
        });
      },
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.server.address() as { port: number };
    const mail = (password: string) =>
      channel({
        ...{ kind: 'smtp', host: '127.0.0.1', port, tls: 'none', username: 'shouwang', password },
        ...{ from: 'shouwang@county.invalid', to: ['duty@county.invalid'] },
      });
    onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
    return { mails, mail };
  };

  it('is signed in, taken, and says that no machine need answer it', async () => {
    const { mail, mails } = await start();
    const smtp = mail('mail password');
    onTestFinished(() => smtp.close());
    expect(await smtp.send(message({ status: 'exercise' }))).toMatchObject({ kind: 'delivered' });
    expect(mails[0]).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    expect(mails[0]).toMatch(/^Message-ID: <01K0000000000000000000000B@shouwang\.invalid>\r$/m);
    const subject = /^Subject: ((?:.|\r\n )*?)\r\n\S/m.exec(mails[0] ?? '')?.[1] ?? '';
    const words = [...subject.matchAll(/=\?UTF-8\?B\?(.*?)\?=/g)].map(([, text = '']) =>
      Buffer.from(text, 'base64').toString('utf8'),
    );
    expect(words.join('') || subject).toMatch(/^【演练】|=\?UTF-8\?Q\?=E3=80=90=E6=BC=94=E7=BB=83=E3=80=91/);
  });

  it('tells neither name nor password when it is refused, and gives up what is refused for good', async () => {
    const { mail } = await start((address) =>
      Object.assign(new Error(`no ${address}`), { responseCode: 550 }),
    );
    const [wrong, right] = [mail('wrong'), mail('mail password')];
    onTestFinished(async () => {
      await wrong.close();
      await right.close();
    });
    const refused = await wrong.send(message());
    expect(refused).toMatchObject({
      kind: 'refused',
      error: expect.stringMatching(/^EAUTH/),
      isFinal: false,
    });
    expect(JSON.stringify(refused)).not.toContain('shouwang');
    expect(await right.send(message())).toMatchObject({ kind: 'refused', isFinal: true });
  });
});

describe('words', () => {
  const titleOf = (more: Partial<RungNotification>, language: 'zh' | 'en' = 'zh') =>
    render({ ...ALERT, ...more }, { ...WORDING, language }).title;

  it('say first that it is a drill or a test', () => {
    expect(titleOf({ status: 'exercise' })).toMatch(/^【演练】【守望】/);
    expect(titleOf({ status: 'exercise' }, 'en')).toMatch(/^\[DRILL\] \[Shouwang\]/);
    const test = { kind: 'test', notificationId: ALERT.notificationId, at: ALERT.occurredAt } as const;
    expect(render(test, WORDING).title).toMatch(/^【测试】/);
    expect(render(test, { ...WORDING, language: 'en' }).title).toMatch(/^\[TEST\]/);
    expect(titleOf({})).toMatch(/^【守望】红色预警/);
  });

  it('never say of a drill what they say of an alert', () => {
    for (const language of ['zh', 'en'] as const) {
      const drill = render({ ...ALERT, status: 'exercise' }, { ...WORDING, language });
      expect(`${drill.title} ${drill.body}`).not.toMatch(/预警|alert/);
    }
  });

  it('are cut to what a phone shows', () => {
    const long = render({ ...ALERT, placeLabel: '很长的地名'.repeat(24) }, WORDING);
    expect(long.title.length).toBeLessThanOrEqual(80);
    expect(long.body.length).toBeLessThanOrEqual(200);
  });
});

describe('a dry run', () => {
  it.each([
    ['webhook', { url: 'https://sms.invalid/send?key=hidden-key', secret: 'hidden-secret-of-16' }],
    ['wecom', { url: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=hidden-key' }],
    [
      'dingtalk',
      { url: 'https://oapi.dingtalk.com/robot/send?access_token=hidden-key', secret: 'hidden-secret' },
    ],
    ['feishu', { url: 'https://open.feishu.cn/open-apis/bot/v2/hook/hidden-key', secret: 'hidden-secret' }],
    ['bark', { url: 'https://api.day.app/hidden-key' }],
    ['ntfy', { url: 'https://ntfy.sh/hidden-key', secret: 'hidden-secret' }],
    [
      'smtp',
      {
        host: 'mail.invalid',
        username: 'x',
        password: 'hidden-key',
        from: 'a@b.invalid',
        to: ['c@d.invalid'],
      },
    ],
  ])('of %s shows the message and no key', async (kind, config) => {
    const shown = channel({ kind, ...config });
    const preview = await shown.preview(message());
    expect(JSON.stringify(preview)).toMatch(/跌倒|fall/);
    expect(JSON.stringify(preview)).not.toContain('hidden');
    await shown.close();
  });
});
