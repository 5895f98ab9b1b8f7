/**
 * The gateway's files. Where the disk fails at the start they are kept in memory, and the county is told: a village that is watched
 * without being remembered is better off than one that is not watched.
 */
import type { BilingualText } from '../../domain/evidence.ts';
import type { Clock } from '../../ports.ts';
import { isDiskFailing } from './disk-faults.ts';
import { SqliteOutbox } from './outbox.ts';
import { SqliteWatchStore } from './watch-store.ts';

export interface GatewayState {
  readonly outbox: SqliteOutbox;
  readonly watchStore: SqliteWatchStore;
  /** Counts the starts of this gateway; 1 in memory. */
  readonly session: number;
  readonly isInMemory: boolean;
  readonly faults: readonly StateFault[];
}

export interface StateFault {
  readonly reason: BilingualText;
  readonly details: object;
}

/** @throws ShouwangError OUTBOX_UNUSABLE when the folder is missing or forbidden. */
export function openState(folder: string, clock: Pick<Clock, 'wallMs'>): GatewayState {
  let opened: SqliteOutbox | undefined;
  try {
    const outbox = SqliteOutbox.open(folder, clock);
    opened = outbox;
    const watchStore = SqliteWatchStore.open(folder, String(Math.round(clock.wallMs())));
    const session = outbox.nextSession();
    return { outbox, watchStore, session, isInMemory: false, faults: damages(outbox, watchStore) };
  } catch (error) {
    opened?.close();
    if (!isDiskFailing(error)) throw error;
    const [outbox, watchStore] = [SqliteOutbox.inMemory(clock), SqliteWatchStore.inMemory()];
    const fault = { reason: NO_DISK, details: { error } };
    return { outbox, watchStore, session: outbox.nextSession(), isInMemory: true, faults: [fault] };
  }
}

/** Also when it fails while the gateway runs. */
export const NO_DISK: BilingualText = {
  zh: '网关的磁盘写不进去（满、只读或损坏）：预警仍从内存发出，断电会丢失；请到现场处理',
  en: 'The gateway’s disk takes nothing (full, read-only or broken): alerts still go out, from memory; see to it there',
};

function damages(outbox: SqliteOutbox, watchStore: SqliteWatchStore): StateFault[] {
  const faults: StateFault[] = [];
  if (outbox.setAside !== null) {
    const { path: setAside, salvaged } = outbox.setAside;
    const reason = {
      zh: `网关的待发箱损坏，已另存；救回 ${salvaged} 条，可能有预警未送出，请查看此网关近日的记录`,
      en: `The gateway’s outbox was damaged and set aside; ${salvaged} rows were saved, alerts may be missing`,
    };
    faults.push({ reason, details: { setAside, salvaged } });
  }
  if (watchStore.setAside !== null) {
    const reason = {
      zh: '网关的记忆文件损坏，已另存并重新开始；此前的久静、未见活动计时未知',
      en: 'The gateway’s memory was damaged, set aside and begun anew; what was counted before is unknown',
    };
    faults.push({ reason, details: { setAside: watchStore.setAside } });
  }
  return faults;
}
