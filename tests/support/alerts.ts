/** A valid alert for tests; `more` changes what a test is about. */
import type { Alert, Receipt, Replay } from '../../edge-config/contracts/messages.ts';
import { figure, STANDING } from '../../edge-config/scenario/skeleton.ts';

export function sampleAlert(more: Partial<Alert> = {}): Alert {
  return {
    alertId: '01K0000000000000000000000A',
    sequence: 1,
    phase: 'raised',
    msgType: 'Alert',
    type: 'fall',
    severity: 'extreme',
    status: 'actual',
    gatewayId: 'gw-1',
    county: '520602',
    township: '520602101',
    householdId: 'household-1',
    cameraId: 'yard',
    place: { kind: 'yard', label: '三组 7 号 · 院子' },
    occurredAt: '2026-03-01T08:00:00.000Z',
    raisedAt: '2026-03-01T08:00:10.000Z',
    confidence: 0.9,
    stages: { impactStreamMs: 1000, suspectedStreamMs: 1600, raisedStreamMs: 11_000, suspectedAt: null },
    evidence: { reason: { zh: '突然倒下', en: 'Dropped suddenly' }, measurements: [], timeline: [] },
    image: null,
    guardianIds: ['guardian-1'],
    ...more,
  };
}

export function sampleReceipt(alertId: string, sequence: number): Receipt {
  return {
    alertId,
    sequence,
    committedAt: '2026-03-01T08:00:11.000Z',
    consoleId: 'county',
    startId: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
    serial: sequence,
  };
}

/** Someone who stands, falls within a second and lies; the impact is that of `sampleAlert`. */
export function sampleReplay(): Replay {
  const frames = Array.from({ length: 21 }, (_, index): Replay['frames'][number] => {
    const { keypoints } = figure({ ...STANDING, leanDeg: Math.min(index * 18, 90) });
    const joints = keypoints.map(({ x, y, score }): [number, number, number] => [x / (16 / 9), y, score]);
    return { streamTimeMs: index * 200, persons: [joints] };
  });
  return { frames };
}
