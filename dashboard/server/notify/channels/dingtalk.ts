/**
 * A custom robot of a DingTalk group (钉钉自定义机器人). Source: open.dingtalk.com/document/robots/custom-robot-access and
 * 安全设置: POST JSON, `msgtype: text`; with a secret, `timestamp` (ms, within an hour of theirs) and `sign` = base64 of
 * HMAC-SHA256 with the secret over "timestamp\nsecret" in the query; at most 20 messages a minute, then silenced for ten
 * minutes; answers 200 with `errcode`, 130101 for too often, 310000 for a signature or keyword that is missing.
 */
import { createHmac } from 'node:crypto';
import type { NotifierOf } from '../../../../edge-config/contracts/channels.ts';
import type { Channel } from '../channel.ts';
import { httpChannel, JSON_HEADERS, judgeRobot } from './http.ts';
import { cutBytes, joined } from './text.ts';

const PER_MINUTE = 20;
/** They take 20,000 bytes of a request; a text that long nobody reads. */
const MAX_BYTES = 4096;

export function dingtalkChannel({ id, language, secret, url }: NotifierOf<'dingtalk'>): Channel {
  return httpChannel({
    ...{ id, kind: 'dingtalk', language, limits: null, perMinute: PER_MINUTE, isPersonal: false },
    request: ({ text, wallMs }) => ({
      url: secret === undefined ? url : signed(url, secret, wallMs),
      headers: JSON_HEADERS,
      body: JSON.stringify({ msgtype: 'text', text: { content: cutBytes(joined(text), MAX_BYTES) } }),
      secrets: [],
    }),
    judge: (answer) => judgeRobot(answer, { code: 'errcode', message: ['errmsg'], tooOften: [130_101] }),
  });
}

function signed(url: string, secret: string, wallMs: number): string {
  const address = new URL(url);
  address.searchParams.set('timestamp', String(wallMs));
  const sign = createHmac('sha256', secret).update(`${wallMs}\n${secret}`).digest('base64');
  address.searchParams.set('sign', sign);
  return address.href;
}
