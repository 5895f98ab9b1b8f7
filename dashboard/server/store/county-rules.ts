/** Ladders and settings that divisions set; read by `server/county-rules.ts`. The empty code is everywhere. */
import type { Ladder } from '../../../edge-config/contracts/escalation.ts';
import type { Severity } from '../../../edge-config/contracts/primitives.ts';
import type { Database } from './database.ts';

interface By {
  readonly at: string;
  readonly username: string;
}

/** @param ladder null: quiet. */
export async function writeLadder(
  database: Database,
  key: { readonly division: string; readonly severity: Severity },
  ladder: Ladder | null,
  { at, username }: By,
): Promise<void> {
  const values = { ladder: JSON.stringify(ladder), updated_at: at, updated_by: username };
  await database
    .insertInto('ladders')
    .values({ ...key, ...values })
    .onConflict((conflict) => conflict.columns(['division', 'severity']).doUpdateSet(values))
    .execute();
}

export async function deleteLadder(
  database: Database,
  { division, severity }: { readonly division: string; readonly severity: Severity },
): Promise<void> {
  await database
    .deleteFrom('ladders')
    .where('division', '=', division)
    .where('severity', '=', severity)
    .execute();
}

/** @param value null: as the division around has it. */
export async function writeSetting(
  database: Database,
  { division, key }: { readonly division: string; readonly key: string },
  value: unknown,
  { at, username }: By,
): Promise<void> {
  if (value === null) {
    await database.deleteFrom('settings').where('key', '=', key).where('division', '=', division).execute();
    return;
  }
  const values = { value: JSON.stringify(value), updated_at: at, updated_by: username };
  await database
    .insertInto('settings')
    .values({ key, division, ...values })
    .onConflict((conflict) => conflict.columns(['key', 'division']).doUpdateSet(values))
    .execute();
}
