/** Cards, connection and alarm of the phone's page. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { GuardianSession } from '../../../../edge-config/contracts/rest.ts';
import { Alarm } from '../shared/alarm.ts';
import { ApiError, api } from '../shared/api.ts';
import { Phone } from './phone.ts';
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

export interface PhoneState {
  readonly cards: readonly Card[];
  readonly isConnected: boolean;
  readonly isUnlocked: boolean;
  readonly nowMs: number;
  readonly answer: (alertId: string, kind: AnswerKind) => void;
}

const VIBRATION_MS = [400, 200, 400, 800];
const VIBRATE_EVERY_MS = 2000;
/** Others' answers come by asking; news itself comes over MQTT. */
const REFRESH_MS = 10_000;

export function usePhone(session: GuardianSession, onSignedOut: () => void): PhoneState {
  const [cards, setCards] = useState<Cards>(new Map());
  const [isConnected, setConnected] = useState(false);
  const [isUnlocked, setUnlocked] = useState(false);
  const [nowMs, setNowMs] = useState(() => Date.now());
  const phone = useRef<Phone>(undefined);
  const alarm = useRef<Alarm>(undefined);
  alarm.current ??= new Alarm();
  const seen = useRef(new Set<string>());

  const load = useCallback(() => {
    api.guardianAlerts().then(
      ({ alerts }) => setCards((known) => refresh(known, alerts)),
      (error: unknown) => {
        if (error instanceof ApiError && error.status === 401) onSignedOut();
      },
    );
  }, [onSignedOut]);

  useEffect(() => {
    const line = new Phone(session, {
      onConnected: (connected) => {
        setConnected(connected);
        if (connected) load();
      },
      onAlert: (alert) => {
        setCards((known) => hear(known, alert));
        load();
      },
    });
    phone.current = line;
    const timer = setInterval(load, REFRESH_MS);
    return () => {
      clearInterval(timer);
      line.close();
    };
  }, [session, load]);

  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 1000);
    // On click, not on pointer-down: the hint that goes away would shift the button from under the finger.
    const touched = (): void => {
      void alarm.current?.unlock().then(() => setUnlocked(alarm.current?.isUnlocked === true));
    };
    document.addEventListener('click', touched);
    return () => {
      clearInterval(timer);
      document.removeEventListener('click', touched);
    };
  }, []);

  const sorted = newestFirst(cards);
  const isRinging = sorted.some((card) => rings(card, nowMs));
  useEffect(() => {
    if (!isRinging) return undefined;
    const current = alarm.current;
    current?.ring();
    const shake = setInterval(() => navigator.vibrate?.(VIBRATION_MS), VIBRATE_EVERY_MS);
    return () => {
      clearInterval(shake);
      current?.stop();
    };
  }, [isRinging]);

  // Seen means shown on a visible page, not merely received.
  useEffect(() => {
    if (document.visibilityState !== 'visible') return;
    for (const card of cards.values()) {
      if (!isUnseen(card) || seen.current.has(card.alertId)) continue;
      seen.current.add(card.alertId);
      phone.current?.answer(card.alertId, 'seen').catch(() => seen.current.delete(card.alertId));
    }
  });

  const answer = (alertId: string, kind: AnswerKind): void => {
    setCards((known) => answered(known, alertId, { kind, state: 'sending' }));
    const done = (state: 'sent' | 'failed') => () => {
      setCards((known) => answered(known, alertId, { kind, state }));
      load();
    };
    phone.current?.answer(alertId, kind).then(done('sent'), done('failed'));
  };
  return { cards: sorted, isConnected, isUnlocked, nowMs, answer };
}
