/** What this phone keeps over a reload and without network, for each account: in IndexedDB. */
import { createStore, del, get, keys, set, update } from 'idb-keyval';
import type { AlertView, ResponderView, UserView } from '../../../../edge-config/contracts/rest.ts';
import type { Deeds } from './deeds.ts';

const STORE = createStore('shouwang-duty', 'kept');

export interface KeptBoard {
  readonly alerts: readonly AlertView[];
  /** When the console was last heard, wall ms. */
  readonly heardMs: number;
}

const USER = 'user';
const deedsKey = (username: string): string => `deeds ${username}`;
const boardKey = (username: string): string => `board ${username}`;
const photoKey = (actionId: string): string => `photo ${actionId}`;
const colleaguesKey = (division: string): string => `colleagues ${division}`;

export const kept = {
  user: () => get<UserView>(USER, STORE),
  setUser: (user: UserView) => set(USER, user, STORE),
  deeds: async (username: string) => (await get<Deeds>(deedsKey(username), STORE)) ?? [],
  /** In one transaction: pages that are open twice do not lose each other's. @returns the new ones. */
  changeDeeds: async (username: string, change: (deeds: Deeds) => Deeds): Promise<Deeds> => {
    let after: Deeds = [];
    await update<Deeds>(
      deedsKey(username),
      (before = []) => {
        after = change(before);
        return after;
      },
      STORE,
    );
    return after;
  },
  board: (username: string) => get<KeptBoard>(boardKey(username), STORE),
  setBoard: (username: string, board: KeptBoard) => set(boardKey(username), board, STORE),
  colleagues: async (division: string) =>
    (await get<readonly ResponderView[]>(colleaguesKey(division), STORE)) ?? [],
  setColleagues: (division: string, list: readonly ResponderView[]) =>
    set(colleaguesKey(division), list, STORE),
  photo: (actionId: string) => get<Blob>(photoKey(actionId), STORE),
  setPhoto: (actionId: string, photo: Blob) => set(photoKey(actionId), photo, STORE),
  dropPhoto: (actionId: string) => del(photoKey(actionId), STORE),
  /** Who signs out leaves no alert and no address behind; what was not sent yet stays for the next time. */
  forget: async (): Promise<void> => {
    const all = await keys<string>(STORE);
    const gone = all.filter((key) => !key.startsWith('deeds ') && !key.startsWith('photo '));
    await Promise.all(gone.map((key) => del(key, STORE)));
  },
};
