/** Alerts as pages see them. Gateways: gateway-views.ts. */
import { type Selectable, sql } from 'kysely';
import type { RungRole } from '../../../edge-config/contracts/escalation.ts';
import type { HouseholdStatus } from '../../../edge-config/contracts/messages.ts';
import type { AlertAction, AlertView, GuardianAlertView } from '../../../edge-config/contracts/rest.ts';
import type { Divisions } from '../divisions.ts';
import type { Database } from './database.ts';
import { readEscalations } from './escalations.ts';
import type { Schema } from './schema.ts';
import { alertsWithin } from './scope.ts';

export interface AlertFilter {
  readonly state: 'open' | 'closed' | 'all';
  readonly limit: number;
  /** Only alerts older than this one. */
  readonly before?: string | undefined;
  readonly guardianId?: string | undefined;
  /** Only what lies in it; empty: everywhere. */
  readonly division?: string;
}

export async function readAlertView(
  database: Database,
  divisions: Divisions,
  alertId: string,
): Promise<AlertView | undefined> {
  return (await readAlertViews(database, divisions, [alertId]))[0];
}

/** Those that exist, in no order. */
export async function readAlertViews(
  database: Database,
  divisions: Divisions,
  alertIds: readonly string[],
): Promise<AlertView[]> {
  if (alertIds.length === 0) return [];
  const rows = await database
    .selectFrom('alerts')
    .selectAll()
    .where('alert_id', 'in', [...new Set(alertIds)])
    .execute();
  return toViews(database, divisions, rows);
}

export type AlertRow = Selectable<Schema['alerts']>;

/** Newest first. */
export async function listAlertViews(
  database: Database,
  divisions: Divisions,
  filter: AlertFilter,
): Promise<AlertView[]> {
  let query = database
    .selectFrom('alerts')
    .selectAll()
    .where(alertsWithin(filter.division ?? ''))
    .orderBy('alert_id', 'desc')
    .limit(filter.limit);
  if (filter.state === 'open') query = query.where('state', '!=', 'closed');
  if (filter.state === 'closed') query = query.where('state', '=', 'closed');
  if (filter.before !== undefined) query = query.where('alert_id', '<', filter.before);
  const { guardianId } = filter;
  if (guardianId !== undefined) {
    query = query.where('alert_id', 'in', (sub) =>
      sub.selectFrom('alert_guardians').select('alert_id').where('guardian_id', '=', guardianId),
    );
  }
  return toViews(database, divisions, await query.execute());
}

/** Ids hold no "/". */
function cameraKey(gatewayId: string, cameraId: string | null): string {
  return `${gatewayId}/${cameraId}`;
}

/** By gateway and camera: cameras of all gateways have the same few ids. */
async function readCameraNames(
  database: Database,
  rows: readonly Pick<AlertRow, 'gateway_id' | 'camera_id'>[],
): Promise<ReadonlyMap<string, string>> {
  const wanted = JSON.stringify(rows.map(({ camera_id, gateway_id }) => ({ gateway_id, camera_id })));
  const cameras = await database
    .selectFrom('cameras')
    .select(['gateway_id', 'camera_id', 'name'])
    .where(
      sql<boolean>`(gateway_id, camera_id) IN (SELECT gateway_id, camera_id
        FROM jsonb_to_recordset(${wanted}::jsonb) AS wanted (gateway_id text, camera_id text))`,
    )
    .execute();
  return new Map(cameras.map(({ camera_id, gateway_id, name }) => [cameraKey(gateway_id, camera_id), name]));
}

export async function toViews(
  database: Database,
  divisions: Divisions,
  rows: readonly AlertRow[],
): Promise<AlertView[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.alert_id);
  const actions = await database
    .selectFrom('actions')
    .selectAll()
    .where('alert_id', 'in', ids)
    .orderBy('at')
    .orderBy('action_id')
    .execute();
  const images = await database
    .selectFrom('alert_images')
    .select(['alert_id', 'sha256'])
    .where('alert_id', 'in', ids)
    .execute();
  const cameraNames = await readCameraNames(database, rows);
  const escalations = await readEscalations(database, ids);
  const villages = await database
    .selectFrom('gateways')
    .select(['gateway_id', 'village'])
    .where('gateway_id', 'in', [...new Set(rows.map((row) => row.gateway_id))])
    .execute();
  const responders = await readLabels(database, [
    ...rows.flatMap(({ dispatched_to }) => dispatched_to ?? []),
    ...actions.flatMap(({ kind, target }) => (kind === 'dispatched' ? (target ?? []) : [])),
  ]);
  const divisionOf = (row: AlertRow): string =>
    villages.find(({ gateway_id }) => gateway_id === row.gateway_id)?.village ?? row.township;
  return rows.map((row) => ({
    alert: row.latest,
    state: row.state,
    machineEnded: row.machine_ended,
    late: row.late,
    outcome: row.outcome,
    escalation: escalations.get(row.alert_id) ?? null,
    cameraName: cameraNames.get(cameraKey(row.gateway_id, row.camera_id)) ?? null,
    division: { code: divisionOf(row), names: divisions.namesOf(divisionOf(row)) },
    dispatchedTo:
      row.dispatched_to === null
        ? null
        : {
            responderId: row.dispatched_to,
            label: responders.get(row.dispatched_to) ?? row.dispatched_to,
          },
    mergedInto: row.merged_into,
    // A still that is not the one the alert names is not shown.
    hasImage: images.some(
      (image) => image.alert_id === row.alert_id && image.sha256 === row.latest.image?.sha256,
    ),
    actions: actions
      .filter((action) => action.alert_id === row.alert_id)
      .map((action) => toAction(action, responders)),
    stages: {
      outboxAt: row.outbox_at?.toISOString() ?? null,
      publishedAt: row.published_at?.toISOString() ?? null,
      committedAt: row.committed_at.toISOString(),
      receiptAt: row.receipt_at?.toISOString() ?? null,
    },
    revision: row.revision,
  }));
}

async function readLabels(database: Database, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const found = await database
    .selectFrom('responders')
    .select(['responder_id', 'label'])
    .where('responder_id', 'in', ids)
    .execute();
  return new Map(found.map(({ responder_id, label }) => [responder_id, label]));
}

function toAction(row: Selectable<Schema['actions']>, responders: ReadonlyMap<string, string>): AlertAction {
  const sent = row.kind === 'dispatched' && row.target !== null ? responders.get(row.target) : undefined;
  return {
    actionId: row.action_id,
    kind: row.kind,
    actor: { kind: row.actor_kind, label: row.actor_label },
    at: row.at.toISOString(),
    note: row.note,
    outcome: row.outcome,
    tells: row.tells,
    target: sent ?? row.target,
    ...(row.received_at === null
      ? {}
      : {
          told: {
            receivedAt: row.received_at.toISOString(),
            claimedAt: row.claimed_at?.toISOString() ?? null,
            isConflict: row.is_conflict,
          },
        }),
  };
}

const HIDDEN_FROM_GUARDIANS: readonly AlertAction['kind'][] = [
  ...(['updated', 'escalated', 'notify_failed', 'note', 'photo'] as const),
];

const FAMILY: readonly (RungRole | undefined)[] = ['guardians', 'second_guardian'];

/** That it was told itself, on each of its phones, a family knows. */
function isForFamily({ kind, tells }: AlertAction): boolean {
  if (kind === 'notified' && tells?.every((role) => FAMILY.includes(role))) return false;
  return !HIDDEN_FROM_GUARDIANS.includes(kind);
}

/** A family sees that someone was sent, or is there: neither who, nor what is said among those who work on it. */
function toGuardianAction(action: AlertAction): AlertAction {
  const isResponder = action.actor.kind === 'responder';
  const isInternal = ['dispatched', 'on_scene', 'merged', 'reported'].includes(action.kind);
  const { told: _told, ...shown } = action;
  return {
    ...shown,
    ...(isResponder ? { actor: { kind: 'responder' as const, label: '' } } : {}),
    ...(isInternal ? { note: null } : {}),
    target: null,
  };
}

/** For a phone: no measurements, no household, no other guardian's id. */
export function toGuardianView({
  alert,
  state,
  machineEnded,
  hasImage,
  actions,
}: AlertView): GuardianAlertView {
  return {
    alertId: alert.alertId,
    type: alert.type,
    severity: alert.severity,
    status: alert.status,
    placeLabel: alert.place.label,
    occurredAt: alert.occurredAt,
    state,
    machineEnded,
    hasImage,
    // Whom a rung names may not have been reached: a family must not think so.
    actions: actions.filter(isForFamily).map(toGuardianAction),
  };
}

export async function readHousehold(
  database: Database,
  gatewayId: string,
  householdId: string,
): Promise<HouseholdStatus | undefined> {
  const row = await database
    .selectFrom('households')
    .select('status')
    .where('gateway_id', '=', gatewayId)
    .where('household_id', '=', householdId)
    .executeTakeFirst();
  return row?.status;
}
