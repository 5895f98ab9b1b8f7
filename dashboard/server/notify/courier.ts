/**
 * Sends what waits for people: for each channel a lane of its own, so that one that hangs delays no other, and in a lane so
 * many at once, so that a phone that hangs delays none beside it. What comes of the attempts is written together.
 */

import { setTimeout as delay } from 'node:timers/promises';
import type { Notification } from '../../../edge-config/contracts/notify.ts';
import { passesQuiet } from '../../domain/quiet-hours.ts';
import { DAY_MS, nextForRecipient, planRobot } from '../../domain/send-limits.ts';
import type { Log, WallClock } from '../ports.ts';
import { type Attempt, recordAttempts, type Written } from '../store/attempts.ts';
import type { Database } from '../store/database.ts';
import {
  type ClaimedMessage,
  claimMessages,
  dueNotifiers,
  type MessageKind,
  postpone,
  readSends,
} from '../store/notifications.ts';
import { type Channel, type ChannelMessage, type Outcome, severityOf } from './channel.ts';
import { render, renderSummary, type Wording } from './templates.ts';

export interface CourierOptions {
  readonly database: Database;
  readonly clock: WallClock;
  readonly log: Log;
  readonly channels: readonly Channel[];
  readonly wording: Omit<Wording, 'language'>;
  readonly count: (channel: string, result: 'delivered' | 'refused' | 'failed') => void;
  readonly onAlertChanged: (alertId: string) => void;
  /** A rung has reached nobody: the next one is due. */
  readonly onHurried: () => void;
  /** A channel began to fail, or is well again. */
  readonly onTurned: (turned: Written['turned']) => void;
}

const KINDS: readonly MessageKind[] = ['rung', 'sent', 'all_clear', 'news', 'digest'];
/** An attempt that has not ended by then died with its console. */
const LEASE_MS = 60_000;
const AT_ONCE = 64;
/** What a robot merges into one message. */
const ROBOT_AT_ONCE = 1000;
/** A channel that does not answer within this is left at the end. */
const FAREWELL_MS = 1000;
/** Whoever was not reached by then is called by a person: the board says so. */
const RETRY_S = [5, 15, 60, 300] as const;

export class Courier {
  readonly #options: CourierOptions;
  readonly #lanes = new Map<string, Lane>();

  constructor(options: CourierOptions) {
    this.#options = options;
    for (const channel of options.channels) this.#lanes.set(channel.id, new Lane(channel, options));
  }

  /** To be called every second or so, and when something was written. Resolves when nothing is due any more. */
  async look(): Promise<void> {
    const { clock, database } = this.#options;
    const due = await dueNotifiers(database, KINDS, instant(clock.wallMs()));
    await Promise.all(due.map((notifier) => this.#laneOf(notifier).run()));
  }

  /** What is under way may still end; what does not is sent again by the next console. */
  async stop(): Promise<void> {
    await Promise.all([...this.#lanes.values()].map((lane) => lane.stop()));
    await Promise.all(this.#options.channels.map((channel) => channel.close()));
  }

  #laneOf(notifier: string): Lane {
    const known = this.#lanes.get(notifier);
    if (known !== undefined) return known;
    const lane = new Lane(goneChannel(notifier), this.#options);
    this.#lanes.set(notifier, lane);
    return lane;
  }
}

/** What was written for a channel that the config does not name any more. */
function goneChannel(id: string): Channel {
  const error = 'not configured any more';
  return {
    ...{ id, kind: 'webhook', language: 'zh', perMinute: null, limits: null, isPersonal: false },
    send: async () => ({ kind: 'refused', error, isFinal: true, isOfRecipient: true }),
    preview: async () => ({ to: '', headers: {}, body: '' }),
    close: async () => {},
  };
}

/** Messages that go out as one: a single one, or a summary. */
type Load = readonly [ClaimedMessage, ...ClaimedMessage[]];

class Lane {
  readonly #channel: Channel;
  readonly #options: CourierOptions;
  readonly #running = new Set<Promise<void>>();
  readonly #results: Attempt[] = [];
  /** When the robot sent, within the last minute. */
  #sentMs: number[] = [];
  /** When each number was told, within the last day; read from the database when it comes up first. */
  readonly #told = new Map<string, number[]>();
  #isBusy = false;
  #isStopped = false;
  #wake: () => void = () => {};

  constructor(channel: Channel, options: CourierOptions) {
    this.#channel = channel;
    this.#options = options;
  }

  /** While it runs already, it is only told that there may be more. */
  async run(): Promise<void> {
    if (this.#isBusy) {
      this.#wake();
      return;
    }
    this.#isBusy = true;
    try {
      while (!this.#isStopped) {
        const woken = new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        const taken = await this.#take();
        await this.#write();
        if (taken > 0) continue;
        if (this.#running.size === 0) return;
        await Promise.race([...this.#running, woken]);
      }
    } finally {
      this.#isBusy = false;
    }
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#wake();
    await Promise.race([Promise.all(this.#running), delay(FAREWELL_MS)]);
    await this.#write().catch(() => {});
  }

  /** @returns how many messages left the queue. */
  async #take(): Promise<number> {
    const { clock, database } = this.#options;
    const atOnce = this.#channel.perMinute === null ? AT_ONCE : ROBOT_AT_ONCE;
    const room = atOnce - this.#running.size;
    if (room <= 0) return 0;
    const nowMs = clock.wallMs();
    const claimed = await claimMessages(database, {
      ...{ at: instant(nowMs), kinds: KINDS, notifier: this.#channel.id, limit: room },
      leaseUntil: instant(nowMs + LEASE_MS),
    });
    if (claimed.length === 0) return 0;
    const loads = await (this.#channel.perMinute === null
      ? this.#withinLimits(claimed, nowMs)
      : this.#robotLoads(claimed, this.#channel.perMinute, nowMs));
    for (const load of loads) {
      const run: Promise<void> = this.#deliver(load).finally(() => this.#running.delete(run));
      this.#running.add(run);
    }
    return claimed.length;
  }

  async #robotLoads(claimed: readonly ClaimedMessage[], perMinute: number, nowMs: number): Promise<Load[]> {
    const plan = planRobot(perMinute, this.#sentMs, claimed.length, nowMs);
    if (plan.waitUntilMs !== null) {
      await this.#postpone(claimed, plan.waitUntilMs);
      return [];
    }
    const byGravity = [...claimed].sort((a, b) => gravityOf(b) - gravityOf(a));
    const single = byGravity.slice(0, plan.single).map((message): Load => [message]);
    const [first, ...rest] = byGravity.slice(plan.single);
    const loads = first === undefined ? single : [...single, [first, ...rest] satisfies Load];
    this.#sentMs = [...this.#sentMs.filter((ms) => ms > nowMs - 60_000), ...loads.map(() => nowMs)];
    return loads;
  }

  /** What a number may not be told now: grave, it is given up here and goes on to the next rung; else it waits. */
  async #withinLimits(claimed: readonly ClaimedMessage[], nowMs: number): Promise<Load[]> {
    const { limits } = this.#channel;
    if (limits === null) return claimed.map((message) => [message]);
    await this.#learn(claimed, nowMs);
    const loads: Load[] = [];
    for (const message of claimed) {
      const told = (this.#told.get(message.recipient) ?? []).filter((ms) => ms > nowMs - DAY_MS);
      const nextMs = message.recipient === '' ? nowMs : nextForRecipient(limits, told, nowMs);
      if (nextMs <= nowMs) {
        if (message.recipient !== '') this.#told.set(message.recipient, [...told, nowMs]);
        loads.push([message]);
      } else if (isGrave(message)) {
        const error = 'this number was told too often';
        this.#results.push({
          message,
          result: { kind: 'refused', error, retryAt: null, isOfRecipient: true },
        });
      } else {
        await this.#postpone([message], nextMs);
      }
    }
    return loads;
  }

  async #learn(claimed: readonly ClaimedMessage[], nowMs: number): Promise<void> {
    const unknown = claimed
      .map(({ recipient }) => recipient)
      .filter((each) => each !== '' && !this.#told.has(each));
    const recipients = [...new Set(unknown)];
    if (recipients.length === 0) return;
    const since = instant(nowMs - DAY_MS);
    const sends = await readSends(this.#options.database, { notifier: this.#channel.id, recipients, since });
    for (const recipient of recipients) this.#told.set(recipient, []);
    for (const { recipient, sentMs } of sends) this.#told.get(recipient)?.push(sentMs);
  }

  async #postpone(messages: readonly ClaimedMessage[], untilMs: number): Promise<void> {
    const ids = messages.map(({ messageId }) => messageId);
    await postpone(this.#options.database, ids, instant(untilMs));
  }

  async #deliver(load: Load): Promise<void> {
    const outcome = await this.#send(load);
    for (const message of load) {
      const result = this.#resultOf(message, outcome);
      const isLost = result.kind === 'refused' && result.retryAt === null;
      this.#options.count(this.#channel.id, isLost ? 'failed' : result.kind);
      this.#results.push({ message, result });
    }
  }

  async #send(load: Load): Promise<Outcome> {
    const { clock, wording } = this.#options;
    const { id, language } = this.#channel;
    const [first] = load;
    const spoken = { ...wording, language: language ?? 'zh' };
    const bodies = load.map(bodyOf);
    const message: ChannelMessage = {
      ...{ messageId: first.messageId, body: bodyOf(first), recipient: first.recipient },
      text: load.length === 1 ? render(bodyOf(first), spoken) : renderSummary(bodies, spoken),
      wallMs: clock.wallMs(),
    };
    return this.#channel.send(message).catch((error: unknown): Outcome => {
      this.#options.log.error({ channel: id, error }, 'a channel broke');
      return { kind: 'refused', error: 'the channel broke; see the log' };
    });
  }

  #resultOf(message: ClaimedMessage, outcome: Outcome): Attempt['result'] {
    if (outcome.kind === 'delivered') return outcome;
    const { error, isFinal = false, isOfRecipient = false, retryAfterS } = outcome;
    const waitS = isFinal ? undefined : RETRY_S[message.attempts - 1];
    const nowMs = this.#options.clock.wallMs();
    const retryAt = waitS === undefined ? null : instant(nowMs + Math.max(waitS, retryAfterS ?? 0) * 1000);
    return { kind: 'refused', error, retryAt, isOfRecipient };
  }

  /** Written again at the next turn when the database refuses. */
  async #write(): Promise<void> {
    const batch = this.#results.splice(0);
    if (batch.length === 0) return;
    const { clock, database, log, onAlertChanged, onHurried, onTurned } = this.#options;
    let written: Written;
    try {
      written = await recordAttempts(database, batch, instant(clock.wallMs()));
    } catch (error) {
      this.#results.unshift(...batch);
      throw error;
    }
    for (const { message, result } of batch) {
      if (result.kind === 'delivered') continue;
      const { alertId, kind, notifier } = message;
      log.warn(
        { notifier, kind, alertId, error: result.error, retryAt: result.retryAt },
        'a message was refused',
      );
    }
    for (const alertId of written.alertIds) onAlertChanged(alertId);
    if (written.turned.length > 0) onTurned(written.turned);
    if (written.hurried.length > 0) {
      log.warn({ alerts: written.hurried.length }, 'a rung reached nobody; the next one is due');
      onHurried();
    }
  }
}

function bodyOf({ body }: ClaimedMessage): Notification {
  if (!('roles' in body)) throw new RangeError('an event is no message to people');
  return body;
}

function isGrave(message: ClaimedMessage): boolean {
  return message.kind === 'rung' && passesQuiet(severityOf(bodyOf(message)));
}

const GRAVITY = { extreme: 3, severe: 2, moderate: 1, minor: 0 } as const;
/** Drills after what is real. */
function gravityOf(message: ClaimedMessage): number {
  const body = bodyOf(message);
  const isReal = 'status' in body && body.status === 'actual';
  return GRAVITY[severityOf(body)] * 2 + Number(isReal);
}

function instant(wallMs: number): string {
  return new Date(wallMs).toISOString();
}
