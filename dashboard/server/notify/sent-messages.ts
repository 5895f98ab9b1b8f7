/** Whoever is sent to an alert, by the county's room or by another responder, is told so himself, at once. */
import type { Transaction } from 'kysely';
import { ulid } from 'ulid';
import { WEB_PUSH } from '../../../edge-config/contracts/channels.ts';
import type { Alert } from '../../../edge-config/contracts/messages.ts';
import type { Recipient, SentNotification } from '../../../edge-config/contracts/notify.ts';
import { readSendable } from '../store/dispatch.ts';
import type { NewMessage } from '../store/notifications.ts';
import { responderSubscriptions } from '../store/push.ts';
import type { Schema } from '../store/schema.ts';
import { isPersonal } from './channels/all.ts';
import { aboutAlert, type LadderNotifier, numberOf } from './rung-messages.ts';

export interface Sending {
  readonly alert: Alert;
  readonly responderId: string;
  /** Shown name of who sends. */
  readonly by: string;
  /** Names this sending: a person who is sent again is told again. */
  readonly actionId: string;
  readonly at: string;
}

export interface SendingWays {
  readonly notifiers: readonly LadderNotifier[];
  readonly hasPush: boolean;
}

/** In the transaction of the sending, so that one is not written without the other. */
export async function readSentMessages(
  tx: Transaction<Schema>,
  sending: Sending,
  { hasPush, notifiers }: SendingWays,
): Promise<NewMessage[]> {
  // A test reaches nobody who would run.
  if (sending.alert.status === 'test') return [];
  const recipient = await readSendable(tx, sending.responderId);
  if (recipient === undefined) return [];
  const phones = hasPush ? await responderSubscriptions(tx, [sending.responderId]) : [];
  return sentMessages(
    sending,
    recipient,
    notifiers,
    phones.map(({ subscriptionId }) => subscriptionId),
  );
}

/** By every channel that tells his role, and to each of his browsers. */
function sentMessages(
  sending: Sending,
  recipient: Recipient & { readonly responderId: string },
  notifiers: readonly LadderNotifier[],
  subscriptionIds: readonly string[],
): NewMessage[] {
  const named = { recipientLabel: recipient.label };
  return [
    ...notifiers
      .filter(({ roles }) => roles.includes(recipient.role))
      .map((notifier) => ({
        ...message(sending, notifier.id, recipient),
        // A group hears it as well: there it is said who was sent.
        ...(isPersonal(notifier) ? { ...named, recipient: numberOf(recipient) } : {}),
      })),
    ...subscriptionIds.map((subscriptionId) => ({
      ...message(sending, WEB_PUSH, recipient),
      ...{ ...named, recipient: subscriptionId },
    })),
  ];
}

function message({ actionId, alert, at, by }: Sending, notifier: string, recipient: Recipient): NewMessage {
  const messageId = ulid();
  const about = aboutAlert(alert, messageId, [recipient.role], [recipient]);
  const body: SentNotification = { kind: 'sent', ...about, by, at };
  return { messageId, kind: 'sent', notifier, alertId: alert.alertId, body, occasion: `sent:${actionId}` };
}
