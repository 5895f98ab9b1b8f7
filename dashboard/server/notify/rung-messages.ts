/** Who is sent what when a rung of the ladder is told: one message for each channel and, where it reaches persons, each of them. */
import { ulid } from 'ulid';
import { type NotifierConfig, WEB_PUSH } from '../../../edge-config/contracts/channels.ts';
import type { RungRole } from '../../../edge-config/contracts/escalation.ts';
import type { Alert } from '../../../edge-config/contracts/messages.ts';
import type { Recipient, RungNotification } from '../../../edge-config/contracts/notify.ts';
import type { Told } from '../../domain/escalation.ts';
import { heldBackMin } from '../../domain/quiet-hours.ts';
import type { Duty } from '../store/duty.ts';
import type { NewMessage } from '../store/notifications.ts';
import type { GuardianSubscription } from '../store/push.ts';
import { isPersonal } from './channels/all.ts';

export type LadderNotifier = Pick<NotifierConfig, 'id' | 'kind' | 'roles'>;

/** Browsers that take pushes of an alert; none where this console has no Web Push. */
export interface Phones {
  readonly guardians: readonly GuardianSubscription[];
  readonly responders: readonly { readonly subscriptionId: string; readonly responderId: string }[];
}

export interface Moment {
  readonly nowMs: number;
  /** IANA name: of quiet hours. */
  readonly timeZone: string;
}

/** An alert is new, or graver than it was: its guardians' phones, beside what the gateway tells them over MQTT. */
export function raisedMessages(alert: Alert, { guardians }: Phones, moment: Moment): NewMessage[] {
  const localMin = localMinute(moment);
  return guardians.map(({ guardianId, label, phone, quiet, subscriptionId }) => {
    const recipient: Recipient = { guardianId, label, role: 'guardians', phone };
    const heldMin = heldBackMin(alert.severity, quiet, localMin);
    return {
      ...message(alert, WEB_PUSH, ['guardians'], [recipient]),
      ...{ recipient: subscriptionId, recipientLabel: label },
      ...{ occasion: `raised:${alert.severity}`, rung: 0 },
      dueAt: new Date(moment.nowMs + heldMin * 60_000).toISOString(),
    };
  });
}

export interface RungTold extends Pick<Told<RungRole>, 'isResumed' | 'rung' | 'tells'> {
  readonly duty: Duty;
}

export function rungMessages(
  alert: Alert,
  told: RungTold,
  notifiers: readonly LadderNotifier[],
  phones: Phones,
  { nowMs }: Moment,
): NewMessage[] {
  const { duty, isResumed, rung, tells } = told;
  // Whoever was told before it was taken and left is told again.
  const occasion = isResumed ? `rung:${rung}:${nowMs}` : `rung:${rung}`;
  const configured = notifiers.flatMap((notifier) => {
    const roles = tells.filter((role) => notifier.roles.includes(role));
    const recipients = roles.flatMap((role) => duty(role) ?? []);
    if (roles.length === 0) return [];
    if (!isPersonal(notifier) || recipients.length === 0)
      return message(alert, notifier.id, roles, recipients);
    return [...byNumber(recipients)].map(([recipient, own]) => ({
      ...message(alert, notifier.id, rolesOf(own), own),
      ...{ recipient, recipientLabel: labelsOf(own) },
    }));
  });
  return [...configured, ...pushes(alert, told, phones)].map((each) => ({ ...each, occasion, rung }));
}

function pushes(alert: Alert, { duty, isResumed, rung, tells }: RungTold, phones: Phones): NewMessage[] {
  // At the first rung the guardians have just been told that it is raised.
  const roles = tells.filter((role) => role !== 'guardians' || rung > 0 || isResumed);
  const recipients = roles.flatMap((role) => duty(role) ?? []);
  const bySubscription = new Map<string, Recipient[]>();
  for (const recipient of recipients) {
    for (const { subscriptionId } of browsersOf(recipient, phones)) {
      bySubscription.set(subscriptionId, [...(bySubscription.get(subscriptionId) ?? []), recipient]);
    }
  }
  return [...bySubscription].map(([recipient, own]) => ({
    ...message(alert, WEB_PUSH, rolesOf(own), own),
    ...{ recipient, recipientLabel: labelsOf(own) },
  }));
}

function browsersOf(recipient: Recipient, { guardians, responders }: Phones) {
  return 'guardianId' in recipient
    ? guardians.filter(({ guardianId }) => guardianId === recipient.guardianId)
    : responders.filter(({ responderId }) => responderId === recipient.responderId);
}

/** One number rings once, whoever it belongs to. */
function byNumber(recipients: readonly Recipient[]): Map<string, Recipient[]> {
  const groups = new Map<string, Recipient[]>();
  for (const recipient of recipients) {
    const key = numberOf(recipient);
    groups.set(key, [...(groups.get(key) ?? []), recipient]);
  }
  return groups;
}

/** Under what a service reaches somebody, and by what it is known that he was told: his number, else who he is. */
export function numberOf(recipient: Recipient): string {
  if (recipient.phone !== null) return recipient.phone;
  return 'guardianId' in recipient
    ? `guardian:${recipient.guardianId}`
    : `responder:${recipient.responderId}`;
}

function rolesOf(recipients: readonly Recipient[]): RungRole[] {
  return [...new Set(recipients.map(({ role }) => role))];
}

function labelsOf(recipients: readonly Recipient[]): string | null {
  const labels = [...new Set(recipients.map(({ label }) => label))].filter((label) => label !== '');
  return labels.length === 0 ? null : labels.join('、');
}

function message(
  alert: Alert,
  notifier: string,
  roles: readonly RungRole[],
  recipients: readonly Recipient[],
): NewMessage {
  const messageId = ulid();
  const body: RungNotification = { kind: 'alert', ...aboutAlert(alert, messageId, roles, recipients) };
  return { messageId, kind: 'rung', notifier, alertId: alert.alertId, body };
}

/** What every message says of its alert. */
export function aboutAlert(
  { alertId, evidence, occurredAt, place, severity, status, type }: Alert,
  notificationId: string,
  roles: readonly RungRole[],
  recipients: readonly Recipient[],
): Omit<RungNotification, 'kind'> {
  return {
    ...{ notificationId, alertId, roles: [...roles], recipients: [...recipients] },
    ...{ type, severity, status, occurredAt, placeLabel: place.label, reason: evidence.reason },
  };
}

function localMinute({ nowMs, timeZone }: Moment): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const [hour = 0, minute = 0] = parts.format(nowMs).split(':').map(Number);
  return hour * 60 + minute;
}
