/** Migration 0016: columns and indexes by which the boards' snapshot is found without reading all rows. */
import { commented } from './commented.ts';

/** Grace over two missed heartbeats: the network's, not the gateway's. */
const GRACE_MS = 2000;

export const BOARD = [
  `CREATE FUNCTION due_after(timestamptz, jsonb) RETURNS timestamptz LANGUAGE sql IMMUTABLE STRICT AS
     'SELECT CASE WHEN $2->>''state'' = ''offline'' THEN $1
        ELSE $1 + make_interval(secs => (2 * ($2->>''heartbeatMs'')::double precision + ${GRACE_MS}) / 1000) END'`,
  `COMMENT ON FUNCTION due_after(timestamptz, jsonb) IS 'When a gateway heard then, with this status, is late: after two heartbeats and ${GRACE_MS} ms, or at once when it is offline'`,
  `ALTER TABLE gateways ADD COLUMN due_at timestamptz GENERATED ALWAYS AS (due_after(heard_at, status)) STORED`,
  ...commented('gateways', null, {
    due_at: 'From heard_at and status: late from then on, unless it is heard before',
  }),
  `CREATE INDEX gateways_by_due ON gateways (due_at, gateway_id)`,
  `CREATE INDEX gateways_by_township ON gateways (township text_pattern_ops, gateway_id)`,
  `CREATE INDEX gateways_by_skew ON gateways (abs(clock_skew_ms) DESC) WHERE clock_skew_ms IS NOT NULL`,
  // Reading it from the status would unpack the picture of the day of every household.
  `ALTER TABLE households ADD COLUMN state text GENERATED ALWAYS AS (status->>'state') STORED`,
  ...commented('households', null, { state: 'From its status: watched, out or unknown' }),
  `CREATE INDEX households_by_state ON households (state, gateway_id, household_id)`,
  // The order of the queue of a board: real before drills and tests, untaken before taken, graver before lighter, newest first.
  `CREATE INDEX alerts_in_queue ON alerts ((status <> 'actual'), (state <> 'raised'),
     array_position(ARRAY['extreme', 'severe', 'moderate', 'minor'], severity), alert_id DESC) WHERE state <> 'closed'`,
  `CREATE INDEX alerts_silent ON alerts (gateway_id) WHERE type = 'gateway_silent' AND machine_ended = false`,
  `CREATE INDEX alerts_by_gateway_time ON alerts (gateway_id, occurred_at DESC)`,
  ...commented('actions', null, {
    kind: 'raised, updated, ended; acknowledged, dispatched, on_scene, closed, merged, note; seen, going, false, safe; escalated, notified, notify_failed',
    target:
      'Of a dispatch: who was sent. Of a merge: the other alert, also in the note that stands there. Of an escalation: who was on duty',
  }),
  ...commented('alerts', null, { outcome: 'true, false or test; null until closed, and when it was merged' }),
] as const;
