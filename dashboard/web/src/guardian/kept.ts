/** What the phone keeps by itself: answers on their way out, the last news and its time, the language of notifications. */
import { clear, createStore, get, set, type UseStore, update } from 'idb-keyval';
import type { GuardianHome } from '../../../../edge-config/contracts/rest.ts';
import { Outbox, type OutboxPorts, type QueuedAnswer, resultOf } from './outbox.ts';

let opened: UseStore | undefined;
const store = (): UseStore => {
  opened ??= createStore('shouwang-guardian', 'kept');
  return opened;
};

const KEYS = { outbox: 'outbox', home: 'home', language: 'language' } as const;

/** The last answer of the console about the households, so that the page can say how old it is. */
export interface KeptHome {
  readonly home: GuardianHome;
  /** When this phone got it, ms by its own clock. */
  readonly gotMs: number;
}

export const kept = {
  home: (): Promise<KeptHome | undefined> => get<KeptHome>(KEYS.home, store()),
  keepHome: (home: KeptHome): Promise<void> => set(KEYS.home, home, store()),
  language: async (): Promise<'zh' | 'en'> =>
    (await get<string>(KEYS.language, store())) === 'en' ? 'en' : 'zh',
  keepLanguage: (language: 'zh' | 'en'): Promise<void> => set(KEYS.language, language, store()),
  /** Signed out: nothing of the family stays on the phone. */
  forget: (): Promise<void> => clear(store()),
};

export function openOutbox(more: Pick<OutboxPorts, 'onSettled'> = {}): Outbox {
  return new Outbox({
    read: async () => (await get<readonly QueuedAnswer[]>(KEYS.outbox, store())) ?? [],
    change: (edit) =>
      update<readonly QueuedAnswer[]>(KEYS.outbox, (queue) => edit(queue ?? []) as QueuedAnswer[], store()),
    send: async ({ alertId, ...answer }) => {
      const told = await fetch(`/api/guardian/alerts/${alertId}/answer`, {
        method: 'POST',
        credentials: 'same-origin',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(answer),
      }).catch(() => undefined);
      return resultOf(told?.status);
    },
    alone,
    ...more,
  });
}

/** Browsers without locks (iOS before 15.4) may send one twice, which the console takes once. */
async function alone(work: () => Promise<void>): Promise<void> {
  if (navigator.locks === undefined) return work();
  await navigator.locks.request('shouwang-outbox', work);
}
