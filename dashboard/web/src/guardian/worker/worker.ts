/**
 * The service worker of the family's app: opens it without a network, shows what is pushed while no page is open, and takes
 * answers from the notification itself. Built on its own into one classic script (build/guardian-app.ts).
 */
import { ulid } from 'ulid';
import type { PushPayload } from '../../../../../edge-config/contracts/push.ts';
import { kept, openOutbox } from '../kept.ts';
import { toInput } from '../push.ts';
import { type AnswerAction, isAnswer, NOTICE_TEXTS, type NoticeData, safeUrl, toNotice } from './notice.ts';
import type { WorkerScope } from './scope.ts';
import { dropOldShells, fromShell, keepShell } from './shell.ts';

const worker = globalThis as unknown as WorkerScope;
const SYNC_TAG = 'answers';

worker.addEventListener('install', (event) => {
  event.waitUntil(keepShell().then(() => worker.skipWaiting()));
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(dropOldShells().then(() => worker.clients.claim()));
});

worker.addEventListener('fetch', (event) => {
  const answer = fromShell(event.request, worker.location.origin);
  if (answer !== undefined) event.respondWith(answer);
});

worker.addEventListener('push', (event) => {
  event.waitUntil(show(event.data?.text()));
});

worker.addEventListener('notificationclick', (event) => {
  const { action, notification } = event;
  const { alertId, url } = notification.data as NoticeData;
  if (isAnswer(action) && alertId !== null) event.waitUntil(answer(alertId, action, notification));
  else {
    notification.close();
    event.waitUntil(open(url));
  }
});

// Answers that found no network, where the browser tells when there is one again.
worker.addEventListener('sync', (event) => {
  if (event.tag === SYNC_TAG) event.waitUntil(flushOrFail());
});

worker.addEventListener('pushsubscriptionchange', (event) => {
  event.waitUntil(subscribeAgain(event.newSubscription));
});

async function show(text: string | undefined): Promise<void> {
  const language = await languageOf();
  const { title, ...options } = toNotice(readPayload(text), { language, nowMs: Date.now() });
  await worker.registration.showNotification(title, {
    ...options,
    icon: '/guardian/icon-192.png',
    badge: '/guardian/badge-96.png',
  } as NotificationOptions);
}

/** The console's schemas stay there; what is shown is looked at. */
function readPayload(text: string | undefined): PushPayload | undefined {
  try {
    const payload = JSON.parse(text ?? '') as Partial<PushPayload>;
    const isWhole = [payload.title, payload.body, payload.tag, payload.url, payload.expiresAt].every(
      (value) => typeof value === 'string',
    );
    return isWhole ? (payload as PushPayload) : undefined;
  } catch {
    return undefined;
  }
}

async function answer(alertId: string, action: AnswerAction, notification: Notification): Promise<void> {
  const texts = NOTICE_TEXTS[await languageOf()];
  const actionId = ulid();
  let told: string = texts.queued;
  const outbox = openOutbox({
    onSettled: (settled, result) => {
      if (settled.actionId === actionId) told = result === 'sent' ? texts.sent : texts.refused;
    },
  });
  await outbox.add({ actionId, alertId, action, at: new Date().toISOString() });
  const isEmpty = await outbox.flush();
  if (!isEmpty) await worker.registration.sync?.register(SYNC_TAG).catch(() => {});
  await worker.registration.showNotification(notification.title, {
    body: `${told}${texts.actions[action]}`,
    tag: notification.tag,
    silent: true,
    data: notification.data as NoticeData,
    icon: '/guardian/icon-192.png',
  });
}

/** A rejected sync is tried again by the browser. */
async function flushOrFail(): Promise<void> {
  if (!(await openOutbox().flush())) throw new Error('answers wait');
}

async function open(url: string): Promise<void> {
  const target = safeUrl(url);
  const windows = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const page = windows.find((client) => new URL(client.url).pathname.startsWith('/guardian/'));
  if (page === undefined) {
    await worker.clients.openWindow(target);
    return;
  }
  // Browsers refuse to bring a window to the front when the tap is long past; it still shows what was tapped.
  await page.focus().catch(() => {});
  await page.navigate(target);
}

/** The browser has given up the old one; what it cannot make anew, the page does when it is opened. */
async function subscribeAgain(given: PushSubscription | null): Promise<void> {
  const told = await fetch('/api/guardian/push', { credentials: 'same-origin' });
  if (!told.ok) return;
  const { publicKey } = (await told.json()) as { publicKey: string | null };
  if (publicKey === null) return;
  const subscription =
    given ??
    (await worker.registration.pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: publicKey,
    }));
  await fetch('/api/guardian/push', {
    method: 'PUT',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(toInput(subscription, await languageOf())),
  });
}

function languageOf(): Promise<'zh' | 'en'> {
  return kept.language().catch(() => 'zh' as const);
}
