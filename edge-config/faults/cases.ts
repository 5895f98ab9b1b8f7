/** What breaks, and how: each case breaks one thing, raises alerts meanwhile, and mends it. */

import { CRASH_POINTS, type CrashPoint } from './raiser-orders.ts';
import type { RaiserProcess } from './raiser-process.ts';
import type { Village } from './village.ts';

export interface CaseContext {
  readonly village: Village;
  /** Started and connected. */
  readonly raiser: RaiserProcess;
  /** Long outages are this long, s; short ones a part of it. */
  readonly outageS: number;
  /** Alerts in a long queue. */
  readonly queue: number;
  raise(count: number): Promise<void>;
  sleep(seconds: number): Promise<void>;
  connected(): Promise<void>;
  /** Starts the recovery's clock. */
  mended(): void;
  figure(name: string, value: number): void;
  /** Seconds until these alerts, or all, stand at the console. */
  untilAtConsole(alertIds?: readonly string[]): Promise<number>;
}

export interface FaultCase {
  readonly name: string;
  /** Cannot be broken in the embedded database. */
  readonly needsServer?: true;
  readonly run: (context: CaseContext) => Promise<void>;
}

const FEW = 10;
/** What was raised longer ago than this counts as backlog (gateway/pipeline/delivery.ts). */
const NEW_FOR_S = 31;

export const CASES: readonly FaultCase[] = [
  {
    name: 'broker stopped',
    run: async ({ village, outageS, raise, sleep, mended }) => {
      await raise(FEW);
      await village.broker.stop();
      await raise(FEW);
      await sleep(outageS);
      await village.broker.start();
      mended();
    },
  },
  {
    name: 'broker killed in mid-flight',
    run: async ({ village, raise, sleep, mended }) => {
      await raise(3 * FEW);
      await village.broker.stop('SIGKILL');
      await raise(FEW);
      await sleep(2);
      await village.broker.start();
      mended();
    },
  },
  {
    name: 'broker refuses the log-in, then accepts it',
    run: async ({ village, outageS, raise, sleep, mended }) => {
      village.broker.refuse(true);
      village.gatewayNet.cut();
      village.consoleNet.cut();
      await raise(FEW);
      await sleep(outageS / 2);
      village.broker.refuse(false);
      mended();
    },
  },
  {
    name: 'network cut at the gateway',
    run: async ({ village, outageS, raise, sleep, mended }) => {
      village.gatewayNet.mode = 'refuse';
      await raise(FEW);
      await sleep(outageS / 2);
      village.gatewayNet.mode = 'pass';
      mended();
    },
  },
  {
    name: 'network cut at the console',
    run: async ({ village, outageS, raise, sleep, mended }) => {
      village.consoleNet.mode = 'refuse';
      await raise(FEW);
      await sleep(outageS / 2);
      village.consoleNet.mode = 'pass';
      mended();
    },
  },
  {
    name: 'half-open connection: nothing passes, nobody is told',
    run: async ({ village, outageS, raise, sleep, mended }) => {
      village.gatewayNet.mode = 'silent';
      await raise(FEW);
      await sleep(outageS);
      village.gatewayNet.mode = 'pass';
      mended();
    },
  },
  {
    name: 'two seconds of latency each way',
    run: async ({ village, raise, sleep, mended }) => {
      village.gatewayNet.delayMs = 2000;
      await raise(FEW);
      await sleep(5);
      village.gatewayNet.delayMs = 0;
      mended();
    },
  },
  {
    name: 'console down while a long queue grows',
    run: async ({ village, queue, raise, sleep, mended, figure, untilAtConsole, raiser }) => {
      await village.stopConsole();
      await raise(queue);
      // After days none of them is new any more.
      await sleep(NEW_FOR_S);
      await village.startConsole();
      mended();
      const before = new Set(raiser.raised());
      await raise(1);
      const fresh = raiser.raised().filter((alertId) => !before.has(alertId));
      figure('newAlertS', await untilAtConsole(fresh));
      figure('drainS', await untilAtConsole());
    },
  },
  {
    name: 'console killed between commits and receipts',
    run: async ({ village, raise, sleep, mended }) => {
      await raise(20 * FEW);
      await sleep(0.3);
      await village.stopConsole('SIGKILL');
      await raise(FEW);
      await village.startConsole();
      mended();
    },
  },
  {
    name: 'console’s database down',
    needsServer: true,
    run: async ({ village, outageS, raise, sleep, mended }) => {
      if (village.databaseNet === undefined) return;
      village.databaseNet.mode = 'refuse';
      await raise(FEW);
      await sleep(outageS / 2);
      village.databaseNet.mode = 'pass';
      mended();
    },
  },
  ...CRASH_POINTS.map((point) => ({
    name: `gateway killed: ${point.replaceAll('_', ' ')}`,
    run: (context: CaseContext) => crash(context, point),
  })),
  {
    name: 'clock of the gateway jumps forth and back',
    run: async ({ raiser, raise, mended }) => {
      const DAY_MS = 86_400_000;
      for (const offsetMs of [DAY_MS, -365 * DAY_MS, 365 * DAY_MS, 0]) {
        raiser.order({ kind: 'wall', offsetMs });
        await raise(FEW);
      }
      mended();
    },
  },
  {
    name: 'gateway told to stop under load',
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
];

async function crash(
  { raiser, raise, connected, sleep, mended }: CaseContext,
  point: CrashPoint,
): Promise<void> {
  await raiser.stop();
  raiser.start(point);
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
