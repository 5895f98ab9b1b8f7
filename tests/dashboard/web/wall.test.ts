/** What the wall decides without a browser. */
import { describe, expect, it } from 'vitest';
import { areasOf } from '../../../dashboard/web/src/county/wall/area.ts';
import { scaleOf } from '../../../dashboard/web/src/county/wall/day-scale.ts';
import { clockText, lookOf, waitTone } from '../../../dashboard/web/src/county/wall/figures.ts';
import {
  callingItems,
  longestWaiting,
  openItems,
  whereOf,
} from '../../../dashboard/web/src/county/wall/items.ts';
import { columnsFor, shortName } from '../../../dashboard/web/src/county/wall/tiles.ts';
import type { AlertView } from '../../../edge-config/contracts/rest.ts';
import { sampleView } from '../../support/views.ts';
import { sampleFigures, sampleItem, sampleOverview } from '../../support/wall-page.ts';

const id = (letter: string): string => `01K0000000000000000000000${letter}`;
const live = (...views: AlertView[]) => new Map(views.map((view) => [view.alert.alertId, view]));
const committed = (committedAt: string): AlertView['stages'] => ({
  ...{ outboxAt: null, publishedAt: null, committedAt, receiptAt: null },
});

describe('the look of an area', () => {
  const open = { extreme: 0, severe: 0, moderate: 0, minor: 0 };
  it('is that of its gravest open alert', () => {
    expect(lookOf(sampleFigures({ open: { ...open, minor: 9, severe: 1 } })).tone).toBe('severe');
    expect(lookOf(sampleFigures({ open: { ...open, extreme: 1 } })).tone).toBe('extreme');
  });
  it('is unknown behind a late gateway, also under the colour of an alert', () => {
    expect(lookOf(sampleFigures({ gatewaysLate: 1 }))).toEqual({ tone: 'unknown', isUnknown: true });
    expect(lookOf(sampleFigures({ gatewaysLate: 1, open: { ...open, minor: 1 } }))).toEqual({
      ...{ tone: 'minor', isUnknown: true },
    });
  });
  it('is never that of a watched one where nothing watches', () => {
    const cameras = { watching: 0, blind: 0, connecting: 0, unknown: 0 };
    expect(lookOf(sampleFigures({ gateways: 0, cameras })).tone).toBe('nothing');
    expect(lookOf(sampleFigures({ cameras: { ...cameras, watching: 4, blind: 1 } })).tone).toBe('blind');
    expect(lookOf(sampleFigures()).tone).toBe('watched');
  });
  it('keeps the order of the codes, and names what was not imported by its code', () => {
    const child = (code: string, name: string | null) => ({
      ...{ division: { code, name }, figures: sampleFigures() },
    });
    const areas = areasOf(
      sampleOverview({ children: [child('520602002', '环北街道'), child('520602999', null)] }),
    );
    expect(areas.map(({ name }) => name)).toEqual(['环北街道', '520602999']);
  });
});

describe('the clock of who waits', () => {
  it('turns amber at one minute and red at three', () => {
    expect([59_999, 60_000, 179_999, 180_000].map(waitTone)).toEqual(['calm', 'amber', 'amber', 'red']);
  });
  it('is written in minutes and seconds, over an hour with hours, never below nothing', () => {
    const texts = [-5, 9000, 249_000, 3_849_000, 259_200_000].map((ms) => clockText(ms, 'zh'));
    expect(texts).toEqual(['00:00', '00:09', '04:09', '1:04:09', '3 天']);
  });
});

describe('the tiles', () => {
  it.each([1, 2, 7, 8, 10, 15, 22, 23, 28, 40])('hold %i areas without rows left over', (count) => {
    const columns = columnsFor(count, 870, 900);
    const rows = Math.ceil(count / columns);
    expect(columns * rows).toBeGreaterThanOrEqual(count);
    expect(columns * (rows - 1)).toBeLessThan(count);
    // Wide enough for five characters, high enough for two lines, of 24 px.
    if (count >= 8 && count <= 28) {
      expect(870 / columns).toBeGreaterThan(5 * 24);
      expect(900 / rows).toBeGreaterThan(3 * 24);
    }
  });
  it('bear short names', () => {
    expect(
      [
        '沿河土家族自治县',
        '印江土家族苗族自治县',
        '北门社区居民委员会',
        '下寨村村民委员会',
        '社区',
        '苗族乡',
      ].map(shortName),
    ).toEqual(['沿河县', '印江县', '北门', '下寨村', '社区', '苗族乡']);
  });
});

describe('the alerts on the wall', () => {
  const known = sampleItem({ alertId: id('A'), committedAt: '2026-03-10T08:00:00.000Z', revision: 3 });
  const overview = sampleOverview({ at: '2026-03-10T08:00:30.000Z', newest: [known], calling: [known] });

  it('are the overview’s, each once, and what came after it', () => {
    const newer = sampleView({ stages: committed('2026-03-10T08:00:31.000Z') }, { alertId: id('B') });
    expect(openItems(overview, live(newer)).map(({ alertId }) => alertId)).toEqual([id('B'), id('A')]);
    expect(openItems(undefined, live(newer))).toEqual([]);
  });
  it('leave out an old one that the figures do not know: its closing was missed', () => {
    const ghost = sampleView({ stages: committed('2026-03-10T07:00:00.000Z') }, { alertId: id('9') });
    expect(openItems(overview, live(ghost)).map(({ alertId }) => alertId)).toEqual([id('A')]);
  });
  it('go when the live line says so, and not by what is older', () => {
    const at = (state: AlertView['state'], revision: number) =>
      openItems(overview, live(sampleView({ state, revision }, { alertId: id('A') })));
    expect(at('closed', 4)).toEqual([]);
    expect(at('closed', 3)).toHaveLength(1);
    expect(at('acknowledged', 4)).toMatchObject([{ state: 'acknowledged' }]);
    const merged = sampleView({ revision: 4, mergedInto: id('C') }, { alertId: id('A') });
    expect(openItems(overview, live(merged))).toEqual([]);
  });
  it('of other divisions are not ours', () => {
    const elsewhere = sampleView(
      { stages: committed('2026-03-10T08:00:31.000Z'), division: { code: '520603101', names: [] } },
      { alertId: id('B') },
    );
    expect(openItems(overview, live(elsewhere))).toHaveLength(1);
  });
  it('call while they are red and nobody has taken them, in earnest before drills, never tests', () => {
    const item = (letter: string, more: Parameters<typeof sampleItem>[0]) =>
      sampleItem({ alertId: id(letter), ...more });
    const items = [
      item('A', { status: 'exercise', committedAt: '2026-03-10T07:00:00.000Z' }),
      item('B', { committedAt: '2026-03-10T08:00:00.000Z' }),
      item('C', { committedAt: '2026-03-10T07:30:00.000Z' }),
      item('D', { status: 'test' }),
      item('E', { state: 'acknowledged' }),
      item('F', { severity: 'severe', committedAt: '2026-03-10T06:00:00.000Z' }),
    ];
    expect(callingItems(items).map(({ alertId }) => alertId.at(-1))).toEqual(['C', 'B', 'A']);
    expect(longestWaiting(items)?.alertId).toBe(id('F'));
    expect(longestWaiting([])).toBeUndefined();
  });
  it('name the county only on a wall of several', () => {
    expect(whereOf(known, '520602')).toBe('坝黄镇 · 三组 7 号 · 院子');
    expect(whereOf(known, '5206')).toBe('碧江区 · 坝黄镇 · 三组 7 号 · 院子');
  });
});

describe('the scale of the day', () => {
  it.each([
    [
      [0, 0],
      [0, 1],
    ],
    [
      [0, 0.4],
      [0, 1],
    ],
    [[3], [0, 1, 2, 3]],
    [
      [4, 2],
      [0, 2, 4],
    ],
    [[13], [0, 5, 10, 15]],
    [[31], [0, 20, 40]],
    [[100], [0, 50, 100]],
    [[1480], [0, 500, 1000, 1500]],
  ])('of %j has the lines %j', (counts, lines) => {
    expect(scaleOf(counts)).toEqual(lines);
  });
});
