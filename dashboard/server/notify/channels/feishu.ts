/**
 * A custom bot of a Feishu or Lark group (飞书自定义机器人). Source: open.feishu.cn/document/client-docs/bot-v3/add-custom-bot:
 * POST JSON, `msg_type: text`; with a secret, `timestamp` (s, within an hour of theirs) and `sign` in the body, where the key
 * of the HMAC-SHA256 is "timestamp\nsecret" and what is signed is empty; at most 100 messages a minute and 20 kB each;
 * answers 200 with `code`, 9499 and 11232 for too often, 19021 for a wrong signature.
 */
import { createHmac } from 'node:crypto';
import type { NotifierOf } from '../../../../edge-config/contracts/channels.ts';
import type { Channel } from '../channel.ts';
import { httpChannel, JSON_HEADERS, judgeRobot } from './http.ts';
import { cutBytes, joined } from './text.ts';

const PER_MINUTE = 100;
const MAX_BYTES = 4096;

export function feishuChannel({ id, language, secret, url }: NotifierOf<'feishu'>): Channel {
  return httpChannel({
    ...{ id, kind: 'feishu', language, limits: null, perMinute: PER_MINUTE, isPersonal: false },
    request: ({ text, wallMs }) => {
      const signature = secret === undefined ? undefined : sign(secret, Math.floor(wallMs / 1000));
      const content = { text: cutBytes(joined(text), MAX_BYTES) };
      return {
        url,
        headers: JSON_HEADERS,
        body: JSON.stringify({ ...signature, msg_type: 'text', content }),
        secrets: signature === undefined ? [] : [signature.sign],
      };
    },
    judge: (answer) => judgeRobot(answer, { code: 'code', message: ['msg'], tooOften: [9499, 11_232] }),
  });
}

function sign(secret: string, seconds: number): { readonly timestamp: string; readonly sign: string } {
  const key = `${seconds}\n${secret}`;
  return { timestamp: String(seconds), sign: createHmac('sha256', key).update('').digest('base64') };
}
