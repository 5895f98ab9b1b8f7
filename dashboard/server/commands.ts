/** Commands to gateways, each with its answer. */
import { ulid } from 'ulid';
import { makeEnvelope } from '../../edge-config/contracts/envelope.ts';
import { ERROR_CODES, type ErrorCode, ShouwangError } from '../../edge-config/contracts/errors.ts';
import type { Command, Reply } from '../../edge-config/contracts/messages.ts';
import { type GatewayAddress, gatewayRoot, topics } from '../../edge-config/contracts/topics.ts';
import type { WallClock } from './ports.ts';

export interface CommandsOptions {
  readonly consoleId: string;
  readonly clock: WallClock;
  /** Rejects when offline. */
  readonly publish: (topic: string, payload: string) => Promise<void>;
}

/** Without the id, which is given here. */
type Asked = Command extends infer Each ? (Each extends Command ? Omit<Each, 'commandId'> : never) : never;

interface Waiting {
  readonly root: string;
  readonly untilMs: number;
  readonly settle: (reply: Reply | undefined) => void;
}

const ANSWER_MS = 10_000;

export class Commands {
  readonly #options: CommandsOptions;
  readonly #waiting = new Map<string, Waiting>();

  constructor(options: CommandsOptions) {
    this.#options = options;
  }

  /** @throws ShouwangError GATEWAY_NO_ANSWER, or what the gateway answers */
  async ask(gateway: GatewayAddress, asked: Asked): Promise<Reply> {
    const { clock, consoleId, publish } = this.#options;
    const commandId = ulid();
    const nowMs = clock.wallMs();
    const head = {
      ...{ id: ulid(), source: `console/${consoleId}`, type: 'shouwang.command.v1' as const },
      time: new Date(nowMs).toISOString(),
    };
    const answered = new Promise<Reply | undefined>((settle) => {
      const root = gatewayRoot(gateway);
      this.#waiting.set(commandId, { root, untilMs: nowMs + ANSWER_MS, settle });
    });
    const payload = JSON.stringify(makeEnvelope(head, { ...asked, commandId }));
    publish(topics.command(gateway), payload).catch(() => this.#settle(commandId, undefined));
    const reply = await answered;
    if (reply === undefined) throw new ShouwangError('GATEWAY_NO_ANSWER', gateway.gatewayId);
    if (!reply.ok) throw new ShouwangError(knownCode(reply.code), `${gateway.gatewayId}: ${reply.code}`);
    return reply;
  }

  /** An answer that nobody waits for, or of another gateway, is left aside. */
  reply(gateway: GatewayAddress, reply: Reply): void {
    if (this.#waiting.get(reply.commandId)?.root === gatewayRoot(gateway))
      this.#settle(reply.commandId, reply);
  }

  /** To be called every second or so: gives up what has waited too long. */
  look(): void {
    const nowMs = this.#options.clock.wallMs();
    for (const [commandId, { untilMs }] of this.#waiting) {
      if (untilMs <= nowMs) this.#settle(commandId, undefined);
    }
  }

  stop(): void {
    for (const commandId of this.#waiting.keys()) this.#settle(commandId, undefined);
  }

  #settle(commandId: string, reply: Reply | undefined): void {
    this.#waiting.get(commandId)?.settle(reply);
    this.#waiting.delete(commandId);
  }
}

function knownCode(code: string | null): ErrorCode {
  return ERROR_CODES.find((known) => known === code) ?? 'GATEWAY_NO_ANSWER';
}
