/**
 * A second copy of what waits in the outbox: every event as a line of text, synced, beside the database. It is read only
 * when the database is damaged. What it holds twice, or after it was delivered, does no harm: everything downstream is
 * idempotent. It begins anew whenever nothing waits, so it stays short.
 */
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { z } from 'zod';
import { alertSchema, guardianAlertSchema } from '../../../edge-config/contracts/messages.ts';
import { slugSchema } from '../../../edge-config/contracts/primitives.ts';

const entrySchema = z.strictObject({
  openKey: z.string().nullable(),
  alert: alertSchema,
  guardianAlerts: z.array(z.strictObject({ guardianId: slugSchema, alert: guardianAlertSchema })),
  committedWallMs: z.int(),
});
export type JournalEntry = z.infer<typeof entrySchema>;

export class Journal {
  readonly #path: string;
  #file: number;
  #sizeBytes: number;
  /** A line that the disk took only in part must not spoil the next. */
  #isTorn = true;

  constructor(path: string) {
    this.#path = path;
    this.#file = openSync(path, 'a', 0o600);
    this.#sizeBytes = fstatSync(this.#file).size;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** On disk when it returns. @throws when the disk refuses. */
  append(entry: JournalEntry): void {
    const line = Buffer.from(`${this.#isTorn ? '\n' : ''}${JSON.stringify(entry)}\n`, 'utf8');
    this.#isTorn = true;
    for (let written = 0; written < line.length; ) {
      written += writeSync(this.#file, line, written);
    }
    fsyncSync(this.#file);
    this.#isTorn = false;
    this.#sizeBytes += line.length;
  }

  /** Keeps these alone. The old file stands until the new one is whole. */
  restart(entries: readonly JournalEntry[]): void {
    const next = `${this.#path}.new`;
    writeFileSync(next, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''), {
      mode: 0o600,
      flush: true,
    });
    renameSync(next, this.#path);
    closeSync(this.#file);
    this.#file = openSync(this.#path, 'a', 0o600);
    this.#sizeBytes = fstatSync(this.#file).size;
    this.#isTorn = true;
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** What can be read of it, in its order; a torn or damaged line is left out. */
export function readJournal(path: string): JournalEntry[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return line === '' ? [] : entrySchema.parse(JSON.parse(line));
      } catch {
        return [];
      }
    });
}
