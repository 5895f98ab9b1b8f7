/** Plays scenarios: their alerts, how fast it went, and how much there is to remember. */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { SystemClock } from '../../../gateway/adapters/clock/system-clock.ts';
import { SqliteWatchStore } from '../../../gateway/adapters/sqlite/watch-store.ts';
import { MemoryWatchStore } from '../../../gateway/dry-run.ts';
import { ShouwangError } from '../../contracts/errors.ts';
import { toInputIssues } from '../../contracts/issues.ts';
import { configOf, type Scenario, scenarioSchema } from '../../scenario/language.ts';
import { play } from '../../scenario/play.ts';
import { text } from '../texts.ts';
import { printAlert } from './replay-alerts.ts';
import { instantMs, type ReplayCommand } from './replay-options.ts';

const HOUR_MIN = 60;

/** @throws ShouwangError USAGE, CONFIG_INVALID */
export async function replayScenarios(
  files: readonly string[],
  command: ReplayCommand,
  signal: AbortSignal,
): Promise<void> {
  const { clock, days, households, only } = command;
  if (!Number.isInteger(households) || households < 1 || households > 200) {
    throw new ShouwangError('USAGE', '--households: a whole number from 1 to 200');
  }
  for (const file of files) {
    const chosen = readScenarios(file).filter(({ title }) => only === undefined || title.includes(only));
    for (const scenario of chosen) {
      if (signal.aborted) return;
      const start = clock === undefined ? scenario.start : new Date(instantMs(clock, 'clock')).toISOString();
      await playOne(file, { ...scenario, start, days: days ?? scenario.days }, command, signal);
    }
  }
}

/** @throws ShouwangError CONFIG_INVALID with all faults of the first scenario that has any. */
function readScenarios(file: string): Scenario[] {
  return readFileSync(file, 'utf8')
    .split(/^---$/m)
    .map((document) => {
      const input: unknown = parse(document);
      const result = scenarioSchema.safeParse(input);
      if (result.success) return result.data;
      throw new ShouwangError('CONFIG_INVALID', file, { issues: toInputIssues(result.error, input) });
    });
}

async function playOne(
  file: string,
  scenario: Scenario,
  { households, isReal, json }: ReplayCommand,
  signal: AbortSignal,
): Promise<void> {
  const clock = new SystemClock();
  const about = `${basename(file)} "${scenario.title}"`;
  const { cameras, gateway } = configOf(scenario, households);
  const folder = mkdtempSync(join(tmpdir(), 'shouwang-replay-'));
  const store = new MemoryWatchStore();
  const disk = SqliteWatchStore.open(folder, 'replay');
  const startedMs = clock.monotonicMs();
  try {
    const alerts = await play(scenario, {
      households,
      store,
      signal,
      onAlert: (alert, atMs) => printAlert(alert, atMs, gateway.timeZone, json, about),
      onHour: async (minute) => {
        disk.save(store.load(), { withSight: true });
        const dueMs = startedMs + minute * 60_000;
        if (isReal) await clock.sleep(Math.max(0, dueMs - clock.monotonicMs()), signal);
        else if (process.stderr.isTTY) process.stderr.write(`\r${about} ${minute / HOUR_MIN} h `);
      },
    });
    const tookS = (clock.monotonicMs() - startedMs) / 1000;
    disk.close();
    const stateKiB = statSync(join(folder, 'watch.sqlite')).size / 1024;
    const figures = [
      `${scenario.days} ${text('replayedDays')} x ${cameras.length} ${text('benchCameras')}`,
      `${alerts.length} ${text('replayedAlerts')}`,
      `${tookS.toFixed(1)} s (${Math.round((scenario.days * 86_400) / tookS)}x)`,
      `${text('replayedState')} ${(stateKiB / cameras.length).toFixed(1)} KiB`,
    ];
    process.stderr.write(`${process.stderr.isTTY ? '\r' : ''}${about}: ${figures.join(', ')}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
