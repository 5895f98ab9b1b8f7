/** Cameras: searched, by place, and one with its history. */
import { ShouwangError } from '../../../../edge-config/contracts/errors.ts';
import type { CAMERA_ROUTES } from '../../../../edge-config/contracts/rest.ts';
import { listBelowDivision, listBelowGateway } from '../../store/camera-tree.ts';
import { countCameras, listCameras, readCamera } from '../../store/cameras.ts';
import { type HandlerContext, instantOf, requireWithin } from '../context.ts';
import type { HandlersOf } from '../router.ts';

export function cameraHandlers(context: HandlerContext): HandlersOf<typeof CAMERA_ROUTES> {
  const { database, divisions } = context;
  return {
    listCameras: async ({ query: { cursor, limit, state, ...asked }, user }) => {
      const division = asked.division ?? user.division;
      requireWithin(user, division, `division ${division}`);
      const at = instantOf(context);
      const filter = { ...asked, division };
      const [page, counts] = await Promise.all([
        listCameras(database, divisions, { ...filter, state }, { at, cursor, limit }),
        countCameras(database, filter, at),
      ]);
      return { ...page, counts };
    },
    cameraTree: async ({ query: { gatewayId, under = undefined }, user }) => {
      const at = instantOf(context);
      if (gatewayId === undefined) {
        const division = under ?? user.division;
        requireWithin(user, division, `division ${division}`);
        return { nodes: await listBelowDivision(database, divisions, { under: division, at }) };
      }
      const gateway = await database
        .selectFrom('gateways')
        .select(['township', 'village'])
        .where('gateway_id', '=', gatewayId)
        .executeTakeFirst();
      if (gateway === undefined) throw new ShouwangError('NOT_FOUND', `gateway ${gatewayId}`);
      requireWithin(user, gateway.village ?? gateway.township, `gateway ${gatewayId}`);
      return { nodes: await listBelowGateway(database, { gatewayId, at }) };
    },
    getCamera: async ({ params, user }) => {
      const detail = await readCamera(database, divisions, { ...params, at: instantOf(context) });
      if (detail === undefined) throw new ShouwangError('NOT_FOUND', `camera ${params.cameraId}`);
      requireWithin(user, detail.camera.division.code, `camera ${params.cameraId}`);
      return detail;
    },
  };
}
