/** What the next shift must know: what is open, and what was done. Pure. */
import type { AlertAction, AlertView } from '../../../../../edge-config/contracts/rest.ts';
import { isByPerson } from '../../shared/people.ts';

export const SHIFT_MS = 12 * 3_600_000;

export interface Deed {
  readonly view: AlertView;
  readonly action: AlertAction;
}

export interface Shift {
  /** Oldest first: it has waited longest. */
  readonly open: readonly AlertView[];
  /** Newest first; by people only. */
  readonly deeds: readonly Deed[];
  /** Of the real ones that were raised, or closed, in the time. */
  readonly counts: {
    readonly raised: number;
    readonly closedTrue: number;
    readonly closedFalse: number;
    readonly merged: number;
    readonly drills: number;
  };
}

export function summarise(views: readonly AlertView[], nowMs: number): Shift {
  const isRecent = (at: string): boolean => nowMs - Date.parse(at) <= SHIFT_MS;
  const deeds = views
    .flatMap((view) =>
      view.actions
        .filter((action) => isByPerson(action) && action.kind !== 'seen' && isRecent(action.at))
        .map((action) => ({ view, action })),
    )
    .sort((a, b) => Date.parse(b.action.at) - Date.parse(a.action.at));
  const recent = views.filter((view) => isRecent(view.stages.committedAt));
  const real = recent.filter(({ alert }) => alert.status === 'actual');
  const closed = (test: (view: AlertView) => boolean): number =>
    real.filter((view) => view.state === 'closed' && test(view)).length;
  return {
    open: views
      .filter(({ state }) => state !== 'closed')
      .sort((a, b) => Date.parse(a.alert.occurredAt) - Date.parse(b.alert.occurredAt)),
    deeds,
    counts: {
      raised: real.length,
      closedTrue: closed(({ outcome }) => outcome === 'true'),
      closedFalse: closed(({ outcome }) => outcome === 'false'),
      merged: closed(({ mergedInto }) => mergedInto !== null),
      drills: recent.filter(({ alert }) => alert.status === 'exercise').length,
    },
  };
}
