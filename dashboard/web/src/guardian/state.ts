/** What a phone knows of its alerts, and how news changes it. Pure. */
import type { GuardianActionKind, GuardianAlert } from '../../../../edge-config/contracts/messages.ts';
import type { GuardianAlertView } from '../../../../edge-config/contracts/rest.ts';

export type AnswerKind = Exclude<GuardianActionKind, 'seen'>;

export interface Answer {
  readonly kind: AnswerKind;
  /** queued: kept on the phone until there is a network. sent: the console has it. failed: it never will. */
  readonly state: 'sending' | 'queued' | 'sent' | 'failed';
}

export interface Card {
  readonly alertId: string;
  readonly type: string;
  readonly severity: string;
  readonly status: string;
  readonly placeLabel: string;
  readonly occurredAt: string;
  /** Highest sequence heard over MQTT; 0 when known from the list only. */
  readonly sequence: number;
  readonly reason: { readonly zh: string; readonly en: string } | null;
  readonly expiresAt: string | null;
  readonly isEnded: boolean;
  readonly isClosed: boolean;
  readonly hasImage: boolean;
  /** What others did, as the console last told. */
  readonly actions: GuardianAlertView['actions'];
  readonly answer: Answer | null;
}

export type Cards = ReadonlyMap<string, Card>;

/** News from the broker. A repeat or an older event changes nothing. */
export function hear(cards: Cards, alert: GuardianAlert): Cards {
  const known = cards.get(alert.alertId);
  if (known !== undefined && known.sequence >= alert.sequence) return cards;
  const { alertId, type, severity, status, placeLabel, occurredAt, sequence, reason, expiresAt } = alert;
  return new Map(cards).set(alertId, {
    ...{ alertId, type, severity, status, placeLabel, occurredAt, sequence, reason, expiresAt },
    isEnded: alert.phase === 'ended' || known?.isEnded === true,
    isClosed: known?.isClosed ?? false,
    hasImage: known?.hasImage ?? false,
    actions: known?.actions ?? [],
    answer: known?.answer ?? null,
  });
}

/** The console's list: who has taken what, and what came while this phone was away. */
export function refresh(cards: Cards, views: readonly GuardianAlertView[]): Cards {
  const next = new Map(cards);
  for (const view of views) {
    const known = next.get(view.alertId);
    const { alertId, type, severity, status, placeLabel, occurredAt, hasImage, actions } = view;
    next.set(alertId, {
      ...{ alertId, type, severity, status, placeLabel, occurredAt, hasImage, actions },
      sequence: known?.sequence ?? 0,
      reason: known?.reason ?? null,
      expiresAt: known?.expiresAt ?? null,
      isEnded: view.machineEnded || known?.isEnded === true,
      isClosed: view.state === 'closed',
      answer: known?.answer ?? null,
    });
  }
  return next;
}

export function answered(cards: Cards, alertId: string, answer: Answer): Cards {
  const known = cards.get(alertId);
  return known === undefined ? cards : new Map(cards).set(alertId, { ...known, answer });
}

/** Newest first: ids rise with time (ULID). */
export function newestFirst(cards: Cards): Card[] {
  return [...cards.values()].sort((a, b) => (a.alertId < b.alertId ? 1 : -1));
}

/** An alert known from the list alone rings this long: a page that was reloaded, or a copy that never came. */
const LIST_RING_MS = 3_600_000;

/** Someone lies there and nobody has answered. */
export function rings(card: Card, nowMs: number): boolean {
  // Not sent is not answered: a failure must not make the phone silent.
  const isAnswered =
    (card.answer !== null && card.answer.state !== 'failed') ||
    card.actions.some((action) => isAnswer(action.kind));
  const endsMs =
    card.expiresAt === null ? Date.parse(card.occurredAt) + LIST_RING_MS : Date.parse(card.expiresAt);
  return !isAnswered && !card.isEnded && !card.isClosed && nowMs < endsMs && card.status !== 'test';
}

/** Done with: over for the machine or the people, or a test that has run out. */
export function isOver(card: Card, nowMs: number): boolean {
  const isSpentTest =
    card.status === 'test' && card.expiresAt !== null && Date.parse(card.expiresAt) <= nowMs;
  return card.isEnded || card.isClosed || isSpentTest;
}

/** The first person who does something about it; undefined while nobody does. */
export function takenBy({ actions }: Pick<Card, 'actions'>): Card['actions'][number] | undefined {
  return actions.find(({ kind }) => TAKING.includes(kind));
}

const TAKING: readonly string[] = [
  'acknowledged',
  'dispatched',
  'on_scene',
  'going',
  'safe',
  'false',
  'closed',
];

/** Shown now and not yet told to the county. */
export function isUnseen(card: Card): boolean {
  return !card.isClosed && !card.actions.some((action) => action.kind === 'seen');
}

function isAnswer(kind: string): boolean {
  return ['acknowledged', 'going', 'false', 'safe', 'closed'].includes(kind);
}
