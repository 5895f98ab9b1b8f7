/**
 * All decisions of a gateway without its cameras, disk and broker, on a clock that is set by hand: what `replay --clock`
 * and the scenarios of the tests run days through.
 */
import type { EdgeConfig } from '../edge-config/contracts/config.ts';
import type { Alert } from '../edge-config/contracts/messages.ts';
import { localTimeIn } from './adapters/clock/local-time.ts';
import { AlertBook } from './pipeline/alert-book.ts';
import { AlertService } from './pipeline/alert-service.ts';
import { ConcernAlerts } from './pipeline/concern-alerts.ts';
import { LongWatch, type LongWatchOptions } from './pipeline/long-watch.ts';
import type { Clock, Outbox, WatchMemory, WatchStore } from './ports.ts';

/** Stands still until it is moved. */
export class SimulatedClock implements Clock {
  nowMs = 0;
  /** Wall time at `nowMs` 0; a clock that somebody sets changes it. */
  wallOffsetMs: number;

  constructor(startWallMs: number) {
    this.wallOffsetMs = startWallMs;
  }

  wallMs(): number {
    return this.wallOffsetMs + this.nowMs;
  }

  monotonicMs(): number {
    return this.nowMs;
  }

  async sleep(): Promise<void> {}
}

/** Remembers as the disk does, for as long as the process lives. */
export class MemoryWatchStore implements WatchStore {
  #kept: WatchMemory = { cameras: new Map(), households: new Map() };

  load(): WatchMemory {
    return this.#kept;
  }

  save(memory: WatchMemory): void {
    this.#kept = { cameras: new Map(memory.cameras), households: new Map(memory.households) };
  }
}

/** Hands each alert on at once and keeps those that are open, as the durable outbox does. */
export function memoryOutbox(onAlert: (alert: Alert) => void): Outbox {
  const open = new Map<string, { readonly key: string; readonly alert: Alert }>();
  return {
    put: ({ alert, openKey }) => {
      if (alert.phase === 'ended') open.delete(alert.alertId);
      else if (openKey !== null) open.set(alert.alertId, { key: openKey, alert });
      onAlert(alert);
    },
    openAlerts: () => [...open.values()],
    forgetOpen: (alertId) => void open.delete(alertId),
    pending: () => [],
    read: () => undefined,
    settleReceipt: () => false,
    settleEntry: () => {},
    proofs: () => [],
    recall: () => {},
    imagesDropped: 0,
    nextSession: () => 1,
    close: () => {},
  };
}

export interface DryRunOptions {
  readonly config: EdgeConfig;
  readonly clock: Clock;
  readonly outbox: Outbox;
  readonly store: WatchStore;
  readonly readCamera: LongWatchOptions['readCamera'];
}

/** One run from start to stop; another on the same outbox and store is a restart. */
export interface DryRun {
  readonly falls: AlertService;
  readonly longWatch: LongWatch;
}

export function startDryRun({ config, clock, outbox, store, readCamera }: DryRunOptions): DryRun {
  const book = new AlertBook({ config, clock, outbox, hooks: { onAlert: () => {}, onUnwritten: () => {} } });
  const concerns = new ConcernAlerts({ config, clock, book });
  return {
    falls: new AlertService({
      config,
      clock,
      book,
      renderer: null,
      hooks: { onSuspected: () => {}, onCleared: () => {}, onStillFailed: () => {} },
    }),
    longWatch: new LongWatch({
      config,
      clock,
      localTime: localTimeIn(config.gateway.timeZone),
      store,
      readCamera,
      onConcern: (subject, concern) => concerns.handle(subject, concern),
      onSaveFailed: (error) => {
        throw error;
      },
    }),
  };
}
