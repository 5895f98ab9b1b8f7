/**
 * Web Push (RFC 8030), encrypted for the browser (RFC 8291, by the web-push library) and signed by the console's keys (VAPID,
 * RFC 8292). A newer push of an alert replaces an older one that waits at the push service (`Topic`); how long it waits and
 * whether it wakes a sleeping phone follow its severity. 404 and 410 say that the browser is gone.
 */
import webPush from 'web-push';
import { GUARDIAN_EXPIRY_MS } from '../../../../edge-config/contracts/guardian-copy.ts';
import type { Notification } from '../../../../edge-config/contracts/notify.ts';
import type { Severity } from '../../../../edge-config/contracts/primitives.ts';
import {
  MAX_PUSH_BYTES,
  type PushPayload,
  pushPayloadSchema,
} from '../../../../edge-config/contracts/push.ts';
import type { StoredSubscription } from '../../store/push.ts';
import { type Channel, type ChannelMessage, type Outcome, severityOf } from '../channel.ts';
import { words } from '../templates.ts';
import type { VapidKeys } from '../vapid.ts';
import { judgeStatus, post, previewOf } from './http.ts';

export interface WebPushOptions {
  readonly id: string;
  readonly keys: VapidKeys;
  readonly subject: string;
  readonly timeZone: string;
  readonly subscriptionOf: (subscriptionId: string) => Promise<StoredSubscription | undefined>;
  readonly onGone: (subscriptionId: string) => Promise<void>;
  readonly onUsed: (subscriptionId: string) => Promise<void>;
}

type Urgency = 'high' | 'normal' | 'low';
const URGENCIES: Record<Severity, Urgency> = {
  extreme: 'high',
  severe: 'high',
  moderate: 'normal',
  minor: 'low',
};
const HOUR_S = 3600;
/** How long a push service keeps it for a phone that is off, s. */
const TTL_S: Record<Severity, number> = {
  extreme: 24 * HOUR_S,
  severe: 24 * HOUR_S,
  moderate: 6 * HOUR_S,
  minor: HOUR_S,
};
const TEST_TTL_S = 60;
const SHOWN_FOR = { kind: 'guardian', language: 'zh' } as const;
/** A push service that takes longer hinders nobody but its own phones. */
const TIMEOUT_MS = 8000;

export function webPushChannel(options: WebPushOptions): Channel {
  const { id, onGone, onUsed, subscriptionOf, timeZone } = options;
  return {
    ...{ id, kind: 'web_push', language: null, perMinute: null, limits: null, isPersonal: true },
    send: async (message): Promise<Outcome> => {
      const subscription = await subscriptionOf(message.recipient);
      if (subscription === undefined) {
        return {
          kind: 'refused',
          error: 'this browser is subscribed no more',
          isFinal: true,
          isOfRecipient: true,
        };
      }
      const request = requestFor(message, subscription, options);
      if (request === undefined) {
        return {
          kind: 'refused',
          error: 'keys of the browser cannot be used',
          isFinal: true,
          isOfRecipient: true,
        };
      }
      const answer = await post(request, TIMEOUT_MS);
      if (typeof answer === 'string') return { kind: 'refused', error: answer };
      if (answer.status === 404 || answer.status === 410) {
        await onGone(subscription.subscriptionId);
        return { kind: 'refused', error: `HTTP ${answer.status}`, isFinal: true, isOfRecipient: true };
      }
      const outcome = judgeStatus(answer);
      if (outcome.kind === 'delivered') await onUsed(subscription.subscriptionId);
      return outcome;
    },
    preview: async (message) => {
      const headers = headersOf(message.body, message.wallMs);
      const payload = payloadOf(message.body, SHOWN_FOR, { timeZone, wallMs: message.wallMs });
      // Each phone has an address and keys of its own: what is shown is what they decrypt.
      return {
        ...previewOf({ url: 'https://push.invalid/', headers, body: JSON.stringify(payload), secrets: [] }),
        to: '***',
      };
    },
    close: async () => {},
  };
}

/** @returns undefined when the keys of the browser are none. */
function requestFor(
  { body, wallMs }: ChannelMessage,
  { auth, endpoint, kind, language, p256dh }: StoredSubscription,
  { keys, subject, timeZone }: WebPushOptions,
): { readonly url: string; readonly headers: Record<string, string>; readonly body: Buffer } | undefined {
  const payload = JSON.stringify(payloadOf(body, { kind, language }, { timeZone, wallMs }));
  const { topic, ttl: TTL, urgency } = headersOf(body, wallMs);
  try {
    const request = webPush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, payload, {
      ...{ TTL: Number(TTL), urgency: urgency as Urgency, topic, contentEncoding: 'aes128gcm' },
      vapidDetails: { ...keys, subject },
    });
    const headers = Object.entries(request.headers)
      // fetch counts for itself.
      .filter(([name]) => name.toLowerCase() !== 'content-length')
      .map(([name, value]) => [name, String(value)]);
    return { url: request.endpoint, headers: Object.fromEntries(headers), body: request.body };
  } catch {
    return undefined;
  }
}

function headersOf(body: Notification, wallMs: number) {
  const severity = severityOf(body);
  const leftS = (Date.parse(expiresAt(body, wallMs)) - wallMs) / 1000;
  const ttlS = body.kind === 'test' ? TEST_TTL_S : Math.max(0, Math.min(TTL_S[severity], Math.floor(leftS)));
  return {
    ttl: String(ttlS),
    urgency: body.kind === 'test' ? 'high' : URGENCIES[severity],
    topic: 'alertId' in body ? body.alertId : body.kind,
  };
}

function expiresAt(body: Notification, wallMs: number): string {
  const fromMs = 'occurredAt' in body ? Date.parse(body.occurredAt) : wallMs;
  return new Date(fromMs + GUARDIAN_EXPIRY_MS).toISOString();
}

/** What the phone shows; contract: push.ts. */
export function payloadOf(
  body: Notification,
  { kind, language }: Pick<StoredSubscription, 'kind' | 'language'>,
  { timeZone, wallMs }: { readonly timeZone: string; readonly wallMs: number },
): PushPayload {
  const alert = 'alertId' in body ? body : undefined;
  const page = kind === 'guardian' ? '/guardian/#' : '/duty/#';
  const payload = pushPayloadSchema.parse({
    kind: KINDS[body.kind],
    ...{ tag: alert?.alertId ?? body.kind, alertId: alert?.alertId ?? null },
    ...{ type: alert?.type ?? null, severity: alert?.severity ?? null },
    status: alert?.status ?? (body.kind === 'test' ? 'test' : 'actual'),
    ...words(body, { language, timeZone, publicUrl: null }),
    at: new Date(wallMs).toISOString(),
    expiresAt: expiresAt(body, wallMs),
    url: alert === undefined ? `${page}/` : `${page}/alert/${alert.alertId}`,
    silent: isSilent(body),
  } satisfies PushPayload);
  if (Buffer.byteLength(JSON.stringify(payload)) > MAX_PUSH_BYTES)
    throw new RangeError('a push that is too long');
  return payload;
}

const KINDS: Record<Notification['kind'], PushPayload['kind']> = {
  alert: 'alert',
  sent: 'alert',
  all_clear: 'all_clear',
  taken: 'news',
  digest: 'news',
  test: 'test',
};

function isSilent(body: Notification): boolean {
  switch (body.kind) {
    case 'alert':
      return body.severity === 'minor';
    case 'sent':
      return false;
    case 'all_clear':
      // Who was woken wants to know that it is over.
      return body.severity === 'moderate' || body.severity === 'minor';
    default:
      return body.kind !== 'test';
  }
}
