/** Pictures whose time is over. The alert, its history and its figures stay; skeletons are no pictures. */
import { sql } from 'kysely';
import type { Database } from './database.ts';

const TABLES = { still: 'alert_images', photo: 'alert_photos' } as const;
export type PictureKind = keyof typeof TABLES;
export const PICTURE_KINDS = Object.keys(TABLES) as readonly PictureKind[];

/**
 * Deletes pictures that came before `before` and whose alert was closed before it; of an alert that is open, all stay. A
 * still whose alert never came goes by its own age.
 * @param before ISO 8601 instant. @param limit of one call, so that no transaction holds the table for long.
 * @returns how many were deleted.
 */
export async function deletePictures(
  database: Database,
  kind: PictureKind,
  { before, limit }: { readonly before: string; readonly limit: number },
): Promise<number> {
  const table = sql.table(TABLES[kind]);
  const { rows } = await sql`
    DELETE FROM ${table} WHERE ctid IN (
      SELECT picture.ctid FROM ${table} picture LEFT JOIN alerts USING (alert_id)
      WHERE picture.received_at < ${before}::timestamptz
        AND (alerts.alert_id IS NULL OR alerts.closed_at < ${before}::timestamptz)
      LIMIT ${limit})
    RETURNING alert_id`.execute(database);
  return rows.length;
}
