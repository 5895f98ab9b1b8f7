/**
 * A group robot of WeCom (企业微信). Source: developer.work.weixin.qq.com/document/path/91770 (群机器人配置说明): POST JSON,
 * `msgtype: text`, content of at most 2,048 bytes, at most 20 messages a minute; answers 200 with `errcode`, 45009 for too
 * often.
 */
import type { NotifierOf } from '../../../../edge-config/contracts/channels.ts';
import type { Channel } from '../channel.ts';
import { httpChannel, JSON_HEADERS, judgeRobot } from './http.ts';
import { cutBytes, joined } from './text.ts';

const PER_MINUTE = 20;
const MAX_BYTES = 2048;

export function wecomChannel({ id, language, url }: NotifierOf<'wecom'>): Channel {
  return httpChannel({
    ...{ id, kind: 'wecom', language, limits: null, perMinute: PER_MINUTE, isPersonal: false },
    request: ({ text }) => ({
      url,
      headers: JSON_HEADERS,
      body: JSON.stringify({ msgtype: 'text', text: { content: cutBytes(joined(text), MAX_BYTES) } }),
      secrets: [],
    }),
    judge: (answer) => judgeRobot(answer, { code: 'errcode', message: ['errmsg'], tooOften: [45_009] }),
  });
}
