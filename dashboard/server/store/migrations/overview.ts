/** Migration 0017: what the overview of a division is counted by. */
import { commented } from './commented.ts';

export const OVERVIEW = [
  // Reading it from the status would unpack the picture of the day of every household.
  `ALTER TABLE households ADD COLUMN state text GENERATED ALWAYS AS (status->>'state') STORED`,
  ...commented('households', null, { state: 'From its status: watched, out or unknown' }),
  `CREATE INDEX households_by_state ON households (gateway_id, state)`,
  `CREATE INDEX alerts_by_commit ON alerts (committed_at) INCLUDE (township, gateway_id, status, merged_into)`,
  `CREATE INDEX alerts_by_closing ON alerts (closed_at) WHERE closed_at IS NOT NULL`,
] as const;
