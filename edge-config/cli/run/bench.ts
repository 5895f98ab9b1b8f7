import { writeFileSync } from 'node:fs';
import { requireFfmpeg } from '../../../gateway/adapters/ffmpeg/version.ts';
import { bench } from '../../bench/bench.ts';
import { SCENES, type Scene, tableOf } from '../../bench/report.ts';

export interface BenchCommand {
  readonly scenes: readonly Scene[] | undefined;
  readonly cameras: number;
  readonly seconds: number;
  readonly settleS: number;
  readonly jsonFile: string | undefined;
}

export async function run({ scenes, jsonFile, ...options }: BenchCommand): Promise<void> {
  requireFfmpeg();
  const stopping = new AbortController();
  process.once('SIGINT', () => stopping.abort());
  const verdicts = await bench({
    ...options,
    scenes: scenes ?? SCENES,
    say: (line) => process.stderr.write(`${line}\n`),
    signal: stopping.signal,
  });
  if (jsonFile !== undefined) {
    writeFileSync(jsonFile, `${JSON.stringify({ cameras: options.cameras, scenes: verdicts }, null, 2)}\n`);
  }
  process.stdout.write(`CPU ms per camera-second, 640x360 at 15 frames/s\n${tableOf(verdicts)}\n`);
}
