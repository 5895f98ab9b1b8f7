import { writeFileSync } from 'node:fs';
import { type Figure, tableOf } from '../../bench/county/report.ts';
import { benchPhones } from '../../bench/phones/phones.ts';

/** The size at which the figures of phones are promised. */
const SIZE = { clients: 2000, alerts: 150, ladderAlerts: 1000 };
const EXIT_MISSED = 1;

export async function run(jsonFile: string | undefined): Promise<void> {
  const figures: Figure[] = [];
  await benchPhones({
    ...{ ...SIZE, chromium: '/usr/bin/chromium' },
    say: (line) => process.stderr.write(`${line}\n`),
    onFigures: (measured) => figures.push(...measured),
  });
  process.stdout.write(`${tableOf(figures)}\n`);
  if (jsonFile !== undefined) {
    writeFileSync(jsonFile, `${JSON.stringify({ ...SIZE, figures }, null, 2)}\n`);
  }
  if (!figures.every(({ isMet }) => isMet)) process.exitCode = EXIT_MISSED;
}
