/** Rows of a file of household records, checked. Pure. */
import type { Resident, ResponderRole } from '../../../edge-config/contracts/rest.ts';
import { covers } from '../../domain/division.ts';
import type { BadRows, Fault } from './bad-rows.ts';
import {
  EXCEL_NUMBER,
  looksRounded,
  NO_CODE,
  OUTSIDE,
  REQUIRED,
  tooLong,
  UNKNOWN_DIVISION,
} from './faults.ts';
import { soundRows } from './sound-rows.ts';
import type { Row } from './table.ts';

export const HOUSEHOLD_COLUMNS = [
  ...(['gatewayId', 'householdId', 'address', 'village'] as const),
  ...(['residents', 'note', 'unitHead', 'gridWorker'] as const),
] as const;
type Column = (typeof HOUSEHOLD_COLUMNS)[number];

export interface HouseholdFileRow {
  readonly gatewayId: string;
  readonly householdId: string;
  readonly address: string;
  readonly village: string | null;
  readonly residents: readonly Pick<Resident, 'alias' | 'kind'>[];
  readonly note: string | null;
  readonly unitHead: string | null;
  readonly gridWorker: string | null;
}

/** What the rows may name. */
export interface KnownHouseholds {
  /** Division of who imports. */
  readonly bound: string;
  /** Gateway → where it stands: its village where that was said, else its township. */
  readonly gateways: ReadonlyMap<string, { readonly township: string; readonly division: string }>;
  /** Keys, see `keyOf`. */
  readonly households: ReadonlySet<string>;
  readonly villages: ReadonlySet<string>;
  readonly responders: ReadonlyMap<string, ResponderRole>;
}

/** Ids hold no "/". */
export function keyOf(household: { readonly gatewayId: string; readonly householdId: string }): string {
  return `${household.gatewayId}/${household.householdId}`;
}

const LIMITS = { address: 240, note: 1000 } as const;
const MAX_ALIAS = 60;
const MAX_RESIDENTS = 20;
const KINDS: Readonly<Record<string, Resident['kind']>> = {
  ...{ elder: 'elder', 老人: 'elder', child: 'child', 儿童: 'child', other: 'other', 其他: 'other' },
};

const UNKNOWN_GATEWAY: Fault = {
  reason: { zh: '没有这个网关', en: 'this gateway was never heard' },
  fix: { zh: '更正编号；新网关须先上线一次', en: 'correct the id; a new gateway must have been online once' },
};
const UNKNOWN_HOUSEHOLD: Fault = {
  reason: { zh: '该网关没有这一户', en: 'its gateway has no such household' },
  fix: {
    zh: '更正编号，或先在网关配置里登记这一户',
    en: 'correct the id, or add it to the gateway’s configuration',
  },
};
const VILLAGE_ELSEWHERE: Fault = {
  reason: { zh: '这个村不在网关所属的乡镇', en: 'this village is not in the gateway’s township' },
  fix: { zh: '更正村代码；留空则用网关所在的村', en: 'correct it; empty: the gateway’s village' },
};
const BAD_RESIDENTS: Fault = {
  reason: { zh: '居住人写法不对', en: 'the residents are not written as they should be' },
  fix: {
    zh: '写作“奶奶:老人;孙子:儿童”，种类为老人、儿童、其他，称呼不重复，最多 20 人',
    en: 'write "grandmother:elder;grandson:child"; elder, child or other; no alias twice; 20 at most',
  },
};
const unknownResponder = (role: ResponderRole): Fault => ({
  reason: {
    zh: `没有这位${role === 'unit_head' ? '联户长' : '网格员'}`,
    en: `no such ${role === 'unit_head' ? 'ten-household head' : 'grid worker'}`,
  },
  fix: { zh: '更正编号，或先登记此人；可以留空', en: 'correct the id, or enter them first; it may be empty' },
});

export function checkHouseholds(
  rows: readonly Row<Column>[],
  known: KnownHouseholds,
  bad: BadRows,
): HouseholdFileRow[] {
  return soundRows(rows, bad, keyOf, ({ cells, check, repeated }) => {
    const residents = readResidents(cells.residents);
    check('gatewayId', gatewayFault(cells.gatewayId, known));
    check('householdId', householdFault(cells, known, repeated));
    check('address', cells.address.length > LIMITS.address ? tooLong(LIMITS.address) : undefined);
    check('village', villageFault(cells, known));
    check('residents', residents === undefined ? BAD_RESIDENTS : undefined);
    check('note', cells.note.length > LIMITS.note ? tooLong(LIMITS.note) : undefined);
    check('unitHead', responderFault(cells.unitHead, 'unit_head', known));
    check('gridWorker', responderFault(cells.gridWorker, 'grid_worker', known));
    if (residents === undefined) return undefined;
    const { address, gatewayId, gridWorker, householdId, note, unitHead, village } = cells;
    return {
      ...{ gatewayId, householdId, address, residents, village: orNull(village), note: orNull(note) },
      ...{ unitHead: orNull(unitHead), gridWorker: orNull(gridWorker) },
    };
  });
}

function gatewayFault(gatewayId: string, { bound, gateways }: KnownHouseholds): Fault | undefined {
  if (gatewayId === '') return REQUIRED;
  const gateway = gateways.get(gatewayId);
  if (gateway === undefined) return UNKNOWN_GATEWAY;
  return covers(bound, gateway.division) ? undefined : OUTSIDE;
}

function householdFault(
  cells: Readonly<Record<Column, string>>,
  { gateways, households }: KnownHouseholds,
  repeated: Fault | undefined,
): Fault | undefined {
  if (cells.householdId === '') return REQUIRED;
  if (repeated !== undefined) return repeated;
  // Of an unknown gateway nothing more can be said.
  if (!gateways.has(cells.gatewayId) || households.has(keyOf(cells))) return undefined;
  return UNKNOWN_HOUSEHOLD;
}

function villageFault(
  { gatewayId, village }: Readonly<Record<Column, string>>,
  { gateways, villages }: KnownHouseholds,
): Fault | undefined {
  if (village === '') return undefined;
  if (looksRounded(village)) return EXCEL_NUMBER;
  if (!/^\d{12}$/.test(village)) return NO_CODE;
  if (!villages.has(village)) return UNKNOWN_DIVISION;
  const township = gateways.get(gatewayId)?.township;
  return township === undefined || covers(township, village) ? undefined : VILLAGE_ELSEWHERE;
}

function responderFault(id: string, role: ResponderRole, known: KnownHouseholds): Fault | undefined {
  return id === '' || known.responders.get(id) === role ? undefined : unknownResponder(role);
}

/** `alias:kind;alias:kind`, with the separators of a Chinese keyboard too. @returns undefined when it is not so. */
export function readResidents(cell: string): HouseholdFileRow['residents'] | undefined {
  const parts = cell
    .split(/[;；]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const residents = parts.flatMap((part) => {
    const [alias = '', word = '', ...rest] = part.split(/[:：]/).map((text) => text.trim());
    const kind = Object.hasOwn(KINDS, word) ? KINDS[word] : undefined;
    return rest.length === 0 && alias !== '' && alias.length <= MAX_ALIAS && kind !== undefined
      ? [{ alias, kind }]
      : [];
  });
  const isWhole = residents.length === parts.length && residents.length <= MAX_RESIDENTS;
  const isDistinct = new Set(residents.map(({ alias }) => alias)).size === residents.length;
  return isWhole && isDistinct ? residents : undefined;
}

function orNull(cell: string): string | null {
  return cell === '' ? null : cell;
}
