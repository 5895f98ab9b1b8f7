/** Breaks a village in every way that the cases know, and counts what arrives. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Checked } from '../contracts/check.ts';
import type { CaseContext, FaultCase, Need } from './case.ts';
import { CASES } from './cases.ts';
import { limitsOf, overOf } from './limits.ts';
import { PostgresServer } from './postgres.ts';
import { canTrace } from './power-cut.ts';
import type { RaiserProcess } from './raiser-process.ts';
import type { CaseResult } from './report.ts';
import { SmallDisk } from './small-disk.ts';
import { Village } from './village.ts';

export interface FaultsOptions {
  /** Folder of PostgreSQL's programs; null for the embedded database. */
  readonly postgres: string | null;
  readonly repeat: number;
  readonly outageS: number;
  readonly queue: number;
  readonly outagesPerDay: number;
  /** Whether the case of this name is to run. */
  readonly isWanted: (name: string) => boolean;
  readonly onResult: (result: CaseResult) => void;
  readonly onSkipped: (name: string, why: string) => void;
  /** What the console has stored after all of it. */
  readonly onChecked: (checked: readonly Checked[]) => void;
  readonly signal: AbortSignal;
}

/** What has not arrived by then is lost. */
const GIVE_UP_S = 120;
const POLL_MS = 100;

export async function runFaults(options: FaultsOptions): Promise<void> {
  const { isWanted, onResult, onSkipped, postgres, repeat, signal } = options;
  const folder = mkdtempSync(join(tmpdir(), 'shouwang-faults-'));
  const village = await Village.start({ folder, postgres });
  try {
    for (const fault of CASES.filter(({ name }) => isWanted(name))) {
      const missing = fault.needs?.find((need) => !isThere(need, options));
      if (missing !== undefined) {
        onSkipped(fault.name, MISSING[missing]);
        continue;
      }
      for (let run = 1; run <= (fault.isLong ? 1 : repeat) && !signal.aborted; run += 1) {
        onResult(await runCase(village, fault, run, options));
      }
    }
    options.onChecked(await village.checkStore());
  } finally {
    await village.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const MISSING: Record<Need, string> = {
  server: 'needs PostgreSQL',
  mount: 'needs the right to mount a small disk',
  strace: 'needs strace, and the right to trace',
};

function isThere(need: Need, { postgres }: FaultsOptions): boolean {
  switch (need) {
    case 'server':
      return postgres !== null;
    case 'mount':
      return SmallDisk.isPossible;
    case 'strace':
      return canTrace();
  }
}

async function runCase(
  village: Village,
  fault: FaultCase,
  run: number,
  { outageS, outagesPerDay, postgres, queue }: FaultsOptions,
): Promise<CaseResult> {
  const name = `${fault.name.replaceAll(/\W+/g, '-')}-${run}`;
  const raiser = village.raiser(name);
  const raisers = [raiser];
  const figures: Record<string, number> = {};
  let mendedMs: number | undefined;
  const gatewayDisk =
    fault.gatewayDiskMiB === undefined ? undefined : new SmallDisk(raiser.folder, fault.gatewayDiskMiB);
  const databaseDisk =
    fault.databaseDiskMiB === undefined
      ? undefined
      : new SmallDisk(`${raiser.folder}-database`, fault.databaseDiskMiB);
  const small =
    databaseDisk === undefined || postgres === null
      ? undefined
      : await PostgresServer.create(postgres, join(databaseDisk.path, 'postgres'));
  if (small !== undefined) await village.switchDatabase(small);
  const context: CaseContext = {
    ...{ village, raiser, outageS, outagesPerDay, queue, gatewayDisk, databaseDisk },
    twin: () => {
      const other = village.raiser(`${name}-twin`);
      raisers.push(other);
      return other;
    },
    raise: (count, { by = raiser, whole = false } = {}) => raise(by, count, whole),
    sleep: (seconds) => delay(seconds * 1000),
    until,
    connected: (which = raiser) => until(() => which.news.connected, 'the gateway did not connect'),
    mended: () => {
      mendedMs = performance.now();
    },
    figure: (key, value) => {
      figures[key] = Math.round(value * 100) / 100;
    },
    untilAtConsole: async (alertIds) => {
      const fromMs = performance.now();
      if (alertIds === undefined) await untilProven(raiser);
      else await until(() => village.hasAll(alertIds), 'not at the console');
      return (performance.now() - fromMs) / 1000;
    },
  };
  const breakAndMend = async (): Promise<void> => {
    raiser.start();
    await context.connected();
    await fault.run(context);
  };
  let why = await breakAndMend().then(() => undefined, String);
  // What a case left broken must not fail the next one.
  if (why !== undefined) await village.mend();
  const fromMs = mendedMs ?? performance.now();
  const raised = new Map(raisers.flatMap((each) => [...each.raised()]));
  const alertIds = [...raised.keys()];
  // With its newest event: an alert that looks open and is not, or the reverse, has not arrived.
  const isAt = (found: Awaited<ReturnType<Village['atConsole']>>, alertId: string): boolean =>
    (found.get(alertId)?.sequence ?? 0) >= (raised.get(alertId) ?? 1);
  const arrival = Promise.all(raisers.map(untilProven))
    .then(() => until(() => alertIds.every((alertId) => village.atPhone.has(alertId)), 'not at the phone'))
    .then(() =>
      until(async () => {
        const found = await village.atConsole(alertIds);
        return alertIds.every((alertId) => isAt(found, alertId));
      }, 'not at the console'),
    );
  const late = await arrival.then(() => undefined, String);
  why ??= late;
  const recoveryS = why === undefined ? Math.round((performance.now() - fromMs) / 100) / 10 : null;
  const limits = limitsOf(fault);
  const atConsole = await village.atConsole(alertIds);
  for (const each of raisers) await each.stop();
  if (small !== undefined && village.postgres !== undefined) {
    await village.switchDatabase(village.postgres);
    await small.stop();
  }
  databaseDisk?.unmount();
  gatewayDisk?.unmount();
  return {
    case: fault.name,
    run,
    raised: raised.size,
    atConsole: alertIds.filter((alertId) => isAt(atConsole, alertId)).length,
    atGuardian: alertIds.filter((alertId) => village.atPhone.has(alertId)).length,
    duplicatesShown: alertIds.filter((alertId) => (atConsole.get(alertId)?.shown ?? 0) > 1).length,
    lost: alertIds.filter((alertId) => !isAt(atConsole, alertId)).length,
    recoveryS,
    rssPeakMiB: Math.round(Math.max(...raisers.map(({ rssPeakMiB }) => rssPeakMiB))),
    ...(why === undefined ? {} : { why }),
    ...{ figures, limits, over: overOf({ recoveryS, figures }, limits) },
  };
}

async function raise(raiser: RaiserProcess, count: number, whole: boolean): Promise<void> {
  const wanted = raiser.raised().size + count;
  raiser.order({ kind: 'raise', count, whole });
  await until(() => raiser.raised().size >= wanted, 'the alerts were not raised');
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
