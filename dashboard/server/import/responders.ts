/** Import of responders: responderId,role,label,division,phone. The columns of the file replace what is there. */
import { sql } from 'kysely';
import { slugSchema } from '../../../edge-config/contracts/primitives.ts';
import type { ImportReport, ResponderRole } from '../../../edge-config/contracts/rest.ts';
import { covers } from '../../domain/division.ts';
import { normalisePhone } from '../../domain/phone.ts';
import type { BadRows, Fault } from './bad-rows.ts';
import {
  EXCEL_NUMBER,
  looksRounded,
  NO_CODE,
  NO_PHONE,
  OUTSIDE,
  REQUIRED,
  tooLong,
  UNKNOWN_DIVISION,
} from './faults.ts';
import { carryOut, type Import, readRows } from './importing.ts';
import { planImport } from './plan.ts';
import { soundRows } from './sound-rows.ts';
import type { Row } from './table.ts';

export const RESPONDER_COLUMNS = ['responderId', 'role', 'label', 'division', 'phone'] as const;
type Column = (typeof RESPONDER_COLUMNS)[number];

interface ResponderRow {
  readonly responderId: string;
  readonly role: ResponderRole;
  readonly label: string;
  readonly division: string;
  /** E.164. */
  readonly phone: string | null;
}

/** What the rows may name. */
export interface KnownResponders {
  /** Division of who imports. */
  readonly bound: string;
  readonly divisions: ReadonlySet<string>;
  /** Where those serve who are there already. */
  readonly places: ReadonlyMap<string, string>;
}

const MAX_LABEL = 60;
const ROLES: Readonly<Record<string, ResponderRole>> = {
  ...{ unit_head: 'unit_head', 联户长: 'unit_head', grid_worker: 'grid_worker', 网格员: 'grid_worker' },
  ...{ village_centre: 'village_centre', 村综治中心: 'village_centre', 村: 'village_centre' },
  ...{ township: 'township', 乡镇: 'township', county: 'county', 县: 'county' },
};

const BAD_ID: Fault = {
  reason: { zh: '编号写法不对', en: 'this is no id' },
  fix: { zh: '用小写字母、数字和 -，以字母或数字开头', en: 'use small letters, digits and "-"' },
};
const BAD_ROLE: Fault = {
  reason: { zh: '没有这种角色', en: 'there is no such role' },
  fix: {
    zh: '写联户长、网格员、村综治中心、乡镇或县',
    en: 'write unit_head, grid_worker, village_centre, township or county',
  },
};
const SERVES_ELSEWHERE: Fault = {
  reason: { zh: '这个编号已是别的辖区的人', en: 'this id belongs to somebody of another division' },
  fix: { zh: '换一个编号', en: 'choose another id' },
};

/** Pure. */
export function checkResponders(
  rows: readonly Row<Column>[],
  known: KnownResponders,
  bad: BadRows,
): ResponderRow[] {
  const keyOf = ({ responderId }: Readonly<Record<Column, string>>): string => responderId;
  return soundRows(rows, bad, keyOf, ({ cells, check, repeated }) => {
    const { division, label, phone: written, responderId } = cells;
    const role = Object.hasOwn(ROLES, cells.role) ? ROLES[cells.role] : undefined;
    const phone = written === '' ? null : normalisePhone(written);
    check('responderId', idFault(responderId, known, repeated));
    check('role', cells.role === '' ? REQUIRED : role === undefined ? BAD_ROLE : undefined);
    check('label', label === '' ? REQUIRED : label.length > MAX_LABEL ? tooLong(MAX_LABEL) : undefined);
    check('division', divisionFault(division, known));
    check('phone', phone !== undefined ? undefined : looksRounded(written) ? EXCEL_NUMBER : NO_PHONE);
    if (role === undefined || phone === undefined) return undefined;
    return { responderId, role, label, division, phone };
  });
}

function idFault(
  id: string,
  { bound, places }: KnownResponders,
  repeated: Fault | undefined,
): Fault | undefined {
  if (id === '') return REQUIRED;
  if (!slugSchema.safeParse(id).success) return BAD_ID;
  if (repeated !== undefined) return repeated;
  const place = places.get(id);
  return place === undefined || covers(bound, place) ? undefined : SERVES_ELSEWHERE;
}

function divisionFault(code: string, { bound, divisions }: KnownResponders): Fault | undefined {
  if (code === '') return REQUIRED;
  if (looksRounded(code)) return EXCEL_NUMBER;
  if (!/^\d+$/.test(code)) return NO_CODE;
  if (!divisions.has(code)) return UNKNOWN_DIVISION;
  return covers(bound, code) ? undefined : OUTSIDE;
}

/** @throws BadRowsError */
export function importResponders(request: Import): Promise<ImportReport> {
  const { bad, rows } = readRows(request, RESPONDER_COLUMNS);
  return carryOut<ResponderRow>(request, {
    plan: async (reads) => {
      const divisions = await reads.selectFrom('divisions').select('code').execute();
      const present = await reads
        .selectFrom('responders')
        .select(['responder_id as responderId', 'role', 'label', 'division', 'phone'])
        .execute();
      const known = {
        bound: request.bound,
        divisions: new Set(divisions.map(({ code }) => code)),
        places: new Map(present.map(({ division, responderId }) => [responderId, division])),
      };
      const wanted = checkResponders(rows, known, bad);
      bad.refuse();
      const keyOf = ({ responderId }: ResponderRow): string => responderId;
      return planImport(wanted, keyOf, new Map(present.map((row) => [keyOf(row), row])), {
        role: ({ role }) => role,
        label: ({ label }) => label,
        division: ({ division }) => division,
        phone: ({ phone }) => phone,
      });
    },
    write: async (transaction, { changed, created }) => {
      await sql`INSERT INTO responders (responder_id, role, label, division, phone)
        SELECT "responderId", role, label, division, phone
        FROM jsonb_to_recordset(${JSON.stringify([...created, ...changed])}::jsonb)
          AS wanted ("responderId" text, role text, label text, division text, phone text)
        ON CONFLICT (responder_id) DO UPDATE SET role = excluded.role, label = excluded.label,
          division = excluded.division, phone = excluded.phone`.execute(transaction);
    },
  });
}
