/** An area of the map, ready to be drawn. Pure. */
import type { Overview } from '../../../../../edge-config/contracts/rest.ts';
import { type AreaLook, lookOf, SEVERITIES, type Severity } from './figures.ts';
import { shortName } from './tiles.ts';

export interface Area {
  readonly code: string;
  readonly name: string;
  readonly look: AreaLook;
  /** Those that there are, gravest first. */
  readonly open: readonly { readonly severity: Severity; readonly count: number }[];
  readonly openTotal: number;
  readonly camerasBlind: number;
  readonly camerasWatching: number;
}

export function areasOf({ children }: Overview): Area[] {
  return children.map(({ division, figures }) => {
    const open = SEVERITIES.map((severity) => ({ severity, count: figures.open[severity] })).filter(
      ({ count }) => count > 0,
    );
    return {
      code: division.code,
      name: shortName(division.name ?? division.code),
      look: lookOf(figures),
      open,
      openTotal: open.reduce((sum, { count }) => sum + count, 0),
      camerasBlind: figures.cameras.blind,
      camerasWatching: figures.cameras.watching,
    };
  });
}
