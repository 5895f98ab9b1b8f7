/** What the delivery knows of one thing that is to be told. */
import type { OutboxHead, OutboxItem, OutboxPayload } from '../ports.ts';

export interface Entry {
  readonly head: OutboxHead;
  /** Present when no outbox holds it: what is sent. */
  readonly unwritten: OutboxPayload | undefined;
  attempts: number;
  dueMs: number;
  isSending: boolean;
  /** Monotonic; it counts as new until then. */
  freshUntilMs: number;
  /** Monotonic; of the first PUBACK. */
  acknowledgedMs: number | undefined;
  /** That were lost after they had acknowledged it. */
  lostConnections: number;
  /** Monotonic; once it is acknowledged: until then it is kept. */
  keepUntilMs: number;
  /** It is sent again then, not forgotten. */
  isSentAgain: boolean;
}

export function newEntry(head: OutboxHead, freshUntilMs: number, unwritten?: OutboxPayload): Entry {
  return {
    ...{ head, unwritten, freshUntilMs },
    ...{ attempts: 0, dueMs: 0, isSending: false },
    ...{ acknowledgedMs: undefined, lostConnections: 0, keepUntilMs: 0, isSentAgain: false },
  };
}

/** What an outbox would hold of it, in its order. */
export function headsOf(
  { alert, guardianAlerts, jpeg }: OutboxItem,
  committedWallMs: number,
): { readonly head: Omit<OutboxHead, 'entryId'>; readonly payload: OutboxPayload }[] {
  const { alertId, sequence } = alert;
  const head = { alertId, sequence, guardianId: null, committedWallMs };
  return [
    { head: { ...head, kind: 'alert' }, payload: { kind: 'alert', data: alert } },
    ...guardianAlerts.map(({ alert: data, guardianId }) => ({
      head: { ...head, kind: 'guardian', guardianId } as const,
      payload: { kind: 'guardian', data } as const,
    })),
    ...(jpeg === null
      ? []
      : [{ head: { ...head, kind: 'image' } as const, payload: { kind: 'image', jpeg } as const }]),
  ];
}

export function receiptKey(alertId: string, sequence: number): string {
  return `${alertId}/${sequence}`;
}
