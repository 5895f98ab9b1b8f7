/** The ledger: read page by page, taken away as a file. */
import { Readable } from 'node:stream';
import { ShouwangError } from '../../../../edge-config/contracts/errors.ts';
import {
  LEDGER_EXPORTED,
  type LEDGER_ROUTES,
  type LedgerFilter,
  type UserView,
} from '../../../../edge-config/contracts/rest.ts';
import { chinaDay } from '../../../domain/report/period.ts';
import { csvOf } from '../../ledger/csv.ts';
import { xlsxOf } from '../../ledger/xlsx.ts';
import { countLedger, type LedgerPosition, ledgerBatches, readLedger } from '../../store/ledger.ts';
import { audit, type HandlerContext, requireWithin } from '../context.ts';
import type { HandlersOf } from '../router.ts';

/** Rows that are read for a file at once. */
const BATCH = 1000;
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export function ledgerHandlers(context: HandlerContext): HandlersOf<typeof LEDGER_ROUTES> {
  const { clock, database, divisions } = context;

  return {
    listLedger: async ({ query: { cursor, limit, ...query }, user }) => {
      const filter = within(user, query);
      const after = cursor === undefined ? undefined : toPosition(cursor);
      // One more than is shown tells whether there is another page.
      const reading = readLedger(database, divisions, filter, { after, limit: limit + 1 });
      // Counting takes as long as reading: both at once.
      const counting = after === undefined ? countLedger(database, filter) : null;
      const [found, total] = await Promise.all([reading, counting]);
      const rows = found.slice(0, limit);
      const last = found.length > limit ? rows.at(-1) : undefined;
      return {
        rows,
        nextCursor: last === undefined ? null : `${last.occurredAt}_${last.alertId}`,
        total,
      };
    },
    exportLedger: async ({ query: { format, lang, ...query }, reply, user }) => {
      const filter = within(user, query);
      const { count, isMore } = await countLedger(database, filter, LEDGER_EXPORTED);
      if (isMore) throw new ShouwangError('EXPORT_TOO_LARGE', `more than ${LEDGER_EXPORTED} rows`);
      await audit(context, user, {
        what: 'export ledger',
        subject: filter.division === '' ? 'all divisions' : filter.division,
        detail: `${count} rows as ${format}: ${JSON.stringify(query)}`,
      });
      const batches = ledgerBatches(database, divisions, filter, { batch: BATCH, most: LEDGER_EXPORTED });
      reply.header(
        'Content-Disposition',
        `attachment; filename="ledger-${chinaDay(clock.wallMs())}.${format}"`,
      );
      reply.header('X-Ledger-Rows', count);
      if (format === 'csv') {
        reply.type('text/csv; charset=utf-8');
        return Readable.from(csvOf(batches, lang));
      }
      reply.type(XLSX);
      return xlsxOf(batches, lang);
    },
  };
}

/** @throws ShouwangError FORBIDDEN when the division asked for is not the user's. */
function within<T extends LedgerFilter>(user: UserView, filter: T): T & { readonly division: string } {
  const division = filter.division ?? user.division;
  requireWithin(user, division, `the ledger of ${division === '' ? 'all divisions' : division}`);
  return { ...filter, division };
}

/** @throws ShouwangError REQUEST_INVALID */
function toPosition(cursor: string): LedgerPosition {
  const [, occurredAt, alertId] = /^([-\d]{10}T[\d:.]{12}Z)_([0-9A-Z]{26})$/.exec(cursor) ?? [];
  if (occurredAt === undefined || alertId === undefined || Number.isNaN(Date.parse(occurredAt))) {
    throw new ShouwangError('REQUEST_INVALID', 'this cursor is of no page of the ledger');
  }
  return { occurredAt, alertId };
}
