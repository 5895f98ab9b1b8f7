/** The console's own keys for Web Push (VAPID, RFC 8292): made at the first start, kept in the database, told to nobody. */
import webPush from 'web-push';
import { z } from 'zod';
import type { ConsoleConfig } from '../../../edge-config/contracts/console-config.ts';
import type { Database } from '../store/database.ts';

export interface VapidKeys {
  /** base64url; what browsers subscribe with. */
  readonly publicKey: string;
  readonly privateKey: string;
}

const KEY = 'push.vapid';
const keysSchema = z.strictObject({ publicKey: z.string().length(87), privateKey: z.string().length(43) });

/** Of two consoles that start at once on one database both have the same. */
export async function readVapidKeys(database: Database, at: string): Promise<VapidKeys> {
  const made = webPush.generateVAPIDKeys();
  await database
    .insertInto('settings')
    .values({ key: KEY, division: '', value: JSON.stringify(made), updated_at: at, updated_by: 'console' })
    .onConflict((conflict) => conflict.columns(['key', 'division']).doNothing())
    .execute();
  const row = await database
    .selectFrom('settings')
    .select('value')
    .where('key', '=', KEY)
    .where('division', '=', '')
    .executeTakeFirstOrThrow();
  return keysSchema.parse(row.value);
}

/**
 * Whom a push service may write to (RFC 8292 section 2.1). A county inside its own network has no address out there; most
 * services take any subject of the right form, Apple's wants a real one.
 */
export function vapidSubject({ consoleId, http, push }: ConsoleConfig): string {
  if (push.contact !== undefined) return push.contact;
  if (http.publicUrl?.startsWith('https://')) return http.publicUrl;
  return `https://${consoleId}.invalid/`;
}
