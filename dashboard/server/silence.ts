/**
 * A gateway that is not heard watches nobody, as far as anyone knows: its silence is an alert of the console itself, and
 * ends when it is heard again. Kept in the database, so that a console that restarts neither forgets nor repeats it.
 */
import type { Alert } from '../../edge-config/contracts/messages.ts';
import { ownAlert } from './own-alert.ts';
import type { Log, WallClock } from './ports.ts';
import { openSilences } from './store/alerts.ts';
import { recordAlert } from './store/arrivals.ts';
import type { Database } from './store/database.ts';
import type { LateGateway } from './store/gateway-views.ts';

export interface SilenceOptions {
  readonly database: Database;
  readonly clock: WallClock;
  readonly log: Log;
  /** Since when this console itself hears the broker; null while it does not, and then nobody's silence means anything. */
  readonly hearingSinceMs: () => number | null;
  readonly onAlertChanged: (alertId: string) => void;
}

/** Longer than a restart of a gateway takes; with the beats missed before, within a minute of the last word. */
const SILENT_MS = 45_000;

export class SilenceWatch {
  readonly #options: SilenceOptions;
  #isBusy = false;

  constructor(options: SilenceOptions) {
    this.#options = options;
  }

  /** To be called every second or so with all that are late; a call while one runs is left out. */
  async look(late: readonly LateGateway[]): Promise<void> {
    const { database, hearingSinceMs } = this.#options;
    const sinceMs = hearingSinceMs();
    if (this.#isBusy || sinceMs === null) return;
    this.#isBusy = true;
    try {
      const open = await openSilences(database);
      const known = new Set(open.map(({ gatewayId }) => gatewayId));
      const silent = new Set(late.map(({ gatewayId }) => gatewayId));
      for (const gateway of late) {
        const quietMs = this.#options.clock.wallMs() - Math.max(Date.parse(gateway.heardAt), sinceMs);
        if (!known.has(gateway.gatewayId) && quietMs >= SILENT_MS) await this.#raise(gateway);
      }
      for (const alert of open) if (!silent.has(alert.gatewayId)) await this.#end(alert);
    } finally {
      this.#isBusy = false;
    }
  }

  async #raise({ county, gatewayId, heardAt, township }: LateGateway): Promise<void> {
    const reason = {
      zh: '网关失去联系：它看护的各户情况未知，请派人查看电源与网络',
      en: 'The gateway is silent: nothing is known of its households; have its power and network checked',
    };
    const gateway = { county, township, gatewayId };
    const nowWallMs = this.#options.clock.wallMs();
    await this.#record(ownAlert({ gateway, type: 'gateway_silent', reason, occurredAt: heardAt, nowWallMs }));
    this.#options.log.error({ gatewayId, heardAt }, 'a gateway is silent');
  }

  async #end(alert: Alert): Promise<void> {
    await this.#record({
      ...alert,
      sequence: alert.sequence + 1,
      phase: 'ended',
      msgType: 'Cancel',
      evidence: {
        ...alert.evidence,
        reason: { zh: '网关恢复联系', en: 'The gateway is heard again' },
      },
    });
    this.#options.log.info({ gatewayId: alert.gatewayId }, 'a silent gateway is heard again');
  }

  async #record(alert: Alert): Promise<void> {
    const receivedAt = this.#now();
    const way = { late: false, outboxAt: null, publishedAt: null, receivedAt };
    await recordAlert(this.#options.database, { alert, ...way });
    this.#options.onAlertChanged(alert.alertId);
  }

  #now(): string {
    return new Date(this.#options.clock.wallMs()).toISOString();
  }
}
