/**
 * A webhook signed as Standard Webhooks 1.0 has it (webhook-id, webhook-timestamp, webhook-signature: "v1," and the
 * base64 of HMAC-SHA256 over "id.timestamp.body"). Three lines over Node's own HMAC: the library for it brings no less.
 */
import { createHmac } from 'node:crypto';

export interface WebhookTarget {
  readonly url: string;
  readonly secret: string;
}

export interface WebhookMessage {
  readonly id: string;
  readonly wallMs: number;
  readonly body: string;
}

const TIMEOUT_MS = 10_000;

/** @throws Error that says what the other side answered, and nothing of address or key. */
export async function sendWebhook({ secret, url }: WebhookTarget, message: WebhookMessage): Promise<void> {
  const timestamp = String(Math.floor(message.wallMs / 1000));
  const answer = await fetch(url, {
    method: 'POST',
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: {
      'content-type': 'application/json',
      'webhook-id': message.id,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${sign(secret, `${message.id}.${timestamp}.${message.body}`)}`,
    },
    body: message.body,
  }).catch((error: unknown) => {
    throw new Error(isTimeout(error) ? 'no answer in time' : 'no connection');
  });
  // What it answers is of no interest, but the connection is free only once it is read.
  await answer.arrayBuffer().catch(() => {});
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
}

function sign(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('base64');
}

function isTimeout(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'TimeoutError';
}
