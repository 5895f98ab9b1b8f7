import { writeFileSync } from 'node:fs';
import type { Checked } from '../../contracts/check.ts';
import { runCameraFaults } from '../../faults/cameras/run.ts';
import { findPostgres } from '../../faults/postgres.ts';
import { type CaseResult, isPassed, pageOf, tableOf } from '../../faults/report.ts';
import { type FaultsOptions, runFaults } from '../../faults/run.ts';
import { readStored } from '../../faults/stored.ts';

interface FaultsCommand extends Pick<FaultsOptions, 'repeat' | 'outageS' | 'outagesPerDay' | 'queue'> {
  readonly jsonFile: string | undefined;
  readonly docsFile: string | undefined;
  readonly isEmbedded: boolean;
  /** Part of the names of the cases to run. */
  readonly only: string | undefined;
  readonly part: 'all' | 'delivery' | 'cameras';
  /** Files of earlier runs: nothing is run, their results are told together. */
  readonly from: readonly string[];
}

/** What a shell is told when a case failed, or took longer or more than it may. */
const EXIT_FAILED = 1;

export async function run({
  docsFile,
  from,
  isEmbedded,
  jsonFile,
  only,
  part,
  ...given
}: FaultsCommand): Promise<void> {
  const options = { ...given, postgres: isEmbedded ? null : (findPostgres() ?? null) };
  const stopping = new AbortController();
  process.once('SIGINT', () => stopping.abort());
  let broken: readonly Checked[] = [];
  const results: CaseResult[] = [];
  const skipped: { readonly case: string; readonly why: string }[] = [];
  const all: FaultsOptions = {
    ...options,
    signal: stopping.signal,
    isWanted: (name) => only === undefined || name.includes(only),
    onResult: (result) => {
      results.push(result);
      process.stderr.write(`${lineOf(result)}\n`);
    },
    onChecked: (checked) => {
      broken = checked.filter(({ count }) => count > 0);
      for (const { count, rule } of broken) process.stderr.write(`FAIL stored data: ${rule} (${count})\n`);
    },
    onSkipped: (name, why) => {
      skipped.push({ case: name, why });
      process.stderr.write(`skip ${name}: ${why}\n`);
    },
  };
  if (from.length > 0) results.push(...readStored(from));
  else {
    if (part !== 'cameras') await runFaults(all);
    if (part !== 'delivery') await runCameraFaults(all);
  }
  process.stdout.write(`${tableOf(results)}\n`);
  if (jsonFile !== undefined)
    writeFileSync(jsonFile, `${JSON.stringify({ results, skipped, broken }, null, 2)}\n`);
  if (docsFile !== undefined) writeFileSync(docsFile, pageOf(results, { ...options, part }));
  if (!results.every((result) => isPassed(result) && result.over.length === 0) || broken.length > 0)
    process.exitCode = EXIT_FAILED;
}

function lineOf(result: CaseResult): string {
  const { figures, lost, over, raised, recoveryS, run: count, why } = result;
  const more = Object.entries(figures).map(([name, value]) => `, ${name} ${value}`);
  const counts = `${raised} raised, ${lost} lost, recovery ${recoveryS ?? '–'} s${more.join('')}`;
  const verdict = !isPassed(result) ? 'FAIL' : over.length > 0 ? 'OVER' : 'ok  ';
  const limits = over.map((name) => `, ${name} over its limit of ${result.limits[name]}`).join('');
  return `${verdict} ${result.case} #${count}: ${counts}${limits}${why === undefined ? '' : `: ${why}`}`;
}
