/** The way of one alert, stage by stage, as the demo reports it. */
import type { GuardianAlert } from '../contracts/messages.ts';
import type { AlertView } from '../contracts/rest.ts';

export interface JourneyReport {
  readonly alertId: string;
  readonly cameraId: string | null;
  /** Video time of the camera, ms: when the body hit the floor, when it was suspected, when it was decided. */
  readonly impactStreamMs: number | null;
  readonly suspectedStreamMs: number | null;
  readonly raisedStreamMs: number;
  /** Wall times. */
  readonly suspectedAt: string | null;
  readonly raisedAt: string;
  readonly outboxCommittedAt: string;
  readonly publishedAt: string;
  readonly consoleCommittedAt: string;
  readonly receiptAt: string;
  readonly boardAt: string;
  readonly phoneAt: string;
  readonly raisedToBoardMs: number;
  readonly raisedToPhoneMs: number;
}

interface Journey {
  view: AlertView | undefined;
  boardAtMs: number | undefined;
  phoneAtMs: number | undefined;
}

/** Gathers what board and phone saw; an alert is complete once both have it and its receipt went out. */
export class Journeys {
  readonly #byId = new Map<string, Journey>();
  readonly #reported = new Set<string>();

  /** @returns the report, once, when this sighting completes it. */
  board(view: AlertView, atMs: number): JourneyReport | undefined {
    const journey = this.#journey(view.alert.alertId);
    journey.view = view;
    journey.boardAtMs ??= atMs;
    return this.#complete(view.alert.alertId);
  }

  phone(alert: GuardianAlert, atMs: number): JourneyReport | undefined {
    this.#journey(alert.alertId).phoneAtMs ??= atMs;
    return this.#complete(alert.alertId);
  }

  /** What the first alert still waits for; for the reason of a time-out. */
  missing(): string {
    const [first] = this.#byId.values();
    if (first === undefined) return 'no alert was raised';
    if (first.view === undefined) return 'the console has not told the board';
    if (first.phoneAtMs === undefined) return 'the phone was not told';
    return 'the receipt did not go out';
  }

  #journey(alertId: string): Journey {
    const known = this.#byId.get(alertId);
    if (known !== undefined) return known;
    const journey: Journey = { view: undefined, boardAtMs: undefined, phoneAtMs: undefined };
    this.#byId.set(alertId, journey);
    return journey;
  }

  #complete(alertId: string): JourneyReport | undefined {
    const journey = this.#byId.get(alertId);
    if (journey?.view === undefined || this.#reported.has(alertId)) return undefined;
    const { view, boardAtMs, phoneAtMs } = journey;
    const { outboxAt, publishedAt, committedAt, receiptAt } = view.stages;
    if (boardAtMs === undefined || phoneAtMs === undefined) return undefined;
    if (outboxAt === null || publishedAt === null || receiptAt === null) return undefined;
    this.#reported.add(alertId);
    const { alert } = view;
    const raisedMs = Date.parse(alert.raisedAt);
    return {
      alertId,
      cameraId: alert.cameraId,
      impactStreamMs: alert.stages.impactStreamMs,
      suspectedStreamMs: alert.stages.suspectedStreamMs,
      raisedStreamMs: alert.stages.raisedStreamMs,
      suspectedAt: alert.stages.suspectedAt,
      raisedAt: alert.raisedAt,
      outboxCommittedAt: outboxAt,
      publishedAt,
      consoleCommittedAt: committedAt,
      receiptAt,
      boardAt: new Date(boardAtMs).toISOString(),
      phoneAt: new Date(phoneAtMs).toISOString(),
      raisedToBoardMs: boardAtMs - raisedMs,
      raisedToPhoneMs: phoneAtMs - raisedMs,
    };
  }
}
