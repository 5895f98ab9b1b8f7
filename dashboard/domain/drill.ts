/**
 * What a drill showed: when each stage was reached, and whether in time. Pure.
 *
 * Times count from when the gateway raised it, by its clock; everything after is told by the console's.
 */
import type { ShareLimit } from './report/grade.ts';

export type DrillStageKind =
  | 'raised'
  | 'committed'
  | 'receipt'
  | 'escalated'
  | 'notified'
  | 'notify_failed'
  | 'seen'
  | 'taken'
  | 'going'
  | 'on_scene'
  | 'reported'
  | 'closed';

/** What was done about it, as it stands in the history. */
export interface DrillDeed {
  readonly kind: string;
  readonly at: string;
  /** operator, responder, guardian, gateway or console. */
  readonly actorKind: string;
  readonly actorLabel: string;
  /** Of a rung and of a message: roles. */
  readonly tells: readonly string[];
  /** Of a rung: who is on duty there. */
  readonly target: string | null;
}

export interface DrillFacts {
  readonly raisedAt: string;
  readonly committedAt: string;
  readonly receiptAt: string | null;
  readonly isClosed: boolean;
  readonly deeds: readonly DrillDeed[];
}

export interface DrillStage {
  readonly kind: DrillStageKind;
  /** RFC 3339; null while it was not reached. */
  readonly at: string | null;
  /** Since it was raised, s. */
  readonly afterS: number | null;
  /** Whom it names; empty for none. */
  readonly who: string;
  readonly roles: readonly string[];
  /** Within which it should have come, s; null: no limit. */
  readonly limitS: number | null;
  /** Null while it may still come in time, and without a limit. */
  readonly isMet: boolean | null;
}

export interface DrillLimits {
  readonly committedS: number;
  readonly takenS: number;
  readonly onSceneS: number;
}

export type DrillVerdict = 'running' | 'passed' | 'failed';

/** From the raise to the console: a phone is to ring 5 s after it. */
const COMMITTED_S = 5;

/** A single drill is measured by the slower of the two limits for answers: nearly all are to keep it. */
export function drillLimits(limits: {
  readonly acknowledgedSecond: ShareLimit;
  readonly attended: ShareLimit;
}): DrillLimits {
  return {
    committedS: COMMITTED_S,
    takenS: limits.acknowledgedSecond.withinS,
    onSceneS: limits.attended.withinS,
  };
}

const PEOPLE: readonly string[] = ['operator', 'responder', 'guardian'];
const TAKING: readonly string[] = [
  ...['acknowledged', 'dispatched', 'on_scene', 'reported', 'going', 'false', 'safe', 'closed'],
];

/** In the order in which they were reached; those that were not, with a limit, last. */
export function drillStages(facts: DrillFacts, limits: DrillLimits, nowMs: number): DrillStage[] {
  const byPeople = facts.deeds.filter(({ actorKind }) => PEOPLE.includes(actorKind));
  const first = (kinds: readonly string[], actors: readonly string[] = PEOPLE) =>
    byPeople.find(({ actorKind, kind }) => kinds.includes(kind) && actors.includes(actorKind));
  const stage = stageBy(facts, nowMs);
  const told = facts.deeds.flatMap((deed) => {
    const { kind } = deed;
    return kind === 'escalated' || kind === 'notified' || kind === 'notify_failed' ? stage(kind, deed) : [];
  });
  const all = [
    stage('raised', at(facts.raisedAt)),
    stage('committed', at(facts.committedAt), limits.committedS),
    ...(facts.receiptAt === null ? [] : [stage('receipt', at(facts.receiptAt))]),
    ...told,
    ...present('seen', first(['seen']), stage),
    stage('taken', first(TAKING), limits.takenS),
    ...present('going', first(['going']), stage),
    stage('on_scene', first(['on_scene']), limits.onSceneS),
    ...present('reported', first(['reported']), stage),
    ...present('closed', first(['closed']), stage),
  ];
  // Stages of one moment keep their order.
  return all.sort((a, b) => (a.afterS ?? Number.POSITIVE_INFINITY) - (b.afterS ?? Number.POSITIVE_INFINITY));
}

export function drillVerdict(stages: readonly DrillStage[]): DrillVerdict {
  if (stages.some(({ isMet }) => isMet === false)) return 'failed';
  const isClosed = stages.some(({ at: reached, kind }) => kind === 'closed' && reached !== null);
  return isClosed ? 'passed' : 'running';
}

type ToStage = (kind: DrillStageKind, deed: DrillDeed | undefined, limitS?: number) => DrillStage;

function stageBy({ isClosed, raisedAt }: DrillFacts, nowMs: number): ToStage {
  const raisedMs = Date.parse(raisedAt);
  return (kind, deed, limitS) => {
    const afterS = deed === undefined ? null : (Date.parse(deed.at) - raisedMs) / 1000;
    const isMissed = isClosed || (limitS !== undefined && nowMs - raisedMs > limitS * 1000);
    return {
      kind,
      at: deed?.at ?? null,
      afterS,
      who: deed?.target ?? (deed !== undefined && PEOPLE.includes(deed.actorKind) ? deed.actorLabel : ''),
      roles: deed?.tells ?? [],
      limitS: limitS ?? null,
      isMet: limitS === undefined ? null : afterS === null ? (isMissed ? false : null) : afterS <= limitS,
    };
  };
}

function present(kind: DrillStageKind, deed: DrillDeed | undefined, stage: ToStage): DrillStage[] {
  return deed === undefined ? [] : [stage(kind, deed)];
}

function at(instant: string): DrillDeed {
  return { kind: '', at: instant, actorKind: '', actorLabel: '', tells: [], target: null };
}
