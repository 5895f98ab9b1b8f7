/** What the county keeps of households; numbers only when they are asked for. */
import { ShouwangError } from '../../../../edge-config/contracts/errors.ts';
import { slugSchema } from '../../../../edge-config/contracts/primitives.ts';
import type {
  HOUSEHOLD_ROUTES,
  HouseholdCard,
  HouseholdRecord,
  UserView,
} from '../../../../edge-config/contracts/rest.ts';
import { covers } from '../../../domain/division.ts';
import { normalisePhone } from '../../../domain/phone.ts';
import { knowsGuardians, knowsResponder, listHouseholds, readEdit } from '../../store/household-lists.ts';
import {
  type HouseholdKey,
  type HouseholdPlace,
  isAlertOf,
  readCard,
  readContactPhone,
  readHouseholdPlace,
  recordOf,
  writeGuardianPhone,
  writeGuardians,
  writeRecord,
  writeResidents,
} from '../../store/household-records.ts';
import { audit, type HandlerContext, instantOf, requireWithin } from '../context.ts';
import type { HandlersOf } from '../router.ts';
import { changes, invalid } from './divisions.ts';

export function householdHandlers(context: HandlerContext): HandlersOf<typeof HOUSEHOLD_ROUTES> {
  const { database, divisions } = context;

  /** @throws ShouwangError NOT_FOUND, FORBIDDEN */
  async function placeFor(user: UserView, key: HouseholdKey): Promise<HouseholdPlace> {
    const place = await readHouseholdPlace(database, key);
    if (place === undefined) throw new ShouwangError('NOT_FOUND', `household ${nameOf(key)}`);
    requireWithin(user, place.division, `household ${nameOf(key)}`);
    return place;
  }

  async function cardFor(user: UserView, key: HouseholdKey): Promise<HouseholdCard> {
    return readCard(database, divisions, await placeFor(user, key));
  }

  /** @throws ShouwangError PLACE_ELSEWHERE, REQUEST_INVALID */
  async function checkRecord(place: HouseholdPlace, record: HouseholdRecord): Promise<void> {
    const { gridWorker, unitHead, village } = record;
    if (village !== null) {
      if (!covers(place.township, village))
        throw new ShouwangError('PLACE_ELSEWHERE', `village ${village} is not in ${place.township}`);
      if (!divisions.has(village)) throw invalid('village', village, 'this village is not known');
    }
    if (unitHead !== null && !(await knowsResponder(database, unitHead, 'unit_head')))
      throw invalid('unitHead', unitHead, 'no such ten-household head');
    if (gridWorker !== null && !(await knowsResponder(database, gridWorker, 'grid_worker')))
      throw invalid('gridWorker', gridWorker, 'no such grid worker');
  }

  return {
    listHouseholds: async ({ query, user }) => {
      const division = query.division === '' ? user.division : query.division;
      requireWithin(user, division, `division ${division}`);
      const { limit, q } = query;
      const after = readCursor(query.cursor);
      const filter = { bound: user.division, division, q, limit: limit + 1, after };
      const found = await listHouseholds(database, divisions, filter);
      const households = found.slice(0, limit);
      const last = households.at(-1);
      const nextCursor = found.length > limit && last !== undefined ? nameOf(last) : null;
      return { households, nextCursor };
    },
    householdCard: ({ params, user }) => cardFor(user, params),
    revealPhone: async ({ body, params, user }) => {
      const place = await placeFor(user, params);
      const { alertId, id, kind } = body;
      if (alertId !== null && !(await isAlertOf(database, params, alertId)))
        throw invalid('alertId', alertId, 'no alert of this household');
      const phone = await readContactPhone(database, place, body);
      if (phone === undefined) throw new ShouwangError('NOT_FOUND', `${kind} ${id} of ${nameOf(params)}`);
      if (phone === null) throw new ShouwangError('PHONE_UNKNOWN', `${kind} ${id}`);
      const why = alertId === null ? 'no alert' : `alert ${alertId}`;
      await audit(context, user, {
        ...{ what: 'reveal phone', subject: `${kind} ${id}`, detail: `household ${nameOf(params)}, ${why}` },
      });
      return { phone };
    },
    editHousehold: async ({ params, user }) =>
      readEdit(database, await placeFor(user, params), user.division),
    changeHouseholdRecord: async ({ body, params, user }) => {
      const place = await placeFor(user, params);
      await checkRecord(place, body);
      const author = { at: instantOf(context), by: user.username };
      await writeRecord(database, place, body, author);
      await audit(context, user, {
        ...{
          what: 'change household',
          subject: nameOf(params),
          detail: changes(recordOf(place) ?? {}, body),
        },
      });
      return cardFor(user, params);
    },
    changeResidents: async ({ body: { residents }, params, user }) => {
      await placeFor(user, params);
      const aliases = residents.map(({ alias }) => alias);
      const twice = aliases.find((alias, index) => aliases.indexOf(alias) !== index);
      if (twice !== undefined) throw invalid('residents', twice, 'an alias stands twice');
      await writeResidents(database, params, residents);
      await audit(context, user, {
        ...{ what: 'change residents', subject: nameOf(params), detail: `${residents.length} resident(s)` },
      });
      return cardFor(user, params);
    },
    changeHouseholdGuardians: async ({ body: { guardians }, params, user }) => {
      await placeFor(user, params);
      const ids = guardians.map(({ guardianId }) => guardianId);
      const twice = ids.find((id, index) => ids.indexOf(id) !== index);
      if (twice !== undefined) throw invalid('guardians', twice, 'a guardian stands twice');
      const known = await knowsGuardians(database, ids, user.division);
      const unknown = ids.find((id) => !known.has(id));
      if (unknown !== undefined) throw invalid('guardians', unknown, 'no such guardian in your division');
      await writeGuardians(database, params, guardians);
      await audit(context, user, {
        ...{ what: 'change guardians', subject: nameOf(params), detail: ids.join(', ') },
      });
      return cardFor(user, params);
    },
    changeGuardianPhone: async ({ body, params: { guardianId }, user }) => {
      if ((await knowsGuardians(database, [guardianId], '')).size === 0)
        throw new ShouwangError('NOT_FOUND', `guardian ${guardianId}`);
      if ((await knowsGuardians(database, [guardianId], user.division)).size === 0)
        throw new ShouwangError('FORBIDDEN', `guardian ${guardianId} is not in ${user.division}`);
      const phone = body.phone === null ? null : normalisePhone(body.phone);
      if (phone === undefined) throw new ShouwangError('REQUEST_INVALID', 'phone', { issues: [BAD_PHONE] });
      await writeGuardianPhone(database, guardianId, phone);
      await audit(context, user, {
        ...{ what: 'change phone', subject: `guardian ${guardianId}` },
        detail: phone === null ? 'phone removed' : 'phone',
      });
      return { ok: true };
    },
  };
}

/** A number is not quoted: errors end up in logs. */
const BAD_PHONE = {
  ...{ path: 'phone', value: '***', reason: 'it is no phone number' },
  fix: 'a mobile of 11 digits, a landline with its area code, or + and the country code',
};

/** Ids hold no "/". */
function nameOf({ gatewayId, householdId }: HouseholdKey): string {
  return `${gatewayId}/${householdId}`;
}

/** @throws ShouwangError REQUEST_INVALID */
function readCursor(cursor: string | undefined): HouseholdKey | undefined {
  if (cursor === undefined) return undefined;
  const [gatewayId, householdId, ...rest] = cursor.split('/');
  const isWhole = [gatewayId, householdId].every((part) => slugSchema.safeParse(part).success);
  if (!isWhole || rest.length > 0) throw invalid('cursor', cursor, 'it is no cursor of this list');
  return { gatewayId: gatewayId ?? '', householdId: householdId ?? '' };
}
