/** Gateways, cameras and households as last heard. */
import { ShouwangError } from '../../../../edge-config/contracts/errors.ts';
import type { ESTATE_ROUTES } from '../../../../edge-config/contracts/rest.ts';
import { covers } from '../../../domain/division.ts';
import { readGateway, readGatewayView } from '../../store/gateway-views.ts';
import { readHousehold } from '../../store/views.ts';
import { type HandlerContext, requireWithin } from '../context.ts';
import type { HandlersOf } from '../router.ts';

export function estateHandlers(context: HandlerContext): HandlersOf<typeof ESTATE_ROUTES> {
  const { clock, database, divisions, gateways } = context;
  return {
    listGateways: async ({ user }) => ({
      gateways: (await gateways()).filter((gateway) => covers(user.division, gateway.division.code)),
    }),
    getGateway: async ({ params: { gatewayId }, user }) => {
      const view = await readGatewayView(database, divisions, gatewayId, clock.wallMs());
      if (view === undefined) throw new ShouwangError('NOT_FOUND', `gateway ${gatewayId}`);
      requireWithin(user, view.division.code, `gateway ${gatewayId}`);
      return view;
    },
    getHousehold: async ({ params, user }) => {
      const gateway = await readGateway(database, params.gatewayId);
      const household = gateway && (await readHousehold(database, params.gatewayId, params.householdId));
      if (household === undefined) throw new ShouwangError('NOT_FOUND', `household ${params.householdId}`);
      requireWithin(user, gateway?.village ?? gateway?.township ?? '', `household ${params.householdId}`);
      return household;
    },
  };
}
