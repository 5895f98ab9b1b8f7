/**
 * Two gateways under one id, as after a copied disk: they take the connection from each other, and what the one tells of its
 * cameras overwrites the other. A gateway that starts anew tells a new birth and never an old one again; when births come
 * back, there are two.
 */
import type { GatewayAddress } from '../../edge-config/contracts/topics.ts';
import { ownAlert } from './own-alert.ts';
import type { Log, WallClock } from './ports.ts';
import { recordAlert } from './store/arrivals.ts';
import type { Database } from './store/database.ts';

export interface TwinOptions {
  readonly database: Database;
  readonly clock: WallClock;
  readonly log: Log;
  readonly onAlertChanged: (alertId: string) => void;
}

/** Births that are remembered. */
const BIRTHS = 8;
/** The first return may be a message that came late. */
const RETURNS = 2;
/** The same is not said again before. */
const SAY_AGAIN_MS = 86_400_000;

interface Heard {
  readonly births: readonly string[];
  readonly returns: number;
  readonly saidMs: number | null;
}

const NOTHING: Heard = { births: [], returns: 0, saidMs: null };

/** @returns what is known then; `returns` counts births that came back. Pure. */
export function hearBirth(heard: Heard, bornAt: string): Heard {
  if (heard.births.at(-1) === bornAt) return heard;
  const isBack = heard.births.includes(bornAt);
  const births = [...heard.births.filter((birth) => birth !== bornAt), bornAt].slice(-BIRTHS);
  return { ...heard, births, returns: heard.returns + Number(isBack) };
}

export class TwinWatch {
  readonly #options: TwinOptions;
  readonly #heard = new Map<string, Heard>();

  constructor(options: TwinOptions) {
    this.#options = options;
  }

  /** A living gateway told when it was born. */
  async heard(gateway: GatewayAddress, bornAt: string): Promise<void> {
    const { clock, database, log, onAlertChanged } = this.#options;
    const { gatewayId } = gateway;
    const nowWallMs = clock.wallMs();
    const heard = hearBirth(this.#heard.get(gatewayId) ?? NOTHING, bornAt);
    this.#heard.set(gatewayId, heard);
    const isSaid = heard.saidMs !== null && nowWallMs - heard.saidMs < SAY_AGAIN_MS;
    if (heard.returns < RETURNS || isSaid) return;
    this.#heard.set(gatewayId, { ...heard, returns: 0, saidMs: nowWallMs });
    const at = new Date(nowWallMs).toISOString();
    const reason = {
      zh: '有两台网关使用同一个编号，它们互相挤下线：请核对现场，改掉其中一台的编号',
      en: 'Two gateways use this id and take the connection from each other: give one of them another id',
    };
    const alert = ownAlert({ gateway, type: 'gateway_fault', reason, occurredAt: at, nowWallMs });
    await recordAlert(database, { alert, late: false, outboxAt: null, publishedAt: null, receivedAt: at });
    log.error({ gatewayId }, 'two gateways use one id');
    onAlertChanged(alert.alertId);
  }
}
