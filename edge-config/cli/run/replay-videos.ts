/** Plays video files: the events of falls, or with a clock all alerts of a gateway that had seen them then. */
import { basename } from 'node:path';
import { SystemClock } from '../../../gateway/adapters/clock/system-clock.ts';
import { requireFfmpeg } from '../../../gateway/adapters/ffmpeg/version.ts';
import { OnnxDetectorPool } from '../../../gateway/adapters/onnx/detector-pool.ts';
import { fallConfidence, fallEvidence } from '../../../gateway/domain/evidence.ts';
import type { FallEvent } from '../../../gateway/domain/fall.ts';
import type { Clock, Detector } from '../../../gateway/ports.ts';
import { type ReplayResult, replay, replayCamera } from '../../../gateway/replay.ts';
import { replayDays } from '../../../gateway/replay-days.ts';
import { loadManifest, verifyModel } from '../../../models/manifest.ts';
import { type CameraConfig, type EdgeConfig, edgeConfigSchema } from '../../contracts/config.ts';
import { ShouwangError } from '../../contracts/errors.ts';
import { loadConfigFile } from '../../load/load.ts';
import { language, text } from '../texts.ts';
import { printAlert } from './replay-alerts.ts';
import { durationS, instantMs, type ReplayCommand } from './replay-options.ts';

interface Setting {
  readonly config: EdgeConfig;
  readonly camera: CameraConfig | undefined;
  readonly detector: Detector;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

export async function replayVideos(
  files: readonly string[],
  command: ReplayCommand,
  signal: AbortSignal,
): Promise<void> {
  const config = readConfig(command.configFile);
  const camera = cameraOf(config, command.cameraId);
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
  try {
    for (const file of files) {
      if (signal.aborted) return;
      const startedMs = clock.monotonicMs();
      const setting = { config, camera, detector, clock, signal };
      const { frames, videoMs } = await replayOne(file, command, setting);
      const heldMs = durationS(command.hold, 'hold') * 1000;
      const speed = (videoMs + heldMs) / (clock.monotonicMs() - startedMs);
      process.stderr.write(`${basename(file)}: ${frames} ${text('replayFrames')}, ${speed.toFixed(1)}x\n`);
    }
  } finally {
    await detector.close();
  }
}

function replayOne(file: string, command: ReplayCommand, setting: Setting): Promise<ReplayResult> {
  const { config, camera, clock, detector, signal } = setting;
  const holdS = durationS(command.hold, 'hold');
  const startedMs = clock.monotonicMs();
  const pace = async (streamTimeMs: number): Promise<void> => {
    await clock.sleep(Math.max(0, startedMs + streamTimeMs - clock.monotonicMs()), signal);
  };
  if (command.clock === undefined) {
    return replay({
      ...{ file, config, detector, clock, signal, holdS },
      ...(camera === undefined ? {} : { camera }),
      ...(command.isReal ? { onFrame: ({ streamTimeMs }) => pace(streamTimeMs) } : {}),
      onEvent: (event) => printEvent(file, event, config, command.json),
    });
  }
  return replayDays({
    ...{ file, detector, signal, holdS },
    config: { ...config, cameras: [camera ?? { ...replayCamera(file), householdId: HOUSEHOLD.id }] },
    startWallMs: instantMs(command.clock, 'clock'),
    pace: command.isReal ? pace : null,
    onAlert: (alert, atMs) => printAlert(alert, atMs, config.gateway.timeZone, command.json, basename(file)),
  });
}

const HOUSEHOLD = { id: 'replay', label: 'replay', guardianIds: [] };

/** Without a file: the defaults, for a gateway of one household. */
function readConfig(file: string | undefined): EdgeConfig {
  if (file !== undefined) return loadConfigFile(edgeConfigSchema, file).config;
  return edgeConfigSchema.parse({
    version: 1,
    gateway: { id: 'replay', county: '000000', township: '000000000', stateDir: 'state' },
    broker: { url: 'mqtt://localhost' },
    households: [HOUSEHOLD],
    cameras: [{ ...replayCamera('replay'), householdId: HOUSEHOLD.id }],
  });
}

/** @throws ShouwangError USAGE */
function cameraOf(config: EdgeConfig, cameraId: string | undefined): CameraConfig | undefined {
  if (cameraId === undefined) return undefined;
  const camera = config.cameras.find(({ id }) => id === cameraId);
  if (camera === undefined)
    throw new ShouwangError('USAGE', `--camera: no camera ${cameraId} in the configuration`);
  return camera;
}

function printEvent(file: string, event: FallEvent, config: EdgeConfig, json: boolean): void {
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
