/** Breaks a village in every way that the cases know, and counts what arrives. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CASES, type CaseContext, type FaultCase } from './cases.ts';
import type { RaiserProcess } from './raiser-process.ts';
import type { CaseResult } from './report.ts';
import { Village } from './village.ts';

export interface FaultsOptions {
  readonly databaseUrl: string | null;
  readonly repeat: number;
  readonly outageS: number;
  readonly queue: number;
  /** Part of the names of the cases to run. */
  readonly only: string | undefined;
  readonly onResult: (result: CaseResult) => void;
  readonly onSkipped: (name: string, why: string) => void;
  readonly signal: AbortSignal;
}

/** What has not arrived by then is lost. */
const GIVE_UP_S = 120;
const POLL_MS = 100;

export async function runFaults(options: FaultsOptions): Promise<void> {
  const { databaseUrl, onResult, onSkipped, only, repeat, signal } = options;
  const folder = mkdtempSync(join(tmpdir(), 'shouwang-faults-'));
  const village = await Village.start({ folder, databaseUrl });
  try {
    for (const fault of CASES.filter(({ name }) => only === undefined || name.includes(only))) {
      if (fault.needsServer && databaseUrl === null) {
        onSkipped(fault.name, 'needs --database');
        continue;
      }
      for (let run = 1; run <= repeat && !signal.aborted; run += 1) {
        onResult(await runCase(village, fault, run, options));
      }
    }
  } finally {
    await village.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runCase(
  village: Village,
  fault: FaultCase,
  run: number,
  { outageS, queue }: FaultsOptions,
): Promise<CaseResult> {
  const raiser = village.raiser(`${fault.name.replaceAll(/\W+/g, '-')}-${run}`);
  const figures: Record<string, number> = {};
  let mendedMs: number | undefined;
  const context: CaseContext = {
    village,
    raiser,
    outageS,
    queue,
    raise: (count) => raise(raiser, count),
    sleep: (seconds) => delay(seconds * 1000),
    connected: () => until(() => raiser.news.connected, 'the gateway did not connect'),
    mended: () => {
      mendedMs = performance.now();
    },
    figure: (name, value) => {
      figures[name] = Math.round(value * 100) / 100;
    },
    untilAtConsole: async (alertIds) => {
      const fromMs = performance.now();
      if (alertIds === undefined) await untilProven(raiser);
      else await until(() => village.hasAll(alertIds), 'not at the console');
      return (performance.now() - fromMs) / 1000;
    },
  };
  raiser.start();
  await context.connected();
  await fault.run(context);
  const fromMs = mendedMs ?? performance.now();
  const raised = raiser.raised();
  const isComplete = await untilProven(raiser)
    .then(() => until(() => raised.every((alertId) => village.atPhone.has(alertId)), 'not all at the phone'))
    .then(
      () => true,
      () => false,
    );
  const recoveryS = isComplete ? Math.round((performance.now() - fromMs) / 100) / 10 : null;
  const atConsole = await village.atConsole(raised);
  await raiser.stop();
  return {
    case: fault.name,
    run,
    raised: raised.length,
    atConsole: raised.filter((alertId) => atConsole.has(alertId)).length,
    atGuardian: raised.filter((alertId) => village.atPhone.has(alertId)).length,
    duplicatesShown: raised.filter((alertId) => (atConsole.get(alertId) ?? 0) > 1).length,
    lost: raised.filter((alertId) => !atConsole.has(alertId)).length,
    recoveryS,
    rssPeakMiB: Math.round(raiser.rssPeakMiB),
    figures,
  };
}

async function raise(raiser: RaiserProcess, count: number): Promise<void> {
  const wanted = raiser.raised().length + count;
  raiser.order({ kind: 'raise', count });
  await until(() => raiser.raised().length >= wanted, 'the alerts were not raised');
}

/** The console's receipts say that all is there; whether it is, is counted afterwards, for reading it all takes time. */
async function untilProven(raiser: RaiserProcess): Promise<void> {
  const from = raiser.newsCount;
  // What was told before now may be older than the last raise.
  await until(() => raiser.newsCount > from + 1 && raiser.news.pending === 0, 'not all at the console');
}

async function until(condition: () => boolean | Promise<boolean>, why: string): Promise<void> {
  const fromMs = performance.now();
  while (!(await condition())) {
    if (performance.now() - fromMs > GIVE_UP_S * 1000) throw new Error(why);
    await delay(POLL_MS);
  }
}
