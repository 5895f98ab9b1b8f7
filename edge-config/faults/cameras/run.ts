/**
 * Breaks cameras and their decoders under a whole gateway. In each case a fall is played after all is mended: raised are
 * the alerts that the gateway wrote from then on, and none is as bad as a lost one.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CaseResult } from '../report.ts';
import type { FaultsOptions } from '../run.ts';
import { Village } from '../village.ts';
import { CameraVillage, prepareTracks } from './camera-village.ts';
import { CAMERA_CASES, type CameraCase } from './cases.ts';

type Tracks = Awaited<ReturnType<typeof prepareTracks>>;
type CameraFaultsOptions = Pick<
  FaultsOptions,
  'postgres' | 'repeat' | 'outageS' | 'isWanted' | 'onResult' | 'signal'
>;

/** A decoder that starts anew needs a keyframe, and the fall a few seconds before it. */
const SETTLE_S = 3;

export async function runCameraFaults(options: CameraFaultsOptions): Promise<void> {
  const { isWanted, onResult, postgres, repeat, signal } = options;
  const cases = CAMERA_CASES.filter(({ name }) => isWanted(name));
  if (cases.length === 0) return;
  const folder = mkdtempSync(join(tmpdir(), 'shouwang-faults-'));
  const tracks = await prepareTracks();
  const village = await Village.start({ folder, postgres });
  try {
    for (const [index, fault] of cases.entries()) {
      for (let run = 1; run <= repeat && !signal.aborted; run += 1) {
        const place = join(folder, `gateway-${index}-${run}`);
        onResult(await runCase(village, tracks, fault, { run, place, outageS: options.outageS }));
      }
    }
  } finally {
    await village.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runCase(
  village: Village,
  tracks: Tracks,
  fault: CameraCase,
  { outageS, place, run }: { readonly run: number; readonly place: string; readonly outageS: number },
): Promise<CaseResult> {
  const cameras = await CameraVillage.start(village, tracks, { folder: place, cameras: fault.cameras ?? 1 });
  const { gateway } = cameras;
  let recoveryS: number | null = null;
  let arrived: ReadonlyMap<string, { readonly shown: number }> = new Map();
  let raised: string[] = [];
  const tries = async (): Promise<void> => {
    await cameras.untilWatching();
    await cameras.sleep(SETTLE_S);
    await fault.run(cameras, outageS);
    const mendedMs = performance.now();
    await cameras.untilWatching();
    recoveryS = Math.round((performance.now() - mendedMs) / 100) / 10;
    await cameras.sleep(SETTLE_S);
    const before = new Set(gateway.raised.keys());
    if (fault.whileFalling !== undefined) cameras.setFaults(fault.whileFalling);
    await cameras.playFall();
    const news = (): string[] => [...gateway.raised.keys()].filter((alertId) => !before.has(alertId));
    await cameras.until(() => news().length > 0, 'the fall was not raised');
    raised = news();
    await cameras.until(() => raised.every((alertId) => village.atPhone.has(alertId)), 'not at the phone');
    await cameras.until(async () => {
      arrived = await village.atConsole(raised);
      return raised.every((alertId) => arrived.has(alertId));
    }, 'not at the console');
  };
  const reason = await tries().then(
    () => undefined,
    (error: unknown) => String(error),
  );
  if (reason !== undefined) recoveryS = null;
  const zombies = gateway.ffmpegs.filter(({ isZombie }) => isZombie).length;
  const leftovers = await cameras.stop();
  return {
    case: fault.name,
    run,
    raised: Math.max(1, raised.length),
    atConsole: raised.filter((alertId) => arrived.has(alertId)).length,
    atGuardian: raised.filter((alertId) => village.atPhone.has(alertId)).length,
    duplicatesShown: raised.filter((alertId) => (arrived.get(alertId)?.shown ?? 0) > 1).length,
    lost: Math.max(1, raised.length) - raised.filter((alertId) => arrived.has(alertId)).length,
    recoveryS,
    rssPeakMiB: Math.round(gateway.rssPeakMiB),
    ...(reason === undefined ? {} : { why: reason }),
    figures: { leftoverProcesses: zombies + leftovers },
  };
}
