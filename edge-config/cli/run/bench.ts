import { writeFileSync } from 'node:fs';
import { requireFfmpeg } from '../../../gateway/adapters/ffmpeg/version.ts';
import { type BenchOptions, bench } from '../../bench/bench.ts';
import { SCENES, type Scene, tableOf, type Verdict } from '../../bench/report.ts';
import { ShouwangError } from '../../contracts/errors.ts';

export interface BenchCommand extends Pick<BenchOptions, 'cameras' | 'seconds' | 'settleS'> {
  readonly scenes: readonly Scene[] | undefined;
  readonly jsonFile: string | undefined;
}

/** What a shell ends with after Ctrl-C. */
const EXIT_INTERRUPTED = 130;

/** Whatever ends it early, the scenes that were measured are told. */
export async function run({ scenes, jsonFile, ...options }: BenchCommand): Promise<void> {
  requireRange('cameras', options.cameras, 1, 64);
  requireRange('seconds', options.seconds, 1, 3600);
  requireRange('settle', options.settleS, 0, 3600);
  if (!Number.isInteger(options.cameras)) throw new ShouwangError('USAGE', '--cameras: not a whole number');
  requireFfmpeg();
  const stopping = new AbortController();
  process.once('SIGINT', () => stopping.abort());
  process.once('SIGTERM', () => stopping.abort());
  const verdicts: Verdict[] = [];
  try {
    await bench({
      ...options,
      scenes: scenes ?? SCENES,
      say: (line) => process.stderr.write(`${line}\n`),
      onVerdict: (verdict) => verdicts.push(verdict),
      signal: stopping.signal,
    });
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
    process.exitCode = EXIT_INTERRUPTED;
  } finally {
    if (verdicts.length > 0) tell(verdicts, options, jsonFile);
  }
}

function tell(
  verdicts: readonly Verdict[],
  { cameras, seconds, settleS }: Omit<BenchCommand, 'scenes' | 'jsonFile'>,
  jsonFile: string | undefined,
): void {
  process.stdout.write(
    `CPU ms per camera-second, ${cameras} cameras of 640x360 at 15 frames/s\n${tableOf(verdicts)}\n`,
  );
  if (jsonFile === undefined) return;
  writeFileSync(jsonFile, `${JSON.stringify({ cameras, seconds, settleS, scenes: verdicts }, null, 2)}\n`);
}

/** @throws ShouwangError USAGE */
function requireRange(option: string, value: number, min: number, max: number): void {
  if (value >= min && value <= max) return;
  throw new ShouwangError('USAGE', `--${option}: not a number from ${min} to ${max}`);
}
