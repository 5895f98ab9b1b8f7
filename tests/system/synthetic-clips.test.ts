/** Every synthetic clip through the gateway's own eyes and decisions: falls are found, ordinary life raises nothing. */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  edgeConfigSchema,
  fallConfigSchema,
  trackingConfigSchema,
} from '../../edge-config/contracts/config.ts';
import { SystemClock } from '../../gateway/adapters/clock/system-clock.ts';
import { OnnxDetectorPool } from '../../gateway/adapters/onnx/detector-pool.ts';
import { readLabels } from '../../models/evaluate/labels.ts';
import { type ScoredClip, scoreClips } from '../../models/evaluate/score.ts';
import { watchClip } from '../../models/evaluate/watch-clip.ts';
import { loadManifest, verifyModel } from '../../models/manifest.ts';
import { describeWithService } from '../support/services.ts';

const CLIPS = fileURLToPath(new URL('../fixtures/clips/', import.meta.url));
/** As long as the dwell and a little more: the rendered persons lie for about the dwell time. */
const HOLD_S = 8;

describeWithService('ffmpeg', 'the synthetic clips', () => {
  const scored: ScoredClip[] = [];
  let detector: OnnxDetectorPool;

  beforeAll(async () => {
    const manifest = loadManifest();
    const clock = new SystemClock();
    const config = {
      tracking: trackingConfigSchema.parse({}),
      fall: fallConfigSchema.parse({}),
      inference: edgeConfigSchema.shape.inference.parse(undefined),
    };
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
    const { signal } = new AbortController();
    for (const label of readLabels(CLIPS)) {
      const file = `${CLIPS}${label.file}`;
      scored.push({
        label,
        watched: await watchClip({ file, holdS: HOLD_S, config, detector, clock, signal }),
      });
    }
  }, 180_000);
  afterAll(() => detector.close());

  it('has every fall suspected in time and raised when the person stays down', () => {
    const { falls, located } = scoreClips(scored);
    expect(falls).toMatchObject({ events: 4, suspected: 4, stayDown: 3, raised: 3 });
    expect(located.share).toBeGreaterThanOrEqual(0.95);
  });

  it('has no alert of ordinary life, and at most one suspicion that is withdrawn', () => {
    const { nonFalls } = scoreClips(scored);
    expect(nonFalls).toMatchObject({ clips: 5, raisedClips: 0 });
    expect(nonFalls.suspectedClips).toBeLessThanOrEqual(1);
  });

  it('never raises before the dwell time', () => {
    const raised = scored.flatMap(({ watched }) => watched.events.filter(({ kind }) => kind === 'raised'));
    expect(raised.length).toBeGreaterThan(0);
    for (const { atS, startS } of raised) expect(atS - startS).toBeGreaterThanOrEqual(9.99);
  });
});
