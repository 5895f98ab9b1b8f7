/** Phones of guardians: codes that bind them, and what is bound. */
import { ShouwangError } from '../../../../edge-config/contracts/errors.ts';
import type { BINDING_ROUTES, UserView } from '../../../../edge-config/contracts/rest.ts';
import {
  cancelBindingCode,
  listBindings,
  makeBindingCode,
  redeemBinding,
  removeBinding,
} from '../../store/binding.ts';
import { type HouseholdKey, readHouseholdPlace } from '../../store/household-records.ts';
import { readGuardianSession } from '../../store/people.ts';
import { recordAudit } from '../../store/records.ts';
import { audit, type HandlerContext, instantOf, requireWithin } from '../context.ts';
import { COOKIES, openCookie } from '../cookies.ts';
import type { HandlersOf } from '../router.ts';
import { guardianSessionOf } from './guardian-session.ts';

export function bindingHandlers(context: HandlerContext): HandlersOf<typeof BINDING_ROUTES> {
  const { config, database } = context;

  /** @throws ShouwangError NOT_FOUND, FORBIDDEN */
  async function requireHousehold(user: UserView, key: HouseholdKey): Promise<void> {
    const place = await readHouseholdPlace(database, key);
    if (place === undefined) throw new ShouwangError('NOT_FOUND', `household ${nameOf(key)}`);
    requireWithin(user, place.division, `household ${nameOf(key)}`);
  }

  return {
    listBindings: async ({ params, user }) => {
      await requireHousehold(user, params);
      return listBindings(database, params, instantOf(context));
    },
    makeBindingCode: async ({ body, params, user }) => {
      await requireHousehold(user, params);
      const { codeId, digits, expiresAt, token } = await makeBindingCode(database, config.guardianKey, {
        ...{ ...params, ...body, madeBy: user.username, atMs: context.clock.wallMs() },
      });
      await audit(context, user, {
        ...{ what: 'make binding code', subject: nameOf(params), detail: `${body.relation}, code ${codeId}` },
      });
      return { codeId, digits, url: context.bindingUrl(token), expiresAt };
    },
    cancelBindingCode: async ({ params: { codeId, ...key }, user }) => {
      await requireHousehold(user, key);
      if (!(await cancelBindingCode(database, key, codeId)))
        throw new ShouwangError('NOT_FOUND', `code ${codeId} of ${nameOf(key)}`);
      await audit(context, user, {
        ...{ what: 'cancel binding code', subject: nameOf(key), detail: `code ${codeId}` },
      });
      return { ok: true };
    },
    removeBinding: async ({ params: { guardianId, ...key }, user }) => {
      await requireHousehold(user, key);
      const removed = await removeBinding(database, key, guardianId);
      if (removed === undefined) throw new ShouwangError('NOT_FOUND', `${guardianId} of ${nameOf(key)}`);
      const detail = removed.isSignedOut ? `${guardianId}, signed out everywhere` : guardianId;
      await audit(context, user, { what: 'remove guardian', subject: nameOf(key), detail });
      return { ok: true };
    },
    redeemBinding: async ({ body: { code, language }, reply, request }) => {
      const at = instantOf(context);
      const guardianId = await readGuardianSession(database, request.cookies[COOKIES.guardian], at);
      const bound = await redeemBinding(database, config.guardianKey, {
        ...{ code, guardianId, language, at },
      }).catch(async (error: unknown) => {
        await recordAudit(database, {
          ...{ at, actor: guardianId === undefined ? 'nobody' : `guardian ${guardianId}` },
          ...{ what: 'binding refused', subject: 'binding code', detail: request.ip },
        });
        throw error;
      });
      await recordAudit(database, {
        ...{ at, actor: `guardian ${bound.guardianId}`, what: 'bind phone', subject: nameOf(bound) },
        detail: bound.relation,
      });
      if (bound.isNew)
        await openCookie(context, { kind: 'guardian', subject: bound.guardianId, request, reply });
      const place = await readHouseholdPlace(database, bound);
      return {
        session: await guardianSessionOf(context, bound.guardianId),
        householdLabel: place?.label ?? bound.householdId,
      };
    },
  };
}

/** Ids hold no "/". */
function nameOf({ gatewayId, householdId }: HouseholdKey): string {
  return `${gatewayId}/${householdId}`;
}
