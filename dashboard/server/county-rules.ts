/**
 * What divisions have set for themselves, in memory: ladders by severity, and the hours of digests. Of several settings the
 * one of the nearest division around a place counts.
 */
import type { Ladder, Ladders } from '../../edge-config/contracts/escalation.ts';
import type { Severity } from '../../edge-config/contracts/primitives.ts';
import { digestHoursSchema } from '../../edge-config/contracts/rest.ts';
import { nearestSet } from '../domain/duty.ts';
import type { WallClock } from './ports.ts';
import type { Database } from './store/database.ts';

export interface InForce<T> {
  readonly value: T;
  /** Code of the division that has set it, empty: everywhere; undefined: nobody has, it is the default. */
  readonly from: string | undefined;
  readonly updatedAt?: string;
  readonly updatedBy?: string;
}

export const DIGEST_HOURS = 'digest.hours';
const DEFAULT_HOURS = ['08:00', '20:00'] as const;
/** Another console on the same database may have changed them. */
const REFRESH_MS = 10_000;

interface Set {
  readonly updatedAt: string;
  readonly updatedBy: string;
}

export class CountyRules {
  readonly #database: Database;
  readonly #clock: WallClock;
  readonly #defaults: Ladders;
  #ladders: ReadonlyMap<string, Set & { readonly ladder: Ladder | null }> = new Map();
  #hours: ReadonlyMap<string, Set & { readonly hours: readonly string[] }> = new Map();
  #loadedAtMs: number | undefined;

  constructor(options: {
    readonly database: Database;
    readonly clock: WallClock;
    readonly ladders: Ladders;
  }) {
    this.#database = options.database;
    this.#clock = options.clock;
    this.#defaults = options.ladders;
  }

  /** To be called before they are asked for: reads them again when what is known is old. */
  async refresh(): Promise<void> {
    const ageMs = this.#loadedAtMs === undefined ? undefined : this.#clock.wallMs() - this.#loadedAtMs;
    // A clock that was put back must not keep old rules for ever.
    if (ageMs === undefined || ageMs < 0 || ageMs >= REFRESH_MS) await this.load();
  }

  /** To be called at once after a change. */
  async load(): Promise<void> {
    const ladders = await this.#database.selectFrom('ladders').selectAll().execute();
    const settings = await this.#database
      .selectFrom('settings')
      .selectAll()
      .where('key', '=', DIGEST_HOURS)
      .execute();
    this.#ladders = new Map(
      ladders.map((row) => [`${row.division} ${row.severity}`, { ladder: row.ladder, ...stamp(row) }]),
    );
    this.#hours = new Map(
      settings.flatMap((row) => {
        const hours = digestHoursSchema.safeParse(row.value);
        return hours.success ? [[row.division, { hours: hours.data, ...stamp(row) }] as const] : [];
      }),
    );
    this.#loadedAtMs = this.#clock.wallMs();
  }

  ladderOf(division: string, severity: Severity): InForce<Ladder | null> {
    const found = nearestSet(division, (code) => this.#ladders.get(`${code} ${severity}`));
    if (found === undefined) return { value: this.#defaults[severity], from: undefined };
    const { ladder, updatedAt, updatedBy } = found.value;
    return { value: ladder, from: found.code, updatedAt, updatedBy };
  }

  digestHoursOf(division: string): InForce<readonly string[]> {
    const found = nearestSet(division, (code) => this.#hours.get(code));
    if (found === undefined) return { value: DEFAULT_HOURS, from: undefined };
    const { hours, updatedAt, updatedBy } = found.value;
    return { value: hours, from: found.code, updatedAt, updatedBy };
  }
}

function stamp(row: { readonly updated_at: Date; readonly updated_by: string }): Set {
  return { updatedAt: row.updated_at.toISOString(), updatedBy: row.updated_by };
}
