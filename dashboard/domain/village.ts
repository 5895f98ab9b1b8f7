/** What a gateway is told of what people did about its alerts. Pure. */
import type { LifeAction } from './alert-life.ts';

export type VillageAction =
  | 'acknowledged'
  | 'dispatched'
  | 'on_scene'
  | 'closed'
  | 'going'
  | 'false'
  | 'safe';

export interface VillageWord<Outcome> {
  readonly action: VillageAction;
  readonly outcome: Outcome | null;
}

/**
 * A report that it was nothing is learnt from at once; that it was something closes nothing.
 * @returns undefined for remarks: they are for those who work on it here.
 */
export function toVillage<Outcome extends string>(
  kind: LifeAction,
  outcome: Outcome | null,
): VillageWord<Outcome> | undefined {
  switch (kind) {
    case 'seen':
    case 'note':
    case 'photo':
      return undefined;
    case 'merged':
      return { action: 'closed', outcome: null };
    case 'reported':
      return { action: outcome === 'false' ? 'false' : 'acknowledged', outcome };
    default:
      return { action: kind, outcome };
  }
}
