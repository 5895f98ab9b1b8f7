/**
 * Tells guardians' phones over MQTT, after the commit: a copy of each event to those whom the county has bound to the
 * household and the gateway does not know, and to all guardians of an alert the news that something about it has changed.
 * What cannot go out while the broker is away waits here; a console that dies meanwhile tells of all that is open at its next
 * start, and a phone asks for its list whenever it connects.
 */
import { ulid } from 'ulid';
import { makeEnvelope } from '../../../edge-config/contracts/envelope.ts';
import { guardianCopy } from '../../../edge-config/contracts/guardian-copy.ts';
import { topics } from '../../../edge-config/contracts/topics.ts';
import type { Log, WallClock } from '../ports.ts';
import type { Database } from '../store/database.ts';
import { openAlertIds, type PhoneNews, readPhoneNews } from '../store/phones.ts';

export interface PhonesOptions {
  readonly consoleId: string;
  readonly database: Database;
  readonly clock: WallClock;
  readonly log: Log;
  readonly isConnected: () => boolean;
  /** QoS 1; rejects when offline. */
  readonly publish: (topic: string, payload: string) => Promise<void>;
}

/** What follows a commit closely, such as its receipt, is one piece of news. */
const GATHER_MS = 100;
/** Alerts read and told together: receipts pass between two batches. */
const AT_ONCE = 100;
/** Copies remembered as sent; a phone drops repeats beyond that by itself. */
const MAX_REMEMBERED = 20_000;
/** Told anew at a start: a phone that was connected all the while asks for nothing by itself. */
const MAX_AT_START = 500;

export class Phones {
  readonly #options: PhonesOptions;
  readonly #changed = new Set<string>();
  /** Newest sequence of an alert whose copies have gone out. */
  readonly #copied = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #isBusy = false;
  #isStopped = false;

  constructor(options: PhonesOptions) {
    this.#options = options;
  }

  async begin(): Promise<void> {
    const sinceMs = this.#options.clock.wallMs() - 24 * 3600_000;
    const open = await openAlertIds(this.#options.database, new Date(sinceMs).toISOString(), MAX_AT_START);
    for (const alertId of open) this.#changed.add(alertId);
  }

  /** After the commit. */
  alertChanged(alertId: string): void {
    this.#changed.add(alertId);
    this.#wind();
  }

  /** To be called every second or so: what the broker or the database refused is tried again. */
  look(): void {
    this.#wind();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  #wind(): void {
    if (this.#isStopped || this.#isBusy || this.#timer !== undefined || this.#changed.size === 0) return;
    this.#timer = setTimeout(() => void this.#tell(), GATHER_MS);
  }

  async #tell(): Promise<void> {
    this.#timer = undefined;
    const { database, isConnected, log } = this.#options;
    if (!isConnected()) return;
    this.#isBusy = true;
    const batch = [...this.#changed].slice(0, AT_ONCE);
    for (const alertId of batch) this.#changed.delete(alertId);
    try {
      await Promise.all((await readPhoneNews(database, batch)).map((news) => this.#send(news)));
    } catch (error) {
      for (const alertId of batch) this.#changed.add(alertId);
      log.warn({ alerts: batch.length, error }, 'phones could not be told; it is tried again');
      return;
    } finally {
      this.#isBusy = false;
    }
    this.#wind();
  }

  async #send({ alert, guardianIds, revision }: PhoneNews): Promise<void> {
    const { publish } = this.#options;
    const { alertId, sequence } = alert;
    const at = new Date(this.#options.clock.wallMs()).toISOString();
    const head = { id: ulid(), source: `console/${this.#options.consoleId}`, time: at };
    const news = makeEnvelope({ ...head, type: 'shouwang.guardian-news.v1' }, { alertId, revision, at });
    // A test concerns no family.
    const isCopied = alert.status === 'test' || (this.#copied.get(alertId) ?? 0) >= sequence;
    const unknown = isCopied ? [] : guardianIds.filter((id) => !alert.guardianIds.includes(id));
    const copy = makeEnvelope({ ...head, type: 'shouwang.guardian-alert.v1' }, guardianCopy(alert));
    await Promise.all(unknown.map((id) => publish(topics.guardianAlert(id), JSON.stringify(copy))));
    this.#remember(alertId, sequence);
    // After the copies: whoever asks for the list because of the news has heard of the alert.
    await Promise.all(guardianIds.map((id) => publish(topics.guardianNews(id), JSON.stringify(news))));
  }

  #remember(alertId: string, sequence: number): void {
    this.#copied.delete(alertId);
    this.#copied.set(alertId, sequence);
    const [oldest] = this.#copied.keys();
    if (this.#copied.size > MAX_REMEMBERED && oldest !== undefined) this.#copied.delete(oldest);
  }
}
