import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SystemClock } from '../../../../gateway/adapters/clock/system-clock.ts';
import { readFile } from '../../../../gateway/adapters/ffmpeg/file-source.ts';
import { createInferenceWorker, OnnxDetectorPool } from '../../../../gateway/adapters/onnx/detector-pool.ts';
import { iou } from '../../../../gateway/domain/geometry.ts';
import { plainPicture } from '../../../../gateway/pixels.ts';
import type { Frame } from '../../../../gateway/ports.ts';
import { loadManifest, verifyModel } from '../../../../models/manifest.ts';
import { describeWithService } from '../../../support/services.ts';

const CLIPS = fileURLToPath(new URL('../../../fixtures/clips/', import.meta.url));
const CLIP_FRAMES_PER_S = 15;
const CLIP_HEIGHT_PX = 360;

/** Accepts work, and dies of the first frame. A thread ended inside the runtime would take the process along. */
const DYING_WORKER = `
  const { parentPort } = require('node:worker_threads');
  parentPort.on('message', () => process.exit(1));
  parentPort.postMessage({ kind: 'ready' });
`;

interface PoolOptions {
  readonly modelPath?: string;
  /** How many threads die of their first frame before one lives. */
  readonly dying?: number;
  readonly onRestart?: (message: string) => void;
}

async function startPool({ modelPath, dying = 0, onRestart = () => {} }: PoolOptions = {}) {
  let started = 0;
  const manifest = loadManifest();
  const pool = new OnnxDetectorPool({
    modelPath: modelPath ?? (await verifyModel(manifest)),
    inputWidthPx: 256,
    multipleOfPx: manifest.input.multipleOfPx,
    stridePx: manifest.outputStridePx,
    workers: 1,
    clock: new SystemClock(),
    onRestart,
    createWorker: (setup) => {
      started += 1;
      return started <= dying ? new Worker(DYING_WORKER, { eval: true }) : createInferenceWorker(setup);
    },
  });
  onTestFinished(() => pool.close());
  await pool.start();
  return pool;
}

const black: Frame = {
  cameraId: 'x',
  index: 0,
  streamTimeMs: 0,
  wallMs: 0,
  ...plainPicture(64, 36, 0),
};

describe('OnnxDetectorPool', () => {
  it('refuses a file that is no model', async () => {
    const notAModel = fileURLToPath(new URL('../../../../package.json', import.meta.url));
    await expect(startPool({ modelPath: notAModel })).rejects.toMatchObject({ code: 'MODEL_UNUSABLE' });
  });

  it('sees nobody in the dark, and answers in order whatever waits', async () => {
    const pool = await startPool();
    const found = await Promise.all(
      Array.from({ length: 5 }, (_, index) => pool.detect({ ...black, index })),
    );
    expect(found.map((detection) => detection.persons)).toEqual([[], [], [], [], []]);
    expect(found.every((detection) => detection.inferenceMs > 0)).toBe(true);
  });

  it('rejects a frame that does not fit its size, and sees the next', async () => {
    const pool = await startPool();
    await expect(pool.detect({ ...black, widthPx: -1 })).rejects.toThrow();
    await expect(pool.detect(black)).resolves.toMatchObject({ persons: [] });
  });

  it('loses one frame when its thread dies, and sees those that waited', async () => {
    const restarts: string[] = [];
    const pool = await startPool({ dying: 1, onRestart: (message) => restarts.push(message) });
    const lost = pool.detect(black);
    const waiting = pool.detect(black);
    await expect(lost).rejects.toThrow('died');
    await expect(waiting).resolves.toMatchObject({ persons: [] });
    expect(restarts).toHaveLength(1);
  });

  it('finishes the frame inside the model when it closes, and rejects those that wait', async () => {
    const pool = await startPool();
    const inside = pool.detect(black);
    const waiting = expect(pool.detect(black)).rejects.toThrow('closed');
    await pool.close();
    await expect(inside).resolves.toMatchObject({ persons: [] });
    await waiting;
    await expect(pool.detect(black)).rejects.toThrow('closed');
  });

  it('leaves the caller’s picture as it was', async () => {
    const pool = await startPool();
    const yuv = new Uint8Array(black.yuv.length).fill(7);
    await pool.detect({ ...black, yuv });
    expect(yuv.every((value) => value === 7)).toBe(true);
    expect(yuv.length).toBe(black.yuv.length);
  });
});

describeWithService('ffmpeg', 'the eyes on a clip', () => {
  it('find the walking woman where the renderer put her', async () => {
    const pool = await startPool();
    const { box, truth } = await compare(pool, 'fall_backward', 2000);
    expect(iou(box, truth)).toBeGreaterThan(0.6);
  });

  it('find her lying on the floor', async () => {
    const pool = await startPool();
    const { box, truth, score } = await compare(pool, 'fall_backward', 9000);
    expect(iou(box, truth)).toBeGreaterThan(0.4);
    expect(score).toBeGreaterThan(0.1);
  });
});

async function compare(pool: OnnxDetectorPool, clip: string, atMs: number) {
  const frame = await frameAt(`${CLIPS}${clip}.mp4`, atMs);
  const { persons } = await pool.detect(frame);
  const best = [...persons].sort((a, b) => b.score - a.score)[0] ?? expect.unreachable('nobody was found');
  const gt = JSON.parse(readFileSync(`${CLIPS}gt/${clip}.json`, 'utf8')) as {
    frames: { bbox: number[] }[];
  };
  const [left = 0, top = 0, right = 0, bottom = 0] = (
    gt.frames[Math.round((atMs / 1000) * CLIP_FRAMES_PER_S)]?.bbox ?? []
  ).map((value) => value / CLIP_HEIGHT_PX);
  return { box: best.box, score: best.score, truth: { left, top, right, bottom } };
}

async function frameAt(path: string, atMs: number): Promise<Frame> {
  let found: Frame | undefined;
  const source = { cameraId: 'x', path, framesPerS: 5, widthPx: 512, clock: new SystemClock() };
  const keep = async (frame: Frame): Promise<void> => {
    if (Math.round(frame.streamTimeMs) === atMs) found = frame;
  };
  await readFile(source, keep, new AbortController().signal);
  return found ?? expect.unreachable('the clip is shorter');
}
