/** What `POST /api/cameras/:gatewayId/:cameraId/live` does. */
import type { z } from 'zod';
import { ShouwangError } from '../../../edge-config/contracts/errors.ts';
import { LIVE_VIDEO_PATH } from '../../../edge-config/contracts/live-frames.ts';
import {
  type LIVE_VIDEO_ROUTES,
  MIN_REASON_CHARACTERS,
} from '../../../edge-config/contracts/rest/live-video.ts';
import type { LiveVideo } from './live-video.ts';

type Route = typeof LIVE_VIDEO_ROUTES.startLive;

export interface StartLiveCall {
  readonly params: z.infer<Route['params']>;
  readonly body: z.infer<Route['body']>;
  /** User name of who is signed in. */
  readonly by: string;
}

export interface StartLiveOptions {
  readonly liveVideo: Pick<LiveVideo, 'watch'>;
  /** Written before the view begins: what was shown must be known, whatever happens next. */
  readonly audit: (entry: {
    readonly what: 'live view';
    readonly subject: string;
    readonly detail: string;
  }) => Promise<void>;
}

/** @throws ShouwangError REASON_REQUIRED */
export function createStartLive({ audit, liveVideo }: StartLiveOptions) {
  return async ({ params, body, by }: StartLiveCall): Promise<z.infer<Route['response']>> => {
    const { gatewayId, cameraId } = params;
    const { mode, weak } = body;
    const reason = body.reason?.trim() ?? '';
    if (mode === 'clear' && [...reason].length < MIN_REASON_CHARACTERS) {
      throw new ShouwangError('REASON_REQUIRED', `at least ${MIN_REASON_CHARACTERS} characters`);
    }
    const subject = `${gatewayId}/${cameraId}`;
    await audit({ what: 'live view', subject, detail: reason === '' ? mode : `${mode}: ${reason}` });
    const { viewId, format } = liveVideo.watch({ by, gatewayId, cameraId, mode, weak });
    return { viewId, path: `${LIVE_VIDEO_PATH}${viewId}`, format };
  };
}
