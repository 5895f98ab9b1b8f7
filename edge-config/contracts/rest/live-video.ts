/** REST of the live views. The pictures themselves come by WebSocket, see `../live-video.ts`. */
import { z } from 'zod';
import { liveFormatSchema, liveModeSchema } from '../live-video.ts';
import { slugSchema, ulidSchema } from '../primitives.ts';
import { DISPATCHING } from './roles.ts';
import type { RouteContract } from './route.ts';

/** Characters of a reason, without blanks at its ends. */
export const MIN_REASON_CHARACTERS = 4;

export const LIVE_VIDEO_ROUTES = {
  startLive: {
    method: 'POST',
    path: '/api/cameras/:gatewayId/:cameraId/live',
    summary: 'Begin a live view; each one is audited. The clear picture wants a reason.',
    access: DISPATCHING,
    params: z.strictObject({ gatewayId: slugSchema, cameraId: slugSchema }),
    body: z.strictObject({
      mode: liveModeSchema,
      reason: z.string().max(500).nullable().meta({
        description: 'Why the clear picture is needed, at least 4 characters; null for skeletons.',
      }),
      weak: z.boolean().meta({ description: 'A weak line, or a browser without H.264: pictures, no video.' }),
    }),
    response: z.strictObject({
      viewId: ulidSchema,
      path: z.string().meta({ description: 'Of the WebSocket, to be opened once within 30 s.' }),
      format: liveFormatSchema.meta({
        description: 'As asked for; the feed’s first message tells what it is.',
      }),
    }),
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'REQUEST_INVALID', 'REASON_REQUIRED', 'NOT_FOUND'],
  },
} as const satisfies Record<string, RouteContract>;

export type StartLive = z.infer<typeof LIVE_VIDEO_ROUTES.startLive.body>;
export type StartedLive = z.infer<typeof LIVE_VIDEO_ROUTES.startLive.response>;
