/**
 * What was thought of a clip from its first frame to the end of the hold, as one coloured band under the contact sheet.
 * Drawn by hand: sharp turns SVG into pixels, a chart library would need a browser.
 */
import type { LookState, WatchedClip } from './watch-clip.ts';

export const TIMELINE_HEIGHT_PX = 84;
const MARGIN_PX = 12;
const BAND = { topPx: 22, heightPx: 22 };
const TICK_EVERY_S = 5;

const COLOURS: Record<LookState, string> = {
  nobody: '#1f2d3a',
  hidden: '#4b5b6b',
  unknown: '#8a97a3',
  upright: '#3fa66b',
  sitting: '#7fb069',
  low: '#d9c24a',
  lying: '#e08a2e',
  suspected: '#ffb02e',
  raised: '#ff4d4f',
};

export function stateTimeline({ looks, events, clipS }: WatchedClip, widthPx: number): Buffer {
  const endS = Math.max(looks.at(-1)?.atS ?? 0, clipS, 1);
  const at = (seconds: number): number => MARGIN_PX + (seconds / endS) * (widthPx - 2 * MARGIN_PX);
  const bars = looks.map(({ atS, state }, index) => {
    const untilS = looks[index + 1]?.atS ?? endS;
    // Half a pixel more, so that no seam shows.
    const barPx = at(untilS) - at(atS) + 0.5;
    return `<rect x="${at(atS)}" y="${BAND.topPx}" width="${barPx}" height="${BAND.heightPx}" fill="${COLOURS[state]}"/>`;
  });
  const ticks = Array.from(
    { length: Math.floor(endS / TICK_EVERY_S) + 1 },
    (_, index) => index * TICK_EVERY_S,
  );
  const marks = events.map(
    ({ kind, atS }) =>
      `<path d="M${at(atS)} ${BAND.topPx - 4} v${BAND.heightPx + 8}" stroke="#fff" stroke-width="2"/>${words(at(atS) + 4, BAND.topPx - 6, `${kind} ${atS.toFixed(1)}`, '#fff')}`,
  );
  const hold = `<path d="M${at(clipS)} ${BAND.topPx} v${BAND.heightPx}" stroke="#9fb3c8" stroke-dasharray="3 3"/>`;
  const legend = Object.entries(COLOURS).map(([state, colour], index) => {
    const leftPx = MARGIN_PX + index * 100;
    return `<rect x="${leftPx}" y="66" width="12" height="12" fill="${colour}"/>${words(leftPx + 17, 76, state)}`;
  });
  const labels = ticks.map((seconds) => words(at(seconds), BAND.topPx + BAND.heightPx + 14, `${seconds} s`));
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${TIMELINE_HEIGHT_PX}">${[...bars, hold, ...marks, ...labels, ...legend].join('')}</svg>`,
  );
}

function words(xPx: number, yPx: number, text: string, colour = '#9fb3c8'): string {
  return `<text x="${xPx}" y="${yPx}" font-size="12" font-family="sans-serif" fill="${colour}">${text}</text>`;
}
