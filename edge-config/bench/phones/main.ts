/** `npx tsx edge-config/bench/phones/main.ts [--chromium PATH]`: the figures of the family's page as a table. */
import { parseArgs } from 'node:util';
import { tableOf } from '../county/report.ts';
import { measureFamilyPage } from './family-page.ts';

const { values } = parseArgs({ options: { chromium: { type: 'string', default: '/usr/bin/chromium' } } });
const say = (line: string): void => void process.stderr.write(`${line}\n`);
const figures = await measureFamilyPage({ chromium: values.chromium, say });
process.stdout.write(`${tableOf(figures)}\n`);
process.exitCode = figures.every(({ isMet }) => isMet) ? 0 : 1;
