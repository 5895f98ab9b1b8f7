/**
 * The ports of the gateway: what the pipeline needs of the world. Adapters implement them, `app.ts` wires
 * them, tests may fake them. No library type appears here.
 */
import type { Alert, GuardianAlert, ImageInfo, Receipt } from '../edge-config/contracts/messages.ts';
import type { Box, Polygon } from './domain/geometry.ts';
import type { Person } from './domain/person.ts';
import type { CameraWatchState } from './domain/quiet/camera-watch.ts';
import type { PresenceState } from './domain/quiet/presence.ts';
import type { YuvPicture } from './pixels.ts';

/** Wall time is for records only; decisions use stream time (see docs/design.md, invariant 4). */
export interface Clock {
  /** Milliseconds since the Unix epoch; may jump. */
  wallMs(): number;
  /** Milliseconds from an arbitrary start; never goes back. */
  monotonicMs(): number;
  /** Resolves after `ms` of monotonic time, or at once when `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** One decoded picture. */
export interface Frame extends YuvPicture {
  readonly cameraId: string;
  /** Counts from 0 in this session of the stream. */
  readonly index: number;
  /** Milliseconds of video time since the start of this session of the stream. */
  readonly streamTimeMs: number;
  /** Wall time at which the frame left the decoder; recorded, never decided on. */
  readonly wallMs: number;
}

/** Finds persons in a frame. Coordinates come back in frame heights (see domain/geometry.ts). */
export interface Detector {
  /**
   * Rejects when the worker that held the frame died; the frame is lost, the next one is served.
   * @param zoom places, in frame heights, to look at once more and closer: small or weakly seen persons.
   */
  detect(frame: Frame, zoom?: readonly Box[]): Promise<Detection>;
  close(): Promise<void>;
}

export interface Detection {
  readonly persons: readonly Person[];
  /** Time inside the model, milliseconds. */
  readonly inferenceMs: number;
}

/** The one way by which pixels leave the process. */
export interface StillRenderer {
  render(request: StillRequest): Promise<Still>;
}

export interface StillRequest {
  readonly frame: Frame;
  readonly persons: readonly Person[];
  /** Blacked out after everything else is drawn; in frame heights. */
  readonly privacyZones: readonly Polygon[];
}

export interface Still {
  readonly jpeg: Buffer;
  readonly info: ImageInfo;
}

/** Durable store of what must be told: nothing is sent that is not in it while the disk takes it, nothing leaves it unproven. */
export interface Outbox {
  /**
   * Writes one event of an alert with its copies for guardians, in one transaction, synced to disk on return.
   * @throws ShouwangError OUTBOX_UNUSABLE
   */
  put(item: OutboxItem): void;
  /** What is not proven delivered, oldest first, without payloads; that after one entry, or all. */
  pending(afterEntryId?: number): OutboxHead[];
  /** The payload of an entry; `undefined` once it is settled. */
  read(entryId: number): OutboxPayload | undefined;
  /** The console has it: it waits no more, and is kept with its proof for a while. @returns whether it waited. */
  settleReceipt(receipt: Receipt): boolean;
  /** What this console has given receipts for, as far as it is kept. */
  proofs(consoleId: string): Proof[];
  /** Waits again: the console has lost it. */
  recall(proofIds: readonly number[]): void;
  /** Forgets a guardian's copy or an image: the broker has acknowledged it, and lived on. */
  settleEntry(entryId: number): void;
  /** Alerts that were raised and not ended, with the key they are known by. */
  openAlerts(): { readonly key: string; readonly alert: Alert }[];
  /** People closed it. */
  forgetOpen(alertId: string): void;
  /** Stills that were given up since the start, because too many waited or for too long. */
  readonly imagesDropped: number;
  /** Counts the starts of this gateway, from 1. */
  nextSession(): number;
  close(): void;
}

export interface OutboxItem {
  /** Kept with the last event until the alert has ended; null for one that is never touched again. */
  readonly openKey: string | null;
  readonly alert: Alert;
  readonly guardianAlerts: readonly { readonly guardianId: string; readonly alert: GuardianAlert }[];
  readonly jpeg: Buffer | null;
}

/** What a receipt said of where the console keeps an event. */
export interface Proof {
  readonly proofId: number;
  readonly startId: string;
  readonly serial: number;
}

export interface OutboxHead {
  readonly entryId: number;
  readonly kind: 'alert' | 'guardian' | 'image';
  readonly alertId: string;
  readonly sequence: number;
  /** Only for guardians' copies. */
  readonly guardianId: string | null;
  readonly committedWallMs: number;
}

export type OutboxPayload =
  | { readonly kind: 'alert'; readonly data: Alert }
  | { readonly kind: 'guardian'; readonly data: GuardianAlert }
  | { readonly kind: 'image'; readonly jpeg: Buffer };

/** What the long watch remembers through restarts and power cuts. */
export interface WatchStore {
  /** What was kept; empty for a new gateway. */
  load(): WatchMemory;
  /** @param options.withSight also what each camera usually shows, which is large and changes slowly. */
  save(memory: WatchMemory, options: { readonly withSight: boolean }): void;
}

export interface WatchMemory {
  readonly cameras: ReadonlyMap<string, CameraWatchState>;
  readonly households: ReadonlyMap<string, PresenceState>;
}

/** The connection to the broker. It keeps no message: what must not be lost stays in the outbox. */
export interface Publisher {
  readonly connected: boolean;
  /** QoS 1; resolves on PUBACK, rejects when offline or when the connection goes first. */
  publish(topic: string, payload: string | Buffer, options?: { readonly retain?: boolean }): Promise<void>;
}
