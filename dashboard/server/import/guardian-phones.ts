/** Import of the numbers of guardians: guardianId,phone. */
import { sql } from 'kysely';
import type { ImportReport } from '../../../edge-config/contracts/rest.ts';
import { normalisePhone } from '../../domain/phone.ts';
import { guardiansWithin } from '../store/scope.ts';
import type { BadRows, Fault } from './bad-rows.ts';
import { EXCEL_NUMBER, looksRounded, NO_PHONE, REQUIRED } from './faults.ts';
import { carryOut, type Import, readRows } from './importing.ts';
import { planImport } from './plan.ts';
import { soundRows } from './sound-rows.ts';
import type { Row } from './table.ts';

export const PHONE_COLUMNS = ['guardianId', 'phone'] as const;

interface PhoneRow {
  readonly guardianId: string;
  /** E.164. */
  readonly phone: string | null;
}

const UNKNOWN_GUARDIAN: Fault = {
  reason: { zh: '没有这位监护人，或不在您的辖区内', en: 'no such guardian in your division' },
  fix: { zh: '更正编号，或先登记监护人', en: 'correct the id, or enter the guardian first' },
};

/** Pure. */
export function checkPhones(
  rows: readonly Row<(typeof PHONE_COLUMNS)[number]>[],
  known: { readonly hasGuardian: (guardianId: string) => boolean },
  bad: BadRows,
): PhoneRow[] {
  const keyOf = ({ guardianId }: { readonly guardianId: string }): string => guardianId;
  return soundRows(rows, bad, keyOf, ({ cells: { guardianId, phone: written }, check, repeated }) => {
    const phone = normalisePhone(written);
    const unknown = known.hasGuardian(guardianId) ? undefined : UNKNOWN_GUARDIAN;
    check('guardianId', guardianId === '' ? REQUIRED : (repeated ?? unknown));
    if (phone === undefined) {
      const fault = written === '' ? REQUIRED : looksRounded(written) ? EXCEL_NUMBER : NO_PHONE;
      check('phone', fault);
    }
    return phone === undefined ? undefined : { guardianId, phone };
  });
}

/** @throws BadRowsError */
export function importGuardianPhones(request: Import): Promise<ImportReport> {
  const { bad, rows } = readRows(request, PHONE_COLUMNS);
  return carryOut<PhoneRow>(request, {
    plan: async (reads) => {
      const ids = JSON.stringify([...new Set(rows.map(({ cells }) => cells.guardianId))]);
      const found = await reads
        .selectFrom('guardians')
        .select(['guardian_id as guardianId', 'phone'])
        .where(sql<boolean>`guardian_id IN (SELECT jsonb_array_elements_text(${ids}::jsonb))`)
        .where(guardiansWithin(request.bound))
        .execute();
      const present = new Map(found.map((row) => [row.guardianId, row]));
      const wanted = checkPhones(rows, { hasGuardian: (id) => present.has(id) }, bad);
      bad.refuse();
      return planImport(wanted, ({ guardianId }) => guardianId, present, { phone: ({ phone }) => phone });
    },
    write: async (transaction, { changed }) => {
      await sql`UPDATE guardians SET phone = wanted.phone
        FROM jsonb_to_recordset(${JSON.stringify(changed)}::jsonb) AS wanted ("guardianId" text, phone text)
        WHERE guardians.guardian_id = wanted."guardianId"`.execute(transaction);
    },
  });
}
