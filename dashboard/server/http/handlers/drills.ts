/** Drills. */
import { ShouwangError } from '../../../../edge-config/contracts/errors.ts';
import { ulidSchema } from '../../../../edge-config/contracts/primitives.ts';
import type { DRILL_ROUTES } from '../../../../edge-config/contracts/rest.ts';
import { readGateway } from '../../store/gateway-views.ts';
import { audit, type HandlerContext, requireWithin } from '../context.ts';
import type { HandlersOf } from '../router.ts';

export function drillHandlers(context: HandlerContext): HandlersOf<typeof DRILL_ROUTES> {
  const { clock, commands, database } = context;
  return {
    startDrill: async ({ body: { cameraId, gatewayId }, user }) => {
      const gateway = await readGateway(database, gatewayId);
      if (gateway === undefined) throw new ShouwangError('NOT_FOUND', `gateway ${gatewayId}`);
      requireWithin(user, gateway.village ?? gateway.township, `gateway ${gatewayId}`);
      // The broker would keep the command, and the drill would ring when nobody expects it.
      if (gateway.due_at.getTime() <= clock.wallMs())
        throw new ShouwangError('GATEWAY_NO_ANSWER', `${gatewayId} is not heard`);
      await audit(context, user, { what: 'drill', subject: `${gatewayId}/${cameraId}` });
      const address = { county: gateway.county, township: gateway.township, gatewayId };
      const { result } = await commands.ask(address, { kind: 'test_alert', cameraId, status: 'exercise' });
      const alertId = ulidSchema.safeParse(result?.['alertId']);
      if (!alertId.success) throw new ShouwangError('GATEWAY_NO_ANSWER', `${gatewayId} named no alert`);
      return { alertId: alertId.data };
    },
  };
}
