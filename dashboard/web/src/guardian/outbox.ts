/**
 * Answers on their way out, in order. Written down before they are sent, and taken away when the console has them: what is
 * given without a network survives a reload. The console knows each by its `actionId`, so that one that was sent and not
 * confirmed counts once.
 */

export type AnswerAction = 'seen' | 'going' | 'false' | 'safe';

export interface QueuedAnswer {
  readonly actionId: string;
  readonly alertId: string;
  readonly action: AnswerAction;
  /** When it was given. */
  readonly at: string;
}

/** later: no network, or the console cannot now. refused: it never will. */
export type SendResult = 'sent' | 'later' | 'refused';

export interface OutboxPorts {
  /** Oldest first. */
  readonly read: () => Promise<readonly QueuedAnswer[]>;
  /** All at once: another page or the service worker may write as well. */
  readonly change: (edit: (queue: readonly QueuedAnswer[]) => readonly QueuedAnswer[]) => Promise<void>;
  readonly send: (answer: QueuedAnswer) => Promise<SendResult>;
  /** One at a time over all pages and the service worker. */
  readonly alone: (work: () => Promise<void>) => Promise<void>;
  readonly onSettled?: (answer: QueuedAnswer, result: 'sent' | 'refused') => void;
}

export class Outbox {
  readonly #ports: OutboxPorts;

  constructor(ports: OutboxPorts) {
    this.#ports = ports;
  }

  async add(answer: QueuedAnswer): Promise<void> {
    await this.#ports.change((queue) =>
      queue.some(({ actionId }) => actionId === answer.actionId) ? queue : [...queue, answer],
    );
  }

  waiting(): Promise<readonly QueuedAnswer[]> {
    return this.#ports.read();
  }

  /** Sends what waits, in order, until nothing does or one cannot go now. @returns whether nothing waits. */
  async flush(): Promise<boolean> {
    const { alone, change, onSettled, read, send } = this.#ports;
    let isEmpty = false;
    await alone(async () => {
      for (;;) {
        const [first] = await read();
        isEmpty = first === undefined;
        if (first === undefined) return;
        const result = await send(first);
        if (result === 'later') return;
        await change((queue) => queue.filter(({ actionId }) => actionId !== first.actionId));
        onSettled?.(first, result);
      }
    });
    return isEmpty;
  }
}

/** What the console's answer to an answer means. @param status undefined when none came */
export function resultOf(status: number | undefined): SendResult {
  if (status === undefined) return 'later';
  if (status >= 200 && status < 300) return 'sent';
  // Signed out, too many, or in trouble: that passes. What is wrong with it does not.
  return status === 401 || status === 429 || status >= 500 ? 'later' : 'refused';
}
