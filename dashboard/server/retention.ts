/** Deletes pictures when their time is over: a round an hour, in small steps. */
import type { Log, WallClock } from './ports.ts';
import type { Database } from './store/database.ts';
import { deletePictures, PICTURE_KINDS, type PictureKind } from './store/retention.ts';

export interface RetentionOptions {
  readonly database: Database;
  readonly clock: WallClock;
  readonly log: Log;
  /** So long after their alert was closed. */
  readonly picturesDays: number;
  readonly onDeleted: (kind: PictureKind, count: number) => void;
}

const DAY_MS = 86_400_000;
const EVERY_MS = 3_600_000;
/** Pictures of one step, so that no transaction is long. */
const STEP = 500;

export class Retention {
  readonly #options: RetentionOptions;
  #isBusy = false;
  /** Wall time of the last round that found nothing more. */
  #doneMs: number | undefined;

  constructor(options: RetentionOptions) {
    this.#options = options;
  }

  /** To be called every second or so: does one step where there is something to do, and nothing while one runs. */
  async look(): Promise<void> {
    const nowMs = this.#options.clock.wallMs();
    const ageMs = this.#doneMs === undefined ? EVERY_MS : nowMs - this.#doneMs;
    // A clock that was put back must not stop it.
    if (this.#isBusy || (ageMs >= 0 && ageMs < EVERY_MS)) return;
    this.#isBusy = true;
    try {
      const counts = await this.#step(nowMs);
      if (counts.every((count) => count < STEP)) this.#doneMs = nowMs;
    } finally {
      this.#isBusy = false;
    }
  }

  async #step(nowMs: number): Promise<number[]> {
    const { database, log, onDeleted, picturesDays } = this.#options;
    const before = new Date(nowMs - picturesDays * DAY_MS).toISOString();
    const counts: number[] = [];
    for (const kind of PICTURE_KINDS) {
      const count = await deletePictures(database, kind, { before, limit: STEP });
      counts.push(count);
      if (count === 0) continue;
      onDeleted(kind, count);
      log.info({ kind, count, closedBefore: before }, 'pictures deleted: their time is over');
    }
    return counts;
  }
}
