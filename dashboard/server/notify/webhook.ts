/**
 * A webhook signed as Standard Webhooks 1.0 has it (webhook-id, webhook-timestamp, webhook-signature: "v1," and the
 * base64 of HMAC-SHA256 over "id.timestamp.body"). Three lines over Node's own HMAC: the library for it brings no less.
 */
import { createHmac } from 'node:crypto';
import { post } from './channels/http.ts';

export interface WebhookTarget {
  readonly url: string;
  readonly secret: string;
}

export interface WebhookMessage {
  readonly id: string;
  readonly wallMs: number;
  readonly body: string;
}

/** @throws Error that says what the other side answered, and nothing of address or key. */
export async function sendWebhook({ secret, url }: WebhookTarget, message: WebhookMessage): Promise<void> {
  const answer = await post({ url, headers: webhookHeaders(secret, message), body: message.body });
  if (typeof answer === 'string') throw new Error(answer);
  if (answer.status < 200 || answer.status > 299) throw new Error(`HTTP ${answer.status}`);
}

export function webhookHeaders(secret: string, { body, id, wallMs }: WebhookMessage) {
  const timestamp = String(Math.floor(wallMs / 1000));
  const signature = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64');
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  };
}
