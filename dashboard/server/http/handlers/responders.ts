/** Responders and their rosters: who may be sent, and when. */
import { ShouwangError } from '../../../../edge-config/contracts/errors.ts';
import type { RESPONDER_ROUTES, UserView } from '../../../../edge-config/contracts/rest.ts';
import { covers } from '../../../domain/division.ts';
import {
  insertResponder,
  listResponders,
  listRoster,
  type RosterTime,
  readResponder,
  readResponderView,
  replaceRoster,
  updateResponder,
} from '../../store/responders.ts';
import { readAlertView } from '../../store/views.ts';
import { audit, type HandlerContext, instantOf, requireWithin } from '../context.ts';
import type { HandlersOf } from '../router.ts';

const MAX_ROSTER_MS = 35 * 24 * 3600_000;
const TOWNSHIP_DIGITS = 9;

export function responderHandlers(context: HandlerContext): HandlersOf<typeof RESPONDER_ROUTES> {
  const { config, database, divisions } = context;
  const view = (responderId: string) =>
    readResponderView(database, divisions, responderId, instantOf(context));
  const roster = async (time: RosterTime) => ({
    timeZone: config.timeZone,
    rows: await listRoster(database, time),
  });

  /** Numbers are for those who may act where the responder serves, and for those whom the responder serves. */
  async function requireNear(user: UserView, division: string, alertId: string | null): Promise<void> {
    if (!isNear(user.division, division))
      throw new ShouwangError('FORBIDDEN', `that responder does not serve ${user.division}`);
    if (alertId === null) return;
    const alert = await readAlertView(database, divisions, alertId);
    if (alert === undefined) throw new ShouwangError('NOT_FOUND', `alert ${alertId}`);
    requireWithin(user, alert.division.code, `alert ${alertId}`);
  }

  return {
    listResponders: async ({ query: { division, inactive, limit, q, role }, user }) => {
      if (division !== undefined) requireWithin(user, division, `division ${division}`);
      const filter = {
        division: division ?? user.division,
        role,
        q,
        limit,
        withInactive: inactive === 'yes',
      };
      return listResponders(database, divisions, filter, instantOf(context));
    },
    createResponder: async ({ body, user }) => {
      requireKeeper(user, body.division);
      await insertResponder(database, body);
      const { responderId, role } = body;
      await audit(context, user, {
        ...{ what: 'add responder', subject: responderId },
        detail: `${role} of ${body.division}`,
      });
      return view(responderId);
    },
    changeResponder: async ({ body, params: { responderId }, user }) => {
      const before = await readResponder(database, responderId);
      requireKeeper(user, before.division);
      requireKeeper(user, body.division);
      await updateResponder(database, responderId, body);
      // A number is nobody's to read in the audit.
      const isNewPhone = body.phone !== undefined && body.phone !== before.phone;
      const old = `${before.role} of ${before.division}, ${before.is_active ? 'active' : 'inactive'}`;
      const now = `${body.role} of ${body.division}, ${body.isActive ? 'active' : 'inactive'}`;
      await audit(context, user, {
        ...{ what: 'change responder', subject: responderId },
        detail: `${old} → ${now}${isNewPhone ? ', another number' : ''}`,
      });
      return view(responderId);
    },
    revealResponder: async ({ body: { alertId }, params: { responderId }, user }) => {
      const { division, phone } = await readResponder(database, responderId);
      await requireNear(user, division, alertId);
      if (phone === null) throw new ShouwangError('NOT_FOUND', `no number of responder ${responderId}`);
      const detail = alertId === null ? 'for no alert' : `for alert ${alertId}`;
      await audit(context, user, { what: 'reveal phone', subject: `responder ${responderId}`, detail });
      return { phone };
    },
    getRoster: ({ query, user }) => {
      requireTime(query);
      requireWithin(user, query.division, `division ${query.division}`);
      return roster(query);
    },
    replaceRoster: async ({ body: { rows }, query, user }) => {
      requireTime(query);
      requireKeeper(user, query.division);
      const before = await replaceRoster(database, query, rows);
      await audit(context, user, {
        ...{ what: 'change roster', subject: query.division },
        detail: `${query.from} to ${query.to}: ${before} → ${rows.length} shift(s)`,
      });
      return roster(query);
    },
  };
}

function isNear(bound: string, division: string): boolean {
  return covers(bound, division) || covers(division, bound);
}

/** @throws ShouwangError FORBIDDEN: operators of a village keep no lists. */
function requireKeeper(user: UserView, division: string): void {
  requireWithin(user, division, `division ${division}`);
  if (user.role !== 'administrator' && user.division.length > TOWNSHIP_DIGITS)
    throw new ShouwangError('FORBIDDEN', 'the township keeps this list');
}

/** @throws ShouwangError REQUEST_INVALID */
function requireTime({ from, to }: RosterTime): void {
  const lengthMs = Date.parse(to) - Date.parse(from);
  if (lengthMs > 0 && lengthMs <= MAX_ROSTER_MS) return;
  throw new ShouwangError('REQUEST_INVALID', 'the time does not fit', {
    issues: [
      { path: 'to', value: to, reason: 'not within 35 days after "from"', fix: 'ask for at most 35 days' },
    ],
  });
}
