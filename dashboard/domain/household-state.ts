/**
 * What a family may be told of a household. Pure.
 *
 * Silence is not safety: whatever is not seen makes it unknown, and nothing here turns what is not known into "fine".
 * The caller takes the instants of its own clock and of the gateway's; they differ, so an age is never below 0.
 */

export type FamilyState = 'alert' | 'seen' | 'fine' | 'unknown';

export type UnknownKind =
  /** Its gateway is not heard. */
  | 'gateway_silent'
  /** A camera does not see. */
  | 'camera_blind'
  /** No camera looks at this household. */
  | 'no_camera'
  /** The gateway has told nothing of it, or says itself that it does not know. */
  | 'not_told'
  /** Went out by an exit and was not seen since. */
  | 'out'
  /** Watched, and nobody has ever been seen. */
  | 'never_seen'
  /** Watched, and unseen for longer than is usual at this hour. */
  | 'overdue';

export interface UnknownReason {
  readonly kind: UnknownKind;
  /** Of a camera that does not see; else null. */
  readonly cameraName: string | null;
  /** Since when, ms; null when that is not known. */
  readonly sinceMs: number | null;
}

export interface WatchedCamera {
  readonly name: string;
  readonly state: 'connecting' | 'watching' | 'blind';
  readonly sinceMs: number;
  readonly placeKind: 'indoor' | 'yard' | 'public';
  readonly personsNow: number;
}

export interface HouseholdFacts {
  readonly isGatewayLate: boolean;
  /** When it was heard last, ms. */
  readonly gatewayHeardMs: number;
  /** Those that belong to this household. */
  readonly cameras: readonly WatchedCamera[];
  /** What the gateway says of it; null while it has said nothing. */
  readonly told: {
    readonly state: 'watched' | 'out' | 'unknown';
    readonly lastSeenMs: number | null;
    /** Watched minutes of the active hours since somebody was seen. */
    readonly unseenMin: number;
    /** Limit at this hour, min; null outside the active hours. */
    readonly limitMin: number | null;
    /** When it was told, ms. */
    readonly heardMs: number;
  } | null;
  /** Alerts about a person of this household, in earnest, that are not over. */
  readonly openAlerts: number;
}

export interface FamilyView {
  readonly state: FamilyState;
  /** Where somebody was seen last, when the cameras leave no doubt. */
  readonly place: WatchedCamera['placeKind'] | null;
  /** Oldest first; empty unless something is unknown. Beside an alert they are told as well. */
  readonly reasons: readonly UnknownReason[];
}

/** Somebody seen within this is "seen"; after it, as long as nothing is missed, "fine". */
export const SEEN_WITHIN_MS = 30 * 60_000;

/** @param nowMs wall time here */
export function familyView(facts: HouseholdFacts, nowMs: number): FamilyView {
  const reasons = unknownReasons(facts, nowMs);
  const place = placeOf(facts.cameras);
  if (facts.openAlerts > 0) return { state: 'alert', place, reasons };
  if (reasons.length > 0) return { state: 'unknown', place, reasons };
  return { state: isSeenNow(facts, nowMs) ? 'seen' : 'fine', place, reasons };
}

function unknownReasons(facts: HouseholdFacts, nowMs: number): UnknownReason[] {
  const { cameras, gatewayHeardMs, isGatewayLate, told } = facts;
  const blind = cameras.filter(({ state }) => state !== 'watching');
  const reasons: UnknownReason[] = [
    ...(isGatewayLate ? [reason('gateway_silent', gatewayHeardMs)] : []),
    ...blind.map(({ name, sinceMs }): UnknownReason => ({ kind: 'camera_blind', cameraName: name, sinceMs })),
    ...(cameras.length === 0 ? [reason('no_camera', null)] : []),
  ];
  // The gateway's own "unknown" mostly follows from the above, and then says nothing more.
  if ((told === null || told.state === 'unknown') && reasons.length === 0)
    reasons.push(reason('not_told', told?.heardMs ?? null));
  if (reasons.length === 0 && told !== null) {
    const { lastSeenMs, limitMin, state, unseenMin } = told;
    if (lastSeenMs === null) reasons.push(reason('never_seen', null));
    else if (state === 'out' && !isSeenNow(facts, nowMs)) reasons.push(reason('out', lastSeenMs));
    else if (limitMin !== null && unseenMin >= limitMin) reasons.push(reason('overdue', lastSeenMs));
  }
  return reasons.sort((a, b) => (a.sinceMs ?? Infinity) - (b.sinceMs ?? Infinity));
}

function reason(kind: UnknownKind, sinceMs: number | null): UnknownReason {
  return { kind, cameraName: null, sinceMs };
}

function isSeenNow({ told }: HouseholdFacts, nowMs: number): boolean {
  return told !== null && told.lastSeenMs !== null && nowMs - told.lastSeenMs < SEEN_WITHIN_MS;
}

/** A camera that sees somebody now, or the only kind of place that is watched. */
function placeOf(cameras: readonly WatchedCamera[]): WatchedCamera['placeKind'] | null {
  const occupied = cameras.filter(({ personsNow, state }) => state === 'watching' && personsNow > 0);
  const kinds = new Set((occupied.length > 0 ? occupied : cameras).map(({ placeKind }) => placeKind));
  const [only] = kinds;
  return kinds.size === 1 && only !== undefined ? only : null;
}
