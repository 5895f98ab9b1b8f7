/** What guardians' phones are told of alerts. */
import type { Alert } from '../../../edge-config/contracts/messages.ts';
import type { Database } from './database.ts';

export interface PhoneNews {
  readonly alert: Alert;
  readonly revision: number;
  /** Never empty. */
  readonly guardianIds: readonly string[];
}

/** Those of the alerts that have guardians. */
export async function readPhoneNews(database: Database, alertIds: readonly string[]): Promise<PhoneNews[]> {
  if (alertIds.length === 0) return [];
  const rows = await database
    .selectFrom('alert_guardians')
    .innerJoin('alerts', 'alerts.alert_id', 'alert_guardians.alert_id')
    .select(['alerts.alert_id', 'latest', 'revision', 'guardian_id'])
    .where('alerts.alert_id', 'in', alertIds)
    .orderBy('guardian_id')
    .execute();
  const byAlert = new Map<string, PhoneNews>();
  for (const { alert_id, guardian_id, latest, revision } of rows) {
    const guardianIds = [...(byAlert.get(alert_id)?.guardianIds ?? []), guardian_id];
    byAlert.set(alert_id, { alert: latest, revision, guardianIds });
  }
  return [...byAlert.values()];
}

/** Newest first. */
export async function openAlertIds(database: Database, since: string, limit: number): Promise<string[]> {
  const rows = await database
    .selectFrom('alerts')
    .select('alert_id')
    .where('state', '!=', 'closed')
    .where('committed_at', '>=', new Date(since))
    .orderBy('alert_id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ alert_id }) => alert_id);
}
