/**
 * The operator's own SMS, voice or WeChat service: a webhook signed as Standard Webhooks 1.0 has it, one message for each
 * person, within the limits of the number.
 */
import type { NotifierOf } from '../../../../edge-config/contracts/channels.ts';
import type { Channel } from '../channel.ts';
import { webhookHeaders } from '../webhook.ts';
import { httpChannel, judgeStatus } from './http.ts';

export function webhookChannel({ id, language, limits, secret, url }: NotifierOf<'webhook'>): Channel {
  return httpChannel({
    ...{ id, kind: 'webhook', language, limits, perMinute: null, isPersonal: true },
    request: ({ body, messageId, wallMs }) => {
      const text = JSON.stringify(body);
      const headers = webhookHeaders(secret, { id: messageId, wallMs, body: text });
      const signature = headers['webhook-signature'];
      return { url, headers, body: text, secrets: [signature, secret] };
    },
    judge: judgeStatus,
  });
}
