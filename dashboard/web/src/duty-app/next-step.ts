/** Which step is next for the one who looks. Pure. */
import type { AlertView } from '../../../../edge-config/contracts/rest.ts';
import type { DeedKind } from './deeds.ts';

export const STEPS = ['acknowledged', 'going', 'on_scene', 'reported'] as const;
export type Step = (typeof STEPS)[number];

/**
 * @param me shown name of who looks.
 * @param unsent what this phone has still to tell of this alert.
 * @returns what I have done, and the first step after the farthest of it; undefined when I have told how it was.
 */
export function nextStep(
  view: AlertView,
  me: string,
  unsent: readonly DeedKind[],
): { readonly done: ReadonlySet<Step>; readonly next: Step | undefined } {
  const mine = view.actions
    .filter(({ actor, told }) => actor.label === me && told?.isConflict !== true)
    .map(({ kind }) => kind as string);
  const done = new Set(STEPS.filter((step) => mine.includes(step) || unsent.includes(step)));
  const farthest = STEPS.findLastIndex((step) => done.has(step));
  return { done, next: STEPS[farthest + 1] };
}
