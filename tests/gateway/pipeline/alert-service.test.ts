import { describe, expect, it, onTestFinished } from 'vitest';
import { edgeConfigSchema } from '../../../edge-config/contracts/config.ts';
import { ShouwangError } from '../../../edge-config/contracts/errors.ts';
import type { Alert } from '../../../edge-config/contracts/messages.ts';
import { alertSchema } from '../../../edge-config/contracts/messages.ts';
import { SqliteOutbox } from '../../../gateway/adapters/sqlite/outbox.ts';
import type { FallEvent } from '../../../gateway/domain/fall.ts';
import type { ReplayJoint } from '../../../gateway/domain/replay.ts';
import type { Incident } from '../../../gateway/domain/subject.ts';
import { AlertBook } from '../../../gateway/pipeline/alert-book.ts';
import { AlertService, type Moment } from '../../../gateway/pipeline/alert-service.ts';
import { plainPicture } from '../../../gateway/pixels.ts';
import type { Outbox, OutboxItem, StillRenderer } from '../../../gateway/ports.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const config = edgeConfigSchema.parse({
  version: 1,
  gateway: { id: 'gw-1', county: '520602', township: '520602101', stateDir: 'state' },
  broker: { url: 'mqtt://localhost' },
  households: [{ id: 'household-1', label: '三组 7 号', guardianIds: ['guardian-1', 'guardian-2'] }],
  cameras: [
    { id: 'yard', name: '院子', householdId: 'household-1', url: 'rtsp://localhost/yard', place: 'yard' },
  ],
});
const camera = config.cameras[0] ?? expect.unreachable();

const incident: Incident = {
  type: 'fall',
  phase: 'suspected',
  impactMs: 4000,
  suspectedMs: 4600,
  raisedMs: null,
  dropBodyHeights: 0.6,
  peakSpeedBodyHeightsPerS: 1.4,
  uprightSinceMs: null,
  downSinceMs: 4000,
  framesSince: 50,
  framesDown: 48,
  lastDownMs: 14_000,
  restZone: false,
  aboveFloor: false,
  company: false,
  playing: false,
  lieUpdates: 0,
};
const clock = new FakeClock();

function eventAt(kind: FallEvent['kind'], streamTimeMs: number, more: Partial<Incident> = {}): FallEvent {
  const reading = {
    posture: 'lying',
    torsoAngleDeg: 85,
    shoulderHeight: 0.1,
    shouldersY: 0.8,
    hips: null,
    feetY: 0.9,
    joints: 17,
  } as const;
  return {
    kind,
    trackId: 1,
    streamTimeMs,
    reason: kind === 'ended' ? 'upright' : kind === 'suspected' ? 'drop' : 'dwell',
    incident: { ...incident, ...more },
    readings: Array.from({ length: 200 }, (_, index) => ({ ...reading, streamTimeMs: 4000 + index * 50 })),
  };
}

function momentAt(streamTimeMs: number): Moment {
  return {
    streamTimeMs,
    persons: [],
    privacyZones: [],
    frame: {
      cameraId: 'yard',
      index: 0,
      streamTimeMs,
      wallMs: clock.wallMs() + streamTimeMs,
      ...plainPicture(2, 2, 128),
    },
  };
}

const renderer: StillRenderer = {
  render: async () => ({
    jpeg: Buffer.from('jpeg'),
    info: {
      contentType: 'image/jpeg',
      bytes: 4,
      sha256: 'a'.repeat(64),
      widthPx: 2,
      heightPx: 2,
      rendering: 'skeleton_blur',
    },
  }),
};

function service(options: { outbox?: Outbox; renderer?: StillRenderer | null } = {}) {
  const outbox = options.outbox ?? SqliteOutbox.open(tempFolder(), clock);
  onTestFinished(() => outbox.close());
  const alerts: Alert[] = [];
  const troubles: string[] = [];
  const book = new AlertBook({
    config,
    clock,
    outbox,
    hooks: {
      onAlert: (alert, wasRefused) => {
        alerts.push(alert);
        if (wasRefused) troubles.push('written late');
      },
      onUnwritten: () => troubles.push('unwritten'),
    },
  });
  const alertService = new AlertService({
    config,
    clock,
    book,
    renderer: options.renderer === undefined ? renderer : options.renderer,
    hooks: {
      onSuspected: () => {},
      onCleared: () => {},
      onStillFailed: () => troubles.push('still'),
    },
  });
  return { alertService, book, outbox, alerts, troubles };
}

describe('AlertService', () => {
  it('writes the alert first, then the still as an update, then the all-clear, under one id', async () => {
    const { alertService, outbox, alerts } = service();
    await alertService.handle(camera, eventAt('suspected', 4600), momentAt(4600));
    await alertService.handle(camera, eventAt('raised', 14_000), momentAt(14_000));
    await alertService.handle(camera, eventAt('ended', 20_000), momentAt(20_000));
    expect(alerts.map((alert) => [alert.sequence, alert.phase, alert.msgType])).toEqual([
      [1, 'raised', 'Alert'],
      [2, 'updated', 'Update'],
      [3, 'ended', 'Cancel'],
    ]);
    expect(new Set(alerts.map((alert) => alert.alertId)).size).toBe(1);
    expect(alerts[0]?.image).toBeNull();
    expect(alerts[1]?.image?.bytes).toBe(4);
    // Two guardians: each event is one alert and two copies; the still comes with the update.
    expect(outbox.pending().map((head) => head.kind)).toEqual([
      ...['alert', 'guardian', 'guardian'],
      ...['alert', 'guardian', 'guardian', 'image'],
      ...['alert', 'guardian', 'guardian'],
    ]);
    for (const alert of alerts) expect(alertSchema.parse(alert)).toEqual(alert);
  });

  it('records wall times counted back from the frame, and bounds the timeline', async () => {
    const { alertService, alerts } = service({ renderer: null });
    await alertService.handle(camera, eventAt('raised', 14_000), momentAt(14_000));
    expect(alerts[0]?.occurredAt).toBe(new Date(clock.wallMs() + 4000).toISOString());
    expect(alerts[0]?.stages).toMatchObject({ impactStreamMs: 4000, raisedStreamMs: 14_000 });
    expect(alerts[0]?.evidence.timeline.length).toBeLessThanOrEqual(120);
    expect(alerts[0]?.evidence.reason.zh).toContain('10 秒');
  });

  it('goes with the skeletons that led to it from the first event to the last, and guardians get none', async () => {
    const { alertService, outbox, alerts } = service();
    const seen = [4000, 4200].map((streamTimeMs) => ({
      streamTimeMs,
      persons: [{ trackId: 1, joints: Array.from({ length: 17 }, () => [0.5, 0.25, 0.9] as ReplayJoint) }],
    }));
    const moment = { ...momentAt(14_000), seen };
    await alertService.handle(camera, eventAt('raised', 14_000), moment);
    await alertService.handle(camera, eventAt('updated', 15_000), momentAt(15_000));
    await alertService.handle(camera, eventAt('ended', 20_000), momentAt(20_000));
    expect(
      alerts.map(({ evidence }) => evidence.replay?.frames.map(({ streamTimeMs }) => streamTimeMs)),
    ).toEqual(Array.from({ length: 4 }, () => [4000, 4200]));
    const copies = outbox.pending().filter(({ kind }) => kind === 'guardian');
    for (const { entryId } of copies) expect(JSON.stringify(outbox.read(entryId))).not.toContain('replay');
    expect(copies.length).toBe(8);
  });

  it('gives a fall onto a bed low priority', async () => {
    const { alertService, alerts } = service({ renderer: null });
    await alertService.handle(camera, eventAt('raised', 14_000, { restZone: true }), momentAt(14_000));
    expect(alerts[0]?.severity).toBe('minor');
  });

  it('sends the alert although the still cannot be made', async () => {
    const { alertService, alerts, troubles } = service({
      renderer: { render: () => Promise.reject(new Error('no picture')) },
    });
    await alertService.handle(camera, eventAt('raised', 14_000), momentAt(14_000));
    expect(alerts).toHaveLength(1);
    expect(troubles).toEqual(['still']);
  });

  it('keeps, in order, what a full disk refuses, and writes it when there is room', async () => {
    const written: OutboxItem[] = [];
    let full = true;
    const outbox: Outbox = {
      put: (item) => {
        if (full) throw new ShouwangError('OUTBOX_UNUSABLE', 'disk full');
        written.push(item);
      },
      pending: () => [],
      read: () => undefined,
      settleReceipt: () => false,
      settleEntry: () => {},
      proofs: () => [],
      recall: () => {},
      imagesDropped: 0,
      openAlerts: () => [],
      forgetOpen: () => {},
      nextSession: () => 1,
      close: () => {},
    };
    const { alertService, book, alerts, troubles } = service({ outbox });
    await alertService.handle(camera, eventAt('raised', 14_000), momentAt(14_000));
    book.retryUnwritten();
    expect(book.unwritten).toBe(2);
    expect(alerts).toEqual([]);
    full = false;
    book.retryUnwritten();
    expect(written.map((item) => item.alert.sequence)).toEqual([1, 2]);
    expect(book.unwritten).toBe(0);
    // Once for each event, however often it is tried.
    expect(troubles).toEqual(['unwritten', 'unwritten', 'written late', 'written late']);
  });

  it('forgets what people closed as soon as the disk takes it', async () => {
    const { alertService, book, outbox } = service();
    await alertService.handle(camera, eventAt('raised', 14_000), momentAt(14_000));
    const [open] = outbox.openAlerts();
    const forgetOpen = outbox.forgetOpen.bind(outbox);
    outbox.forgetOpen = () => {
      throw new Error('disk full');
    };
    expect(book.closed(open?.alert.alertId ?? '')?.key).toBe(open?.key);
    expect(outbox.openAlerts()).toHaveLength(1);
    outbox.forgetOpen = forgetOpen;
    book.retryUnwritten();
    expect(outbox.openAlerts()).toEqual([]);
  });

  describe('after people called an alert false', () => {
    const MIN_MS = 60_000;
    const lying = (atMs: number, more: Partial<Incident> = {}) =>
      eventAt('raised', atMs, { type: 'person_down', impactMs: atMs - 60_000, suspectedMs: atMs, ...more });

    it('tells quietly of who lies there for ten minutes of video, of a drop that was seen as ever', async () => {
      const { alertService, alerts } = service({ renderer: null });
      await alertService.handle(camera, lying(MIN_MS), momentAt(MIN_MS));
      alertService.wasFalse(alerts[0]?.alertId ?? '');
      await alertService.handle(camera, lying(5 * MIN_MS), momentAt(5 * MIN_MS));
      await alertService.handle(camera, eventAt('raised', 6 * MIN_MS), momentAt(6 * MIN_MS));
      await alertService.handle(camera, lying(17 * MIN_MS), momentAt(17 * MIN_MS));
      expect(alerts.map(({ severity }) => severity)).toEqual(['extreme', 'minor', 'extreme', 'extreme']);
    });

    it('makes a long lie as grave as ever', async () => {
      const { alertService, alerts } = service({ renderer: null });
      await alertService.handle(camera, lying(MIN_MS), momentAt(MIN_MS));
      alertService.wasFalse(alerts[0]?.alertId ?? '');
      const long = { downSinceMs: 0, lastDownMs: 15 * MIN_MS };
      await alertService.handle(camera, lying(9 * MIN_MS, long), momentAt(9 * MIN_MS));
      expect(alerts[1]?.severity).toBe('extreme');
    });

    it('learns nothing from a drill, which neither holds back a real fall nor is merged with it', async () => {
      const { alertService, book, alerts } = service({ renderer: null });
      const drill = alertService.raiseTest(camera, 'exercise');
      alertService.wasFalse(drill.alertId);
      await alertService.handle(camera, lying(MIN_MS), momentAt(MIN_MS));
      expect(alerts.map(({ severity, status }) => [status, severity])).toEqual([
        ['exercise', 'severe'],
        ['actual', 'extreme'],
      ]);
      expect(alerts[1]?.alertId).not.toBe(drill.alertId);
      // The drill is over with its closing; the real one goes on.
      expect(book.closed(drill.alertId)).toBeUndefined();
      await alertService.handle(camera, { ...lying(MIN_MS), kind: 'ended' }, momentAt(2 * MIN_MS));
      expect(alerts.at(-1)).toMatchObject({ alertId: alerts[1]?.alertId, phase: 'ended' });
    });
  });

  it('marks a test as a test', () => {
    const { alertService, alerts } = service();
    alertService.raiseTest(camera);
    expect(alerts[0]).toMatchObject({ status: 'test', severity: 'minor', phase: 'raised' });
    // A drill climbs its ladder: it is grave, and says of itself what it is.
    alertService.raiseTest(camera, 'exercise');
    expect(alerts[1]).toMatchObject({ status: 'exercise', severity: 'severe', phase: 'raised' });
  });
});
