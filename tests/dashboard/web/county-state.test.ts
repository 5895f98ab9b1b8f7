import { describe, expect, it } from 'vitest';
import {
  byTrouble,
  calls,
  EMPTY_BOARD,
  lastActor,
  learn,
  neighbour,
  queue,
  readLive,
  receive,
  ringOf,
  staleness,
} from '../../../dashboard/web/src/county/shell/state.ts';
import { emptySnapshot, sampleGlance, sampleView } from '../../support/views.ts';

const AT = '2026-03-01T08:00:11.000Z';
const id = (letter: string): string => `01K0000000000000000000000${letter}`;
const board = (...views: ReturnType<typeof sampleView>[]) => views.reduce(learn, EMPTY_BOARD);

describe('the queue of the board', () => {
  it('puts untaken before taken, graver before lighter, newer before older', () => {
    const state = board(
      sampleView({}, { alertId: id('A'), severity: 'extreme' }),
      sampleView({}, { alertId: id('B'), severity: 'minor' }),
      sampleView({ state: 'acknowledged' }, { alertId: id('C'), severity: 'extreme' }),
      sampleView({}, { alertId: id('D'), severity: 'extreme' }),
      sampleView({ state: 'closed' }, { alertId: id('E') }),
    );
    expect(queue(state, 'open').map((view) => view.alert.alertId.at(-1))).toEqual(['D', 'A', 'B', 'C']);
    expect(queue(state, 'closed').map((view) => view.alert.alertId.at(-1))).toEqual(['E']);
  });

  it('puts every real alert above every drill and test, and lists what is in one’s own hands', () => {
    const taken = { actionId: id('Z'), kind: 'acknowledged' as const, at: AT, note: null, outcome: null };
    const by = { ...taken, actor: { kind: 'operator' as const, label: 'duty-1' }, tells: null, target: null };
    const state = board(
      sampleView({}, { alertId: id('A'), status: 'exercise' }),
      sampleView({ state: 'acknowledged', actions: [by] }, { alertId: id('B'), severity: 'minor' }),
      sampleView({}, { alertId: id('C'), status: 'test' }),
    );
    expect(queue(state, 'open').map((view) => view.alert.alertId.at(-1))).toEqual(['B', 'C', 'A']);
    expect(queue(state, 'mine', 'duty-1').map((view) => view.alert.alertId.at(-1))).toEqual(['B']);
    expect(queue(state, 'mine', 'duty-2')).toEqual([]);
  });

  it('takes a snapshot as the whole of what is open, and keeps the timeline it has', () => {
    const whole = sampleView({}, { alertId: id('A'), confidence: 0.5 });
    const before = board(
      whole,
      sampleView({}, { alertId: id('B') }),
      sampleView({ state: 'closed' }, { alertId: id('C') }),
    );
    const alerts = [
      sampleView({}, { alertId: id('A'), confidence: 0.1 }),
      sampleView({}, { alertId: id('D') }),
    ];
    const after = receive(before, { ...emptySnapshot(), kind: 'snapshot', at: AT, alerts, openTotal: 2 }, 0);
    expect([...after.alerts.keys()].map((alertId) => alertId.at(-1)).sort()).toEqual(['A', 'C', 'D']);
    expect(after.alerts.get(id('A'))).toBe(whole);
    expect(after.openTotal).toBe(2);
  });

  it('holds 50 gateways, those in trouble before the others', () => {
    const snapshot = { ...emptySnapshot(), kind: 'snapshot' as const, at: AT };
    const gateways = Array.from({ length: 50 }, (_, index) =>
      sampleGlance({ gatewayId: `gw-${index + 10}` }),
    );
    const full = receive(EMPTY_BOARD, { ...snapshot, gateways }, 0);
    const late = sampleGlance({ gatewayId: 'gw-late', late: true });
    const after = receive(full, { kind: 'gateway', at: AT, view: late }, 0);
    expect(after.gateways.size).toBe(50);
    expect(byTrouble([...after.gateways.values()])[0]?.gatewayId).toBe('gw-late');
    expect(after.gateways.has('gw-59')).toBe(false);
  });

  it('never goes back to an older revision, whatever order messages come in', () => {
    const newer = sampleView({ state: 'acknowledged', revision: 3 });
    const state = receive(board(newer), { kind: 'alert', at: AT, view: sampleView({ revision: 2 }) }, 0);
    expect(queue(state, 'open')[0]?.state).toBe('acknowledged');
    const snapshot = receive(
      state,
      { ...emptySnapshot(), kind: 'snapshot', at: AT, alerts: [sampleView()] },
      0,
    );
    expect(queue(snapshot, 'open')[0]?.state).toBe('acknowledged');
  });

  it('rings for untaken alerts in earnest only', () => {
    expect(calls(sampleView())).toBe(true);
    expect(calls(sampleView({ state: 'acknowledged' }))).toBe(false);
    expect(calls(sampleView({}, { status: 'test' }))).toBe(false);
    expect(calls(sampleView({}, { severity: 'minor' }))).toBe(false);
    expect(calls(sampleView({}, { status: 'exercise' }))).toBe(false);
    expect(ringOf(sampleView({}, { status: 'exercise' }))).toBe('drill');
    expect(ringOf(sampleView({}, { status: 'test' }))).toBeUndefined();
  });

  it('moves the choice within the list', () => {
    const views = queue(
      board(sampleView({}, { alertId: id('A') }), sampleView({}, { alertId: id('B') })),
      'open',
    );
    expect(neighbour(views, id('B'), 1)).toBe(id('A'));
    expect(neighbour(views, id('A'), 1)).toBe(id('A'));
    expect(neighbour(views, undefined, 1)).toBe(id('B'));
    expect(neighbour([], undefined, 1)).toBeUndefined();
  });
});

describe('staleness', () => {
  it('doubts the picture after two silent heartbeats, and when the console hears no broker', () => {
    const beat = (brokerConnected: boolean) =>
      receive(EMPTY_BOARD, { kind: 'heartbeat', at: AT, brokerConnected }, 1000);
    expect(staleness(EMPTY_BOARD, 0)).toBe('console');
    expect(staleness(beat(true), 10_900)).toBeUndefined();
    expect(staleness(beat(true), 11_001)).toBe('console');
    expect(staleness(beat(false), 1500)).toBe('broker');
  });
});

describe('channels to people', () => {
  it('that fail are shown until they are said to work, and a snapshot begins anew', () => {
    const failing = [{ channel: 'sms', since: AT, error: 'HTTP 503' }];
    const told = receive(EMPTY_BOARD, { kind: 'channels', at: AT, failing }, 0);
    expect(told.failingChannels).toEqual(failing);
    expect(receive(told, { ...emptySnapshot(), kind: 'snapshot', at: AT }, 1).failingChannels).toEqual([]);
    expect(receive(told, { kind: 'channels', at: AT, failing: [] }, 1).failingChannels).toEqual([]);
  });
});

describe('a message of the console', () => {
  it('is read when it is whole, and left aside when it is not', () => {
    const beat = { kind: 'heartbeat', at: AT, brokerConnected: true };
    expect(readLive(JSON.stringify(beat))).toEqual(beat);
    for (const text of [
      'not JSON',
      'null',
      '[]',
      '{}',
      JSON.stringify({ kind: 'of a later version', at: AT }),
      JSON.stringify({ kind: 'snapshot', at: AT, alerts: [] }),
      JSON.stringify({ kind: 'snapshot', at: AT, alerts: [], gateways: [] }),
      JSON.stringify({ kind: 'totals', at: AT, openTotal: 1 }),
      JSON.stringify({ kind: 'alert', at: AT, view: null }),
    ]) {
      expect(readLive(text), text).toBeUndefined();
    }
  });
});

describe('a conflict', () => {
  it('is with the person who acted last, not with the gateway', () => {
    const by = (kind: 'operator' | 'gateway', label: string) => ({
      actionId: id('Z'),
      kind: 'acknowledged' as const,
      actor: { kind, label },
      at: AT,
      note: null,
      outcome: null,
      tells: null,
      target: null,
    });
    expect(lastActor(sampleView({ actions: [by('operator', 'duty-2'), by('gateway', 'gw-1')] }))).toBe(
      'duty-2',
    );
    expect(lastActor(sampleView({ actions: [by('gateway', 'gw-1')] }))).toBeUndefined();
  });
});
