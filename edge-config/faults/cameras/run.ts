/**
 * Breaks cameras and their decoders under a whole gateway. In each case a fall is played after all is mended: raised are
 * the alerts that the gateway wrote from then on, as it tells itself, a fall among them. A fall that it does not raise
 * counts as one raised and lost. Recovery is from the mending until every camera has shown something that was judged; what
 * only the gateway can mend, it is from the breaking. `toldWellS` is from then until the gateway also tells that all are
 * well. A case that leaves processes or files behind has failed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Limits, limitsOf, MAX_RECOVERY_S, overOf } from '../limits.ts';
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
/** In every case. A camera that was blind is told to be well once it has been so for a while, and beats are seconds apart. */
const MAX_FIGURES = {
  ...{ falseAlerts: 0, leftoverProcesses: 0, leftoverFiles: 0 },
  toldWellS: 3 * MAX_RECOVERY_S,
};

export async function runCameraFaults(options: CameraFaultsOptions): Promise<void> {
  const { isWanted, onResult, postgres, repeat, signal } = options;
  const cases = CAMERA_CASES.filter(({ name }) => isWanted(name));
  if (cases.length === 0) return;
  const folder = mkdtempSync(join(tmpdir(), 'shouwang-faults-'));
  const tracks = await prepareTracks();
  const village = await Village.start({ folder, postgres });
  try {
    for (const [index, fault] of cases.entries()) {
      for (let run = 1; run <= (fault.isLong ? 1 : repeat) && !signal.aborted; run += 1) {
        const place = join(folder, `gateway-${index}-${run}`);
        onResult(await runCase(village, tracks, fault, { run, place, outageS: options.outageS }));
      }
    }
  } finally {
    await village.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

export function cameraLimitsOf(fault: Pick<CameraCase, 'maxRecoveryS' | 'maxFigures'>): Limits {
  return limitsOf({ ...fault, maxFigures: { ...MAX_FIGURES, ...fault.maxFigures } });
}

async function runCase(
  village: Village,
  tracks: Tracks,
  fault: CameraCase,
  { outageS, place, run }: { readonly run: number; readonly place: string; readonly outageS: number },
): Promise<CaseResult> {
  const { cameras: count = 1, waitsDividedBy = 1 } = fault;
  const cameras = await CameraVillage.start(village, tracks, {
    folder: place,
    cameras: count,
    waitsDividedBy,
  });
  const { figures, gateway } = cameras;
  let recoveryS: number | null = null;
  let arrived: ReadonlyMap<string, { readonly shown: number }> = new Map();
  let raised: string[] = [];
  const tries = async (): Promise<void> => {
    await cameras.untilSeen();
    await cameras.sleep(SETTLE_S);
    await fault.run(cameras, outageS);
    const mendedMs = performance.now();
    const sinceMendedS = (): number => Math.round((performance.now() - mendedMs) / 100) / 10;
    await cameras.untilShown();
    const shownS = sinceMendedS();
    await cameras.untilSeen();
    figures['toldWellS'] = sinceMendedS();
    await cameras.sleep(SETTLE_S);
    const before = new Set(gateway.raised);
    const fallsBefore = await gateway.falls();
    // What is raised before anybody falls was made up by the fault.
    figures['falseAlerts'] = before.size;
    if (fault.whileFalling !== undefined) cameras.setFaults(fault.whileFalling);
    await cameras.playFall();
    const news = (): string[] => [...gateway.raised].filter((alertId) => !before.has(alertId));
    await cameras.until(
      async () => (await gateway.falls()) > fallsBefore && news().length > 0,
      'the fall was not raised',
    );
    raised = news();
    await cameras.until(() => raised.every((alertId) => village.atPhone.has(alertId)), 'not at the phone');
    await cameras.until(async () => {
      arrived = await village.atConsole(raised);
      return raised.every((alertId) => arrived.has(alertId));
    }, 'not at the console');
    recoveryS = shownS;
  };
  let why = await tries().then(
    () => undefined,
    (error: unknown) => String(error),
  );
  const strays = gateway.strays();
  const { files, processes } = await cameras.stop();
  figures['leftoverProcesses'] = strays + processes;
  figures['leftoverFiles'] = files;
  if (strays + processes + files > 0) {
    why ??= 'processes or files are left over';
    recoveryS = null;
  }
  const limits = cameraLimitsOf(fault);
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
    ...(why === undefined ? {} : { why }),
    ...{ figures, limits, over: overOf({ recoveryS, figures }, limits) },
  };
}
