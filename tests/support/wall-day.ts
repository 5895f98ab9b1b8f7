/** Hours of a county's life before the wall, at the speed of the machine; the heap before and after. */
import type { Page } from 'playwright-core';
import type { AlertView, Overview } from '../../edge-config/contracts/rest.ts';
import { sampleView } from './views.ts';
import { WALL_URL, type WallAnswers, type WallWindow } from './wall-page.ts';

const HOUR_MS = 3_600_000;
/** At once: longer would keep the browser from collecting what is over. */
const STRIDE_MS = 300_000;

interface DayWindow extends WallWindow {
  wallPolls: number;
}

interface Day {
  readonly warmUpHours: number;
  readonly hours: number;
  readonly overview: Overview;
  readonly shapes: WallAnswers['shapes'];
}

export async function liveADay(
  page: Page,
  { warmUpHours, hours, overview, shapes }: Day,
): Promise<{ beforeBytes: number; afterBytes: number; polls: number }> {
  await page.clock.install({ time: new Date('2026-03-10T00:00:00Z') });
  await page.goto(WALL_URL);
  await page.locator('.wall-columns').waitFor();
  await page.evaluate(playDay, [overview, sampleView(), shapes] as const);
  const cdp = await page.context().newCDPSession(page);
  const heap = async (): Promise<number> => {
    for (let round = 0; round < 3; round += 1) await cdp.send('HeapProfiler.collectGarbage');
    return (await cdp.send('Runtime.getHeapUsage')).usedSize;
  };
  const pass = async (ms: number): Promise<void> => {
    for (let passedMs = 0; passedMs < ms; passedMs += STRIDE_MS) {
      await page.clock.runFor(Math.min(STRIDE_MS, ms - passedMs));
    }
  };
  await pass(warmUpHours * HOUR_MS);
  const beforeBytes = await heap();
  const pollsBefore = await page.evaluate(() => (window as unknown as DayWindow).wallPolls);
  await pass((hours - warmUpHours) * HOUR_MS);
  const polls = await page.evaluate(() => (window as unknown as DayWindow).wallPolls);
  return { beforeBytes, afterBytes: await heap(), polls: polls - pollsBefore };
}

/**
 * Every 30 s an alert that is taken after a minute and closed after five, and figures that change with every answer. The
 * board is full of closed alerts from the start, as it is after some days.
 */
function playDay([overview, view, shapes]: readonly [Overview, AlertView, WallAnswers['shapes']]): void {
  const page = window as unknown as DayWindow;
  const full = 500;
  let made = 0;
  page.wallPolls = 0;
  const viewOf = (number: number, state: AlertView['state'], revision: number): AlertView => {
    const alertId = `01K${String(number).padStart(23, '0')}`;
    const committedAt = new Date().toISOString();
    return {
      ...structuredClone(view),
      ...{ state, revision },
      alert: { ...structuredClone(view.alert), alertId, severity: number % 3 === 0 ? 'extreme' : 'moderate' },
      stages: { ...view.stages, committedAt },
      division: overview.children[number % overview.children.length]?.division.code.length
        ? {
            code: overview.children[number % overview.children.length]?.division.code ?? '',
            names: ['县', '乡'],
          }
        : view.division,
    };
  };
  const tell = (told: AlertView): void =>
    page.wallTell({ kind: 'alert', at: new Date().toISOString(), view: told });
  for (; made < full; made += 1) tell(viewOf(made, 'closed', 9));
  setInterval(() => {
    made += 1;
    tell(viewOf(made, 'raised', 1));
    tell(viewOf(made - 2, 'acknowledged', 2));
    tell(viewOf(made - 10, 'closed', 3));
  }, 30_000);
  const changing = (): Overview => {
    page.wallPolls += 1;
    const figures = structuredClone(overview);
    for (const [index, child] of figures.children.entries()) {
      child.figures.open.extreme = (page.wallPolls + index) % 7 === 0 ? 1 : 0;
      child.figures.gatewaysLate = (page.wallPolls + index) % 11 === 0 ? 1 : 0;
    }
    for (const hour of figures.day.hours) hour.raised = (page.wallPolls * 7) % 13;
    return figures;
  };
  page.wallAnswers = {
    ...{ shapes, live: [] },
    get overviews() {
      return [changing()];
    },
  };
}
