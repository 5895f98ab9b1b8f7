/** What `POST /api/cameras/:gatewayId/:cameraId/live` does. */
import type { z } from 'zod';
import { ShouwangError } from '../../../edge-config/contracts/errors.ts';
import { LIVE_VIDEO_PATH } from '../../../edge-config/contracts/live-frames.ts';
import {
  type LIVE_VIDEO_ROUTES,
  MIN_REASON_CHARACTERS,
} from '../../../edge-config/contracts/rest-live-video.ts';
import type { LiveVideo } from './live-video.ts';

type Route = typeof LIVE_VIDEO_ROUTES.startLive;

export interface StartLiveCall {
  readonly params: z.infer<Route['params']>;
  readonly body: z.infer<Route['body']>;
  /** User name of who is signed in. */
  readonly subject: string;
}

export interface StartLiveOptions {
  readonly liveVideo: Pick<LiveVideo, 'watch'>;
  readonly hasCamera: (gatewayId: string, cameraId: string) => Promise<boolean>;
  /** Written before the view begins: what was shown must be known, whatever happens next. */
  readonly audit: (entry: {
    readonly by: string;
    readonly what: 'live view';
    readonly subject: string;
    readonly detail: string;
  }) => Promise<void>;
}

/** @throws ShouwangError REASON_REQUIRED, NOT_FOUND */
export function createStartLive({ audit, hasCamera, liveVideo }: StartLiveOptions) {
  return async ({ params, body, subject: by }: StartLiveCall): Promise<z.infer<Route['response']>> => {
    const { gatewayId, cameraId } = params;
    const { mode, weak } = body;
    const reason = body.reason?.trim() ?? '';
    if (mode === 'clear' && [...reason].length < MIN_REASON_CHARACTERS) {
      throw new ShouwangError('REASON_REQUIRED', `at least ${MIN_REASON_CHARACTERS} characters`);
    }
    const subject = `${gatewayId}/${cameraId}`;
    if (!(await hasCamera(gatewayId, cameraId))) throw new ShouwangError('NOT_FOUND', `camera ${subject}`);
    await audit({ by, what: 'live view', subject, detail: reason === '' ? mode : `${mode}: ${reason}` });
    const { viewId, format } = liveVideo.watch({ by, gatewayId, cameraId, mode, weak });
    return { viewId, path: `${LIVE_VIDEO_PATH}${viewId}`, format };
  };
}
