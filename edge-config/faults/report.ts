/** What a run of the fault suite says. Pure. */

export interface CaseResult {
  readonly case: string;
  readonly run: number;
  /** Alerts whose write to the outbox had returned. */
  readonly raised: number;
  readonly atConsole: number;
  readonly atGuardian: number;
  /** On the console's list more than once, or with more than one "raised" in their history. */
  readonly duplicatesShown: number;
  /** Raised, and not on the console's list in the end. */
  readonly lost: number;
  /** From the end of the fault until all were at the console and on the phone; null when that never came. */
  readonly recoveryS: number | null;
  readonly rssPeakMiB: number;
  /** What else this case measures. */
  readonly figures: Readonly<Record<string, number>>;
}

/** A fault may hold things up for no longer than this once it is over. */
export const MAX_RECOVERY_S = 15;

export function isPassed({ atGuardian, duplicatesShown, lost, raised, recoveryS }: CaseResult): boolean {
  return lost === 0 && duplicatesShown === 0 && atGuardian === raised && recoveryS !== null;
}

/** One line a case, over all its runs: sums of counts, worst of times. */
export function tableOf(results: readonly CaseResult[]): string {
  const names = [...new Set(results.map((result) => result.case))];
  const rows = names.map((name) => {
    const runs = results.filter((result) => result.case === name);
    const sum = (key: 'raised' | 'atConsole' | 'atGuardian' | 'duplicatesShown' | 'lost'): number =>
      runs.reduce((total, run) => total + run[key], 0);
    const recoveries = runs.map(({ recoveryS }) => recoveryS);
    const worst = recoveries.includes(null) ? '–' : Math.max(...recoveries.map(Number)).toFixed(1);
    const rss = Math.round(Math.max(...runs.map(({ rssPeakMiB }) => rssPeakMiB)));
    const counts = [sum('raised'), sum('atConsole'), sum('atGuardian'), sum('duplicatesShown'), sum('lost')];
    return `| ${[name, runs.length, ...counts, worst, rss].join(' | ')} |`;
  });
  const head = [
    'case',
    'runs',
    'raised',
    'at console',
    'at guardian',
    'shown twice',
    'lost',
    'recovery s',
    'MiB',
  ];
  return [`| ${head.join(' | ')} |`, `|${head.map(() => '---').join('|')}|`, ...rows].join('\n');
}

/** The table with what it was made of: docs/reference/faults.md. */
export function pageOf(
  results: readonly CaseResult[],
  {
    postgres,
    outageS,
    queue,
  }: { readonly postgres: string | null; readonly outageS: number; readonly queue: number },
): string {
  const figures = results
    .flatMap(({ case: name, figures: told }) =>
      Object.entries(told).map(([key, value]) => [`${name}: ${key}`, value] as const),
    )
    .reduce(
      (worst, [key, value]) => worst.set(key, Math.max(worst.get(key) ?? 0, value)),
      new Map<string, number>(),
    );
  const database = postgres === null ? 'embedded' : 'PostgreSQL';
  return [
    '# Fault tests',
    '',
    'Made by `shouwang faults --docs docs/reference/faults.md`: a real Mosquitto, a console and a gateway’s way of alerts as',
    `processes of their own, a guardian’s client, and proxies between them that fail. Database: ${database}. Long outages`,
    `${outageS} s, long queue ${queue} alerts. "Raised" counts alerts whose write to the outbox had returned; counts are sums`,
    'over all runs, recovery is the worst, from the end of the fault until all had their receipt and were on the phone.',
    '',
    tableOf(results),
    '',
    ...[...figures].map(([key, value]) => `- ${key} ${value}`),
    '',
  ].join('\n');
}
