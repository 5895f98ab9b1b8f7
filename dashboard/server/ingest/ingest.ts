/**
 * What a message from the village means here: commit first, then the receipt, then tell the boards. A message that
 * cannot be understood goes to the dead letters; only a database that refuses makes it wait.
 */
import { ulid } from 'ulid';
import { makeEnvelope, readEnvelope } from '../../../edge-config/contracts/envelope.ts';
import { isShouwangError, ShouwangError } from '../../../edge-config/contracts/errors.ts';
import {
  type GatewayStatus,
  type HumanMessage,
  MAX_IMAGE_BYTES,
  type Receipt,
  type Reply,
} from '../../../edge-config/contracts/messages.ts';
import { ulidSchema } from '../../../edge-config/contracts/primitives.ts';
import {
  type GatewayAddress,
  type ParsedTopic,
  parseTopic,
  topics,
} from '../../../edge-config/contracts/topics.ts';
import { takeGuardianAnswer } from '../guardian-answer.ts';
import type { Metrics } from '../metrics.ts';
import type { Log, WallClock } from '../ports.ts';
import { type Recorded, recordReceipts } from '../store/arrivals.ts';
import { type Database, isUnstorable } from '../store/database.ts';
import {
  recordCamera,
  recordDeadLetter,
  recordGateway,
  recordHousehold,
  recordImage,
} from '../store/records.ts';
import { AlertBatches, type ArrivedAlert } from './alert-batches.ts';
import { readSkew, type SkewReading } from './clock-skew.ts';
import type { History } from './history.ts';

export interface IngestOptions {
  readonly consoleId: string;
  readonly history: History;
  readonly database: Database;
  readonly clock: WallClock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly publish: (topic: string, payload: string) => Promise<void>;
  readonly onAlertChanged: (alertId: string) => void;
  /** A sign of life. */
  readonly onHeard: (gateway: GatewayAddress, bornAt: string) => Promise<void>;
  readonly onGatewayChanged: (gatewayId: string) => void;
  readonly onHuman: (message: HumanMessage) => void;
  readonly onReply: (gateway: GatewayAddress, reply: Reply) => void;
}

export class Ingest {
  readonly #options: IngestOptions;
  readonly #loggedReasons = new Set<string>();
  readonly #skewReadings = new Map<string, readonly SkewReading[]>();
  readonly #batches: AlertBatches;

  constructor(options: IngestOptions) {
    this.#options = options;
    const { database, log, metrics } = options;
    this.#batches = new AlertBatches({
      database,
      onCommitted: (group) => this.#committed(group),
      onRefused: ({ topic, payload }, error) => this.#deadLetter('alert', topic, payload, error),
      onRetry: (error, attempt) => {
        if (attempt === 0) log.error({ error }, 'the database refuses; the alerts wait');
        metrics.ingestRetries.inc();
      },
    });
  }

  /** What is not committed by now comes again. */
  stop(): Promise<void> {
    return this.#batches.stop();
  }

  /**
   * Resolves after the commit, for an alert when it waits for its commit: its proof is the receipt. Rejects only when the
   * database refuses, and then the message must come again.
   * @param isRetained whether the broker kept it from before this subscription.
   */
  async receive(topic: string, payload: Buffer, isRetained = false): Promise<void> {
    const parsed = parseTopic(topic);
    const stop = this.#options.metrics.ingestSeconds.startTimer();
    try {
      await this.#dispatch(parsed, { topic, payload, isRetained });
    } catch (cause) {
      const error = isUnstorable(cause)
        ? new ShouwangError('MESSAGE_MALFORMED', 'it holds a value that cannot be stored', { cause })
        : cause;
      if (!isShouwangError(error)) throw error;
      await this.#deadLetter(parsed?.kind ?? 'unknown', topic, payload, error);
    } finally {
      stop();
    }
  }

  async #dispatch(
    parsed: ParsedTopic | undefined,
    {
      topic,
      payload,
      isRetained,
    }: { readonly topic: string; readonly payload: Buffer; readonly isRetained: boolean },
  ): Promise<void> {
    switch (parsed?.kind) {
      case 'alert':
        return this.#alert(parsed.gateway, topic, payload);
      case 'alertImage':
        return this.#image(parsed.alertId, payload);
      case 'status': {
        const { data } = readEnvelope('shouwang.gateway-status.v1', payload);
        await recordGateway(this.#options.database, parsed.gateway, data, {
          heardAt: this.#now(),
          // What the broker kept says how it was, not that it lives.
          isAlive: !isRetained,
          clockSkewMs: isRetained ? null : this.#clockSkewMs(parsed.gateway.gatewayId, data),
        });
        if (!isRetained && data.state === 'online') await this.#options.onHeard(parsed.gateway, data.bornAt);
        return this.#options.onGatewayChanged(parsed.gateway.gatewayId);
      }
      case 'cameraStatus': {
        const { data } = readEnvelope('shouwang.camera-status.v1', payload);
        requireSame('cameraId', data.cameraId, parsed.cameraId);
        await recordCamera(this.#options.database, parsed.gateway.gatewayId, data, this.#now());
        return this.#options.onGatewayChanged(parsed.gateway.gatewayId);
      }
      case 'householdStatus': {
        const { data } = readEnvelope('shouwang.household-status.v1', payload);
        requireSame('householdId', data.householdId, parsed.householdId);
        await recordHousehold(this.#options.database, parsed.gateway.gatewayId, data, this.#now());
        return this.#options.onGatewayChanged(parsed.gateway.gatewayId);
      }
      case 'guardianAction':
        return this.#guardianAction(parsed.guardianId, payload);
      case 'reply':
        return this.#options.onReply(parsed.gateway, readEnvelope('shouwang.reply.v1', payload).data);
      default:
        throw new ShouwangError('MESSAGE_MALFORMED', `nothing is expected on ${topic}`);
    }
  }

  /** @returns null when this beat tells nothing of the gateway's clock. */
  #clockSkewMs(gatewayId: string, { aliveAt, heartbeatMs, state }: GatewayStatus): number | null {
    // The Last Will bears the time at which the gateway connected.
    if (state !== 'online') return null;
    const { clock, metrics } = this.#options;
    const beat = { heardMs: clock.wallMs(), aliveMs: Date.parse(aliveAt), heartbeatMs };
    const [readings, skewMs] = readSkew(this.#skewReadings.get(gatewayId) ?? [], beat);
    this.#skewReadings.set(gatewayId, readings);
    if (skewMs !== null) metrics.gatewayClockSkewSeconds.set({ gateway: gatewayId }, skewMs / 1000);
    return skewMs;
  }

  #alert(gateway: GatewayAddress, topic: string, payload: Buffer): Promise<void> {
    const { data: alert, late, outboxat, publishedat } = readEnvelope('shouwang.alert.v1', payload);
    for (const key of ['gatewayId', 'county', 'township'] as const)
      requireSame(key, alert[key], gateway[key]);
    const arrival = {
      alert,
      late: late === true,
      outboxAt: outboxat ?? null,
      publishedAt: publishedat ?? null,
      receivedAt: this.#now(),
    };
    return this.#batches.add({ gateway, arrival, topic, payload });
  }

  async #committed(
    group: readonly { readonly arrived: ArrivedAlert; readonly recorded: Recorded }[],
  ): Promise<void> {
    const { clock, history, log, metrics, onAlertChanged } = this.#options;
    await history.committed(group.flatMap(({ recorded }) => (recorded.isNew ? [recorded.serial] : [])));
    for (const { arrived, recorded } of group) {
      const { alertId, sequence, phase } = arrived.arrival.alert;
      metrics.alertEvents.inc({ result: recorded.isNew ? 'new' : 'repeat' });
      metrics.alertCommitSeconds.observe((clock.wallMs() - Date.parse(arrived.arrival.receivedAt)) / 1000);
      if (!recorded.isNew) continue;
      log.info({ alertId, sequence, phase }, 'alert committed');
      onAlertChanged(alertId);
    }
    this.#sendReceipts(group);
  }

  /** Not awaited: a receipt that is lost is asked for again by the gateway's next delivery. */
  #sendReceipts(group: readonly { readonly arrived: ArrivedAlert; readonly recorded: Recorded }[]): void {
    const { consoleId, database, history, log, onAlertChanged } = this.#options;
    const { startId } = history;
    const sent = group.map(async ({ arrived: { arrival, gateway }, recorded: { committedAt, serial } }) => {
      const { alertId, sequence } = arrival.alert;
      await this.#sendReceipt(gateway, { alertId, sequence, committedAt, consoleId, startId, serial });
      return alertId;
    });
    Promise.allSettled(sent)
      .then(async (results) => {
        const failed = results.find(({ status }) => status === 'rejected');
        if (failed?.status === 'rejected') log.warn({ error: failed.reason }, 'receipts did not go out');
        const alertIds = results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
        await recordReceipts(database, alertIds, this.#now());
        for (const alertId of alertIds) onAlertChanged(alertId);
      })
      .catch((error: unknown) => log.warn({ error }, 'that receipts went out could not be recorded'));
  }

  async #sendReceipt(gateway: GatewayAddress, receipt: Receipt): Promise<void> {
    const { consoleId, metrics, publish } = this.#options;
    const envelope = makeEnvelope(
      { id: ulid(), source: `console/${consoleId}`, type: 'shouwang.receipt.v1', time: this.#now() },
      receipt,
    );
    await publish(topics.receipt(gateway), JSON.stringify(envelope));
    metrics.receipts.inc();
  }

  async #image(alertId: string, payload: Buffer): Promise<void> {
    const isJpeg = payload[0] === 0xff && payload[1] === 0xd8;
    if (!ulidSchema.safeParse(alertId).success || !isJpeg || payload.length > MAX_IMAGE_BYTES) {
      throw new ShouwangError('MESSAGE_MALFORMED', `not a still of at most ${MAX_IMAGE_BYTES} bytes`);
    }
    if (!(await recordImage(this.#options.database, alertId, payload, this.#now()))) {
      throw new ShouwangError('MESSAGE_MALFORMED', 'the still is not the one that the alert names');
    }
    this.#options.onAlertChanged(alertId);
  }

  async #guardianAction(guardianId: string, payload: Buffer): Promise<void> {
    const { database, metrics } = this.#options;
    const { data: action } = readEnvelope('shouwang.guardian-action.v1', payload);
    requireSame('guardianId', action.guardianId, guardianId);
    // The alert that is answered may be among those that wait for their commit.
    await this.#batches.settled();
    const isNew = await takeGuardianAnswer(database, action, this.#options).catch((error: unknown) => {
      // Nobody is there to be told: it is kept as what could not be understood.
      if (!isShouwangError(error) || error.code !== 'NOT_FOUND') throw error;
      throw new ShouwangError('MESSAGE_MALFORMED', 'the alert was not sent to this guardian', {
        cause: error,
      });
    });
    if (isNew) metrics.humanActions.inc({ kind: action.action, by: 'guardian' });
  }

  async #deadLetter(kind: string, topic: string, payload: Buffer, error: ShouwangError): Promise<void> {
    const { database, log, metrics } = this.#options;
    await recordDeadLetter(database, { topic, payload, reason: error.message, at: this.#now() });
    metrics.deadLetters.inc({ kind });
    const reason = `${kind}: ${error.detail}`.slice(0, 200);
    // Once per reason: a broken sender must not fill the disk with log lines.
    if (this.#loggedReasons.has(reason) || this.#loggedReasons.size > 1000) return;
    this.#loggedReasons.add(reason);
    log.warn({ topic, reason }, 'a message was refused; see the table dead_letters');
  }

  #now(): string {
    return new Date(this.#options.clock.wallMs()).toISOString();
  }
}

function requireSame(key: string, told: string, expected: string): void {
  if (told === expected) return;
  throw new ShouwangError('MESSAGE_MALFORMED', `${key} is "${told}", its topic says "${expected}"`);
}
