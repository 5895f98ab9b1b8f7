/** Migration 0018: what the ledger searches and reads. */
import { commented } from './commented.ts';

export const LEDGER = [
  `ALTER TABLE alerts ADD COLUMN place_label text GENERATED ALWAYS AS (latest->'place'->>'label') STORED`,
  `ALTER TABLE alerts ADD COLUMN place_search text GENERATED ALWAYS AS (lower(latest->'place'->>'label')) STORED`,
  `ALTER TABLE alerts ADD COLUMN raised_at timestamptz GENERATED ALWAYS AS (instant_of(latest->>'raisedAt')) STORED`,
  ...commented('alerts', null, {
    place_label: 'From latest: where it happened, in words',
    place_search: 'The same in small letters, to be searched',
    raised_at: 'From latest: when the gateway decided, by its clock',
  }),
  // Whatever is filtered by stands in the index: alerts are counted and skipped without reading them.
  `CREATE INDEX alerts_ledger ON alerts (occurred_at DESC, alert_id DESC) INCLUDE (status, merged_into, township,
     type, severity, state, outcome, gateway_id, camera_id, household_id, late, place_search, raised_at, committed_at,
     acknowledged_at, dispatched_at, on_scene_at, closed_at)`,
  `DROP INDEX alerts_by_occurrence`,
  // Few alerts bear a note, and a search looks through all of them.
  `CREATE INDEX actions_with_note ON actions (alert_id) WHERE note IS NOT NULL`,
] as const;

/** Migration 0022: most look at one type of alert; its count need not go through all the others. */
export const LEDGER_BY_TYPE = [
  `CREATE INDEX alerts_ledger_by_type ON alerts (type, occurred_at DESC, alert_id DESC)
     INCLUDE (status, merged_into, township, severity, state, outcome, gateway_id)`,
] as const;
