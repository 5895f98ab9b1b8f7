/**
 * Empties the outbox: publishes what is due, oldest first, and again until it is proven. An alert is proven by the
 * console's receipt (never by PUBACK). A guardian's copy and a still have no receipt: they are proven by a PUBACK and a
 * connection that outlived it, since a broker acknowledges what it has not written down yet. Republishing is harmless:
 * everything downstream is idempotent by alert id and sequence.
 */
import { makeEnvelope } from '../../edge-config/contracts/envelope.ts';
import type { ConsoleStatus, Receipt } from '../../edge-config/contracts/messages.ts';
import { type GatewayAddress, topics } from '../../edge-config/contracts/topics.ts';
import type { Clock, Outbox, OutboxHead, OutboxItem, OutboxPayload, Publisher } from '../ports.ts';
import { type Entry, headsOf, newEntry, receiptKey } from './delivery-entry.ts';
import { lostProofs } from './history.ts';

export interface DeliveryHooks {
  readonly onPublished: (kind: OutboxHead['kind'], ok: boolean) => void;
  readonly onReceipt: (head: OutboxHead, raisedToReceiptMs: number) => void;
  /** The console has lost so many events that it had given receipts for; they are sent again. */
  readonly onRecalled: (consoleId: string, count: number) => void;
  /** The disk does not take that it was delivered: it is delivered again, which does no harm. */
  readonly onUnsettled: (head: OutboxHead, error: unknown) => void;
}

export interface DeliveryOptions {
  readonly outbox: Outbox;
  readonly publisher: Publisher;
  readonly clock: Clock;
  readonly address: GatewayAddress;
  readonly hooks: DeliveryHooks;
}

/** Waits before an unproven entry is published again while connected. A reconnect makes everything due at once. */
const REPUBLISH_MS = [2000, 5000, 15_000, 60_000] as const;
/** Delivered this long after it was committed, an event is marked late: people must not take it for the present. */
const LATE_AFTER_MS = 30_000;
/** What is older waits in the backlog; what is newer overtakes it, since somebody may lie on a floor now. */
const FRESH_MS = 30_000;
/**
 * Of the backlog, so many are on their way at most until they are proven: a console that takes in ten thousand must not
 * be sent the first of them again and again meanwhile. What is fresh is never held back.
 */
const MAX_UNPROVEN = 64;
/** A broker that lives so long after its PUBACK has written it down. One that dies sooner is given it again at the next connection. */
const WRITTEN_AFTER_MS = 60_000;
/**
 * A broker that was started anew may know no phone until it has come back, and acknowledges a copy for nobody all the same:
 * what it acknowledged within this time of a connection is sent once more at its end. Phones try every few seconds.
 */
const PHONES_BACK_MS = 10_000;
/**
 * On a line that is lost again and again no connection lives that long: so many that acknowledged it, the first of them longer
 * ago than that, are proof as well. Else all copies of a day would be sent again by every connection.
 */
const ENOUGH_CONNECTIONS = 3;

export class Delivery {
  readonly #options: DeliveryOptions;
  /** Each oldest first. */
  readonly #fresh = new Map<number, Entry>();
  #backlog = new Map<number, Entry>();
  /** The broker has acknowledged it; in the order in which it did. */
  readonly #acknowledged = new Map<number, Entry>();
  /** Consoles that were heard of, and whether they listen. */
  readonly #consoles = new Map<string, boolean>();
  /** Alert events by what a receipt names them. */
  readonly #byReceipt = new Map<string, Entry>();
  #newestEntryId = 0;
  /** Of what no outbox holds. */
  #newestUnwrittenId = 0;
  /** Monotonic, of the newest connection. */
  #connectedMs = Number.NEGATIVE_INFINITY;
  #wake = new AbortController();
  #stopped = false;
  #loop: Promise<void> | undefined;

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  get pendingAlerts(): number {
    return this.#byReceipt.size;
  }

  /** When the oldest of them was written, or refused by the disk; null when there is none. */
  get pendingSinceWallMs(): number | null {
    let oldestMs: number | null = null;
    for (const { head } of this.#byReceipt.values())
      oldestMs = Math.min(oldestMs ?? head.committedWallMs, head.committedWallMs);
    return oldestMs;
  }

  start(): void {
    this.#takeIn();
    this.#loop = this.#run();
  }

  /** Whether the console's receipt for this alert is still missing. */
  isUnproven(alertId: string): boolean {
    return this.#byReceipt.has(receiptKey(alertId, 1));
  }

  /** False while every console that was ever heard of is away. One that never told is taken to listen. */
  get hasConsole(): boolean {
    return this.#consoles.size === 0 || [...this.#consoles.values()].includes(true);
  }

  /**
   * While no console listens, its alerts stay here: a broker's queue is neither ordered by need nor endless. One that
   * was restored from a backup is sent again what it has lost.
   */
  console({ consoleId, starts, state }: ConsoleStatus): void {
    const { hooks, outbox } = this.#options;
    const had = this.hasConsole;
    this.#consoles.set(consoleId, state === 'online');
    const lost = lostProofs(outbox.proofs(consoleId), starts);
    if (lost.length > 0) {
      outbox.recall(lost.map(({ proofId }) => proofId));
      hooks.onRecalled(consoleId, lost.length);
      this.kick('put');
    }
    if (!this.hasConsole || had) return;
    this.#makeDue();
    this.#wake.abort();
  }

  /** Something was put, or the connection is back. */
  kick(reason: 'put' | 'connected'): void {
    if (reason === 'connected') {
      this.#connectedMs = this.#options.clock.monotonicMs();
      this.#backlog = new Map([...this.#takeBack(), ...this.#backlog]);
      this.#makeDue();
    }
    this.#takeIn();
    this.#wake.abort();
  }

  /**
   * The disk does not take it: it goes out from memory. Once it is written it is sent again, which does no harm; when this process
   * ends before, it is lost unless somebody has it by then.
   */
  offer(item: OutboxItem): void {
    const { clock } = this.#options;
    const freshUntilMs = clock.monotonicMs() + FRESH_MS;
    this.#promote(item.alert.alertId, freshUntilMs);
    for (const { head, payload } of headsOf(item, clock.wallMs())) {
      this.#newestUnwrittenId -= 1;
      const entry = newEntry({ ...head, entryId: this.#newestUnwrittenId }, freshUntilMs, payload);
      if (head.kind === 'alert') this.#byReceipt.set(receiptKey(head.alertId, head.sequence), entry);
      this.#fresh.set(entry.head.entryId, entry);
    }
    this.#wake.abort();
  }

  /** The console has committed it. Unknown pairs (a second receipt) are ignored. */
  receipt(receipt: Receipt): void {
    const { clock, hooks, outbox } = this.#options;
    const found = this.#byReceipt.get(receiptKey(receipt.alertId, receipt.sequence));
    if (found === undefined || !this.#settle(found, () => outbox.settleReceipt(receipt))) return;
    hooks.onReceipt(found.head, clock.wallMs() - found.head.committedWallMs);
    this.#wake.abort();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake.abort();
    await this.#loop;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      this.#wake = new AbortController();
      const nextDueMs = this.#publishDue();
      const waitMs = nextDueMs - this.#options.clock.monotonicMs();
      await this.#options.clock.sleep(Math.min(Math.max(waitMs, 0), 60_000), this.#wake.signal);
    }
  }

  #makeDue(): void {
    for (const queue of [this.#fresh, this.#backlog]) {
      for (const entry of queue.values()) Object.assign(entry, { attempts: 0, dueMs: 0 });
    }
  }

  /** What a connection acknowledged that did not live on. */
  #takeBack(): Map<number, Entry> {
    const again = new Map<number, Entry>();
    for (const [entryId, entry] of this.#acknowledged) {
      entry.lostConnections += 1;
      const ageMs = this.#connectedMs - (entry.acknowledgedMs ?? this.#connectedMs);
      const isProven = entry.lostConnections >= ENOUGH_CONNECTIONS && ageMs >= WRITTEN_AFTER_MS;
      if (!isProven || !this.#settleEntry(entry)) again.set(entryId, entry);
    }
    this.#acknowledged.clear();
    return again;
  }

  /** What was put since the last time. */
  #takeIn(): void {
    const { clock, outbox } = this.#options;
    const nowWallMs = clock.wallMs();
    const nowMs = clock.monotonicMs();
    for (const head of outbox.pending(this.#newestEntryId)) {
      this.#newestEntryId = head.entryId;
      const isFresh = nowWallMs - head.committedWallMs <= FRESH_MS;
      const freshUntilMs = isFresh ? nowMs + FRESH_MS : nowMs;
      const entry = newEntry(head, freshUntilMs);
      if (head.kind === 'alert') {
        const key = receiptKey(head.alertId, head.sequence);
        // It went out from memory before the disk took it.
        const unwritten = this.#byReceipt.get(key);
        if (unwritten !== undefined) this.#forget(unwritten);
        this.#byReceipt.set(key, entry);
      }
      if (isFresh) {
        this.#promote(head.alertId, freshUntilMs);
        this.#fresh.set(head.entryId, entry);
      } else this.#backlog.set(head.entryId, entry);
    }
  }

  /** News of an alert that still waits: all of it goes first, in its order. */
  #promote(alertId: string, freshUntilMs: number): void {
    for (const [entryId, entry] of this.#backlog) {
      if (entry.head.alertId !== alertId) continue;
      entry.freshUntilMs = freshUntilMs;
      this.#backlog.delete(entryId);
      this.#fresh.set(entryId, entry);
    }
  }

  /** Starts what is due. @returns when to look again, monotonic ms. */
  #publishDue(): number {
    const nowMs = this.#options.clock.monotonicMs();
    if (!this.#options.publisher.connected) return nowMs + 60_000;
    let nextDueMs = this.#forgetWritten(nowMs);
    this.#demote(nowMs);
    const isHeard = this.hasConsole;
    const isHeld = ({ head }: Entry): boolean => head.kind === 'alert' && !isHeard;
    const visit = (entry: Entry): void => {
      // What is acknowledged wakes the loop, so what is on its way needs no timer.
      if (entry.isSending) return;
      if (entry.dueMs <= nowMs) this.#publish(entry, nowMs);
      nextDueMs = Math.min(nextDueMs, entry.dueMs);
    };
    for (const entry of this.#fresh.values()) if (!isHeld(entry)) visit(entry);
    let unproven = 0;
    for (const entry of this.#backlog.values()) {
      if (isHeld(entry)) continue;
      if (unproven >= MAX_UNPROVEN) break;
      unproven += 1;
      visit(entry);
    }
    return nextDueMs;
  }

  /** What could not be proven while it was fresh joins the end of the backlog. */
  #demote(nowMs: number): void {
    for (const [entryId, entry] of this.#fresh) {
      if (nowMs <= entry.freshUntilMs) continue;
      this.#fresh.delete(entryId);
      this.#backlog.set(entryId, entry);
    }
  }

  /** What was acknowledged long enough ago. @returns when to look again, monotonic ms. */
  #forgetWritten(nowMs: number): number {
    for (const entry of this.#acknowledged.values()) {
      if (entry.keepUntilMs > nowMs) return entry.keepUntilMs;
      const { entryId } = entry.head;
      if (entry.isSentAgain) {
        this.#acknowledged.delete(entryId);
        // What is old waits its turn once more: ten thousand of an outage would hold up what is new.
        const queue = nowMs <= entry.freshUntilMs ? this.#fresh : this.#backlog;
        queue.set(entryId, Object.assign(entry, { attempts: 0, dueMs: 0 }));
      } else if (!this.#settleEntry(entry)) {
        this.#acknowledge(entry);
      }
    }
    return nowMs + 60_000;
  }

  #publish(entry: Entry, nowMs: number): void {
    const { head } = entry;
    const payload = entry.unwritten ?? this.#options.outbox.read(head.entryId);
    if (payload === undefined) {
      this.#forget(entry);
      return;
    }
    entry.attempts += 1;
    entry.dueMs = nowMs + (REPUBLISH_MS[Math.min(entry.attempts, REPUBLISH_MS.length) - 1] ?? 60_000);
    entry.isSending = true;
    this.#send(head, payload)
      .then(
        () => this.#published(entry),
        () => this.#options.hooks.onPublished(head.kind, false),
      )
      .finally(() => {
        entry.isSending = false;
        this.#wake.abort();
      });
  }

  #published(entry: Entry): void {
    this.#options.hooks.onPublished(entry.head.kind, true);
    if (entry.head.kind !== 'alert') this.#acknowledge(entry);
  }

  #acknowledge(entry: Entry): void {
    this.#forget(entry);
    const nowMs = this.#options.clock.monotonicMs();
    entry.acknowledgedMs ??= nowMs;
    const phonesBackMs = this.#connectedMs + PHONES_BACK_MS;
    entry.isSentAgain = entry.head.kind === 'guardian' && nowMs < phonesBackMs;
    entry.keepUntilMs = entry.isSentAgain ? phonesBackMs : nowMs + WRITTEN_AFTER_MS;
    this.#acknowledged.set(entry.head.entryId, entry);
  }

  #settleEntry(entry: Entry): boolean {
    return this.#settle(entry, () => this.#options.outbox.settleEntry(entry.head.entryId));
  }

  /** @returns whether the outbox has let go of it. */
  #settle(entry: Entry, letGo: () => unknown): boolean {
    try {
      if (entry.unwritten === undefined) letGo();
    } catch (error) {
      this.#options.hooks.onUnsettled(entry.head, error);
      return false;
    }
    this.#forget(entry);
    return true;
  }

  #send(head: OutboxHead, payload: OutboxPayload): Promise<void> {
    const { publisher, address, clock } = this.#options;
    if (payload.kind === 'image') {
      return publisher.publish(topics.alertImage(address, head.alertId), payload.jpeg);
    }
    const nowWallMs = clock.wallMs();
    const late = nowWallMs - head.committedWallMs > LATE_AFTER_MS;
    const header = {
      id: `${head.alertId}/${head.sequence}`,
      source: address.gatewayId,
      subject: head.alertId,
      time: payload.data.raisedAt,
      outboxat: new Date(head.committedWallMs).toISOString(),
      publishedat: new Date(nowWallMs).toISOString(),
      ...(late ? { late } : {}),
    };
    if (payload.kind === 'alert') {
      const envelope = makeEnvelope({ ...header, type: 'shouwang.alert.v1' }, payload.data);
      return publisher.publish(topics.alert(address), JSON.stringify(envelope));
    }
    const envelope = makeEnvelope({ ...header, type: 'shouwang.guardian-alert.v1' }, payload.data);
    return publisher.publish(topics.guardianAlert(head.guardianId ?? ''), JSON.stringify(envelope));
  }

  #forget({ head }: Entry): void {
    this.#fresh.delete(head.entryId);
    this.#backlog.delete(head.entryId);
    this.#acknowledged.delete(head.entryId);
    if (head.kind === 'alert') this.#byReceipt.delete(receiptKey(head.alertId, head.sequence));
  }
}
