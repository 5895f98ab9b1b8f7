/** Made alerts with all that people did about them, written straight into the tables: a month of a county. */
import { ulid } from 'ulid';
import type { Database } from '../../dashboard/server/store/database.ts';
import type { Alert } from '../../edge-config/contracts/messages.ts';
import type { AlertView } from '../../edge-config/contracts/rest.ts';
import { sampleAlert } from './alerts.ts';

export interface MadeAlerts {
  readonly count: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** The same one makes the same alerts, ids apart. */
  readonly seed?: number;
  /** Of alerts that share their moment with another one, to test orders. */
  readonly sameMoment?: boolean;
}

const TOWNSHIPS = ['520602101', '520602102', '520602103', '520603100'] as const;
const TYPES = [
  'fall',
  'fall',
  'fall',
  'person_down',
  'inactivity',
  'absence',
  'zone',
  'camera_blind',
] as const;
const SEVERITIES = ['extreme', 'severe', 'moderate', 'minor'] as const;
const NOTES = ['老人已扶起', '=1+1', '走亲戚，平安', null, null] as const;
const INSERTED = 400;

/** Lehmer's generator: 0 to 1. */
export function madeRandom(seed: number): () => number {
  let state = seed % 2_147_483_647 || 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** @returns their ids */
export async function makeAlerts(database: Database, order: MadeAlerts): Promise<string[]> {
  const random = madeRandom(order.seed ?? 7);
  const made = Array.from({ length: order.count }, () => makeAlert(order, random));
  for (let start = 0; start < made.length; start += INSERTED) {
    const part = made.slice(start, start + INSERTED);
    await database
      .insertInto('alerts')
      .values(part.map(({ row }) => row))
      .execute();
    const actions = part.flatMap(({ action }) => action ?? []);
    if (actions.length > 0) await database.insertInto('actions').values(actions).execute();
  }
  return made.map(({ row }) => row.alert_id);
}

function makeAlert({ fromMs, sameMoment = false, toMs }: MadeAlerts, random: () => number) {
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const moments = 12;
  const share = sameMoment ? Math.floor(random() * moments) / moments : random();
  const occurredMs = Math.floor(fromMs + share * (toMs - fromMs));
  const township = pick(TOWNSHIPS);
  const gateway = `gw-${township.slice(-3)}-${Math.floor(random() * 2)}`;
  const hasCamera = random() > 0.1;
  const alert = sampleAlert({
    alertId: ulid(occurredMs),
    type: pick(TYPES),
    severity: pick(SEVERITIES),
    status: random() < 0.1 ? pick(['exercise', 'test'] as const) : 'actual',
    ...{ township, county: township.slice(0, 6), gatewayId: gateway },
    householdId: random() < 0.7 ? `home-${Math.floor(random() * 6)}` : null,
    cameraId: hasCamera ? `cam-${Math.floor(random() * 4)}` : null,
    place: { kind: 'yard', label: `${Math.floor(random() * 9) + 1}组 ${Math.floor(random() * 20)} 号` },
    occurredAt: iso(occurredMs),
    raisedAt: iso(occurredMs + 10_000),
  });
  const committedMs = occurredMs + 10_000 + Math.floor(random() * 900);
  const state = pick([
    'raised',
    'acknowledged',
    'dispatched',
    'on_scene',
    'closed',
    'closed',
    'closed',
  ] as const);
  const at = stagesOf(state, committedMs, random);
  const row = {
    ...{ alert_id: alert.alertId, sequence: 1, latest: JSON.stringify(alert), machine_ended: false },
    ...{ late: random() < 0.05, state, outcome: state === 'closed' ? pick(OUTCOMES) : null },
    ...{ committed_at: iso(committedMs), revision: 1, human_revision: 1, ...at },
    merged_into: random() < 0.05 ? '01K0000000000000000000000A' : null,
  };
  return { row, action: closing(alert, at.closed_at, row.outcome, pick(NOTES)) };
}

const OUTCOMES = ['true', 'false', 'false', 'test'] as const;

/** Times on whole seconds among them: the edges of limits are met exactly. */
function stagesOf(state: AlertView['state'], committedMs: number, random: () => number) {
  const order = ['raised', 'acknowledged', 'dispatched', 'on_scene', 'closed'];
  const reached = (stage: string): boolean => order.indexOf(state) >= order.indexOf(stage);
  const after = (seconds: number): string => {
    const exact = random() < 0.3 ? Math.round(seconds / 60) * 60 : seconds;
    return iso(committedMs + Math.round(exact * 1000));
  };
  const wasSent = reached('dispatched') && (state !== 'closed' || random() < 0.5);
  return {
    acknowledged_at: reached('acknowledged') ? after(random() * 240) : null,
    dispatched_at: wasSent ? after(240 + random() * 300) : null,
    on_scene_at: wasSent && reached('on_scene') ? after(600 + random() * 3000) : null,
    closed_at: state === 'closed' ? after(4000 + random() * 9000) : null,
  };
}

function closing(alert: Alert, at: string | null, outcome: AlertView['outcome'], note: string | null) {
  if (at === null) return undefined;
  return {
    ...{ action_id: ulid(), alert_id: alert.alertId, kind: 'closed' as const, at, note, outcome },
    ...{ actor_kind: 'operator' as const, actor_label: '值班员' },
  };
}

function iso(wallMs: number): string {
  return new Date(wallMs).toISOString();
}
