import { PassThrough } from 'node:stream';
import ffmpeg from 'fluent-ffmpeg';
import { expect, it, onTestFinished } from 'vitest';
import { FfmpegProcess, frameOutput } from '../../../../gateway/adapters/ffmpeg/ffmpeg-process.ts';
import type { RawFrame } from '../../../../gateway/adapters/ffmpeg/raw-frames.ts';
import { yuvBytes } from '../../../../gateway/pixels.ts';
import { describeWithService } from '../../../support/services.ts';

const SIZE = { widthPx: 64, heightPx: 48 };

describeWithService('ffmpeg', 'raw frames of ffmpeg', () => {
  it('come when they are decoded, not with the next one', async () => {
    const { options, filters } = frameOutput(SIZE.widthPx, null);
    const source = new PassThrough();
    const frames: RawFrame[] = [];
    const heard = new Promise<void>((resolve) => {
      const reader = new FfmpegProcess(
        (output) =>
          ffmpeg(source)
            .inputFormat('rawvideo')
            .inputOptions(['-s', `${SIZE.widthPx}x${SIZE.heightPx}`, '-pix_fmt', 'yuv420p'])
            .output(output)
            .outputOptions(options)
            .videoFilters(filters)
            .format('rawvideo'),
        (frame) => {
          frames.push(frame);
          resolve();
        },
      );
      const running = reader.run();
      onTestFinished(async () => {
        reader.kill();
        await running;
      });
    });
    // One, and its source stays open: whoever waits for a second one shows nothing.
    source.write(Buffer.alloc(yuvBytes(SIZE.widthPx, SIZE.heightPx), 128));
    await heard;
    expect(frames).toMatchObject([{ ...SIZE, ptsMs: 0 }]);
  }, 30_000);
});
