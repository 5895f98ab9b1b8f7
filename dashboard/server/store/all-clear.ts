/** What those who were told of an alert are told next: that somebody has taken it, and that it is over. */
import { sql, type Transaction } from 'kysely';
import { monotonicFactory } from 'ulid';
import { WEB_PUSH } from '../../../edge-config/contracts/channels.ts';
import type { RungNotification, SentNotification } from '../../../edge-config/contracts/notify.ts';
import { insertMessages, type NewMessage } from './notifications.ts';
import type { Schema } from './schema.ts';

const nextId = monotonicFactory();
/** At once: the time of an action may be that of a phone whose clock is fast. */
const AT_ONCE = '1970-01-01T00:00:00.000Z';

/** With the change that ends them, or with the delivery that came after it: once on each channel to each recipient. */
export async function insertAllClears(
  tx: Transaction<Schema>,
  alertIds: readonly string[],
  at: string,
): Promise<void> {
  const told = await readTold(tx, alertIds);
  if (told.length === 0) return;
  const over = await tx
    .selectFrom('alerts')
    .select(['alert_id', 'state', 'outcome', 'machine_ended', 'severity'])
    .where('alert_id', 'in', [...new Set(told.map(({ body }) => body.alertId))])
    // The alert that it was merged into goes on.
    .where('merged_into', 'is', null)
    .where((eb) => eb.or([eb('state', '=', 'closed'), eb('machine_ended', '=', true)]))
    .execute();
  const messages = told.flatMap((each): NewMessage[] => {
    const alert = over.find(({ alert_id }) => alert_id === each.body.alertId);
    if (alert === undefined) return [];
    const isClosed = alert.state === 'closed';
    return [
      toMessage(each, 'all_clear', (about) => ({
        ...{ kind: 'all_clear', ...about, severity: alert.severity, at },
        ...{ cause: isClosed ? 'closed' : 'ended', outcome: isClosed ? alert.outcome : null },
      })),
    ];
  });
  await insertMessages(tx, messages, at);
}

/** To phones alone: a group need not be told of everything. With the change, in its transaction. */
export async function insertTaken(
  tx: Transaction<Schema>,
  alertIds: readonly string[],
  at: string,
): Promise<void> {
  const told = (await readTold(tx, alertIds)).filter(({ notifier }) => notifier === WEB_PUSH);
  const messages = told.map((each) => toMessage(each, 'taken', (about) => ({ kind: 'taken', ...about, at })));
  await insertMessages(tx, messages, at);
}

interface Told {
  readonly notifier: string;
  readonly recipient: string;
  readonly recipientLabel: string | null;
  readonly body: AboutAlert;
}

/** Each once, however often it was told. */
async function readTold(tx: Transaction<Schema>, alertIds: readonly string[]): Promise<Told[]> {
  if (alertIds.length === 0) return [];
  const rows = await tx
    .selectFrom('notifications')
    .distinctOn(['alert_id', 'notifier', 'recipient'])
    .select(['alert_id', 'notifier', 'recipient', 'recipient_label', 'body'])
    .where('alert_id', 'in', alertIds)
    .where('kind', 'in', ['rung', 'sent'])
    .where(sql<boolean>`outcome = 'delivered'`)
    .orderBy('alert_id')
    .orderBy('notifier')
    .orderBy('recipient')
    .orderBy('serial', 'desc')
    .execute();
  return rows.flatMap(({ body, notifier, recipient, recipient_label }) =>
    'kind' in body && (body.kind === 'alert' || body.kind === 'sent')
      ? { notifier, recipient, recipientLabel: recipient_label, body: aboutOf(body) }
      : [],
  );
}

type AboutAlert = Omit<RungNotification, 'kind' | 'reason'>;

function aboutOf(body: RungNotification | SentNotification): AboutAlert {
  const { alertId, notificationId, occurredAt, placeLabel, recipients, roles, severity, status, type } = body;
  return { alertId, notificationId, occurredAt, placeLabel, recipients, roles, severity, status, type };
}

function toMessage(
  { body, notifier, recipient, recipientLabel }: Told,
  occasion: 'all_clear' | 'taken',
  bodyOf: (about: AboutAlert) => NewMessage['body'],
): NewMessage {
  const messageId = nextId();
  return {
    ...{ messageId, notifier, recipient, recipientLabel, occasion, alertId: body.alertId },
    kind: occasion === 'taken' ? 'news' : 'all_clear',
    dueAt: AT_ONCE,
    body: bodyOf({ ...body, notificationId: messageId }),
  };
}
