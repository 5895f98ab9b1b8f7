/** Whether what a gateway has stored is in order. Reads only: a gateway may run meanwhile, and nothing is mended here. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { type Checked, MAX_EXAMPLES } from '../../../edge-config/contracts/check.ts';
import type { BilingualText } from '../../../edge-config/contracts/errors.ts';
import { alertSchema } from '../../../edge-config/contracts/messages.ts';
import type { OutboxHead } from '../../ports.ts';
import { parsePayload } from './outbox-file.ts';

const FILES = ['outbox.sqlite', 'watch.sqlite'] as const;

interface DeliveryRow {
  readonly entry_id: number;
  readonly kind: OutboxHead['kind'];
  readonly alert_id: string;
  readonly sequence: number;
  readonly guardian_id: string;
  readonly payload: Uint8Array;
}

interface OpenRow {
  readonly alert_id: string;
  readonly open_key: string;
  readonly payload: Uint8Array;
}

interface MemoryRow {
  readonly kind: string;
  readonly id: string;
  readonly state: string;
}

/** @throws when the folder cannot be read. */
export function checkGateway(stateFolder: string): Checked[] {
  const aside = readdirSync(stateFolder).filter((name) => name.includes('.damaged-'));
  const missing = FILES.filter((name) => !existsSync(join(stateFolder, name)));
  const there = FILES.filter((name) => !missing.includes(name));
  const unsound = there.filter((name) => !isSound(join(stateFolder, name)));
  const isReadable = (name: (typeof FILES)[number]): boolean =>
    there.includes(name) && !unsound.includes(name);
  const rows = isReadable('outbox.sqlite') ? readOutbox(join(stateFolder, 'outbox.sqlite')) : EMPTY;
  const memory = isReadable('watch.sqlite') ? readMemory(join(stateFolder, 'watch.sqlite')) : [];
  return [
    check('files_are_there', { zh: '待发箱与记忆文件都在', en: 'Outbox and memory are there' }, missing),
    check('files_are_sound', { zh: '数据库文件完好', en: 'The database files are sound' }, unsound),
    check(
      'nothing_set_aside',
      { zh: '没有因损坏而另存的文件', en: 'No file was set aside as damaged' },
      aside,
    ),
    check(
      'waiting_is_readable',
      {
        zh: '待送的每一条都能读出，并与其编号一致',
        en: 'All that waits can be read, and is what its row says',
      },
      rows.delivery.filter((row) => !isWhole(row)).map(nameOf),
    ),
    check(
      'copies_have_guardians',
      {
        zh: '给家人的副本都有收件人，其他的没有',
        en: 'Copies for guardians name one, and nothing else does',
      },
      rows.delivery
        .filter(({ guardian_id, kind }) => (kind === 'guardian') !== (guardian_id !== ''))
        .map(nameOf),
    ),
    check(
      'events_wait_in_order',
      { zh: '同一预警的事件按序号排队', en: 'Events of one alert wait in the order of their sequence' },
      outOfOrder(rows.delivery).map(nameOf),
    ),
    check(
      'open_alerts_are_readable',
      { zh: '未结束的预警都能读出，且确未结束', en: 'Open alerts can be read, and are not over' },
      rows.open.filter((row) => !isOpen(row)).map(({ alert_id }) => alert_id),
    ),
    check(
      'memory_is_readable',
      { zh: '久静与未见活动的记忆都能读出', en: 'What the long watch remembers can be read' },
      memory.filter(({ state }) => !isJson(state)).map(({ id, kind }) => `${kind} ${id}`),
    ),
  ];
}

const EMPTY = { delivery: [] as DeliveryRow[], open: [] as OpenRow[] };

function readOutbox(path: string): typeof EMPTY {
  return readFrom(path, (database) => ({
    delivery: database.prepare('SELECT * FROM delivery ORDER BY entry_id').all() as DeliveryRow[],
    open: database.prepare('SELECT * FROM open_alert ORDER BY alert_id').all() as OpenRow[],
  }));
}

function readMemory(path: string): MemoryRow[] {
  return readFrom(path, (database) => database.prepare('SELECT * FROM memory').all() as MemoryRow[]);
}

function isSound(path: string): boolean {
  try {
    return readFrom(path, (database) => {
      const rows = database.prepare('PRAGMA integrity_check').all() as { integrity_check: string }[];
      return rows.every(({ integrity_check }) => integrity_check === 'ok');
    });
  } catch {
    return false;
  }
}

function readFrom<T>(path: string, read: (database: Database.Database) => T): T {
  const database = new Database(path, { readonly: true });
  try {
    return read(database);
  } finally {
    database.close();
  }
}

function isWhole({ alert_id, kind, payload, sequence }: DeliveryRow): boolean {
  try {
    const parsed = parsePayload(kind, payload);
    if (parsed.kind === 'image') return parsed.jpeg[0] === 0xff && parsed.jpeg[1] === 0xd8;
    return parsed.data.alertId === alert_id && parsed.data.sequence === sequence;
  } catch {
    return false;
  }
}

function isOpen({ alert_id, open_key, payload }: OpenRow): boolean {
  try {
    const alert = alertSchema.parse(JSON.parse(Buffer.from(payload).toString('utf8')));
    return alert.alertId === alert_id && alert.phase !== 'ended' && open_key !== '';
  } catch {
    return false;
  }
}

function outOfOrder(rows: readonly DeliveryRow[]): DeliveryRow[] {
  const highest = new Map<string, number>();
  return rows.filter(({ alert_id, kind, sequence }) => {
    if (kind !== 'alert') return false;
    const before = highest.get(alert_id) ?? 0;
    highest.set(alert_id, Math.max(before, sequence));
    return sequence < before;
  });
}

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

function nameOf({ alert_id, kind, sequence }: DeliveryRow): string {
  return `${kind} ${alert_id}/${sequence}`;
}

function check(rule: string, text: BilingualText, broken: readonly string[]): Checked {
  return { rule, text, count: broken.length, examples: broken.slice(0, MAX_EXAMPLES) };
}
