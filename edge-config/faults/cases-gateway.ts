/** A gateway that dies, and disks and clocks that fail it. */
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CaseContext, type FaultCase, FEW } from './case.ts';
import { MAX_GROWTH_PERCENT, MAX_STOP_S } from './limits.ts';
import { median } from './median.ts';
import { TracedFolder } from './power-cut.ts';
import { CRASH_POINTS, type CrashPoint } from './raiser-orders.ts';

const DAY_MS = 86_400_000;
/** From shorter days no growth can be told from the warming up. */
const LONG_DAY = 100;

export const GATEWAY_CASES: readonly FaultCase[] = [
  ...CRASH_POINTS.map((point) => ({
    name: `gateway killed: ${point.replaceAll('_', ' ')}`,
    run: (context: CaseContext) => crash(context, point),
  })),
  {
    name: 'clock of the gateway jumps forth and back',
    run: async ({ raiser, raise, mended }) => {
      for (const offsetMs of [DAY_MS, -365 * DAY_MS, 365 * DAY_MS, 0]) {
        raiser.order({ kind: 'wall', offsetMs });
        await raise(FEW);
      }
      mended();
    },
  },
  {
    name: 'gateway told to stop under load',
    maxFigures: { stopS: MAX_STOP_S },
    run: async ({ raiser, raise, figure, connected, mended }) => {
      await raise(20 * FEW);
      const fromMs = performance.now();
      await raiser.stop('SIGTERM');
      figure('stopS', (performance.now() - fromMs) / 1000);
      raiser.start();
      await connected();
      mended();
    },
  },
  {
    name: 'power cut: what was not synced is gone',
    needs: ['strace'],
    run: powerCut,
  },
  {
    name: 'disk full under the gateway',
    needs: ['mount'],
    gatewayDiskMiB: 8,
    run: async ({ gatewayDisk, outageS, raiser, sleep, until, figure, mended }) => {
      gatewayDisk?.fill();
      raiser.order({ kind: 'raise', count: FEW });
      await until(() => raiser.news.unwritten >= FEW, 'the disk is not full');
      figure('heldInMemory', raiser.news.unwritten);
      await until(
        () => raiser.news.unwritten >= FEW && raiser.news.unproven === 0,
        'nothing reached the console while the disk was full',
      );
      await sleep(outageS / 4);
      gatewayDisk?.free();
      mended();
      await until(() => raiser.raised().size >= FEW, 'the disk takes nothing');
    },
  },
  {
    name: 'outbox file damaged',
    run: async ({ village, raiser, raise, connected, mended, figure }) => {
      village.gatewayNet.mode = 'refuse';
      await raise(5 * FEW);
      await raiser.stop('SIGKILL');
      for (const file of readdirSync(raiser.folder).filter((name) => name.startsWith('outbox.sqlite'))) {
        writeFileSync(join(raiser.folder, file), 'no database\n'.repeat(2000));
      }
      raiser.start();
      village.gatewayNet.mode = 'pass';
      await connected();
      mended();
      const aside = readdirSync(raiser.folder).filter((name) => name.includes('.damaged-'));
      figure('filesSetAside', aside.length);
      if (aside.length === 0) throw new Error('the damage was not noticed');
    },
  },
  {
    name: 'two gateways with the same id',
    run: async ({ raiser, raise, twin, sleep, mended }) => {
      const other = twin();
      other.start();
      for (let round = 0; round < 5; round += 1) {
        await raise(2, { by: raiser });
        await raise(2, { by: other });
        await sleep(1);
      }
      mended();
    },
  },
  {
    name: 'three days of outages',
    isLong: true,
    maxFigures: { rssGrowthPercent: MAX_GROWTH_PERCENT },
    run: days,
  },
];
async function crash(
  { raiser, raise, connected, sleep, mended }: CaseContext,
  point: CrashPoint,
): Promise<void> {
  await raiser.stop();
  raiser.start({ crashAt: point });
  await connected();
  // It dies at its third alert, or at the third step of their way.
  raiser.order({ kind: 'raise', count: FEW });
  for (let waitedS = 0; raiser.isRunning && waitedS < 20; waitedS += 0.1) await sleep(0.1);
  if (raiser.isRunning) throw new Error(`the gateway did not reach ${point}`);
  raiser.start();
  await connected();
  mended();
  await raise(FEW);
}

async function powerCut({
  village,
  raiser,
  raise,
  connected,
  until,
  untilAtConsole,
  figure,
  mended,
}: CaseContext): Promise<void> {
  let traced = new TracedFolder(raiser.folder);
  const restart = async (): Promise<void> => {
    traced = new TracedFolder(raiser.folder);
    raiser.start({ tracer: traced.tracer });
    await connected();
  };
  const cut = async (): Promise<number> => {
    await raiser.stop('SIGKILL');
    await until(() => traced.isEnded, 'strace did not end');
    return traced.cutPower();
  };
  await raiser.stop();
  for (const file of readdirSync(raiser.folder)) rmSync(join(raiser.folder, file));
  await restart();
  await raise(FEW);
  await untilAtConsole();
  // That these were delivered was not synced: they are delivered again.
  figure('bytesLost', await cut());
  await restart();
  await untilAtConsole();
  village.gatewayNet.mode = 'refuse';
  await raise(FEW);
  await cut();
  raiser.start();
  village.gatewayNet.mode = 'pass';
  await connected();
  mended();
}

/**
 * Three simulated days: again and again the connection breaks in one of three ways, and alerts are raised meanwhile. The
 * process grows to its size on the first and into the second; whether it goes on growing is seen on the third.
 */
async function days(context: CaseContext): Promise<void> {
  const { outagesPerDay: outages } = context;
  await day(context, outages);
  const second = await day(context, outages);
  const third = await day(context, outages);
  context.mended();
  if (outages >= LONG_DAY) context.figure('rssGrowthPercent', 100 * (third / second - 1));
}

/** @returns the size at its end, MiB: the median of its last quarter. */
async function day(
  { village, raiser, raise, sleep, untilAtConsole }: CaseContext,
  outages: number,
): Promise<number> {
  const sizes: number[] = [];
  for (let outage = 0; outage < outages; outage += 1) {
    raiser.order({ kind: 'wall', offsetMs: (outage * DAY_MS) / outages });
    if (outage % 3 === 0) village.gatewayNet.mode = 'refuse';
    if (outage % 3 === 1) village.gatewayNet.cut();
    if (outage % 3 === 2) village.consoleNet.cut();
    await raise(3, { whole: true });
    await sleep(0.2);
    village.gatewayNet.mode = 'pass';
    await untilAtConsole();
    sizes.push(raiser.news.rssMiB);
  }
  return median(sizes.slice(-Math.ceil(outages / 4)));
}
