/** Migration 0015: one open digest for each county, messages that are no rung's, and what other systems were told of alerts. */
import { commented } from './commented.ts';

export const DUTY = [
  `CREATE UNIQUE INDEX digests_collecting ON digests (county) WHERE told_at IS NULL AND closed_at IS NULL`,
  `CREATE INDEX digests_not_closed ON digests (due_at) WHERE closed_at IS NULL`,
  `ALTER TABLE notifications ALTER COLUMN alert_id DROP NOT NULL`,
  `ALTER TABLE notifications ADD COLUMN kind text NOT NULL DEFAULT 'rung'`,
  `ALTER TABLE notifications ADD COLUMN serial bigserial`,
  `ALTER TABLE notifications ADD COLUMN made_at timestamptz NOT NULL DEFAULT now()`,
  ...commented(
    'notifications',
    'Messages to people and to other systems, until they are delivered or given up',
    {
      alert_id: 'The alert; null of a digest',
      notifier: 'Id of the notifier, or of the webhook, in the console’s config',
      kind: 'rung: to people of a rung of the ladder. digest: to the county. event: to another system',
      serial: 'Order in which events of one alert are sent',
      made_at: 'When it was written down; an event is given up some time after',
    },
  ),
  `CREATE INDEX notifications_in_order ON notifications (notifier, alert_id, serial)
     WHERE kind = 'event' AND outcome IS NULL`,
  `ALTER TABLE alerts ADD COLUMN fed_revision integer NOT NULL DEFAULT 0`,
  `ALTER TABLE alerts ADD COLUMN fed_state text`,
  ...commented('alerts', null, {
    fed_revision: 'The revision that other systems were told last, or are being told',
    fed_state: 'The state they were told then; null before the first',
  }),
  `UPDATE alerts SET fed_revision = revision, fed_state = state`,
  `CREATE INDEX alerts_to_feed ON alerts (alert_id) WHERE revision <> fed_revision`,
] as const;
