/** What a board knows, and how messages change it. Pure. */
import { MAX_CLOCK_SKEW_MS } from '../../../../../edge-config/contracts/durations.ts';
import type { FailingChannel, LiveMessage } from '../../../../../edge-config/contracts/live.ts';
import type {
  AlertAction,
  AlertView,
  EstateTotals,
  GatewayGlance,
} from '../../../../../edge-config/contracts/rest.ts';
import { BOARD_GATEWAYS, LIVE_HEARTBEAT_MS } from '../../../../../edge-config/contracts/timing.ts';
import { troubleRank } from '../../../../domain/trouble.ts';
import type { RingKind } from '../../shared/alarm.ts';
import { isByPerson } from '../../shared/people.ts';

export interface BoardState {
  readonly alerts: ReadonlyMap<string, AlertView>;
  /** Alerts that are open in all; the board may hold fewer. */
  readonly openTotal: number;
  /** Those that need somebody first; of many, only they are here. */
  readonly gateways: ReadonlyMap<string, GatewayGlance>;
  /** Undefined before the first word. */
  readonly totals: EstateTotals | undefined;
  /** Monotonic ms of the newest word from the console; undefined before the first. */
  readonly heardAtMs: number | undefined;
  readonly brokerConnected: boolean;
  /** Rises with every word that a digest has changed, and with every snapshot: what is shown of digests is then old. */
  readonly digestChanges: number;
  /** Channels to people that do not work: whoever they were to call is called by hand. */
  readonly failingChannels: readonly FailingChannel[];
}

export const EMPTY_BOARD: BoardState = {
  alerts: new Map(),
  openTotal: 0,
  gateways: new Map(),
  totals: undefined,
  heardAtMs: undefined,
  brokerConnected: true,
  digestChanges: 0,
  failingChannels: [],
};

/** Alerts kept on the board; the oldest closed ones go first, then the last of the queue. */
const MAX_ALERTS = 600;

export function receive(state: BoardState, message: LiveMessage, nowMs: number): BoardState {
  const heard = { ...state, heardAtMs: nowMs };
  switch (message.kind) {
    case 'heartbeat':
      return { ...heard, brokerConnected: message.brokerConnected };
    case 'snapshot':
      return {
        ...heard,
        alerts: withSnapshot(state.alerts, message.alerts),
        openTotal: message.openTotal,
        gateways: new Map(message.gateways.map((view) => [view.gatewayId, view])),
        totals: message.totals,
        // Unless all work, they are told right after it.
        failingChannels: [],
        digestChanges: state.digestChanges + 1,
      };
    case 'totals':
      return { ...heard, openTotal: message.openTotal, totals: message.totals };
    case 'alert':
      return { ...heard, alerts: withAlert(state.alerts, message.view) };
    case 'gateway':
      return { ...heard, gateways: withGateway(state.gateways, message.view) };
    case 'digest':
      return { ...heard, digestChanges: state.digestChanges + 1 };
    case 'channels':
      return { ...heard, failingChannels: message.failing };
  }
}

/**
 * What is known at the same revision stays: it may hold the timeline, which a snapshot leaves out. An open alert that is
 * not in the snapshot was closed, and forgotten, while the line was down.
 */
function withSnapshot(
  alerts: ReadonlyMap<string, AlertView>,
  views: readonly AlertView[],
): ReadonlyMap<string, AlertView> {
  const told = new Set(views.map((view) => view.alert.alertId));
  const kept = new Map([...alerts].filter(([alertId, { state }]) => state === 'closed' || told.has(alertId)));
  const isNews = (view: AlertView): boolean => (kept.get(view.alert.alertId)?.revision ?? 0) < view.revision;
  return views.filter(isNews).reduce(withAlert, kept);
}

function withGateway(
  gateways: ReadonlyMap<string, GatewayGlance>,
  view: GatewayGlance,
): ReadonlyMap<string, GatewayGlance> {
  const next = new Map(gateways).set(view.gatewayId, view);
  if (next.size > BOARD_GATEWAYS) {
    const last = byTrouble([...next.values()]).at(-1);
    if (last !== undefined) next.delete(last.gatewayId);
  }
  return next;
}

/** Those that need somebody first. */
export function byTrouble(gateways: readonly GatewayGlance[]): GatewayGlance[] {
  const rank = (glance: GatewayGlance): number => troubleRank(glance, MAX_CLOCK_SKEW_MS);
  return [...gateways].sort((a, b) => rank(a) - rank(b) || (a.gatewayId < b.gatewayId ? -1 : 1));
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
      return (
        Array.isArray(message['alerts']) && Array.isArray(message['gateways']) && isObject(message['totals'])
      );
    case 'totals':
      return isObject(message['totals']);
    case 'alert':
    case 'gateway':
      return isObject(message['view']);
    case 'digest':
      return typeof message['digestId'] === 'string';
    case 'channels':
      return Array.isArray(message['failing']);
    default:
      return false;
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
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
    const views = [...next.values()];
    const closed = views.filter((item) => item.state === 'closed').sort(byId);
    const last = closed[0] ?? views.sort(byUrgency).at(-1);
    if (last !== undefined) next.delete(last.alert.alertId);
  }
  return next;
}

const SEVERITY_ORDER = { extreme: 0, severe: 1, moderate: 2, minor: 3 } as const;

export type QueueFilter = 'open' | 'mine' | 'closed';

/** Those that are open by urgency, closed ones newest first. @param me shown name of who looks, for `mine`. */
export function queue(state: BoardState, filter: QueueFilter, me = ''): AlertView[] {
  const views = [...state.alerts.values()];
  if (filter === 'closed') {
    return views.filter((view) => view.state === 'closed').sort((a, b) => byId(b, a));
  }
  return views
    .filter((view) => view.state !== 'closed' && (filter === 'open' || holder(view)?.label === me))
    .sort(byUrgency);
}

/**
 * Real before drills and tests, untaken before taken, those that are over last, graver before lighter, newer before older.
 */
function byUrgency(a: AlertView, b: AlertView): number {
  return (
    Number(a.alert.status !== 'actual') - Number(b.alert.status !== 'actual') ||
    Number(a.state !== 'raised') - Number(b.state !== 'raised') ||
    Number(a.machineEnded) - Number(b.machineEnded) ||
    SEVERITY_ORDER[a.alert.severity] - SEVERITY_ORDER[b.alert.severity] ||
    byId(b, a)
  );
}

const TAKING: readonly AlertAction['kind'][] = [
  ...(['acknowledged', 'dispatched', 'on_scene', 'reported', 'going', 'false', 'safe'] as const),
];

/** Who has it in hand; undefined when nobody does. */
export function holder(view: AlertView): AlertAction['actor'] | undefined {
  if (view.state === 'raised' || view.state === 'closed') return undefined;
  return view.actions.findLast(
    (action) => isByPerson(action) && TAKING.includes(action.kind) && action.told?.isConflict !== true,
  )?.actor;
}

/** Ids rise with time (ULID). */
function byId(a: AlertView, b: AlertView): number {
  return a.alert.alertId < b.alert.alertId ? -1 : 1;
}

/** How the room hears it while nobody has taken it; undefined: not at all. */
export function ringOf({ alert: { severity, status }, escalation, state }: AlertView): RingKind | undefined {
  const isQuiet = severity === 'minor' || (escalation?.digestId ?? null) !== null;
  if (state !== 'raised' || status === 'test' || isQuiet) return undefined;
  return status === 'exercise' ? 'drill' : severity;
}

/** Nobody has taken it, and it is meant in earnest. */
export function calls(view: AlertView): boolean {
  const ring = ringOf(view);
  return ring !== undefined && ring !== 'drill';
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

/** The newest thing that a person did. */
export function lastByPerson(view: AlertView): AlertAction | undefined {
  return view.actions.filter((action) => isByPerson(action) && action.kind !== 'seen').at(-1);
}

/** The person who acted last: whom a conflict is with. */
export function lastActor(view: AlertView): string | undefined {
  return lastByPerson(view)?.actor.label;
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
