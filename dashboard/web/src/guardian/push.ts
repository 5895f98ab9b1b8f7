/** Whether this browser can be reached while the page is closed, and turning that on and off. */
import type { PushSubscriptionInput } from '../../../../edge-config/contracts/push.ts';
import { ApiError } from '../shared/api.ts';
import { guardianApi } from './api.ts';

export type PushState =
  /** This browser has no push, or the page is not served over HTTPS. */
  | 'unsupported'
  /** An iPhone has it for apps of the home screen alone. */
  | 'needs-home-screen'
  /** The console was set up without. */
  | 'not-offered'
  | 'denied'
  | 'off'
  | 'on';

/** Its push service could not be reached, as with Chrome for Android in mainland China. */
export class PushUnreachable extends Error {}

export async function readPushState(): Promise<PushState> {
  const isStandalone =
    matchMedia('(display-mode: standalone)').matches ||
    (navigator as { standalone?: boolean }).standalone === true;
  const isApple = /iPhone|iPad|iPod/.test(navigator.userAgent);
  if (!('serviceWorker' in navigator && 'PushManager' in globalThis && 'Notification' in globalThis))
    return isApple && !isStandalone ? 'needs-home-screen' : 'unsupported';
  if ((await offeredKey()) === null) return 'not-offered';
  if (Notification.permission === 'denied') return 'denied';
  const registration = await navigator.serviceWorker.getRegistration('/guardian/');
  if (registration === undefined) return 'unsupported';
  return (await registration.pushManager.getSubscription()) === null ? 'off' : 'on';
}

/** A console of an older version has no such route. */
async function offeredKey(): Promise<string | null> {
  try {
    return (await guardianApi.push()).publicKey;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}

/** To be called from a click. @throws PushUnreachable, ApiError */
export async function turnPushOn(language: 'zh' | 'en'): Promise<PushState> {
  const publicKey = await offeredKey();
  if (publicKey === null) return 'not-offered';
  if ((await Notification.requestPermission()) !== 'granted') return 'denied';
  const { pushManager } = await navigator.serviceWorker.ready;
  const options = { userVisibleOnly: true, applicationServerKey: publicKey };
  const subscription = await pushManager.subscribe(options).catch((cause: unknown) => {
    throw new PushUnreachable('the push service cannot be reached', { cause });
  });
  await guardianApi.subscribe(toInput(subscription, language));
  return 'on';
}

export async function turnPushOff(): Promise<PushState> {
  const registration = await navigator.serviceWorker.getRegistration('/guardian/');
  const subscription = await registration?.pushManager.getSubscription();
  if (subscription) {
    await guardianApi.unsubscribe(subscription.endpoint).catch(() => {});
    await subscription.unsubscribe();
  }
  return 'off';
}

export function toInput(
  subscription: Pick<PushSubscription, 'endpoint' | 'toJSON'>,
  language: 'zh' | 'en',
): PushSubscriptionInput {
  const { auth = '', p256dh = '' } = subscription.toJSON().keys ?? {};
  return { endpoint: subscription.endpoint, keys: { p256dh, auth }, language };
}
