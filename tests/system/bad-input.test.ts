/** Videos as they come on bad days: never a crash nor a false alert, times never go back, and falls are still found. */
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  edgeConfigSchema,
  fallConfigSchema,
  trackingConfigSchema,
} from '../../edge-config/contracts/config.ts';
import { SystemClock } from '../../gateway/adapters/clock/system-clock.ts';
import { OnnxDetectorPool } from '../../gateway/adapters/onnx/detector-pool.ts';
import { type WatchedClip, watchClip } from '../../models/evaluate/watch-clip.ts';
import { loadManifest, verifyModel } from '../../models/manifest.ts';
import { clipPath, cutShort, damage, encode, encodeTest, ffmpeg, join } from '../support/made-media.ts';
import { describeWithService } from '../support/services.ts';
import { tempFolder } from '../support/temp-folder.ts';

const FALL = clipPath('fall_forward');
const ORDINARY = clipPath('squat_pick_up');
/** When the person of `FALL` reaches the floor, s. */
const ON_FLOOR_S = 4.77;
const HOLD_S = 8;

describeWithService('ffmpeg', 'videos on a bad day', () => {
  let detector: OnnxDetectorPool;
  const clock = new SystemClock();
  const config = {
    tracking: trackingConfigSchema.parse({}),
    fall: fallConfigSchema.parse({}),
    inference: edgeConfigSchema.shape.inference.parse(undefined),
  };

  beforeAll(async () => {
    const manifest = loadManifest();
    detector = new OnnxDetectorPool({
      modelPath: await verifyModel(manifest),
      inputWidthPx: config.inference.inputWidthPx,
      multipleOfPx: manifest.input.multipleOfPx,
      stridePx: manifest.outputStridePx,
      workers: 1,
      clock,
      onRestart: () => {},
    });
    await detector.start();
  });
  afterAll(() => detector.close());

  const watch = (file: string, filters: readonly string[] = []): Promise<WatchedClip> =>
    watchClip({
      file,
      holdS: HOLD_S,
      config,
      detector,
      clock,
      signal: new AbortController().signal,
      filters,
    });

  function expectRisingTimes({ looks }: WatchedClip): void {
    for (const [index, { atS }] of looks.entries()) {
      expect(atS).toBeGreaterThan(looks[index - 1]?.atS ?? -1);
    }
  }

  const kinds = ({ events }: WatchedClip): string[] => events.map(({ kind }) => kind);

  /** What a camera might make of a scene without being broken. */
  const unusual: readonly [string, (input: string, folder: string) => Promise<string>][] = [
    ['B-frames', (input, to) => encode(input, `${to}/b.mp4`, { options: ['-bf', '3'] })],
    [
      'a variable frame rate',
      (input, to) =>
        encode(input, `${to}/vfr.mp4`, {
          options: ['-vf', "select='gt(mod(n*7919,13),4)'", '-vsync', 'vfr'],
        }),
    ],
    ['4K', (input, to) => encode(input, `${to}/4k.mp4`, { options: ['-vf', 'scale=3840:2160', '-r', '10'] })],
    [
      'a portrait picture with bars',
      (input, to) =>
        encode(input, `${to}/portrait.mp4`, {
          options: ['-vf', 'scale=720:-2,pad=720:1280:0:(oh-ih)/2:gray'],
        }),
    ],
    [
      'a picture that is stored on its side',
      async (input, to) => {
        const turned = await encode(input, `${to}/turned.mp4`, { options: ['-vf', 'transpose=2'] });
        const tagged = `${to}/tagged.mp4`;
        await ffmpeg('-i', turned, '-c', 'copy', '-metadata:s:v', 'rotate=-90', tagged);
        return tagged;
      },
    ],
    [
      'open groups of pictures',
      (input, to) => encode(input, `${to}/open.mp4`, { options: ['-x264opts', 'open-gop'] }),
    ],
    [
      'no keyframe but the first',
      (input, to) =>
        encode(input, `${to}/refresh.mp4`, { options: ['-g', '9999', '-x264opts', 'intra-refresh'] }),
    ],
  ];

  it.each(unusual)(
    'finds the fall, and only that, with %s',
    async (_name, make) => {
      const folder = tempFolder();
      const fall = await watch(await make(FALL, folder));
      expectRisingTimes(fall);
      expect(kinds(fall)).toContain('suspected');
      expect(fall.events[0]?.atS).toBeLessThan(ON_FLOOR_S + 2);
      const ordinary = await watch(await make(ORDINARY, folder));
      expectRisingTimes(ordinary);
      expect(kinds(ordinary)).not.toContain('raised');
      expect(ordinary.looks.some(({ persons }) => persons > 0)).toBe(true);
    },
    120_000,
  );

  it('decides the same of a mirrored room', async () => {
    const asIs = await watch(FALL);
    const mirrored = await watch(FALL, ['hflip']);
    expect(kinds(mirrored)).toEqual(kinds(asIs));
    for (const [index, { atS }] of mirrored.events.entries()) {
      expect(Math.abs(atS - (asIs.events[index]?.atS ?? Number.NaN))).toBeLessThan(1);
    }
  });

  it('goes on across a change of resolution', async () => {
    const folder = tempFolder();
    const large = await encode(ORDINARY, `${folder}/large.ts`, { options: ['-s', '1280x720'] });
    const small = await encode(ORDINARY, `${folder}/small.ts`, { options: ['-s', '640x480'] });
    const watched = await watch(join([large, small], `${folder}/both.ts`));
    expectRisingTimes(watched);
    expect(kinds(watched)).not.toContain('raised');
  });

  it.each([
    ['forwards', 0, 90_000],
    ['back', 90_000, 0],
  ])('raises nothing when the clock of the video jumps %s by a day', async (_name, firstS, secondS) => {
    const folder = tempFolder();
    const parts = [firstS, secondS].map((offsetS, index) =>
      encode(ORDINARY, `${folder}/${index}.ts`, { options: ['-output_ts_offset', String(offsetS)] }),
    );
    const watched = await watch(join(await Promise.all(parts), `${folder}/both.ts`));
    expectRisingTimes(watched);
    expect(kinds(watched)).not.toContain('raised');
    // Both parts were looked at, and a day was not waited for.
    expect(watched.looks.length).toBeGreaterThan(2 * 5 * 8);
    expect(watched.looks.at(-1)?.atS).toBeLessThan(120);
  });

  it.each([
    [20_000, 1],
    [3000, 2],
    [400, 3],
  ])('raises nothing of ordinary life with a wrong byte in %i', async (everyBytes, seed) => {
    const file = await encode(ORDINARY, `${tempFolder()}/damaged.ts`);
    const watched = await watch(damage(file, everyBytes, seed));
    expectRisingTimes(watched);
    expect(kinds(watched)).not.toContain('raised');
  });

  it('finds the fall in spite of some damage', async () => {
    const file = await encode(FALL, `${tempFolder()}/damaged.ts`);
    const watched = await watch(damage(file, 20_000, 4));
    expectRisingTimes(watched);
    expect(kinds(watched)).toContain('suspected');
  });

  it.each([
    ['green', 'color=c=0x00ff00:s=640x360:d=20:r=15'],
    ['gray', 'color=c=gray:s=640x360:d=20:r=15'],
    ['black', 'color=c=black:s=640x360:d=20:r=15'],
    ['noise', 'nullsrc=s=640x360:d=20:r=15,geq=random(1)*255:128:128'],
    ['a test card', 'testsrc2=s=640x360:d=20:r=15'],
  ])('sees nobody in %s', async (_name, source) => {
    const watched = await watch(await encodeTest(source, `${tempFolder()}/blank.mp4`));
    expect(watched.events).toEqual([]);
  });

  it('raises nothing of a picture that stands still', async () => {
    const file = await encode(ORDINARY, `${tempFolder()}/frozen.mp4`, {
      options: ['-vf', 'trim=start=3:end=3.1,loop=loop=300:size=1,setpts=N/15/TB', '-r', '15'],
    });
    const watched = await watch(file);
    expect(watched.looks.length).toBeGreaterThan(90);
    expect(kinds(watched)).not.toContain('raised');
  });

  it('reads what is there of a recording that breaks off', async () => {
    const file = cutShort(await encode(FALL, `${tempFolder()}/short.ts`), 0.5);
    const watched = await watch(file);
    expectRisingTimes(watched);
    expect(watched.clipS).toBeGreaterThan(1);
  });

  const unreadable: readonly [string, (folder: string) => Promise<string> | string][] = [
    ['has no index', async (to) => cutShort(await encode(ORDINARY, `${to}/no-moov.mp4`), 0.6)],
    ['is empty', (to) => written(`${to}/empty.mp4`, '')],
    ['is text', (to) => written(`${to}/text.mp4`, 'name,date\n'.repeat(500))],
    [
      'holds sound only',
      async (to) => {
        await ffmpeg('-f', 'lavfi', '-i', 'sine=d=2', `${to}/sound.wav`);
        return `${to}/sound.wav`;
      },
    ],
    ['is not there', (to) => `${to}/nowhere.mp4`],
  ];
  it.each(unreadable)('says so when a file %s', async (_name, make) => {
    const file = await make(tempFolder());
    await expect(watch(file)).rejects.toMatchObject({ code: 'MEDIA_UNREADABLE' });
  });

  function written(file: string, text: string): string {
    writeFileSync(file, text);
    return file;
  }
});
