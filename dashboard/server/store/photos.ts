/** Photos from the scene, as they were made fit to be kept: the original is stored nowhere. */
import type { Database } from './database.ts';

export interface NewPhoto {
  /** That of the action which sent it. */
  readonly photoId: string;
  readonly alertId: string;
  readonly jpeg: Buffer;
  readonly receivedAt: string;
}

/** A repeat changes nothing. */
export async function insertPhoto(database: Database, photo: NewPhoto): Promise<void> {
  const { alertId, jpeg, photoId, receivedAt } = photo;
  await database
    .insertInto('alert_photos')
    .values({ photo_id: photoId, alert_id: alertId, jpeg, received_at: receivedAt })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function hasAction(database: Database, actionId: string): Promise<boolean> {
  const row = await database
    .selectFrom('actions')
    .select('action_id')
    .where('action_id', '=', actionId)
    .executeTakeFirst();
  return row !== undefined;
}

export async function readPhotoOf(
  database: Database,
  alertId: string,
  photoId: string,
): Promise<Buffer | undefined> {
  const row = await database
    .selectFrom('alert_photos')
    .select('jpeg')
    .where('photo_id', '=', photoId)
    .where('alert_id', '=', alertId)
    .executeTakeFirst();
  return row === undefined ? undefined : Buffer.from(row.jpeg);
}
