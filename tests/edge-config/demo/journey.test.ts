import { describe, expect, it } from 'vitest';
import { Journeys } from '../../../edge-config/demo/journey.ts';
import { sampleGuardianView, sampleView } from '../../support/views.ts';

const at = (offsetMs: number): number => Date.parse('2026-03-01T08:00:10.000Z') + offsetMs;
const instant = (offsetMs: number): string => new Date(at(offsetMs)).toISOString();
const { actions: _a, state: _s, machineEnded: _m, hasImage: _h, ...same } = sampleGuardianView();
const news = {
  ...same,
  type: 'fall',
  severity: 'extreme',
  status: 'actual',
  sequence: 1,
  phase: 'raised',
  raisedAt: instant(0),
  expiresAt: instant(1000),
  confidence: 1,
  reason: { zh: '', en: '' },
} as const;
const stages = {
  outboxAt: instant(1),
  publishedAt: instant(5),
  committedAt: instant(20),
  receiptAt: instant(40),
};

describe('Journeys', () => {
  it('reports an alert once, when board, phone and receipt are all there', () => {
    const journeys = new Journeys();
    expect(journeys.missing()).toBe('no alert was raised');
    expect(journeys.board(sampleView({ stages: { ...stages, receiptAt: null } }), at(30))).toBeUndefined();
    expect(journeys.missing()).toBe('the phone was not told');
    expect(journeys.phone(news, at(25))).toBeUndefined();
    expect(journeys.missing()).toBe('the receipt did not go out');
    const report = journeys.board(sampleView({ stages }), at(60));
    // The board was told first at 30 ms, whatever came later.
    expect(report).toMatchObject({ raisedToBoardMs: 30, raisedToPhoneMs: 25, receiptAt: instant(40) });
    expect(journeys.board(sampleView({ stages }), at(90))).toBeUndefined();
  });
});
