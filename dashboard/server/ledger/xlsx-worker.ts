/** The thread that writes a workbook. */
import { parentPort } from 'node:worker_threads';
import writeExcelFile, { type Row } from 'write-excel-file/node';
import { CHINA_OFFSET_MS } from '../../domain/report/period.ts';
import type { LedgerCell } from './columns.ts';
import type { SheetMessage } from './xlsx-messages.ts';

if (parentPort === null) throw new Error('this runs in a worker thread');
const port = parentPort;
const rows: Row[] = [];
let head: Extract<SheetMessage, { kind: 'head' }> | undefined;
/** Messages that arrive before this module has loaded wait in the port. */
port.on('message', (message: SheetMessage) => {
  if (message.kind === 'head') head = message;
  else if (message.kind === 'rows') for (const row of message.rows) rows.push(row.map(toCell));
  else void finish();
});

async function finish(): Promise<void> {
  const { columns = [], sheet = '' } = head ?? {};
  const titles = columns.map(({ title }) => ({ value: title, fontWeight: 'bold' as const }));
  const bytes = await writeExcelFile([titles, ...rows], {
    sheet,
    stickyRowsCount: 1,
    columns: columns.map(({ width }) => ({ width })),
  }).toBuffer();
  port.postMessage(bytes);
}

function toCell(cell: LedgerCell): Row[number] {
  if (typeof cell === 'string') return { value: cell, type: String };
  if (typeof cell === 'number') return { value: cell, type: Number, format: '0.0' };
  if (cell === null) return null;
  // Workbooks know no time zones: the clock in China is written as it is.
  return { value: new Date(cell.chinaMs + CHINA_OFFSET_MS), type: Date, format: 'yyyy-mm-dd hh:mm:ss' };
}
