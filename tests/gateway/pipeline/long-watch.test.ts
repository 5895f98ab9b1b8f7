/** The long watch over restarts, and from its concerns to alerts and back. */
import { describe, expect, it } from 'vitest';
import { edgeConfigSchema } from '../../../edge-config/contracts/config.ts';
import { type Alert, alertSchema, householdStatusSchema } from '../../../edge-config/contracts/messages.ts';
import { localTimeIn } from '../../../gateway/adapters/clock/local-time.ts';
import { MemoryWatchStore, memoryOutbox, SimulatedClock } from '../../../gateway/dry-run.ts';
import { AlertBook } from '../../../gateway/pipeline/alert-book.ts';
import { ConcernAlerts } from '../../../gateway/pipeline/concern-alerts.ts';
import { LongWatch } from '../../../gateway/pipeline/long-watch.ts';
import type { Outbox, WatchStore } from '../../../gateway/ports.ts';
import { trackOf } from '../../support/tracks.ts';

const config = edgeConfigSchema.parse({
  version: 1,
  gateway: { id: 'gw-1', county: '520602', township: '520602101', stateDir: 'state' },
  broker: { url: 'mqtt://localhost' },
  households: [{ id: 'home', label: '三组 7 号', guardianIds: ['daughter'] }],
  cameras: [{ id: 'yard', name: '院子', householdId: 'home', url: 'rtsp://localhost/yard', place: 'yard' }],
});
const camera = config.cameras[0] ?? expect.unreachable();
const household = config.households[0] ?? expect.unreachable();
const ASPECT = 16 / 9;
const MINUTE_MS = 60_000;
/** A Monday, 06:00 in the village. */
const MORNING_MS = Date.parse('2026-03-02T06:00:00+08:00');

class Village {
  readonly clock = new SimulatedClock(MORNING_MS);
  readonly alerts: Alert[] = [];
  readonly outbox: Outbox = memoryOutbox((alert) => this.alerts.push(alertSchema.parse(alert)));
  offline: 'offline' | null = null;
  readonly #store: WatchStore;
  #streamMs = 0;
  readonly failures: unknown[] = [];
  #run: { readonly concerns: ConcernAlerts; readonly longWatch: LongWatch };

  constructor(store: WatchStore = new MemoryWatchStore()) {
    this.#store = store;
    this.#run = this.#start();
  }

  get longWatch(): LongWatch {
    return this.#run.longWatch;
  }

  get concerns(): ConcernAlerts {
    return this.#run.concerns;
  }

  get told(): [string, string][] {
    return this.alerts.map(({ phase, type }) => [phase, type]);
  }

  /** kill -9: only what was stored is left. */
  restart(offMs = 0): void {
    this.clock.nowMs += offMs;
    this.#streamMs = 0;
    this.#run = this.#start();
  }

  /** So many minutes, with somebody who stands there, or nobody. */
  pass(minutes: number, x: number | null): void {
    for (let count = 0; count < minutes * 6; count += 1) {
      this.clock.nowMs += 10_000;
      this.#streamMs += 10_000;
      if (this.offline === null) {
        this.#run.longWatch.looked(camera, this.#streamMs, x === null ? [] : [trackOf({ x })], ASPECT);
      }
      this.#run.longWatch.tick();
    }
  }

  #start() {
    const { clock, outbox } = this;
    const hooks = { onAlert: () => {}, onUnwritten: () => {} };
    const concerns = new ConcernAlerts({
      config,
      clock,
      book: new AlertBook({ config, clock, outbox, hooks }),
    });
    const longWatch = new LongWatch({
      config,
      clock,
      localTime: localTimeIn(config.gateway.timeZone),
      store: this.#store,
      readCamera: () => this.offline,
      onConcern: (subject, concern) => concerns.handle(subject, concern),
      onSaveFailed: (error) => this.failures.push(error),
    });
    return { concerns, longWatch };
  }
}

describe('stillness over a restart', () => {
  it('goes on from where it was, and is told once', () => {
    const village = new Village(new MemoryWatchStore());
    village.pass(40, 1);
    village.restart();
    village.pass(30, 1);
    expect(village.told).toEqual([['raised', 'inactivity']]);
    village.restart();
    village.pass(30, 1);
    expect(village.told).toHaveLength(1);
    village.pass(2, 1.3);
    expect(village.told.at(-1)).toEqual(['ended', 'inactivity']);
    expect(village.alerts[1]?.alertId).toBe(village.alerts[0]?.alertId);
  });

  it('does not ripen while the gateway is off', () => {
    const village = new Village();
    village.pass(30, 1);
    village.restart(5 * 60 * MINUTE_MS);
    village.pass(20, 1);
    expect(village.told).toEqual([]);
    village.pass(15, 1);
    expect(village.told).toEqual([['raised', 'inactivity']]);
  });

  it('is one alert when the state that remembers it was not written before the crash', () => {
    let kept = new MemoryWatchStore().load();
    let isFull = false;
    const village = new Village({
      load: () => kept,
      save: (memory) => {
        if (isFull) throw new Error('disk full');
        kept = { cameras: new Map(memory.cameras), households: new Map(memory.households) };
      },
    });
    village.pass(59, 1);
    isFull = true;
    village.pass(2, 1);
    expect(village.failures.length).toBeGreaterThan(0);
    isFull = false;
    village.restart();
    village.pass(5, 1);
    expect(new Set(village.alerts.map(({ alertId }) => alertId)).size).toBe(1);
    expect(village.told).toEqual([
      ['raised', 'inactivity'],
      ['updated', 'inactivity'],
    ]);
  });
});

describe('a camera that is offline', () => {
  it('is an alert after its limit, goes on over a restart, and ends', () => {
    const village = new Village();
    village.pass(5, 1);
    village.offline = 'offline';
    village.pass(12, null);
    expect(village.told).toEqual([['raised', 'camera_blind']]);
    expect(village.longWatch.blindness('yard')).toMatchObject({ reason: 'offline' });
    village.restart();
    village.pass(12, null);
    village.offline = null;
    village.pass(2, 1);
    expect(village.told).toEqual([
      ['raised', 'camera_blind'],
      ['ended', 'camera_blind'],
    ]);
    expect(village.longWatch.blindness('yard')).toBeNull();
  });
});

describe('a household', () => {
  it('is told of to the board: seen, and unknown while its camera is blind', () => {
    const village = new Village();
    village.pass(2, 1);
    const seen = householdStatusSchema.parse(village.longWatch.household(household));
    expect(seen).toMatchObject({ state: 'watched', unseenMin: 0, limitMin: 720, learntDays: 1 });
    expect(Date.parse(seen.lastSeenAt ?? '')).toBe(village.clock.wallMs());
    village.pass(60, null);
    const unseen = householdStatusSchema.parse(village.longWatch.household(household));
    expect(unseen.unseenMin).toBe(60);
    expect(unseen.day?.date).toBe('2026-03-02');
    // 06:00 to 07:02, by quarters of an hour; nothing is known of the night before.
    expect(unseen.day?.todayMin.slice(22, 30)).toEqual([null, null, 13, 28, 43, 58, 60, null]);
    expect(unseen.day?.limitMin.slice(23, 25)).toEqual([null, 720]);
    village.offline = 'offline';
    village.pass(2, null);
    expect(village.longWatch.household(household).state).toBe('unknown');
  });

  it('has its usual widened when people call an absence false, also after it has ended', () => {
    const village = new Village();
    village.pass(2, 1);
    village.pass(13 * 60, null);
    const [raised] = village.alerts;
    expect(raised).toMatchObject({ type: 'absence', householdId: 'home', cameraId: null });
    village.pass(2, 1);
    expect(village.told.at(-1)).toEqual(['ended', 'absence']);
    const answer = {
      alertId: raised?.alertId ?? '',
      action: 'false',
      outcome: null,
      byKind: 'guardian',
      at: '2026-03-02T12:00:00.000Z',
    } as const;
    expect(village.concerns.answered({ ...answer, alertId: '01KJM00000000000000000000A' })).toBeUndefined();
    const home = village.concerns.answered(answer);
    expect(home).toBe('home');
    const before = village.longWatch.household(household).day?.usualMin;
    village.longWatch.wasFalse(home ?? '');
    const after = village.longWatch.household(household).day?.usualMin;
    expect(after).not.toEqual(before);
    expect(Math.max(...(after ?? []).map((value) => value ?? 0))).toBe(720);
  });

  it('is not asked after by a clock that leaps', () => {
    const village = new Village();
    village.pass(10, 1);
    village.clock.wallOffsetMs += 365 * 24 * 60 * MINUTE_MS;
    village.pass(30, null);
    village.clock.wallOffsetMs -= 2 * 365 * 24 * 60 * MINUTE_MS;
    village.pass(30, null);
    expect(village.told).toEqual([]);
  });
});

describe('a fault of the gateway itself', () => {
  it('is an alert of its own', () => {
    const village = new Village();
    village.concerns.raiseFault({ zh: '记忆损坏', en: 'The memory was damaged' });
    expect(village.alerts[0]).toMatchObject({ type: 'gateway_fault', severity: 'minor', cameraId: null });
    village.restart();
    expect(village.outbox.openAlerts()).toEqual([]);
  });
});
