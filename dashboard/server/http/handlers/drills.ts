/** Drills: started here, raised by a gateway, and what they showed. */
import { ulid } from 'ulid';
import { ShouwangError } from '../../../../edge-config/contracts/errors.ts';
import { ulidSchema } from '../../../../edge-config/contracts/primitives.ts';
import type { DRILL_ROUTES, Drill, StartedDrill, UserView } from '../../../../edge-config/contracts/rest.ts';
import { chinaDay } from '../../../domain/report/period.ts';
import { drillsCsv, toDrills } from '../../drill-report.ts';
import { chooseCamera, insertDrill, listDrills, nameAlertOfDrill, readDrill } from '../../store/drills.ts';
import { readGateway } from '../../store/gateway-views.ts';
import { audit, type HandlerContext, instantOf, requireWithin } from '../context.ts';
import type { HandlersOf } from '../router.ts';

const EXPORTED = 200;

export function drillHandlers(context: HandlerContext): HandlersOf<typeof DRILL_ROUTES> {
  const { clock, commands, database, divisions } = context;

  async function start(
    user: UserView,
    { cameraId, gatewayId }: { readonly cameraId: string; readonly gatewayId: string },
    within?: string,
  ): Promise<StartedDrill> {
    const gateway = await readGateway(database, gatewayId);
    if (gateway === undefined) throw new ShouwangError('NOT_FOUND', `gateway ${gatewayId}`);
    const home = gateway.village ?? gateway.township;
    requireWithin(user, home, `gateway ${gatewayId}`);
    // The broker would keep the command, and the drill would ring when nobody expects it.
    if (gateway.due_at.getTime() <= clock.wallMs())
      throw new ShouwangError('GATEWAY_NO_ANSWER', `${gatewayId} is not heard`);
    const drillId = ulid();
    await audit(context, user, {
      ...{ what: 'drill', subject: `${gatewayId}/${cameraId}` },
      ...(within === undefined ? {} : { detail: `chosen for ${within}` }),
    });
    const startedBy = user.username;
    await insertDrill(database, {
      ...{ drillId, division: home, gatewayId, cameraId, startedBy, startedAt: instantOf(context) },
    });
    const address = { county: gateway.county, township: gateway.township, gatewayId };
    const { result } = await commands.ask(address, { kind: 'test_alert', cameraId, status: 'exercise' });
    const alertId = ulidSchema.safeParse(result?.['alertId']);
    if (!alertId.success) throw new ShouwangError('GATEWAY_NO_ANSWER', `${gatewayId} named no alert`);
    await nameAlertOfDrill(database, drillId, alertId.data);
    return { alertId: alertId.data, drillId };
  }

  /** @throws ShouwangError NOT_FOUND, FORBIDDEN */
  async function drillFor(user: UserView, drillId: string): Promise<Drill> {
    const row = await readDrill(database, drillId);
    if (row === undefined) throw new ShouwangError('NOT_FOUND', `drill ${drillId}`);
    requireWithin(user, row.division, `drill ${drillId}`);
    const [drill] = await toDrills(database, divisions, [row], clock.wallMs());
    if (drill === undefined) throw new ShouwangError('NOT_FOUND', `drill ${drillId}`);
    return drill;
  }

  async function list(user: UserView, asked: string | undefined, limit: number, before?: string) {
    const division = asked ?? user.division;
    requireWithin(user, division, `the drills of ${division === '' ? 'all divisions' : division}`);
    const rows = await listDrills(database, { division, before, limit: limit + 1 });
    const drills = await toDrills(database, divisions, rows.slice(0, limit), clock.wallMs());
    return { drills, nextCursor: rows.length > limit ? (drills.at(-1)?.drillId ?? null) : null };
  }

  return {
    startDrill: ({ body, user }) => start(user, body),
    startDrillIn: async ({ body: { division }, user }) => {
      requireWithin(user, division, `division ${division}`);
      const chosen = await chooseCamera(database, division, instantOf(context));
      if (chosen === undefined)
        throw new ShouwangError('GATEWAY_NO_ANSWER', `no gateway with a camera is heard in ${division}`);
      return start(user, chosen, division);
    },
    listDrills: ({ query: { cursor, division, limit }, user }) => {
      if (cursor !== undefined && !ulidSchema.safeParse(cursor).success)
        throw new ShouwangError('REQUEST_INVALID', 'cursor: not one of this list');
      return list(user, division, limit, cursor);
    },
    getDrill: ({ params: { drillId }, user }) => drillFor(user, drillId),
    exportDrills: async ({ query: { division, drillId, lang }, reply, user }) => {
      const drills =
        drillId === undefined
          ? (await list(user, division, EXPORTED)).drills
          : [await drillFor(user, drillId)];
      await audit(context, user, {
        ...{ what: 'export drills', subject: drillId ?? division ?? user.division },
        detail: `${drills.length} drill(s)`,
      });
      const name = `drills-${chinaDay(clock.wallMs())}.csv`;
      reply.header('Content-Disposition', `attachment; filename="${name}"`);
      return drillsCsv(drills, lang);
    },
  };
}
