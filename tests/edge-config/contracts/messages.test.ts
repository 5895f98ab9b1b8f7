import { describe, expect, it } from 'vitest';
import { makeEnvelope, readEnvelope } from '../../../edge-config/contracts/envelope.ts';
import { accessRules, parseTopic, topicMatches, topics } from '../../../edge-config/contracts/topics.ts';

const gateway = { county: '520602', township: '520602001', gatewayId: 'gw-1' };
const header = {
  id: 'r1',
  source: '/console',
  type: 'shouwang.receipt.v1',
  time: '2026-03-12T06:00:00.000+08:00',
} as const;
const receipt = {
  alertId: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
  sequence: 1,
  committedAt: '2026-03-12T06:00:00.000+08:00',
  consoleId: 'county',
  startId: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
  serial: 7,
};

describe('topics', () => {
  it('reads back every topic it builds', () => {
    expect(parseTopic(topics.cameraStatus(gateway, 'yard'))).toEqual({
      kind: 'cameraStatus',
      gateway,
      cameraId: 'yard',
    });
    expect(parseTopic(topics.alertImage(gateway, 'A'))).toEqual({
      kind: 'alertImage',
      gateway,
      alertId: 'A',
    });
    expect(parseTopic(topics.alert(gateway))).toEqual({ kind: 'alert', gateway });
    expect(parseTopic(topics.guardianAction('g'))).toEqual({ kind: 'guardianAction', guardianId: 'g' });
    expect(parseTopic(topics.guardianNews('g'))).toEqual({ kind: 'guardianNews', guardianId: 'g' });
    expect(parseTopic('other/v1/a/b/c/alert')).toBeUndefined();
    expect(parseTopic(`${topics.alert(gateway)}/x/y/z`)).toBeUndefined();
  });

  it('lets a guardian read and write only its own topics', () => {
    const rules = accessRules({ kind: 'guardian', guardianId: 'g1' });
    const may = (filters: readonly string[], topic: string) =>
      filters.some((filter) => topicMatches(filter, topic));
    expect(may(rules.subscribe, topics.guardianAlert('g1'))).toBe(true);
    expect(may(rules.subscribe, topics.guardianAlert('g2'))).toBe(false);
    expect(may(rules.subscribe, topics.guardianAlert('+'))).toBe(false);
    expect(may(rules.subscribe, '#')).toBe(false);
    expect(may(rules.publish, topics.guardianAction('g2'))).toBe(false);
    expect(may(rules.subscribe, topics.guardianNews('g1'))).toBe(true);
    expect(may(rules.subscribe, topics.guardianNews('g2'))).toBe(false);
    expect(may(rules.publish, topics.guardianNews('g1'))).toBe(false);
    const console_ = accessRules({ kind: 'console', county: '520602' });
    expect(may(console_.publish, topics.guardianNews('g1'))).toBe(true);
    expect(may(console_.publish, topics.guardianAlert('g1'))).toBe(true);
    expect(may(console_.publish, topics.guardianAction('g1'))).toBe(false);
  });
});

describe('envelope', () => {
  it('survives the wire', () => {
    const envelope = makeEnvelope({ ...header, late: true }, receipt);
    expect(readEnvelope('shouwang.receipt.v1', JSON.stringify(envelope))).toEqual(envelope);
  });

  it.each([
    ['not JSON', '{'],
    [
      'another type',
      JSON.stringify(makeEnvelope({ ...header, type: 'shouwang.human.v1' }, receipt as never)),
    ],
    [
      'an unknown key in data',
      JSON.stringify({ ...makeEnvelope(header, receipt), data: { ...receipt, extra: 1 } }),
    ],
    ['too many bytes', JSON.stringify({ ...makeEnvelope(header, receipt), pad: 'x'.repeat(70_000) })],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0x7d])],
  ])('refuses %s with a code', (_what, payload) => {
    expect(() => readEnvelope('shouwang.receipt.v1', payload)).toThrowError(/^MESSAGE_MALFORMED: /);
  });
});
