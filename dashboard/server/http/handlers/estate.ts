/** Gateways, cameras and households as last heard. */
import { ShouwangError } from '../../../../edge-config/contracts/errors.ts';
import type { ESTATE_ROUTES } from '../../../../edge-config/contracts/rest.ts';
import { covers } from '../../../domain/division.ts';
import { readHousehold } from '../../store/views.ts';
import { type HandlerContext, requireWithin } from '../context.ts';
import type { HandlersOf } from '../router.ts';

export function estateHandlers({ database, gateways }: HandlerContext): HandlersOf<typeof ESTATE_ROUTES> {
  return {
    listGateways: async ({ user }) => ({
      gateways: (await gateways()).filter((gateway) => covers(user.division, gateway.division.code)),
    }),
    getHousehold: async ({ params, user }) => {
      const gateway = (await gateways()).find(({ gatewayId }) => gatewayId === params.gatewayId);
      const household = gateway && (await readHousehold(database, params.gatewayId, params.householdId));
      if (household === undefined) throw new ShouwangError('NOT_FOUND', `household ${params.householdId}`);
      requireWithin(user, gateway?.division.code ?? '', `household ${params.householdId}`);
      return household;
    },
  };
}
