/** Live views: begun here, watched by WebSocket. */
import { ShouwangError } from '../../../../edge-config/contracts/errors.ts';
import type { LIVE_VIDEO_ROUTES } from '../../../../edge-config/contracts/rest.ts';
import { createStartLive } from '../../live-video/start-live.ts';
import { readCamera } from '../../store/cameras.ts';
import { audit, type HandlerContext, instantOf, requireWithin } from '../context.ts';
import type { HandlersOf } from '../router.ts';

export function liveVideoHandlers(context: HandlerContext): HandlersOf<typeof LIVE_VIDEO_ROUTES> {
  const { database, divisions, liveVideo } = context;
  return {
    startLive: async ({ body, params, user }) => {
      const found = await readCamera(database, divisions, { ...params, at: instantOf(context) });
      const subject = `camera ${params.gatewayId}/${params.cameraId}`;
      if (found === undefined) throw new ShouwangError('NOT_FOUND', subject);
      requireWithin(user, found.camera.division.code, subject);
      const start = createStartLive({ liveVideo, audit: (entry) => audit(context, user, entry) });
      return start({ params, body, by: user.username });
    },
  };
}
