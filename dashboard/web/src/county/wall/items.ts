/** The alerts on the wall: the overview's, and what the live line has told since. Pure. */
import type { AlertView, Overview, OverviewAlert } from '../../../../../edge-config/contracts/rest.ts';

/** Commits and figures bear the same clock, but the figures take a moment. */
const OVERLAP_MS = 2000;

export function toItem({ alert, division, machineEnded, revision, stages, state }: AlertView): OverviewAlert {
  const { alertId, type, severity, status, place } = alert;
  return {
    ...{ alertId, type, severity, status, state, machineEnded, division, revision },
    placeLabel: place.label,
    committedAt: stages.committedAt,
  };
}

/**
 * Open alerts of the overview's division, newest first. What is older than the figures is as they say: a board that
 * missed a closing would show it for ever. What came after them, or changed, is as the live line says.
 */
export function openItems(
  overview: Overview | undefined,
  alerts: ReadonlyMap<string, AlertView>,
): OverviewAlert[] {
  if (overview === undefined) return [];
  const { calling, longestUnacknowledged, newest } = overview;
  const told = [...newest, ...calling, ...(longestUnacknowledged === null ? [] : [longestUnacknowledged])];
  const items = new Map<string, OverviewAlert>(told.map((item) => [item.alertId, item]));
  const sinceMs = Date.parse(overview.at) - OVERLAP_MS;
  for (const view of alerts.values()) {
    const item = toItem(view);
    const known = items.get(item.alertId);
    const isNew = known === undefined && Date.parse(item.committedAt) >= sinceMs;
    const isNewer = known !== undefined && item.revision > known.revision;
    if (!isNew && !isNewer) continue;
    const isOurs = item.division.code.startsWith(overview.division.code);
    if (isOurs && item.state !== 'closed' && view.mergedInto === null) items.set(item.alertId, item);
    else items.delete(item.alertId);
  }
  return [...items.values()].sort((a, b) => (a.alertId < b.alertId ? 1 : -1));
}

/** Red alerts that nobody has taken: those in earnest before drills, longest waiting first. Tests call nobody. */
export function callingItems(items: readonly OverviewAlert[]): OverviewAlert[] {
  return items
    .filter(
      ({ severity, state, status }) => severity === 'extreme' && state === 'raised' && status !== 'test',
    )
    .sort(
      (a, b) =>
        Number(a.status !== 'actual') - Number(b.status !== 'actual') ||
        Date.parse(a.committedAt) - Date.parse(b.committedAt),
    );
}

/** Of the actual alerts that nobody has taken, the one that waits longest. */
export function longestWaiting(items: readonly OverviewAlert[]): OverviewAlert | undefined {
  return items
    .filter(({ state, status }) => state === 'raised' && status === 'actual')
    .sort((a, b) => Date.parse(a.committedAt) - Date.parse(b.committedAt))[0];
}

/** Township, village and place; the county only where it is not the same for all. */
export function whereOf({ division, placeLabel }: OverviewAlert, shown: string): string {
  const names = shown.length < 6 ? division.names : division.names.slice(1);
  return [...names, placeLabel].join(' · ');
}
