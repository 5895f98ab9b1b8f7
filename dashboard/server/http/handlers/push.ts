/** Web Push: browsers of guardians and of people of the county. */
import { ShouwangError } from '../../../../edge-config/contracts/errors.ts';
import type { PushSubscriptionInput } from '../../../../edge-config/contracts/push.ts';
import type { PUSH_ROUTES, UserView } from '../../../../edge-config/contracts/rest.ts';
import { isPublicPushAddress } from '../../notify/push-address.ts';
import { listSubscriptions, type PushOwner, subscribe, unsubscribe } from '../../store/push.ts';
import { type HandlerContext, instantOf } from '../context.ts';
import type { HandlersOf } from '../router.ts';

export function pushHandlers(context: HandlerContext): HandlersOf<typeof PUSH_ROUTES> {
  const { config, database, reach } = context;

  async function state(owner: PushOwner) {
    const { length } = await listSubscriptions(database, owner);
    return { publicKey: reach.publicKey, subscriptions: length };
  }

  async function add(owner: PushOwner, subscription: PushSubscriptionInput) {
    const isAllowed = config.push.endpoints === 'any' || isPublicPushAddress(subscription.endpoint);
    // The address itself is a key: it stands in no error.
    if (reach.publicKey === null || !isAllowed) throw new ShouwangError('PUSH_REFUSED', '');
    await subscribe(database, owner, subscription, instantOf(context));
    return { ok: true as const };
  }

  async function remove(owner: PushOwner, endpoint: string) {
    await unsubscribe(database, owner, endpoint);
    return { ok: true as const };
  }

  return {
    guardianPush: ({ guardianId }) => state(guardian(guardianId)),
    subscribeGuardianPush: ({ body, guardianId }) => add(guardian(guardianId), body),
    unsubscribeGuardianPush: ({ body, guardianId }) => remove(guardian(guardianId), body.endpoint),
    testGuardianPush: async ({ guardianId }) => ({ sent: await reach.testPush(guardian(guardianId)) }),
    push: ({ user }) => state(account(user)),
    subscribePush: ({ body, user }) => add(account(user), body),
    unsubscribePush: ({ body, user }) => remove(account(user), body.endpoint),
    testPush: async ({ user }) => ({ sent: await reach.testPush(account(user)) }),
  };
}

function guardian(guardianId: string): PushOwner {
  return { kind: 'guardian', subject: guardianId };
}

function account({ username }: UserView): PushOwner {
  return { kind: 'user', subject: username };
}
