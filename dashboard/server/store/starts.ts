/** The history of this database: each start of the console, with how far the events reached then. */
import { ulid } from 'ulid';
import type { ConsoleStart } from '../../../edge-config/contracts/messages.ts';
import type { Database } from './database.ts';

/** Starts that are told; a gateway that was away for longer than these take is sent for nothing it has. */
const TOLD = 32;

/** 0 when there is none. */
export async function newestSerial(database: Database): Promise<number> {
  const row = await database
    .selectFrom('alert_events')
    .select('serial')
    .orderBy('serial', 'desc')
    .limit(1)
    .executeTakeFirst();
  return Number(row?.serial ?? 0);
}

/** @returns the newest starts, oldest first; this one is the last. */
export async function beginStart(
  database: Database,
  { at, serial }: { readonly at: string; readonly serial: number },
): Promise<ConsoleStart[]> {
  await database.insertInto('starts').values({ start_id: ulid(), at, serial }).execute();
  const rows = await database
    .selectFrom('starts')
    .select(['start_id', 'serial'])
    .orderBy('position', 'desc')
    .limit(TOLD)
    .execute();
  return rows.reverse().map((row) => ({ startId: row.start_id, serial: Number(row.serial) }));
}
