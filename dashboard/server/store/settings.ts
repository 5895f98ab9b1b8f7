/** What divisions have set for themselves; the nearest one around a division that has set it counts. */
import { lineage } from '../../domain/division.ts';
import type { Database } from './database.ts';

export interface Setting {
  /** Code of the division that has set it; empty: everywhere. */
  readonly division: string;
  readonly value: unknown;
  readonly updatedAt: string;
  readonly updatedBy: string;
}

/** Of every division that has set it. */
export async function readSettings(database: Database, key: string): Promise<Setting[]> {
  const rows = await database.selectFrom('settings').selectAll().where('key', '=', key).execute();
  return rows.map((row) => ({
    division: row.division,
    value: row.value,
    updatedAt: row.updated_at.toISOString(),
    updatedBy: row.updated_by,
  }));
}

/** @returns the setting that holds for a division; undefined when neither it nor what it lies in has set any. */
export function nearest(settings: readonly Setting[], division: string): Setting | undefined {
  const around = ['', ...lineage(division)].reverse();
  return around
    .flatMap((code) => settings.find((setting) => setting.division === code) ?? [])
    .find(() => true);
}

export async function writeSetting(
  database: Database,
  setting: {
    readonly key: string;
    readonly division: string;
    readonly value: unknown;
    readonly at: string;
    readonly by: string;
  },
): Promise<void> {
  const values = { value: JSON.stringify(setting.value), updated_at: setting.at, updated_by: setting.by };
  await database
    .insertInto('settings')
    .values({ key: setting.key, division: setting.division, ...values })
    .onConflict((conflict) => conflict.columns(['key', 'division']).doUpdateSet(values))
    .execute();
}

export async function removeSetting(database: Database, key: string, division: string): Promise<void> {
  await database.deleteFrom('settings').where('key', '=', key).where('division', '=', division).execute();
}
