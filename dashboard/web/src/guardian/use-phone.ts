/** Households, cards, connection and alarm of the phone's pages. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { ulid } from 'ulid';
import type { GuardianSession } from '../../../../edge-config/contracts/rest.ts';
import { ApiError } from '../shared/api.ts';
import { guardianApi } from './api.ts';
import { type KeptHome, kept, openOutbox } from './kept.ts';
import type { AnswerAction, QueuedAnswer } from './outbox.ts';
import type { Phone } from './phone.ts';
import {
  type AnswerKind,
  answered,
  type Card,
  type Cards,
  hear,
  isUnseen,
  newestFirst,
  refresh,
  rings,
} from './state.ts';
import { useAlarm } from './use-alarm.ts';

export interface PhoneState {
  readonly home: KeptHome | null;
  readonly cards: readonly Card[];
  /** Over MQTT: alerts come at once. */
  readonly isConnected: boolean;
  /** Whether the console answered when it was asked last. */
  readonly isOnline: boolean;
  readonly isUnlocked: boolean;
  readonly nowMs: number;
  /** Answers that wait for a network. */
  readonly waiting: number;
  readonly answer: (alertId: string, kind: AnswerKind) => void;
  /** Asks for a test alarm. @returns how long it took, ms; rejects when it does not come. */
  readonly test: () => Promise<number>;
  readonly reload: () => void;
}

/** The console is asked so often until it has told of a change by itself. */
const POLL_MS = 10_000;
/** And so often while it does: "12 minutes ago" grows old as well. */
const SLOW_POLL_MS = 30_000;
const RETRY_MS = 5000;
const TEST_RING_MS = 6000;
const TEST_WAIT_MS = 10_000;

export function usePhone(
  session: GuardianSession | null,
  initial: KeptHome | null,
  onSignedOut: () => void,
): PhoneState {
  const [home, setHome] = useState(initial);
  const [cards, setCards] = useState<Cards>(() => refresh(new Map(), initial?.home.alerts ?? []));
  const [isConnected, setConnected] = useState(false);
  const [isOnline, setOnline] = useState(session !== null);
  const [isTold, setTold] = useState(false);
  const [waiting, setWaiting] = useState(0);
  const [nowMs, setNowMs] = useState(() => Date.now());
  const [testUntilMs, setTestUntilMs] = useState(0);
  const phone = useRef<Phone>(undefined);
  const onTest = useRef<(() => void) | undefined>(undefined);
  const seen = useRef(new Set<string>());
  const relayed = useRef(new Set<string>());

  const load = useLoad(async () => {
    try {
      const told = await guardianApi.home();
      const fresh = { home: told, gotMs: Date.now() };
      setHome(fresh);
      setOnline(true);
      void kept.keepHome(fresh).catch(() => {});
      setCards((known) => refresh(known, told.alerts));
      const alerts = await guardianApi.alerts();
      setCards((known) => refresh(known, alerts));
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) onSignedOut();
      else setOnline(false);
    }
  });

  const outbox = useMemo(
    () =>
      openOutbox({
        onSettled: ({ action, alertId }, result) => {
          if (action === 'seen') return;
          const state = result === 'sent' ? 'sent' : 'failed';
          setCards((known) => answered(known, alertId, { kind: action, state }));
        },
      }),
    [],
  );
  const flush = useCallback(async () => {
    await outbox.flush();
    const left = await outbox.waiting();
    setWaiting(left.filter(({ action }) => action !== 'seen').length);
    for (const item of left) {
      if (item.action !== 'seen') {
        const answer = { kind: item.action, state: 'queued' } as const;
        setCards((known) => answered(known, item.alertId, answer));
      }
      if (relayed.current.has(item.actionId) || phone.current === undefined) continue;
      relayed.current.add(item.actionId);
      phone.current.relay(item);
    }
  }, [outbox]);

  useEffect(() => {
    void load();
    void flush();
    const back = (): void => {
      void flush();
      void load();
    };
    const shown = (): void => {
      if (document.visibilityState === 'visible') back();
    };
    addEventListener('online', back);
    document.addEventListener('visibilitychange', shown);
    return () => {
      removeEventListener('online', back);
      document.removeEventListener('visibilitychange', shown);
    };
  }, [load, flush]);

  useEffect(() => {
    const timer = setInterval(() => void load(), isTold && isConnected ? SLOW_POLL_MS : POLL_MS);
    return () => clearInterval(timer);
  }, [load, isTold, isConnected]);

  useEffect(() => {
    if (waiting === 0) return undefined;
    const timer = setInterval(() => void flush(), RETRY_MS);
    return () => clearInterval(timer);
  }, [flush, waiting]);

  useEffect(() => {
    if (session === null) return undefined;
    let isShown = true;
    const begin = async (): Promise<void> => {
      // Half of what there is to load, and most of what there is to do: a first tap must not wait for it, nor it for long.
      // What has happened up to now has just been asked for.
      await atRest();
      const { Phone: Line } = await import('./phone.ts');
      if (!isShown) return;
      phone.current = new Line(session, {
        onConnected: (connected) => {
          setConnected(connected);
          if (connected) void load();
        },
        onAlert: (alert) => {
          if (alert.status === 'test' && onTest.current !== undefined) {
            onTest.current();
            return;
          }
          setCards((known) => hear(known, alert));
          void load();
        },
        onNews: () => {
          setTold(true);
          void load();
        },
      });
    };
    void begin();
    return () => {
      isShown = false;
      phone.current?.close();
      phone.current = undefined;
    };
  }, [session, load]);

  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);

  const sorted = newestFirst(cards);
  const isUnlocked = useAlarm(sorted.some((card) => rings(card, nowMs)) || nowMs < testUntilMs);

  const give = useCallback(
    async (alertId: string, action: AnswerAction): Promise<void> => {
      const item: QueuedAnswer = { actionId: ulid(), alertId, action, at: new Date().toISOString() };
      await outbox.add(item);
      await flush();
    },
    [outbox, flush],
  );

  // Seen means shown on a visible page, not merely received.
  useEffect(() => {
    if (document.visibilityState !== 'visible') return;
    for (const card of cards.values()) {
      if (card.status === 'test' || !isUnseen(card) || seen.current.has(card.alertId)) continue;
      seen.current.add(card.alertId);
      give(card.alertId, 'seen').catch(() => seen.current.delete(card.alertId));
    }
  });

  return {
    ...{ home, cards: sorted, isConnected, isOnline, isUnlocked, nowMs, waiting },
    answer: (alertId, kind) => {
      setCards((known) => answered(known, alertId, { kind, state: 'sending' }));
      give(alertId, kind).then(load, () =>
        setCards((known) => answered(known, alertId, { kind, state: 'failed' })),
      );
    },
    test: async () => {
      const beganMs = performance.now();
      const heard = new Promise<void>((resolve, reject) => {
        onTest.current = resolve;
        setTimeout(() => reject(new Error('no test alarm came')), TEST_WAIT_MS);
      });
      try {
        await Promise.all([guardianApi.testAlarm(), heard]);
      } finally {
        onTest.current = undefined;
      }
      setTestUntilMs(Date.now() + TEST_RING_MS);
      return performance.now() - beganMs;
    },
    reload: () => void load(),
  };
}

/** Whoever opens the page looks, and taps, within it. */
const FIRST_LOOK_MS = 1500;
const REST_WITHIN_MS = 1000;

/** When who opened the page has had a look and it has nothing else to do, and after a while at any rate. Safari does not tell. */
function atRest(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(() => {
      if (globalThis.requestIdleCallback === undefined) resolve();
      else requestIdleCallback(() => resolve(), { timeout: REST_WITHIN_MS });
    }, FIRST_LOOK_MS);
  });
}

/** One at a time; what is asked for meanwhile is done once, after it: news may have come behind the answer. */
function useLoad(work: () => Promise<void>): () => Promise<void> {
  const current = useRef(work);
  current.current = work;
  const running = useRef<Promise<void>>(undefined);
  const isAsked = useRef(false);
  return useCallback((): Promise<void> => {
    if (running.current !== undefined) {
      isAsked.current = true;
      return running.current;
    }
    const run = async (): Promise<void> => {
      do {
        isAsked.current = false;
        await current.current();
      } while (isAsked.current);
    };
    running.current = run().finally(() => {
      running.current = undefined;
    });
    return running.current;
  }, []);
}
