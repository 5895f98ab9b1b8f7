import { writeFileSync } from 'node:fs';
import { benchCounty } from '../../bench/county/county.ts';
import { type Figure, tableOf } from '../../bench/county/report.ts';

/** The size at which the county's figures are promised. */
const SIZE = { gateways: 200, camerasPerGateway: 50, alerts: 100_000, openAlerts: 60 };
const BOARDS = 50;
const ALERTS_PER_S = 20;
const EXIT_MISSED = 1;

interface CountyBenchCommand {
  readonly seconds: number;
  readonly jsonFile: string | undefined;
}

export async function run({ jsonFile, seconds }: CountyBenchCommand): Promise<void> {
  const figures: Figure[] = [];
  await benchCounty({
    ...{ size: SIZE, boards: BOARDS, alertsPerS: ALERTS_PER_S, seconds, chromium: '/usr/bin/chromium' },
    say: (line) => process.stderr.write(`${line}\n`),
    onFigures: (measured) => figures.push(...measured),
  });
  process.stdout.write(`${tableOf(figures)}\n`);
  if (jsonFile !== undefined) {
    writeFileSync(jsonFile, `${JSON.stringify({ ...SIZE, boards: BOARDS, figures }, null, 2)}\n`);
  }
  if (!figures.every(({ isMet }) => isMet)) process.exitCode = EXIT_MISSED;
}
