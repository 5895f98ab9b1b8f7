/** What gateways are still to be told of what people did: written with the action itself, gone when the broker has it. */
import { sql, type Transaction } from 'kysely';
import type { HumanMessage } from '../../../edge-config/contracts/messages.ts';
import type { GatewayAddress } from '../../../edge-config/contracts/topics.ts';
import type { LifeAction } from '../../domain/alert-life.ts';
import { toVillage } from '../../domain/village.ts';
import type { Database } from './database.ts';
import type { Schema } from './schema.ts';

export interface VillageMessage {
  readonly serial: string;
  readonly gateway: GatewayAddress;
  readonly message: HumanMessage;
}

/** In the transaction of the action: neither is without the other, whatever becomes of the broker or of this process. */
export async function keepForVillage(
  tx: Transaction<Schema>,
  {
    alertId,
    at,
    byKind,
    kind,
    outcome,
  }: Pick<HumanMessage, 'alertId' | 'at' | 'byKind' | 'outcome'> & { readonly kind: LifeAction },
): Promise<void> {
  const word = toVillage(kind, outcome);
  if (word === undefined) return;
  const message: HumanMessage = { alertId, ...word, byKind, at };
  await tx
    .insertInto('village_messages')
    .values({ alert_id: alertId, body: JSON.stringify(message), made_at: at })
    .execute();
}

/** Oldest first. */
export async function readForVillages(database: Database, limit: number): Promise<VillageMessage[]> {
  const rows = await database
    .selectFrom('village_messages')
    .innerJoin('alerts', 'alerts.alert_id', 'village_messages.alert_id')
    .select(['serial', 'body', 'county', 'township', 'gateway_id'])
    .orderBy('serial')
    .limit(limit)
    .execute();
  return rows.map(({ body, county, gateway_id, serial, township }) => ({
    serial: String(serial),
    gateway: { county, township, gatewayId: gateway_id },
    message: body,
  }));
}

export async function dropForVillage(database: Database, serial: string): Promise<void> {
  await database
    .deleteFrom('village_messages')
    .where('serial', '=', sql<string>`${serial}::bigint`)
    .execute();
}
