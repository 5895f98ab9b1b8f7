/** What is asked of a live view, and the text messages of a feed; its binary messages are in `live-frames.ts`. */
import { z } from 'zod';

export const liveModeSchema = z.enum(['skeleton', 'clear']).meta({
  description: 'skeleton: blurred, with skeletons. clear: as the camera sees it, privacy zones black.',
});
export type LiveMode = z.infer<typeof liveModeSchema>;

export const liveFormatSchema = z.enum(['video', 'jpeg']).meta({
  description: 'video: fragmented MP4, copied from the camera. jpeg: pictures, at most 5 a second.',
});
export type LiveFormat = z.infer<typeof liveFormatSchema>;

/** First message of a feed: what it holds. An error ends it. */
export const feedMessageSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('feed'),
    format: liveFormatSchema,
    mime: z.string().max(100).meta({ description: 'image/jpeg, or video/mp4 with its codecs (RFC 6381).' }),
    widthPx: z.int().positive(),
    heightPx: z.int().positive(),
  }),
  z.strictObject({
    kind: z.literal('error'),
    code: z.string().max(64).meta({ description: 'Code of the error catalogue.' }),
  }),
]);
export type FeedMessage = z.infer<typeof feedMessageSchema>;
export type FeedDescription = Extract<FeedMessage, { kind: 'feed' }>;
