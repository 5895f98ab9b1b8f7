/** What the board decides by itself: what stands still, what is announced, what is heard, whom it offers. */
import { describe, expect, it } from 'vitest';
import { commandOf, isPossible, may, nextStep } from '../../../dashboard/web/src/county/board/keys.ts';
import { byNearness } from '../../../dashboard/web/src/county/board/responders.ts';
import { SHIFT_MS, summarise } from '../../../dashboard/web/src/county/board/shift.ts';
import { arrange, matches, strip } from '../../../dashboard/web/src/county/board/steady.ts';
import { stillAbsence } from '../../../dashboard/web/src/county/board/still.ts';
import { unitText } from '../../../dashboard/web/src/county/board/units.ts';
import {
  audible,
  loudest,
  MUTE_MS,
  mutedForMs,
  toggleMute,
} from '../../../dashboard/web/src/county/shell/mute.ts';
import { PATTERNS } from '../../../dashboard/web/src/shared/alarm.ts';
import { formatClock } from '../../../dashboard/web/src/shared/format.ts';
import type { Alert } from '../../../edge-config/contracts/messages.ts';
import type { AlertAction, ResponderView } from '../../../edge-config/contracts/rest.ts';
import { sampleView } from '../../support/views.ts';

const id = (letter: string): string => `01K0000000000000000000000${letter}`;
const actionBy = (label: string, more: Partial<AlertAction> = {}): AlertAction => ({
  ...{ actionId: id('Z'), kind: 'acknowledged', actor: { kind: 'operator', label } },
  ...{ at: '2026-03-01T08:00:00.000Z', note: null, outcome: null, tells: null, target: null },
  ...more,
});

describe('the queue under a hand', () => {
  it('stands still and counts what waits, and shows it when the hand is gone', () => {
    expect(arrange(['b', 'c'], ['a', 'c', 'b', 'd'])).toEqual({ order: ['b', 'c'], waiting: 2 });
    expect(arrange(['b', 'c'], ['c'])).toEqual({ order: ['b', 'c'], waiting: 0 });
    expect(arrange(undefined, ['a', 'c', 'b'])).toEqual({ order: ['a', 'c', 'b'], waiting: 0 });
  });

  it('has above it what is grave, real and untaken, until it is taken or jumped to', () => {
    const views = [
      sampleView({}, { alertId: id('A') }),
      sampleView({}, { alertId: id('B'), severity: 'severe' }),
      sampleView({}, { alertId: id('C'), severity: 'moderate' }),
      sampleView({}, { alertId: id('D'), status: 'exercise' }),
      sampleView({ state: 'acknowledged' }, { alertId: id('E') }),
    ];
    const shown = (jumped: string[], more = views) =>
      strip(more, new Set(jumped)).map(({ alert }) => alert.alertId);
    expect(shown([])).toEqual([id('A'), id('B')]);
    expect(shown([id('A')])).toEqual([id('B')]);
    // It has climbed to a rung that sounds: it is shown once more.
    const escalation = {
      ...{ phase: 'climbing' as const, told: [], next: [], dueAt: null },
      ...{ sounds: true, digestId: null },
    };
    const climbed = sampleView({ escalation }, { alertId: id('A') });
    expect(shown([id('A')], [climbed])).toEqual([id('A')]);
  });

  it('is searched by every word typed, anywhere', () => {
    const words = ['跌倒', '三组 7 号 · 院子', null, 'gw-1', '碧江区'];
    expect(matches(words, ' 碧江区  GW-1 ')).toBe(true);
    expect(matches(words, '')).toBe(true);
    expect(matches(words, '碧江区 久静')).toBe(false);
  });
});

describe('a mute', () => {
  const rings = [
    { id: 'a', kind: 'severe' },
    { id: 'b', kind: 'drill' },
  ] as const;

  it('silences what rings, not what comes after, and ends by itself', () => {
    const muted = toggleMute(rings, new Map(), 1000);
    expect(audible(rings, muted, 1000)).toEqual([]);
    expect(mutedForMs(rings, muted, 61_000)).toBe(MUTE_MS - 60_000);
    const more = [...rings, { id: 'c', kind: 'extreme' } as const];
    expect(loudest(audible(more, muted, 2000))).toBe('extreme');
    // An alert that escalates calls under another name.
    expect(audible([{ id: 'a sounds', kind: 'severe' }], muted, 2000)).toHaveLength(1);
    expect(audible(rings, muted, 1000 + MUTE_MS - 1)).toEqual([]);
    expect(audible(rings, muted, 1000 + MUTE_MS)).toHaveLength(2);
    expect(mutedForMs(rings, muted, 1000 + MUTE_MS)).toBeUndefined();
  });

  it('keeps the end of an earlier one, and is lifted when nothing more is heard', () => {
    const first = toggleMute(rings, new Map(), 0);
    const more = [...rings, { id: 'c', kind: 'extreme' } as const];
    const second = toggleMute(more, first, 100_000);
    expect(audible(more, second, MUTE_MS).map((ring) => ring.id)).toEqual(['a', 'b']);
    expect(audible(more, toggleMute(more, second, 110_000), 110_000)).toHaveLength(3);
  });

  it('leaves the gravest to be heard; a drill sounds softer than all and like none', () => {
    expect(loudest(rings)).toBe('severe');
    expect(loudest([])).toBeUndefined();
    const patterns = Object.values(PATTERNS).map(({ tonesHz }) => tonesHz.join());
    expect(new Set(patterns).size).toBe(4);
    const volumes = (['extreme', 'severe', 'moderate', 'drill'] as const).map(
      (kind) => PATTERNS[kind].volume,
    );
    expect([...volumes].sort((a, b) => b - a)).toEqual(volumes);
  });
});

describe('the keys', () => {
  it('mean one thing each, in both cases, and only what the role may and the state allows', () => {
    expect(commandOf('A')).toBe('take');
    expect(commandOf('ArrowDown')).toBe('next');
    expect(commandOf('q')).toBeUndefined();
    expect([may('operator', 'dispatch'), may('responder', 'dispatch')]).toEqual([true, false]);
    expect([may('responder', 'onScene'), may('auditor', 'onScene')]).toEqual([true, false]);
    expect(isPossible('take', sampleView({ state: 'dispatched' }))).toBe(false);
    expect(isPossible('close', sampleView({ state: 'closed' }))).toBe(false);
    expect(isPossible('note', sampleView({ state: 'closed' }))).toBe(true);
    expect(isPossible('close', undefined)).toBe(false);
  });

  it('have one step that leads on', () => {
    const steps = (['raised', 'acknowledged', 'dispatched', 'on_scene', 'closed'] as const).map((state) =>
      nextStep(sampleView({ state })),
    );
    expect(steps).toEqual(['take', 'dispatch', 'onScene', 'close', undefined]);
  });
});

it('offers who is on duty before who is not, near before far, and nobody who is off the list', () => {
  const responder = (responderId: string, more: Partial<ResponderView>): ResponderView => ({
    ...{ responderId, role: 'grid_worker', label: responderId, phoneEnding: null },
    ...{ isOnDuty: true, isActive: true, division: { code: '520602101', names: [] } },
    ...more,
  });
  const order = byNearness(
    [
      responder('county', { role: 'county', division: { code: '520602', names: [] } }),
      responder('off-duty', { isOnDuty: false, division: { code: '520602101003', names: [] } }),
      responder('gone', { isActive: false }),
      responder('township', {}),
      responder('village', { division: { code: '520602101003', names: [] } }),
      responder('head', { role: 'unit_head', division: { code: '520602101003', names: [] } }),
    ],
    '520602101003',
  );
  expect(order.map(({ responderId }) => responderId)).toEqual([
    ...['head', 'village', 'township', 'county', 'off-duty'],
  ]);
});

it('sums up a shift: what is open, what people did within 12 h, and only the real ones as real', () => {
  const nowMs = Date.parse('2026-03-01T20:00:00.000Z');
  const at = new Date(nowMs - SHIFT_MS - 1).toISOString();
  const stages = { ...sampleView().stages, committedAt: '2026-03-01T12:00:00.000Z' };
  const shift = summarise(
    [
      sampleView({ stages }, { alertId: id('A'), occurredAt: '2026-03-01T12:00:00.000Z' }),
      sampleView({
        stages,
        state: 'closed',
        outcome: 'true',
        actions: [actionBy('duty-1', { kind: 'closed' })],
      }),
      sampleView({ stages, state: 'closed', mergedInto: id('A'), actions: [actionBy('duty-1', { at })] }),
      sampleView({ stages, state: 'acknowledged' }, { alertId: id('D'), status: 'exercise' }),
      sampleView({ actions: [actionBy('gw-1', { actor: { kind: 'gateway', label: 'gw-1' } })] }),
    ],
    nowMs,
  );
  expect(shift.counts).toEqual({ raised: 4, closedTrue: 1, closedFalse: 0, merged: 1, drills: 1 });
  expect(shift.open).toHaveLength(3);
  expect(shift.open.at(-1)?.alert.alertId).toBe(id('A'));
  expect(shift.deeds.map(({ action }) => action.actor.label)).toEqual(['duty-1']);
});

it('shows minutes and seconds, and hours as such', () => {
  expect([-5, 0, 65_000, 3_599_999, 3_900_000].map(formatClock)).toEqual([
    ...['00:00', '00:00', '01:05', '59:59', '1:05 h'],
  ]);
});

describe('units of what was measured', () => {
  it('have Chinese words; signs and units nobody knows yet stay', () => {
    expect(['frames', 'min', '°', 'cubits'].map((unit) => unitText(unit, 'zh'))).toEqual([
      '帧',
      '分钟',
      '°',
      'cubits',
    ]);
    expect(unitText('frames', 'en')).toBe('frames');
  });
});

describe('a still that is not there', () => {
  it('is waited for only while its alert is open', () => {
    const image: Alert['image'] = {
      contentType: 'image/jpeg',
      bytes: 1,
      sha256: 'a'.repeat(64),
      widthPx: 640,
      heightPx: 360,
      rendering: 'skeleton_blur',
    };
    const told = (state: 'raised' | 'closed', named: Alert['image']) =>
      stillAbsence({ ...sampleView(), state, alert: { ...sampleView().alert, image: named } });
    expect(told('raised', image)).toBe('stillPending');
    expect(told('closed', image)).toBe('stillGone');
    expect(told('raised', null)).toBe('stillNone');
    expect(told('closed', null)).toBe('stillNone');
  });
});
