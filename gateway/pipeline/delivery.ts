/**
 * Empties the outbox: publishes what is due, oldest first, and again until it is proven. An alert is proven by the
 * console's receipt (never by PUBACK); a guardian's copy and a still by PUBACK, since the broker then holds them in
 * the persistent session. Republishing is harmless: everything downstream is idempotent by alert id and sequence.
 */
import { makeEnvelope } from '../../edge-config/contracts/envelope.ts';
import { type GatewayAddress, topics } from '../../edge-config/contracts/topics.ts';
import type { Clock, Outbox, OutboxHead, OutboxPayload, Publisher } from '../ports.ts';

export interface DeliveryHooks {
  readonly onPublished: (kind: OutboxHead['kind'], ok: boolean) => void;
  readonly onReceipt: (head: OutboxHead, raisedToReceiptMs: number) => void;
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
/** Published at once at most; the rest follows as these are acknowledged. */
const MAX_IN_FLIGHT = 32;

interface Attempt {
  readonly count: number;
  readonly dueMonotonicMs: number;
}

export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #attempts = new Map<number, Attempt>();
  readonly #inFlight = new Set<number>();
  #heads: OutboxHead[] = [];
  #wake = new AbortController();
  #stopped = false;
  #loop: Promise<void> | undefined;

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  get pendingAlerts(): number {
    return this.#heads.filter((head) => head.kind === 'alert').length;
  }

  start(): void {
    this.#heads = this.#options.outbox.pending();
    this.#loop = this.#run();
  }

  /** Something was put, or the connection is back. */
  kick(reason: 'put' | 'connected'): void {
    if (reason === 'connected') this.#attempts.clear();
    this.#heads = this.#options.outbox.pending();
    this.#wake.abort();
  }

  /** The console has committed it. Unknown pairs (a second receipt) are ignored. */
  receipt(alertId: string, sequence: number): void {
    const head = this.#heads.find(
      (item) => item.kind === 'alert' && item.alertId === alertId && item.sequence === sequence,
    );
    if (!this.#options.outbox.settleReceipt(alertId, sequence) || head === undefined) return;
    this.#forget(head.entryId);
    this.#options.hooks.onReceipt(head, this.#options.clock.wallMs() - head.committedWallMs);
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

  /** Starts what is due. @returns when to look again, monotonic ms. */
  #publishDue(): number {
    const nowMs = this.#options.clock.monotonicMs();
    let nextDueMs = nowMs + 60_000;
    if (!this.#options.publisher.connected) return nextDueMs;
    for (const head of this.#heads) {
      if (this.#inFlight.has(head.entryId)) continue;
      const dueMs = this.#attempts.get(head.entryId)?.dueMonotonicMs ?? nowMs;
      // What is acknowledged wakes the loop, so a full window needs no timer.
      if (dueMs <= nowMs && this.#inFlight.size < MAX_IN_FLIGHT) this.#publish(head, nowMs);
      else nextDueMs = Math.min(nextDueMs, Math.max(dueMs, nowMs + 10));
    }
    return nextDueMs;
  }

  #publish(head: OutboxHead, nowMs: number): void {
    const payload = this.#options.outbox.read(head.entryId);
    if (payload === undefined) {
      this.#forget(head.entryId);
      return;
    }
    const count = (this.#attempts.get(head.entryId)?.count ?? 0) + 1;
    const waitMs = REPUBLISH_MS[Math.min(count, REPUBLISH_MS.length) - 1] ?? 60_000;
    this.#attempts.set(head.entryId, { count, dueMonotonicMs: nowMs + waitMs });
    this.#inFlight.add(head.entryId);
    this.#send(head, payload)
      .then(
        () => this.#published(head),
        () => this.#options.hooks.onPublished(head.kind, false),
      )
      .finally(() => {
        this.#inFlight.delete(head.entryId);
        this.#wake.abort();
      });
  }

  #published(head: OutboxHead): void {
    this.#options.hooks.onPublished(head.kind, true);
    if (head.kind === 'alert') return;
    this.#options.outbox.settleEntry(head.entryId);
    this.#forget(head.entryId);
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

  #forget(entryId: number): void {
    this.#attempts.delete(entryId);
    this.#heads = this.#heads.filter((head) => head.entryId !== entryId);
  }
}
