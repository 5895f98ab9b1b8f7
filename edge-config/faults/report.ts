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
  /** What did not come true, when it failed. */
  readonly why?: string;
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

interface PageSetup {
  readonly part: 'all' | 'delivery' | 'cameras';
  readonly postgres: string | null;
  readonly outageS: number;
  readonly queue: number;
}

const INTRODUCTIONS: Record<PageSetup['part'], string> = {
  delivery:
    'A real Mosquitto, a console and a gateway’s way of alerts as processes of their own, a guardian’s client, and proxies between them that fail. "Raised" counts alerts whose write to the outbox had returned. Recovery is the worst, from the end of the fault until all had their receipt, stood on the console’s list with their newest event, and were on the phone.',
  cameras:
    'A whole gateway with ffmpeg and its model, simulated cameras, a real Mosquitto, a console and a guardian’s client. In each run something breaks and is mended, and then somebody falls: "raised" counts the alerts of that fall, and one that does not come counts as lost. Recovery is the worst, from the mending until every camera is watched again. A thread of the model cannot be killed from outside: `tests/gateway/adapters/onnx` watches that.',
  all: 'Delivery: from the write to the outbox to console and phone. Cameras: a fall after something broke and was mended; one that does not come counts as lost.',
};

/** The table with what it was made of, for docs/reference. */
export function pageOf(
  results: readonly CaseResult[],
  { part, postgres, outageS, queue }: PageSetup,
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
  const setup = `Database: ${database}. Long outages ${outageS} s${part === 'cameras' ? '' : `, long queue ${queue} alerts`}. Counts are sums over all runs.`;
  return [
    part === 'cameras' ? '# Fault tests: cameras' : '# Fault tests',
    '',
    `Made by \`shouwang faults --part ${part} --docs FILE\`.`,
    '',
    INTRODUCTIONS[part],
    '',
    setup,
    '',
    tableOf(results),
    '',
    ...[...figures].map(([key, value]) => `- ${key} ${value}`),
    '',
  ].join('\n');
}
