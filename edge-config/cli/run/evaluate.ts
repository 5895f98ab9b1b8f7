import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SystemClock } from '../../../gateway/adapters/clock/system-clock.ts';
import { requireFfmpeg } from '../../../gateway/adapters/ffmpeg/version.ts';
import { OnnxDetectorPool } from '../../../gateway/adapters/onnx/detector-pool.ts';
import { readLabels } from '../../../models/evaluate/labels.ts';
import { ContactSheet } from '../../../models/evaluate/overlay.ts';
import { type ScoredClip, scoreClips } from '../../../models/evaluate/score.ts';
import { VARIANTS, type Variant } from '../../../models/evaluate/variants.ts';
import { type WatchedClip, watchClip } from '../../../models/evaluate/watch-clip.ts';
import { loadManifest, verifyModel } from '../../../models/manifest.ts';
import { edgeConfigSchema, fallConfigSchema, trackingConfigSchema } from '../../contracts/config.ts';

/** A whole factor from the frame to the input. */
const ACCURATE = { inputWidthPx: 320, frameWidthPx: 640, zoom: true };

export interface EvaluateOptions {
  readonly holdS: number;
  readonly jsonFile: string | undefined;
  readonly overlayFolder: string | undefined;
  /** 320 px and the zoom pass, from pictures decoded larger. */
  readonly accurate: boolean;
  readonly variant: Variant | undefined;
}

export async function run(folder: string, options: EvaluateOptions): Promise<void> {
  requireFfmpeg();
  const labels = readLabels(folder);
  const manifest = loadManifest();
  const clock = new SystemClock();
  const config = {
    tracking: trackingConfigSchema.parse({}),
    fall: fallConfigSchema.parse({}),
    inference: edgeConfigSchema.shape.inference.parse(options.accurate ? ACCURATE : {}),
  };
  const detector = new OnnxDetectorPool({
    modelPath: await verifyModel(manifest),
    inputWidthPx: config.inference.inputWidthPx,
    multipleOfPx: manifest.input.multipleOfPx,
    stridePx: manifest.outputStridePx,
    workers: 1,
    clock,
    onRestart: (message) => process.stderr.write(`${message}\n`),
  });
  await detector.start();
  const stopping = new AbortController();
  process.once('SIGINT', () => stopping.abort());
  const scored: ScoredClip[] = [];
  try {
    for (const [index, label] of labels.entries()) {
      if (stopping.signal.aborted) break;
      const sheet = options.overlayFolder === undefined ? undefined : new ContactSheet();
      const watched = await watchClip({
        file: join(folder, label.file),
        holdS: options.holdS,
        config,
        detector,
        clock,
        signal: stopping.signal,
        filters: options.variant === undefined ? [] : VARIANTS[options.variant],
        ...(sheet === undefined ? {} : { onWatched: (moment, output) => sheet.add(moment, output) }),
      });
      scored.push({ label, watched });
      if (sheet !== undefined) await sheet.write(options.overlayFolder ?? '', label.file, watched);
      process.stderr.write(`${index + 1}/${labels.length} ${label.kind} ${label.file}: ${story(watched)}\n`);
    }
  } finally {
    await detector.close();
  }
  const summary = scoreClips(scored);
  const report = { clips: scored.map(toReport), summary };
  if (options.jsonFile !== undefined) writeFileSync(options.jsonFile, `${JSON.stringify(report, null, 2)}\n`);
  process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
}

function story({ events, clipS, ms }: WatchedClip): string {
  const told = events.map(
    ({ kind, atS, isInRestZone }) => `${kind} ${atS.toFixed(1)}${isInRestZone ? ' (zone)' : ''}`,
  );
  return `${told.join(', ') || '-'} [${clipS.toFixed(1)} s in ${(ms / 1000).toFixed(1)} s]`;
}

function toReport({ label, watched }: ScoredClip) {
  const of = (kind: string) =>
    watched.events
      .filter((event) => event.kind === kind)
      .map(({ type, atS, startS, track, confidence, evidence }) => ({
        type,
        atS,
        startS,
        track,
        confidence,
        evidence,
      }));
  return {
    file: label.file,
    kind: label.kind,
    suspected: of('suspected'),
    raised: of('raised'),
    cleared: of('cleared'),
    ended: of('ended'),
    personSecondsSeen: watched.personSecondsSeen,
    ms: watched.ms,
  };
}
