/** A console and its database that fail. */
import { type CaseContext, type FaultCase, FEW } from './case.ts';

const DAY_MS = 86_400_000;
/** What was raised longer ago than this counts as backlog (gateway/pipeline/delivery.ts). */
const NEW_FOR_S = 31;
/** For the long queue. */
const MAX_DRAIN_S = 60;
/** What is raised while the long queue drains goes before it. */
const MAX_NEW_ALERT_S = 2;

export const CONSOLE_CASES: readonly FaultCase[] = [
  {
    name: 'console down while a long queue grows',
    maxRecoveryS: MAX_DRAIN_S,
    maxFigures: { newAlertS: MAX_NEW_ALERT_S, drainS: MAX_DRAIN_S },
    run: async ({ village, queue, raise, sleep, mended, figure, untilAtConsole, raiser }) => {
      await village.stopConsole();
      await raise(queue);
      // Three days later none of them is new any more.
      raiser.order({ kind: 'wall', offsetMs: 3 * DAY_MS });
      await sleep(NEW_FOR_S);
      await village.startConsole();
      mended();
      const before = raiser.raised();
      await raise(1);
      const fresh = [...raiser.raised().keys()].filter((alertId) => !before.has(alertId));
      figure('newAlertS', await untilAtConsole(fresh));
      figure('drainS', await untilAtConsole());
    },
  },
  {
    name: 'console killed between commits and receipts',
    run: async ({ village, raise, until, mended }) => {
      village.killConsoleBeforeReceipt();
      await raise(20 * FEW);
      await until(() => !village.isConsoleRunning, 'the console sent no receipt');
      await raise(FEW);
      await village.startConsole();
      mended();
    },
  },
  {
    name: 'console’s database down',
    needs: ['server'],
    run: async ({ village, outageS, raise, sleep, mended }) => {
      if (village.databaseNet === undefined) return;
      village.databaseNet.mode = 'refuse';
      await raise(FEW);
      await sleep(outageS / 2);
      village.databaseNet.mode = 'pass';
      mended();
    },
  },
  {
    name: 'database restored from a backup under a running console',
    needs: ['server'],
    run: (context) => restore(context, { isConsoleUp: true }),
  },
  {
    name: 'database restored from a backup while the console is down',
    needs: ['server'],
    run: (context) => restore(context, { isConsoleUp: false }),
  },
  {
    name: 'disk full under the database',
    needs: ['server', 'mount'],
    databaseDiskMiB: 96,
    run: async ({ databaseDisk, outageS, raise, sleep, mended }) => {
      databaseDisk?.fill();
      await raise(20 * FEW);
      await sleep(outageS / 2);
      databaseDisk?.free();
      mended();
    },
  },
];

/** What came after the backup is in the database no more, and the gateway has receipts for it. */
async function restore(
  { village, raise, untilAtConsole, mended, figure, raiser }: CaseContext,
  { isConsoleUp }: { readonly isConsoleUp: boolean },
): Promise<void> {
  await raise(FEW);
  await untilAtConsole();
  await village.postgres?.backUp();
  await raise(2 * FEW, { whole: true });
  await untilAtConsole();
  if (!isConsoleUp) await village.stopConsole();
  await village.postgres?.restore();
  if (!isConsoleUp) await village.startConsole();
  mended();
  figure('provenBefore', raiser.raised().size);
}
