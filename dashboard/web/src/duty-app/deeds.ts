/** What a responder did, until the console has it: kept in order, sent once, and nothing lost. Pure. */
import type { Outcome } from '../../../../edge-config/contracts/primitives.ts';
import type { DutyAnswer, DutyKind } from '../../../../edge-config/contracts/rest.ts';

/** Photos go the same way; their bytes are kept beside. */
export type DeedKind = DutyKind | 'photo';

export interface Deed {
  readonly actionId: string;
  readonly alertId: string;
  readonly kind: DeedKind;
  /** When it was done, RFC 3339. */
  readonly at: string;
  readonly note: string | null;
  readonly outcome: Outcome | null;
  readonly responderId: string | null;
  /** Where, for who reads of it later. */
  readonly placeLabel: string;
}

export interface Refusal {
  readonly zh: string;
  readonly en: string;
}

/** waiting: to be sent. conflict and refused: to be read. What the console has taken is here no more. */
export type Kept = Deed &
  (
    | { readonly state: 'waiting' }
    | { readonly state: 'conflict'; readonly with: DutyAnswer['conflictWith'] }
    | { readonly state: 'refused'; readonly why: Refusal }
  );

/** Oldest first. */
export type Deeds = readonly Kept[];

export function withDeed(deeds: Deeds, deed: Deed): Deeds {
  return deeds.some(({ actionId }) => actionId === deed.actionId)
    ? deeds
    : [...deeds, { ...deed, state: 'waiting' }];
}

/** What is to be sent next; the others wait for it. */
export function nextDeed(deeds: Deeds): Kept | undefined {
  return deeds.find(({ state }) => state === 'waiting');
}

export function waiting(deeds: Deeds, alertId?: string): Kept[] {
  return deeds.filter((deed) => deed.state === 'waiting' && (alertId ?? deed.alertId) === deed.alertId);
}

/** What somebody has to read. */
export function toRead(deeds: Deeds): Kept[] {
  return deeds.filter(({ state }) => state !== 'waiting');
}

export function taken(
  deeds: Deeds,
  actionId: string,
  answer: Pick<DutyAnswer, 'isConflict' | 'conflictWith'>,
): Deeds {
  if (!answer.isConflict) return without(deeds, actionId);
  return deeds.map((deed) =>
    deed.actionId === actionId ? { ...deed, state: 'conflict', with: answer.conflictWith } : deed,
  );
}

/** It will never be taken: it stays here to be read. */
export function refused(deeds: Deeds, actionId: string, why: Refusal): Deeds {
  return deeds.map((deed) => (deed.actionId === actionId ? { ...deed, state: 'refused', why } : deed));
}

export function without(deeds: Deeds, actionId: string): Deeds {
  return deeds.filter((deed) => deed.actionId !== actionId);
}

/** @param status of HTTP; undefined when there was no answer. */
export function failure(status: number | undefined): 'again' | 'sign_in' | 'refused' {
  if (status === 401) return 'sign_in';
  const isFinal = status !== undefined && status >= 400 && status < 500 && status !== 408 && status !== 429;
  return isFinal ? 'refused' : 'again';
}
