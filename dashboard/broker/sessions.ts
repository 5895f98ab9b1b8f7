/**
 * The broker's sessions: whose a client id is, and since when nobody is there. MQTT 3.1.1 gives a persistent session no end
 * (section 3.1.2.4), so a browser that is never opened again would be kept messages for as long as the broker runs.
 */
import type { Client } from 'aedes';

/** What aedes keeps of a session; its own types leave its store open. */
export interface SessionStore {
  cleanSubscriptions(client: { readonly id: string }): Promise<void>;
  outgoingStream(client: { readonly id: string }): AsyncIterable<WaitingPacket>;
  outgoingClearMessageId(client: { readonly id: string }, packet: WaitingPacket): Promise<unknown>;
}

interface WaitingPacket {
  readonly messageId?: number;
}

interface Session {
  readonly client: Client;
  readonly username: string;
  /** Monotonic, of the first check that found nobody there. */
  leftMs: number | null;
}

export class Sessions {
  readonly #sessions = new Map<string, Session>();

  /** A session belongs to a client id (MQTT 3.1.1 section 3.1.3.1): a borrowed id would read another's messages. */
  isOthers(clientId: string, username: string): boolean {
    const session = this.#sessions.get(clientId);
    return session !== undefined && !isOver(session) && session.username !== username;
  }

  opened(client: Client, username: string): void {
    this.#sessions.set(client.id, { client, username, leftMs: null });
  }

  /** Ends what nobody came back to for `leftForMs`, with all that waits in it. @returns how many. */
  async endLeft(store: SessionStore, nowMs: number, leftForMs: number): Promise<number> {
    let ended = 0;
    for (const [id, session] of this.#sessions) {
      if (!session.client.closed) continue;
      session.leftMs ??= nowMs;
      if (!isOver(session) && nowMs - session.leftMs < leftForMs) continue;
      this.#sessions.delete(id);
      if (isOver(session)) continue;
      ended += 1;
      await store.cleanSubscriptions({ id });
      for await (const packet of store.outgoingStream({ id }))
        await store.outgoingClearMessageId({ id }, packet);
    }
    return ended;
  }
}

/** A clean session ends with its connection (MQTT 3.1.1 section 3.1.2.4). */
function isOver({ client }: Session): boolean {
  return client.clean && client.closed;
}
