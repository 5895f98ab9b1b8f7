/** What a run of the fault suite says. Pure. */
import type { Limits } from './limits.ts';

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
  readonly limits: Limits;
  /** Names of the figures that are over their limits, `recoveryS` perhaps among them. */
  readonly over: readonly string[];
}

/** Whether all that was raised arrived, and once. Whether it was in time, `over` says. */
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
    const limit = Math.max(...runs.map(({ limits }) => limits.recoveryS));
    const isOver = runs.some(({ over }) => over.includes('recoveryS'));
    const worst = recoveries.includes(null)
      ? '–'
      : marked(Math.max(...recoveries.map(Number)).toFixed(1), isOver);
    const rss = Math.round(Math.max(...runs.map(({ rssPeakMiB }) => rssPeakMiB)));
    const counts = [sum('raised'), sum('atConsole'), sum('atGuardian'), sum('duplicatesShown'), sum('lost')];
    return `| ${[name, runs.length, ...counts, worst, limit, rss].join(' | ')} |`;
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
    'limit s',
    'MiB',
  ];
  return [`| ${head.join(' | ')} |`, `|${head.map(() => '---').join('|')}|`, ...rows].join('\n');
}

function marked(text: string, isOver: boolean): string {
  return isOver ? `**${text}, over**` : text;
}

/** One line a figure of each case: the worst of its runs, and the most that it may be. */
function figuresOf(results: readonly CaseResult[]): string[] {
  const worst = new Map<string, { value: number; limit: number | undefined; isOver: boolean }>();
  for (const { case: name, figures, limits, over } of results) {
    for (const [key, value] of Object.entries(figures)) {
      const before = worst.get(`${name}: ${key}`);
      worst.set(`${name}: ${key}`, {
        value: Math.max(before?.value ?? value, value),
        limit: limits[key],
        isOver: before?.isOver === true || over.includes(key),
      });
    }
  }
  return [...worst].map(([key, { value, limit, isOver }]) => {
    const told = marked(String(value), isOver);
    return `- ${key} ${told}${limit === undefined ? '' : ` (limit ${limit})`}`;
  });
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
    'A whole gateway with ffmpeg and its model, simulated cameras, a real Mosquitto, a console and a guardian’s client. In each run something breaks and is mended, and then somebody falls: "raised" counts the alerts of that fall, and one that does not come counts as lost. Recovery is the worst, from the mending until pictures of every camera are judged again; toldWellS, until the gateway also tells that they are well, which it does only once a camera that was blind has seen for a while. In two of them a module is loaded before the gateway: one ends the model’s threads, one makes the waits between a camera’s sessions shorter, so that two hours of them pass in a minute or two, and there a camera is back sooner than in life.',
  all: 'Delivery: from the write to the outbox to console and phone. Cameras: a fall after something broke and was mended; one that does not come counts as lost.',
};

/** The table with what it was made of, for docs/reference. */
export function pageOf(
  results: readonly CaseResult[],
  { part, postgres, outageS, queue }: PageSetup,
): string {
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
    ...figuresOf(results),
    '',
  ].join('\n');
}
