/** Which alerts have changed since other systems were told: `fed_revision` against `revision`. */
import { sql } from 'kysely';
import type { AlertView } from '../../../edge-config/contracts/rest.ts';
import type { Divisions } from '../divisions.ts';
import type { Database } from './database.ts';
import { insertMessages, type NewMessage } from './notifications.ts';
import { readAlertViews } from './views.ts';

/** Alerts in one transaction. */
const AT_ONCE = 100;
const BEGUN = 'webhooks.begun';

export interface FedAlert {
  readonly view: AlertView;
  /** As it was told last; null before the first. */
  readonly fedState: AlertView['state'] | null;
}

/** From now on: what stands there is no news. Again does nothing. */
export function beginFeed(database: Database, by: string, at: string): Promise<void> {
  return database.transaction().execute(async (tx) => {
    const begun = await tx
      .insertInto('settings')
      .values({ key: BEGUN, division: '', value: 'true', updated_at: at, updated_by: by })
      .onConflict((conflict) => conflict.doNothing())
      .returning('key')
      .executeTakeFirst();
    if (begun === undefined) return;
    await tx
      .updateTable('alerts')
      .set((eb) => ({ fed_revision: eb.ref('revision'), fed_state: eb.ref('state') }))
      .whereRef('revision', '<>', 'fed_revision')
      .execute();
  });
}

export async function stopFeed(database: Database): Promise<void> {
  await database.deleteFrom('settings').where('key', '=', BEGUN).execute();
}

/** Writes down the messages about what has changed. Rows that somebody else holds come the next time. */
export function feedAlerts(
  database: Database,
  divisions: Divisions,
  at: string,
  messagesOf: (alert: FedAlert) => readonly NewMessage[],
): Promise<void> {
  return database.transaction().execute(async (tx) => {
    const rows = await tx
      .selectFrom('alerts')
      .select(['alert_id', 'fed_state'])
      .whereRef('revision', '<>', 'fed_revision')
      .orderBy('alert_id')
      .limit(AT_ONCE)
      .forUpdate()
      .skipLocked()
      .execute();
    if (rows.length === 0) return;
    const ids = rows.map(({ alert_id }) => alert_id);
    const views = await readAlertViews(tx, divisions, ids);
    const messages = views.flatMap((view) => {
      const row = rows.find(({ alert_id }) => alert_id === view.alert.alertId);
      return messagesOf({ view, fedState: row?.fed_state ?? null });
    });
    await insertMessages(tx, messages, at);
    await tx
      .updateTable('alerts')
      .set({ fed_revision: sql<number>`revision`, fed_state: sql<AlertView['state']>`state` })
      .where('alert_id', 'in', ids)
      .execute();
  });
}
