/**
 * What people make of an alert: raised → acknowledged → dispatched → on_scene → closed. Pure.
 *
 * Whoever does something takes the alert. An escalation may give it back (it is raised again): the first times stay. What is
 * closed stays closed; a remark may still be added. A report says how it was found; closing it is for who has the whole picture.
 */

export type LifeState = 'raised' | 'acknowledged' | 'dispatched' | 'on_scene' | 'closed';

export type LifeAction =
  | 'acknowledged'
  | 'dispatched'
  | 'on_scene'
  | 'closed'
  | 'merged'
  | 'note'
  | 'reported'
  | 'photo'
  | 'seen'
  | 'going'
  | 'false'
  | 'safe';

/** Instants are the first of their kind, RFC 3339; null until then. */
export interface AlertLife {
  readonly state: LifeState;
  /** Rises with every change. */
  readonly revision: number;
  /** Revision of the newest change that another person must know of before acting. */
  readonly humanRevision: number;
  readonly acknowledgedAt: string | null;
  readonly dispatchedAt: string | null;
  readonly onSceneAt: string | null;
  readonly closedAt: string | null;
}

export interface LifeStep {
  readonly kind: LifeAction;
  readonly at: string;
  /** What the person had seen; null when the action is true whatever happened meanwhile. */
  readonly seenRevision: number | null;
}

/** Neither takes the alert nor changes what others may do. */
const REMARKS: readonly LifeAction[] = ['seen', 'note', 'photo'];

export function isRemark(kind: LifeAction): boolean {
  return REMARKS.includes(kind);
}

/** @returns undefined when it cannot be done now, or when somebody else was first. */
export function act(life: AlertLife, { at, kind, seenRevision }: LifeStep): AlertLife | undefined {
  const state = nextState(life.state, kind);
  const isStale = seenRevision !== null && seenRevision < life.humanRevision;
  if (state === undefined || isStale) return undefined;
  const revision = life.revision + 1;
  if (isRemark(kind)) return { ...life, revision };
  return {
    state,
    revision,
    humanRevision: revision,
    acknowledgedAt: life.acknowledgedAt ?? at,
    dispatchedAt: life.dispatchedAt ?? (kind === 'dispatched' ? at : null),
    onSceneAt: life.onSceneAt ?? (kind === 'on_scene' ? at : null),
    closedAt: life.closedAt ?? (state === 'closed' ? at : null),
  };
}

function nextState(state: LifeState, kind: LifeAction): LifeState | undefined {
  switch (kind) {
    case 'seen':
    case 'note':
    case 'photo':
      return state;
    case 'acknowledged':
      return state === 'raised' ? 'acknowledged' : undefined;
    case 'dispatched':
      // Somebody is there already: another is sent to help.
      if (state === 'closed') return undefined;
      return state === 'on_scene' ? 'on_scene' : 'dispatched';
    case 'on_scene':
      return state === 'closed' || state === 'on_scene' ? undefined : 'on_scene';
    case 'closed':
    case 'merged':
      return state === 'closed' ? undefined : 'closed';
    case 'going':
    case 'reported':
    case 'false':
    case 'safe':
      return state === 'raised' ? 'acknowledged' : state;
  }
}

/** Two alerts of one happening lie at most this far apart when different gateways tell of it. */
const SAME_HAPPENING_MS = 30 * 60_000;

export interface Mergeable {
  readonly alertId: string;
  readonly state: LifeState;
  readonly isMerged: boolean;
  /** actual, exercise or test. */
  readonly status: string;
  readonly gatewayId: string;
  readonly township: string;
  readonly occurredMs: number;
}

/** Households belong to one gateway: the same household is the same gateway. A drill never swallows a real alert. */
export function mayMerge(one: Mergeable, into: Mergeable): boolean {
  const isSameGateway = one.gatewayId === into.gatewayId;
  const isNear =
    one.township === into.township && Math.abs(one.occurredMs - into.occurredMs) <= SAME_HAPPENING_MS;
  return (
    one.alertId !== into.alertId &&
    one.status === into.status &&
    into.state !== 'closed' &&
    !into.isMerged &&
    (isSameGateway || isNear)
  );
}
