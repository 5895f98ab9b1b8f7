/** What `/healthz` and the gateway's own page tell. Ids, names and codes: no address, no resident, no secret. */
import type { CameraStatus } from '../../../edge-config/contracts/messages.ts';

export interface Health {
  /** Alerts can be written and sent, and a console listens. */
  readonly ok: boolean;
  readonly gatewayId: string;
  readonly version: string;
  /** Counts the starts of this gateway. */
  readonly session: number;
  readonly uptimeMs: number;
  readonly brokerConnected: boolean;
  /** False while every console that was heard of is away. */
  readonly consoleListens: boolean;
  /** Since the start; null before the first. Wall time, as all instants here. */
  readonly lastReceiptAt: string | null;
  /** Alert events without the console's receipt. */
  readonly outboxPending: number;
  /** When the oldest of them was written; null when there is none. */
  readonly pendingSince: string | null;
  /** Alert events that the disk refuses; sent from memory. */
  readonly outboxUnwritten: number;
  /** The disk failed at the start: nothing is written. */
  readonly isInMemory: boolean;
  /** This clock minus the console's, as far as proven; positive when it is fast. Null while nothing is known. */
  readonly clockSkewMs: number | null;
  readonly households: number;
  readonly cameras: readonly CameraHealth[];
}

export interface CameraHealth {
  readonly id: string;
  readonly name: string;
  readonly state: CameraStatus['state'];
  /** Code of the error catalogue; null while watching. */
  readonly reason: string | null;
  readonly since: string;
}
