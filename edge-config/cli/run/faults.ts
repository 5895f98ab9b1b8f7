import { writeFileSync } from 'node:fs';
import type { Checked } from '../../contracts/check.ts';
import { findPostgres } from '../../faults/postgres.ts';
import { type CaseResult, isPassed, MAX_RECOVERY_S, pageOf, tableOf } from '../../faults/report.ts';
import { type FaultsOptions, runFaults } from '../../faults/run.ts';

interface FaultsCommand extends Pick<FaultsOptions, 'only' | 'repeat' | 'outageS' | 'queue'> {
  readonly jsonFile: string | undefined;
  readonly docsFile: string | undefined;
  readonly isEmbedded: boolean;
}

/** What a shell is told when a case failed. */
const EXIT_FAILED = 1;

export async function run({ docsFile, isEmbedded, jsonFile, ...given }: FaultsCommand): Promise<void> {
  const options = { ...given, postgres: isEmbedded ? null : (findPostgres() ?? null) };
  const stopping = new AbortController();
  process.once('SIGINT', () => stopping.abort());
  let broken: readonly Checked[] = [];
  const results: CaseResult[] = [];
  const skipped: { readonly case: string; readonly why: string }[] = [];
  await runFaults({
    ...options,
    signal: stopping.signal,
    onResult: (result) => {
      results.push(result);
      const { figures, lost, raised, recoveryS, run: count } = result;
      const slow = recoveryS !== null && recoveryS > MAX_RECOVERY_S ? ' (slow)' : '';
      const more = Object.entries(figures).map(([name, value]) => `, ${name} ${value}`);
      process.stderr.write(
        `${isPassed(result) ? 'ok  ' : 'FAIL'} ${result.case} #${count}: ${raised} raised, ${lost} lost, recovery ${recoveryS ?? '–'} s${slow}${more.join('')}\n`,
      );
    },
    onChecked: (checked) => {
      broken = checked.filter(({ count }) => count > 0);
      for (const { count, rule } of broken) process.stderr.write(`FAIL stored data: ${rule} (${count})\n`);
    },
    onSkipped: (name, why) => {
      skipped.push({ case: name, why });
      process.stderr.write(`skip ${name}: ${why}\n`);
    },
  });
  process.stdout.write(`${tableOf(results)}\n`);
  if (jsonFile !== undefined)
    writeFileSync(jsonFile, `${JSON.stringify({ results, skipped, broken }, null, 2)}\n`);
  if (docsFile !== undefined) writeFileSync(docsFile, pageOf(results, options));
  if (!results.every(isPassed) || broken.length > 0) process.exitCode = EXIT_FAILED;
}
