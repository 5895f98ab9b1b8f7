/** `shouwang demo`: the main job on this machine, from camera to board and phone, with a running timeline. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ShouwangError } from '../contracts/errors.ts';
import { type JourneyReport, Journeys } from './journey.ts';
import { type Observer, observe } from './observer.ts';
import { ensurePages } from './pages.ts';
import { type DemoOptions, type DemoPlan, planDemo } from './plan.ts';
import { DemoProcesses } from './processes.ts';
import { seedDemoVillage } from './seed-village.ts';
import { demoText, type Language, Timeline } from './timeline.ts';

export interface DemoRun extends Omit<DemoOptions, 'folder'> {
  readonly once: boolean;
  readonly json: boolean;
  /** Alerts to wait for with `once`. */
  readonly count: number;
  readonly language: Language;
}

/** With `--once`: the longest the whole may take. */
const ONCE_LIMIT_MS = 120_000;
/** Lines of each log shown when the demo fails. */
const LOG_TAIL_LINES = 5;

/** @throws ShouwangError DEMO_TIMEOUT with what was still missing. */
export async function runDemo(run: DemoRun): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'shouwang-demo-'));
  const startedAtMs = Date.now();
  const timeline = new Timeline(run.language, run.json ? process.stderr : process.stdout);
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);

  await ensurePages((line) => timeline.note(line));
  const plan = await planDemo({ ...run, folder });
  const processes = new DemoProcesses(folder, {
    onExit: (name, how) => timeline.processEnded(name, how, processes.logFile(name)),
  });
  let observer: Observer | undefined;
  const limit = run.once ? setTimeout(stop, ONCE_LIMIT_MS) : undefined;
  const journeys = new Journeys();
  const reports: JourneyReport[] = [];
  try {
    for (const spec of plan.processes) processes.start(spec);
    const enough = new Promise<void>((resolve) => {
      stopping.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    const collect = (report: JourneyReport | undefined): void => {
      if (report === undefined) return;
      reports.push(report);
      timeline.journey(report);
      if (run.once && reports.length >= run.count) stop();
    };
    const opening = observe({
      ...plan,
      signal: stopping.signal,
      hooks: {
        onBoard: (view, atMs) => {
          timeline.board(view);
          collect(journeys.board(view, atMs));
        },
        onGateway: (view) => timeline.gateway(view),
        onPhone: (alert, atMs) => {
          timeline.phone(alert);
          collect(journeys.phone(alert, atMs));
        },
      },
    });
    observer = await opening.catch((error: unknown) => {
      if (stopping.signal.aborted) return undefined;
      throw error;
    });
    if (observer !== undefined && !run.once) {
      printWelcome(plan, run.language);
      furnish(plan, observer.cookie, stopping.signal, timeline);
    }
    await enough;
  } finally {
    clearTimeout(limit);
    timeline.stopping();
    await observer?.stop();
    await processes.stop();
  }
  if (run.once && reports.length < run.count) {
    const tails = plan.processes.map((spec) => `${spec.name}: ${tail(processes.logFile(spec.name))}`);
    const why = observer === undefined ? 'the console did not answer' : journeys.missing();
    throw new ShouwangError('DEMO_TIMEOUT', `${why} within ${ONCE_LIMIT_MS / 1000} s\n${tails.join('\n')}`);
  }
  if (run.json) process.stdout.write(`${JSON.stringify(summary(reports, startedAtMs), null, 2)}\n`);
  rmSync(folder, { recursive: true, force: true });
}

/** Names, a household's card and its guardians: what a county has written down long before somebody falls. */
function furnish(plan: DemoPlan, cookie: string, signal: AbortSignal, timeline: Timeline): void {
  seedDemoVillage(plan.consoleUrl, cookie, { signal }).catch((error: unknown) => {
    if (!signal.aborted) timeline.note(String(error));
  });
}

function summary(reports: readonly JourneyReport[], startedAtMs: number): unknown {
  const [first] = reports;
  return {
    startedAt: new Date(startedAtMs).toISOString(),
    startToFirstAlertMs: first === undefined ? null : Date.parse(first.raisedAt) - startedAtMs,
    alerts: reports,
    raisedToBoardP95Ms: percentile95(reports.map((report) => report.raisedToBoardMs)),
    raisedToPhoneP95Ms: percentile95(reports.map((report) => report.raisedToPhoneMs)),
  };
}

/** Nearest rank; of fewer than twenty values that is the largest. */
function percentile95(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? null;
}

function printWelcome(plan: DemoPlan, language: Language): void {
  const { operator, guardian, consoleUrl } = plan;
  process.stdout.write(
    [
      '',
      `  ${demoText('board', language)}  ${consoleUrl}/`,
      `      ${operator.username} / ${operator.password}  (${demoText('administrator', language)})`,
      `  ${demoText('phone', language)}  ${consoleUrl}/guardian/`,
      `      ${guardian.id} / ${guardian.password}`,
      `  ${demoText('stop', language)}`,
      '',
      '',
    ].join('\n'),
  );
}

function tail(file: string): string {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-LOG_TAIL_LINES).join('\n  ');
  } catch {
    return '(no log)';
  }
}
