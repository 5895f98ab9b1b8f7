/** What a board knows, and how messages change it. Pure. */
import type { LiveMessage } from '../../../../../edge-config/contracts/live.ts';
import type { AlertView, GatewayView } from '../../../../../edge-config/contracts/rest.ts';
import { LIVE_HEARTBEAT_MS } from '../../../../../edge-config/contracts/timing.ts';
import { isByPerson } from '../../shared/people.ts';

export interface BoardState {
  readonly alerts: ReadonlyMap<string, AlertView>;
  readonly gateways: ReadonlyMap<string, GatewayView>;
  /** Monotonic ms of the newest word from the console; undefined before the first. */
  readonly heardAtMs: number | undefined;
  readonly brokerConnected: boolean;
  /** Rises with every word that a digest has changed, and with every snapshot: what is shown of digests is then old. */
  readonly digestChanges: number;
}

export const EMPTY_BOARD: BoardState = {
  alerts: new Map(),
  gateways: new Map(),
  heardAtMs: undefined,
  brokerConnected: true,
  digestChanges: 0,
};

/** Alerts kept on the board; the oldest closed ones go first. */
const MAX_ALERTS = 500;

export function receive(state: BoardState, message: LiveMessage, nowMs: number): BoardState {
  const heard = { ...state, heardAtMs: nowMs };
  switch (message.kind) {
    case 'heartbeat':
      return { ...heard, brokerConnected: message.brokerConnected };
    case 'snapshot':
      return {
        ...heard,
        // What was known and is newer stays: a change may overtake the snapshot.
        alerts: message.alerts.reduce(withAlert, state.alerts),
        gateways: new Map(message.gateways.map((view) => [view.gatewayId, view])),
        digestChanges: state.digestChanges + 1,
      };
    case 'alert':
      return { ...heard, alerts: withAlert(state.alerts, message.view) };
    case 'gateway':
      return { ...heard, gateways: new Map(state.gateways).set(message.view.gatewayId, message.view) };
    case 'digest':
      return { ...heard, digestChanges: state.digestChanges + 1 };
  }
}

/**
 * A message of the console, or undefined. The schemas stay on the server; what the state stands on is looked at here,
 * since a board left open over an upgrade must not go blank on a message that it does not understand.
 */
export function readLive(text: string): LiveMessage | undefined {
  try {
    const message = JSON.parse(text) as Partial<Record<string, unknown>> | null;
    return message !== null && isWhole(message) ? (message as unknown as LiveMessage) : undefined;
  } catch {
    return undefined;
  }
}

function isWhole(message: Partial<Record<string, unknown>>): boolean {
  switch (message['kind']) {
    case 'heartbeat':
      return typeof message['brokerConnected'] === 'boolean';
    case 'snapshot':
      return Array.isArray(message['alerts']) && Array.isArray(message['gateways']);
    case 'alert':
    case 'gateway':
      return typeof message['view'] === 'object' && message['view'] !== null;
    case 'digest':
      return typeof message['digestId'] === 'string';
    default:
      return false;
  }
}

/** An answer of the console to one's own action. */
export function learn(state: BoardState, view: AlertView): BoardState {
  return { ...state, alerts: withAlert(state.alerts, view) };
}

function withAlert(alerts: ReadonlyMap<string, AlertView>, view: AlertView): ReadonlyMap<string, AlertView> {
  const { alertId } = view.alert;
  if ((alerts.get(alertId)?.revision ?? 0) > view.revision) return alerts;
  const next = new Map(alerts).set(alertId, view);
  if (next.size > MAX_ALERTS) {
    const oldest = [...next.values()].filter((item) => item.state === 'closed').sort(byId)[0];
    if (oldest !== undefined) next.delete(oldest.alert.alertId);
  }
  return next;
}

const SEVERITY_ORDER = { extreme: 0, severe: 1, moderate: 2, minor: 3 } as const;

export type QueueFilter = 'open' | 'closed';

/** Untaken before taken, graver before lighter, newer before older. */
export function queue(state: BoardState, filter: QueueFilter): AlertView[] {
  const views = [...state.alerts.values()].filter(
    (view) => (view.state === 'closed') === (filter === 'closed'),
  );
  if (filter === 'closed') return views.sort((a, b) => byId(b, a));
  return views.sort(
    (a, b) =>
      Number(a.state !== 'raised') - Number(b.state !== 'raised') ||
      Number(a.machineEnded) - Number(b.machineEnded) ||
      SEVERITY_ORDER[a.alert.severity] - SEVERITY_ORDER[b.alert.severity] ||
      byId(b, a),
  );
}

/** Ids rise with time (ULID). */
function byId(a: AlertView, b: AlertView): number {
  return a.alert.alertId < b.alert.alertId ? -1 : 1;
}

/** Nobody has taken it, and it is meant in earnest: the room must hear it. */
export function calls(view: AlertView): boolean {
  const isQuiet = view.alert.severity === 'minor' || (view.escalation?.digestId ?? null) !== null;
  return view.state === 'raised' && view.alert.status !== 'test' && !isQuiet;
}

/** What the room was called for: an alert that reaches a rung that sounds calls once more, also who was muted. */
export function callId({ alert, escalation }: AlertView): string {
  return escalation?.sounds === true ? `${alert.alertId} sounds` : alert.alertId;
}

/** Why the picture may be old; undefined when it is not. */
export function staleness(state: BoardState, nowMs: number): 'console' | 'broker' | undefined {
  if (state.heardAtMs === undefined || nowMs - state.heardAtMs > 2 * LIVE_HEARTBEAT_MS) return 'console';
  return state.brokerConnected ? undefined : 'broker';
}

/** The person who acted last: whom a conflict is with. */
export function lastActor(view: AlertView): string | undefined {
  return view.actions.filter(isByPerson).at(-1)?.actor.label;
}

export function neighbour(
  views: readonly AlertView[],
  alertId: string | undefined,
  step: 1 | -1,
): string | undefined {
  const index = views.findIndex((view) => view.alert.alertId === alertId);
  const next = index < 0 ? 0 : Math.min(Math.max(index + step, 0), views.length - 1);
  return views[next]?.alert.alertId;
}
