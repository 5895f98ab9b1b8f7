import { writeFileSync } from 'node:fs';
import type { Checked } from '../../contracts/check.ts';
import { runCameraFaults } from '../../faults/cameras/run.ts';
import { findPostgres } from '../../faults/postgres.ts';
import { type CaseResult, isPassed, MAX_RECOVERY_S, pageOf, tableOf } from '../../faults/report.ts';
import { type FaultsOptions, runFaults } from '../../faults/run.ts';

interface FaultsCommand extends Pick<FaultsOptions, 'repeat' | 'outageS' | 'outagesPerDay' | 'queue'> {
  readonly jsonFile: string | undefined;
  readonly docsFile: string | undefined;
  readonly isEmbedded: boolean;
  /** Part of the names of the cases to run. */
  readonly only: string | undefined;
  readonly part: 'all' | 'delivery' | 'cameras';
}

/** What a shell is told when a case failed. */
const EXIT_FAILED = 1;

export async function run({
  docsFile,
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
  if (part !== 'cameras') await runFaults(all);
  if (part !== 'delivery') await runCameraFaults(all);
  process.stdout.write(`${tableOf(results)}\n`);
  if (jsonFile !== undefined)
    writeFileSync(jsonFile, `${JSON.stringify({ results, skipped, broken }, null, 2)}\n`);
  if (docsFile !== undefined) writeFileSync(docsFile, pageOf(results, { ...options, part }));
  if (!results.every(isPassed) || broken.length > 0) process.exitCode = EXIT_FAILED;
}

function lineOf(result: CaseResult): string {
  const { figures, lost, raised, recoveryS, run: count, why } = result;
  const slow = recoveryS !== null && recoveryS > MAX_RECOVERY_S ? ' (slow)' : '';
  const more = Object.entries(figures).map(([name, value]) => `, ${name} ${value}`);
  const counts = `${raised} raised, ${lost} lost, recovery ${recoveryS ?? '–'} s${slow}${more.join('')}`;
  return `${isPassed(result) ? 'ok  ' : 'FAIL'} ${result.case} #${count}: ${counts}${why === undefined ? '' : `: ${why}`}`;
}
