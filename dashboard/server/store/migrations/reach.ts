/** Migration 0020: browsers that take pushes, messages by channel and recipient with each attempt, and how channels are. */
import { commented } from './commented.ts';

export const REACH = [
  `CREATE TABLE push_subscriptions (subscription_id text PRIMARY KEY, kind text NOT NULL, subject text NOT NULL,
     endpoint text NOT NULL, p256dh text NOT NULL, auth text NOT NULL, language text NOT NULL,
     made_at timestamptz NOT NULL, used_at timestamptz)`,
  `CREATE INDEX push_subscriptions_by_subject ON push_subscriptions (kind, subject)`,
  ...commented('push_subscriptions', 'Browsers that take Web Pushes', {
    subscription_id: 'SHA-256 of the endpoint, base64url: names it in logs and messages without telling it',
    kind: 'guardian, or user: an account of the county',
    subject: 'Id of the guardian, or the user name',
    endpoint: 'Address at the push service; whoever has it can be sent nothing without the private key',
    p256dh: 'Public key of the browser, base64url (RFC 8291)',
    auth: 'Its secret, base64url (RFC 8291)',
    language: 'zh or en: of what it is sent',
    made_at: 'When it subscribed last',
    used_at: 'When the push service last took a push for it; null before the first',
  }),
  `ALTER TABLE notifications ADD COLUMN recipient text NOT NULL DEFAULT ''`,
  `ALTER TABLE notifications ADD COLUMN recipient_label text`,
  `ALTER TABLE notifications ADD COLUMN occasion text`,
  `ALTER TABLE notifications ADD COLUMN rung integer`,
  `ALTER TABLE notifications ADD COLUMN sent_at timestamptz`,
  `CREATE UNIQUE INDEX notifications_once ON notifications (alert_id, notifier, occasion, recipient)
     WHERE occasion IS NOT NULL`,
  `CREATE INDEX notifications_by_recipient ON notifications (notifier, recipient, sent_at) WHERE recipient <> ''`,
  `CREATE INDEX notifications_by_alert ON notifications (alert_id)`,
  ...commented('notifications', null, {
    kind: 'rung: to people of a rung of the ladder. digest: to the county. event: to another system. all_clear: to all who were told. news: to phones, that somebody has taken it',
    recipient: 'Number or id of the person, id of the subscription; empty where a channel reaches a group',
    recipient_label: 'Office or alias of the person; null where a channel reaches a group',
    occasion:
      'What it is sent for, such as rung:1; once on one channel to one recipient. Null of what came before there was one, of digests and events',
    rung: 'The rung that it belongs to, from 0; null when it is of none',
    sent_at: 'When the last attempt ended; null before the first',
  }),
  `CREATE TABLE notification_attempts (notification_id text NOT NULL, attempt integer NOT NULL,
     at timestamptz NOT NULL, ok boolean NOT NULL, answer text NOT NULL, PRIMARY KEY (notification_id, attempt))`,
  ...commented('notification_attempts', 'Each attempt to send a message to people, and its answer', {
    notification_id: 'The message',
    attempt: 'From 1',
    at: 'When it ended',
    ok: 'It was taken',
    answer: 'What the other side answered, or why there was none; without address or key',
  }),
  `CREATE TABLE channels (notifier text PRIMARY KEY, failed_in_a_row integer NOT NULL DEFAULT 0,
     failing_since timestamptz, last_success_at timestamptz, last_error_at timestamptz, last_error text,
     delivered bigint NOT NULL DEFAULT 0, refused bigint NOT NULL DEFAULT 0, failed bigint NOT NULL DEFAULT 0)`,
  ...commented('channels', 'How each channel to people is', {
    notifier: 'Id of the notifier in the config of the console, or web_push',
    failed_in_a_row: 'Attempts that failed since the last that succeeded',
    failing_since: 'Since when the board says that it does not work; null while it does',
    last_success_at: 'When a message was taken last',
    last_error_at: 'When an attempt failed last',
    last_error: 'What it met',
    delivered: 'Messages that were taken',
    refused: 'Attempts that failed and were followed by another',
    failed: 'Messages that were given up',
  }),
] as const;

/** Migration 0023: whoever is sent to an alert is told so. */
export const SENT = commented('notifications', null, {
  kind: 'rung: to people of a rung of the ladder. sent: to whoever was sent there. digest: to the county. event: to another system. all_clear: to all who were told. news: to phones, that somebody has taken it',
});
