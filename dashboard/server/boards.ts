/** What the boards are told after their snapshot: alerts, the gateways that concern them, and the numbers of all. */
import { MAX_CLOCK_SKEW_MS } from '../../edge-config/contracts/durations.ts';
import type { GatewayGlance } from '../../edge-config/contracts/rest.ts';
import { BOARD_GATEWAYS } from '../../edge-config/contracts/timing.ts';
import { isTroubled } from '../domain/trouble.ts';
import type { Divisions } from './divisions.ts';
import type { Live } from './live.ts';
import type { Metrics } from './metrics.ts';
import type { Log, WallClock } from './ports.ts';
import type { Database } from './store/database.ts';
import { countGateways, readGlances } from './store/gateway-views.ts';
import { readBoardTotals, readSnapshot, type Snapshot } from './store/snapshot.ts';
import { readAlertViews } from './store/views.ts';
import { Teller } from './teller.ts';

export interface BoardsOptions {
  readonly database: Database;
  readonly divisions: Divisions;
  readonly clock: WallClock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly live: Live;
}

/** What follows a commit closely, such as a receipt and a still, is told with it. */
const ALERT_GATHER_MS = 50;
/** Thousands of gateways beat every few seconds. */
const GATEWAY_GATHER_MS = 250;
/** Numbers of all are counted at most this often. */
const TOTALS_MS = 5000;

export class Boards {
  readonly #options: BoardsOptions;
  readonly #alerts: Teller;
  readonly #gateways: Teller;
  /** In trouble when the boards were last told of it. */
  #troubled = new Set<string>();
  /** Late when the boards were last told of it. */
  readonly #late = new Set<string>();
  /** Something may have changed the numbers. */
  #isCounted = false;
  #countedMs = Number.NEGATIVE_INFINITY;
  /** Gateways there are, as counted last; few are all shown. */
  #gatewayCount = 0;

  constructor(options: BoardsOptions) {
    this.#options = options;
    const { log, metrics } = options;
    const onFailed = (error: unknown): void => log.error({ error }, 'the boards could not be told');
    this.#alerts = new Teller({
      gatherMs: ALERT_GATHER_MS,
      tell: (ids) => this.#tellAlerts(ids),
      onTold: (tookMs) => metrics.boardTellSeconds.observe(tookMs / 1000),
      onFailed,
    });
    this.#gateways = new Teller({
      gatherMs: GATEWAY_GATHER_MS,
      tell: (ids) => this.#tellGateways(ids),
      onTold: () => {},
      onFailed,
    });
  }

  /** After the commit. Nobody looks: nothing is read. */
  alertChanged(alertId: string): void {
    this.#isCounted = false;
    if (this.#options.live.hasBoards) this.#alerts.changed(alertId);
  }

  gatewayChanged(gatewayId: string): void {
    this.#isCounted = false;
    if (this.#options.live.hasBoards) this.#gateways.changed(gatewayId);
  }

  /** To be called every second or so with all that are late: what fell silent makes no message. */
  lateAre(gatewayIds: readonly string[]): void {
    const late = new Set(gatewayIds);
    const turned = [...late].filter((id) => !this.#late.has(id));
    const heard = [...this.#late].filter((id) => !late.has(id));
    for (const gatewayId of [...turned, ...heard]) this.gatewayChanged(gatewayId);
  }

  /** To be called every second or so: tells the numbers when they may have changed. */
  async look(): Promise<void> {
    const { clock, database, live } = this.#options;
    const isDue = performance.now() - this.#countedMs >= TOTALS_MS;
    if (!live.hasBoards || this.#isCounted || !isDue) return;
    this.#isCounted = true;
    this.#countedMs = performance.now();
    for (const division of live.divisions) {
      live.totals(division, await readBoardTotals(database, division, clock.wallMs()));
    }
    this.#gatewayCount = await countGateways(database);
  }

  /** What a board of this division begins with. */
  async snapshot(division: string): Promise<Snapshot> {
    const { clock, database, divisions } = this.#options;
    const snapshot = await readSnapshot(database, divisions, division, clock.wallMs());
    // It holds them now: that they are well again must be told.
    for (const { gatewayId } of snapshot.gateways) this.#troubled.add(gatewayId);
    this.#gatewayCount = await countGateways(database);
    return snapshot;
  }

  stop(): void {
    this.#alerts.stop();
    this.#gateways.stop();
  }

  async #tellAlerts(ids: readonly string[]): Promise<void> {
    const { database, divisions, live } = this.#options;
    for (const view of await readAlertViews(database, divisions, ids)) live.alert(view);
  }

  /** Of a county's thousands only those are told that a board may hold. */
  async #tellGateways(ids: readonly string[]): Promise<void> {
    const { clock, database, divisions, live } = this.#options;
    for (const glance of await readGlances(database, divisions, ids, clock.wallMs())) {
      if (glance.late) this.#late.add(glance.gatewayId);
      else this.#late.delete(glance.gatewayId);
      if (this.#isShown(glance)) live.gateway(glance);
    }
  }

  #isShown(glance: GatewayGlance): boolean {
    const { gatewayId } = glance;
    const wasTroubled = this.#troubled.has(gatewayId);
    const isNow = isTroubled(glance, MAX_CLOCK_SKEW_MS);
    if (isNow) this.#troubled.add(gatewayId);
    else this.#troubled.delete(gatewayId);
    return isNow || wasTroubled || this.#gatewayCount <= BOARD_GATEWAYS;
  }
}
