/** Puts the figures of a division together, and keeps them for as long as a wall screen does not notice. */
import type { Overview, OverviewFigures } from '../../edge-config/contracts/rest.ts';
import type { Divisions } from './divisions.ts';
import type { WallClock } from './ports.ts';
import type { Database } from './store/database.ts';
import {
  countClosed,
  countOpen,
  countRaised,
  countRaisedBefore,
  countWatched,
  type Day,
  listOpen,
  readChildren,
  readDay,
  readResponse,
} from './store/overview.ts';

export interface OverviewOptions {
  readonly database: Database;
  readonly divisions: Divisions;
  readonly clock: WallClock;
  /** IANA name. */
  readonly timeZone: string;
}

/** So many walls cost one query. */
export const OVERVIEW_KEPT_MS = 2000;
/** Divisions whose past days are kept in memory. */
const MAX_PASTS = 500;
const NEWEST = 10;
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

interface Kept {
  readonly atMs: number;
  readonly overview: Promise<Overview>;
}

export class Overviews {
  readonly #options: OverviewOptions;
  readonly #kept = new Map<string, Kept>();
  /** Alerts of past days by hour; they change no more. */
  readonly #pasts = new Map<
    string,
    { readonly beganMs: number; readonly perHour: ReadonlyMap<number, number> }
  >();

  constructor(options: OverviewOptions) {
    this.#options = options;
  }

  of(division: string): Promise<Overview> {
    const atMs = this.#options.clock.wallMs();
    for (const [code, kept] of this.#kept) {
      // A clock that was put back must not keep them for ever.
      if (Math.abs(atMs - kept.atMs) >= OVERVIEW_KEPT_MS) this.#kept.delete(code);
    }
    const known = this.#kept.get(division);
    if (known !== undefined) return known.overview;
    const overview = this.#read(division, new Date(atMs).toISOString());
    const kept = { atMs, overview };
    this.#kept.set(division, kept);
    overview.catch(() => {
      if (this.#kept.get(division) === kept) this.#kept.delete(division);
    });
    return overview;
  }

  async #read(division: string, at: string): Promise<Overview> {
    const { database, divisions, timeZone } = this.#options;
    const day = await readDay(database, at, timeZone);
    const open = await countOpen(database, division);
    const raised = await countRaised(database, division, day);
    const closed = await countClosed(database, division, day);
    const watched = await countWatched(database, division, day.at);
    const past = await this.#past(division, day);
    const list = (pick: 'newest' | 'waiting' | 'calling', limit: number) =>
      listOpen(database, divisions, { division, pick, limit });
    const figures = { open, raised, closed, ...watched };
    const children = await readChildren(database, division);
    const names = new Map<string, string | null>(children.map(({ code, name }) => [code, name]));
    // What is told by a gateway of a child that was not imported is not left out.
    for (const { child } of Object.values(figures).flat()) {
      if (child !== null && !names.has(child)) names.set(child, null);
    }
    return {
      ...{ at, timeZone, dayBeganAt: day.beganAt.toISOString() },
      division: { code: division, name: divisions.nameOf(division) ?? null },
      total: sumUp(figures, () => true),
      children: [...names]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([code, name]) => ({
          division: { code, name },
          figures: sumUp(figures, (child) => child === code),
        })),
      response: await readResponse(database, division, day),
      longestUnacknowledged: (await list('waiting', 1))[0] ?? null,
      calling: await list('calling', NEWEST),
      newest: await list('newest', NEWEST),
      day: { averageDays: day.comparedDays, hours: hoursOf(raised, past, day) },
    };
  }

  async #past(division: string, day: Day): Promise<ReadonlyMap<number, number>> {
    const beganMs = day.beganAt.getTime();
    const known = this.#pasts.get(division);
    if (known?.beganMs === beganMs) return known.perHour;
    const rows = await countRaisedBefore(this.#options.database, division, day);
    const perHour = new Map(rows.map(({ hour, raised }) => [hour, raised]));
    if (this.#pasts.size >= MAX_PASTS) this.#pasts.clear();
    this.#pasts.set(division, { beganMs, perHour });
    return perHour;
  }
}

function hoursOf(
  raised: Awaited<ReturnType<typeof countRaised>>,
  past: ReadonlyMap<number, number>,
  { at, comparedDays, timeZone }: Day,
): Overview['day']['hours'] {
  const hourNow = Number(
    new Intl.DateTimeFormat('en', { hour: '2-digit', hourCycle: 'h23', timeZone }).format(at),
  );
  return HOURS.map((hour) => ({
    raised: hour > hourNow ? null : total(raised.filter((row) => row.hour === hour).map((row) => row.raised)),
    average: comparedDays === 0 ? null : (past.get(hour) ?? 0) / comparedDays,
  }));
}

interface Rows extends Awaited<ReturnType<typeof countWatched>> {
  readonly open: Awaited<ReturnType<typeof countOpen>>;
  readonly raised: Awaited<ReturnType<typeof countRaised>>;
  readonly closed: Awaited<ReturnType<typeof countClosed>>;
}

function sumUp(rows: Rows, lies: (child: string | null) => boolean): OverviewFigures {
  const open = rows.open.filter(({ child }) => lies(child));
  const actual = open.filter(({ status }) => status === 'actual');
  const closed = rows.closed.filter(({ child }) => lies(child));
  const gateways = rows.gateways.filter(({ child }) => lies(child));
  const cameras = rows.cameras.filter(({ child }) => lies(child));
  const openOf = (severity: string): number =>
    total(actual.filter((row) => row.severity === severity).map((row) => row.open));
  const openAs = (status: string): number =>
    total(open.filter((row) => row.status === status).map((row) => row.open));
  const closedAs = (outcome: string): number =>
    total(closed.filter((row) => row.outcome === outcome).map((row) => row.closed));
  const camerasIn = (state: string): number =>
    total(cameras.filter((row) => row.state === state).map((row) => row.cameras));
  return {
    open: {
      extreme: openOf('extreme'),
      severe: openOf('severe'),
      moderate: openOf('moderate'),
      minor: openOf('minor'),
    },
    unacknowledged: total(actual.map(({ untaken }) => untaken)),
    openDrills: openAs('exercise'),
    openTests: openAs('test'),
    raisedToday: total(rows.raised.filter(({ child }) => lies(child)).map(({ raised }) => raised)),
    closedToday: total(closed.map((row) => row.closed)),
    trueToday: closedAs('true'),
    falseToday: closedAs('false'),
    gateways: total(gateways.map((row) => row.gateways)),
    gatewaysLate: total(gateways.map(({ late }) => late)),
    cameras: {
      watching: camerasIn('watching'),
      blind: camerasIn('blind'),
      connecting: camerasIn('connecting'),
      unknown: camerasIn('unknown'),
    },
    householdsUnknown: total(
      rows.households.filter(({ child }) => lies(child)).map(({ unknown }) => unknown),
    ),
  };
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
