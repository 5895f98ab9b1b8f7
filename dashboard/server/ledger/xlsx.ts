/** The ledger as a workbook, made in a thread: a hundred thousand rows take seconds in which alerts must not wait. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { LedgerRow } from '../../../edge-config/contracts/rest.ts';
import type { DocumentLanguage } from '../words.ts';
import { LEDGER_COLUMNS } from './columns.ts';
import type { SheetMessage } from './xlsx-messages.ts';

/** One at a time, since each holds all its rows in memory. */
let last: Promise<unknown> = Promise.resolve();

export function xlsxOf(
  batches: AsyncIterable<readonly LedgerRow[]>,
  language: DocumentLanguage,
): Promise<Buffer> {
  const work = last.then(() => write(batches, language));
  last = work.catch(() => {});
  return work;
}

async function write(
  batches: AsyncIterable<readonly LedgerRow[]>,
  language: DocumentLanguage,
): Promise<Buffer> {
  const worker = new Worker(new URL('./xlsx-boot.mjs', import.meta.url));
  try {
    const done = once(worker, 'message') as Promise<[Uint8Array]>;
    // It may fail while rows are still being read: told when it is waited for.
    done.catch(() => {});
    const tell = (message: SheetMessage): void => worker.postMessage(message);
    tell({
      kind: 'head',
      sheet: language === 'zh' ? '台账' : 'Ledger',
      columns: LEDGER_COLUMNS.map(({ title, width }) => ({ title: title[language], width })),
    });
    for await (const rows of batches) {
      tell({
        kind: 'rows',
        rows: rows.map((row) => LEDGER_COLUMNS.map(({ cell }) => cell(row, language))),
      });
    }
    tell({ kind: 'end' });
    const [bytes] = await done;
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  } finally {
    await worker.terminate();
  }
}
