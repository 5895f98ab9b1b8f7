/** How long the console's lists take to answer, one question after the other. */
import { setTimeout as pause } from 'node:timers/promises';
import { OVERVIEW_KEPT_MS } from '../../../dashboard/server/overview.ts';
import { ShouwangError } from '../../contracts/errors.ts';
import type { CountyUnderTest } from './county.ts';
import { type Figure, figure, percentile } from './report.ts';

const TIMES = 60;
const WARM_UP = 5;
/** Answers that the console keeps for a while are asked for only when they have been forgotten, and less often. */
const KEPT_MS: Readonly<Record<string, number>> = { overview: OVERVIEW_KEPT_MS };
const KEPT_TIMES = 20;
const LIMIT_MS = 100;

const LISTS: Readonly<Record<string, string>> = {
  'open alerts': '/api/alerts?state=open&limit=50',
  'all alerts': '/api/alerts?state=all&limit=50',
  cameras: '/api/cameras?limit=200',
  'blind cameras': '/api/cameras?limit=200&state=blind',
  'cameras by name': `/api/cameras?limit=200&q=${encodeURIComponent('17 组')}`,
  'tree of cameras': '/api/camera-tree',
  overview: '/api/overview?division=520602',
  ledger: '/api/ledger?limit=100',
  'ledger of falls': '/api/ledger?limit=100&type=fall&outcome=true',
  'ledger by a text that few have': `/api/ledger?limit=100&q=${encodeURIComponent('九组')}`,
  'ledger by a text that most have': `/api/ledger?limit=100&q=${encodeURIComponent('三组')}`,
};

export async function measureLists({ consoleUrl, cookie }: CountyUnderTest): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [name, path] of Object.entries(LISTS)) {
    const tookMs: number[] = [];
    const keptMs = KEPT_MS[name];
    for (let time = -WARM_UP; time < (keptMs === undefined ? TIMES : KEPT_TIMES); time += 1) {
      if (keptMs !== undefined) await pause(keptMs);
      const fromMs = performance.now();
      const answer = await fetch(`${consoleUrl}${path}`, { headers: { cookie } });
      await answer.arrayBuffer();
      if (!answer.ok) throw new ShouwangError('BENCH_FAILED', `${path} answered ${answer.status}`);
      if (time >= 0) tookMs.push(performance.now() - fromMs);
    }
    figures.push(figure(`${name}, p95`, percentile(tookMs, 0.95), 'ms', LIMIT_MS));
  }
  return figures;
}
