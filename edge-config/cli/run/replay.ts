import { basename } from 'node:path';
import { SystemClock } from '../../../gateway/adapters/clock/system-clock.ts';
import { requireFfmpeg } from '../../../gateway/adapters/ffmpeg/version.ts';
import { OnnxDetectorPool } from '../../../gateway/adapters/onnx/detector-pool.ts';
import { fallConfidence, fallEvidence } from '../../../gateway/domain/evidence.ts';
import type { FallEvent } from '../../../gateway/domain/fall.ts';
import { replay } from '../../../gateway/replay.ts';
import { loadManifest, verifyModel } from '../../../models/manifest.ts';
import {
  type EdgeConfig,
  edgeConfigSchema,
  fallConfigSchema,
  trackingConfigSchema,
} from '../../contracts/config.ts';
import { loadConfigFile } from '../../load/load.ts';
import { language, text } from '../texts.ts';

type ReplayConfig = Pick<EdgeConfig, 'tracking' | 'fall' | 'inference'>;

function readConfig(file: string | undefined): ReplayConfig {
  if (file !== undefined) return loadConfigFile(edgeConfigSchema, file).config;
  return {
    tracking: trackingConfigSchema.parse({}),
    fall: fallConfigSchema.parse({}),
    inference: edgeConfigSchema.shape.inference.parse(undefined),
  };
}

export async function run(
  files: readonly string[],
  { json, configFile }: { readonly json: boolean; readonly configFile: string | undefined },
): Promise<void> {
  const config = readConfig(configFile);
  requireFfmpeg();
  const manifest = loadManifest();
  const clock = new SystemClock();
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
  try {
    for (const file of files) {
      if (stopping.signal.aborted) return;
      const startedMs = clock.monotonicMs();
      const { frames, videoMs } = await replay({
        file,
        config,
        detector,
        clock,
        signal: stopping.signal,
        onEvent: (event) => print(file, event, config, json),
      });
      const speed = videoMs / (clock.monotonicMs() - startedMs);
      process.stderr.write(`${basename(file)}: ${frames} ${text('replayFrames')}, ${speed.toFixed(1)}x\n`);
    }
  } finally {
    await detector.close();
  }
}

function print(file: string, event: FallEvent, config: ReplayConfig, json: boolean): void {
  const evidence = fallEvidence(event, config.fall);
  if (json) {
    const { kind, reason, streamTimeMs, incident } = event;
    const line = { file, kind, reason, streamTimeMs, incident, confidence: fallConfidence(event), evidence };
    process.stdout.write(`${JSON.stringify(line)}\n`);
    return;
  }
  const seconds = (event.streamTimeMs / 1000).toFixed(1).padStart(7);
  process.stdout.write(`${basename(file)} ${seconds} s  ${event.kind}: ${evidence.reason[language]}\n`);
}
