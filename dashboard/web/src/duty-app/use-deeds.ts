/** Sends what a responder did, in order, as soon as the console can be reached; what waits survives a reload. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { ulid } from 'ulid';
import type { AlertView, UserView } from '../../../../edge-config/contracts/rest.ts';
import { ApiError, dutyApi } from './api.ts';
import { type Deed, type Deeds, failure, nextDeed, refused, taken, withDeed, without } from './deeds.ts';
import { kept } from './store.ts';

const AGAIN_MS = 3000;
const GONE = { zh: '控制台没有收下', en: 'The console did not take it' };

export interface DeedsState {
  readonly deeds: Deeds;
  readonly act: (view: AlertView, deed: NewDeed) => void;
  /** It was read. */
  readonly dismiss: (actionId: string) => void;
}

export type NewDeed = Pick<Deed, 'kind'> &
  Partial<Pick<Deed, 'note' | 'outcome' | 'responderId'>> & { readonly photo?: Blob };

export interface DeedsOptions {
  readonly user: UserView;
  /** Whether the console is heard: then it is tried at once. */
  readonly isHeard: boolean;
  readonly learn: (view: AlertView) => void;
  readonly onSignedOut: () => void;
}

export function useDeeds({ isHeard, learn, onSignedOut, user }: DeedsOptions): DeedsState {
  const { username } = user;
  const [deeds, setDeeds] = useState<Deeds>([]);
  const isSending = useRef(false);

  const send = useCallback(async () => {
    if (isSending.current) return;
    isSending.current = true;
    try {
      for (;;) {
        const known = await kept.deeds(username);
        setDeeds(known);
        const deed = nextDeed(known);
        if (deed === undefined) return;
        try {
          const answer = await sendOne(deed);
          if (answer !== undefined) learn(answer.view);
          const verdict = answer ?? { isConflict: false, conflictWith: null };
          await kept.changeDeeds(username, (before) => taken(before, deed.actionId, verdict));
          await kept.dropPhoto(deed.actionId);
        } catch (error) {
          const { body, status } = error instanceof ApiError ? error : {};
          const next = failure(status);
          if (next === 'sign_in') onSignedOut();
          if (next !== 'refused') return;
          await kept.changeDeeds(username, (before) => refused(before, deed.actionId, body?.message ?? GONE));
        }
      }
    } finally {
      isSending.current = false;
    }
  }, [learn, onSignedOut, username]);

  useEffect(() => {
    const attempt = (): void => void send();
    attempt();
    const timer = setInterval(attempt, AGAIN_MS);
    window.addEventListener('online', attempt);
    return () => {
      clearInterval(timer);
      window.removeEventListener('online', attempt);
    };
  }, [send]);
  useEffect(() => {
    if (isHeard) void send();
  }, [isHeard, send]);

  const act = (view: AlertView, { kind, note, outcome, photo, responderId }: NewDeed): void => {
    const deed: Deed = {
      ...{ actionId: ulid(), alertId: view.alert.alertId, kind, at: new Date().toISOString() },
      ...{ note: note ?? null, outcome: outcome ?? null, responderId: responderId ?? null },
      placeLabel: view.alert.place.label,
    };
    const keep = async (): Promise<void> => {
      if (photo !== undefined) await kept.setPhoto(deed.actionId, photo);
      setDeeds(await kept.changeDeeds(username, (before) => withDeed(before, deed)));
      await send();
    };
    void keep();
  };
  const dismiss = (actionId: string): void => {
    void kept.changeDeeds(username, (before) => without(before, actionId)).then(setDeeds);
  };
  return { deeds, act, dismiss };
}

/** @throws ApiError, or what fetch throws without network */
async function sendOne(deed: Deed) {
  const { kind } = deed;
  if (kind === 'photo') {
    const photo = await kept.photo(deed.actionId);
    // The browser has thrown it away: there is nothing to wait for.
    return photo === undefined ? undefined : dutyApi.photo(deed, photo);
  }
  return dutyApi.act({ ...deed, kind });
}
