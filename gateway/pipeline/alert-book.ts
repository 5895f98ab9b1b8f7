/**
 * The gateway's open alerts: names them, writes each event durably before anything else happens to it, and knows them
 * again after a restart. Wall times are recorded here; none of them decides anything.
 */
import { ulid } from 'ulid';
import type { EdgeConfig } from '../../edge-config/contracts/config.ts';
import { guardianCopy } from '../../edge-config/contracts/guardian-copy.ts';
import type { Alert } from '../../edge-config/contracts/messages.ts';
import type { Clock, Outbox, OutboxItem } from '../ports.ts';

export interface AlertBookOptions {
  readonly config: EdgeConfig;
  readonly clock: Clock;
  readonly outbox: Outbox;
  readonly hooks: AlertBookHooks;
}

export interface AlertBookHooks {
  /** It is written. `wasRefused`: not at first, so that `onUnwritten` had it before. */
  readonly onAlert: (alert: Alert, wasRefused: boolean) => void;
  /** The disk refuses it; once for each event. It is written when the disk takes it, with `onAlert`. */
  readonly onUnwritten: (item: OutboxItem, error: unknown) => void;
}

/** What a raised alert says; ids, places of the gateway and times of writing are added here. */
export type AlertDraft = Pick<
  Alert,
  'type' | 'severity' | 'status' | 'confidence' | 'evidence' | 'stages' | 'place' | 'cameraId' | 'householdId'
> & { readonly occurredWallMs: number };

export type AlertChange = Partial<Pick<Alert, 'severity' | 'evidence' | 'image'>>;

export class AlertBook {
  readonly #options: AlertBookOptions;
  readonly #open: Map<string, Alert>;
  /** Events the disk refused; kept in memory, in order, until it takes them. */
  readonly #unwritten: OutboxItem[] = [];
  #refusal: unknown;
  /** Closed by people, and the disk has not taken it yet. */
  readonly #unforgotten = new Set<string>();

  constructor(options: AlertBookOptions) {
    this.#options = options;
    this.#open = new Map(options.outbox.openAlerts().map(({ key, alert }) => [key, alert]));
  }

  get unwritten(): number {
    return this.#unwritten.length;
  }

  get openAlerts(): ReadonlyMap<string, Alert> {
    return this.#open;
  }

  /** Called with the heartbeat: a full disk that has room again loses nothing. */
  retryUnwritten(): void {
    while (this.#unwritten[0] !== undefined && this.#isWritten(this.#unwritten[0], true))
      this.#unwritten.shift();
    for (const alertId of this.#unforgotten) this.#forget(alertId);
  }

  /** @param key under which it is updated and ended; null for an alert that is never touched again. */
  raise(key: string | null, { occurredWallMs, ...draft }: AlertDraft): Alert {
    const { clock, config } = this.#options;
    const raisedWallMs = clock.wallMs();
    const household = config.households.find(({ id }) => id === draft.householdId);
    const alert: Alert = {
      alertId: ulid(raisedWallMs),
      sequence: 1,
      phase: 'raised',
      msgType: 'Alert',
      gatewayId: config.gateway.id,
      county: config.gateway.county,
      township: config.gateway.township,
      occurredAt: instant(occurredWallMs),
      raisedAt: instant(raisedWallMs),
      image: null,
      guardianIds: household?.guardianIds ?? [],
      ...draft,
    };
    if (key !== null) this.#open.set(key, alert);
    this.#commit(key, alert, null);
    return alert;
  }

  /** @returns undefined when no alert is open under this key. */
  update(key: string, change: AlertChange, jpeg: Buffer | null = null): Alert | undefined {
    const open = this.#open.get(key);
    if (open === undefined) return undefined;
    const alert: Alert = {
      ...open,
      ...change,
      sequence: open.sequence + 1,
      phase: 'updated',
      msgType: 'Update',
    };
    this.#open.set(key, alert);
    this.#commit(key, alert, jpeg);
    return alert;
  }

  end(key: string, change: AlertChange): void {
    const open = this.#open.get(key);
    if (open === undefined) return;
    this.#open.delete(key);
    const alert: Alert = {
      ...open,
      ...change,
      sequence: open.sequence + 1,
      phase: 'ended',
      msgType: 'Cancel',
    };
    this.#commit(key, alert, null);
  }

  /** The same alert under another key: what was open before a restart goes on. */
  rename(key: string, newKey: string): void {
    const open = this.#open.get(key);
    if (open === undefined) return;
    this.#open.delete(key);
    this.#open.set(newKey, open);
  }

  /** People closed it: nothing more is said of it. @returns its key and its last event. */
  closed(alertId: string): { readonly key: string; readonly alert: Alert } | undefined {
    for (const [key, alert] of this.#open) {
      if (alert.alertId !== alertId) continue;
      this.#open.delete(key);
      this.#forget(alertId);
      return { key, alert };
    }
    return undefined;
  }

  #forget(alertId: string): void {
    try {
      this.#options.outbox.forgetOpen(alertId);
      this.#unforgotten.delete(alertId);
    } catch {
      this.#unforgotten.add(alertId);
    }
  }

  #commit(key: string | null, alert: Alert, jpeg: Buffer | null): void {
    const guardianAlerts = alert.guardianIds.map((guardianId) => ({
      guardianId,
      alert: guardianCopy(alert),
    }));
    const item = { openKey: key, alert, guardianAlerts, jpeg };
    if (this.#unwritten.length === 0 && this.#isWritten(item, false)) return;
    this.#unwritten.push(item);
    this.#options.hooks.onUnwritten(item, this.#refusal);
  }

  #isWritten(item: OutboxItem, wasRefused: boolean): boolean {
    try {
      this.#options.outbox.put(item);
    } catch (error) {
      this.#refusal = error;
      return false;
    }
    this.#options.hooks.onAlert(item.alert, wasRefused);
    return true;
  }
}

export function instant(wallMs: number): string {
  return new Date(wallMs).toISOString();
}
