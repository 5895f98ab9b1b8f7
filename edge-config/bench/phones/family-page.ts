/**
 * The family's page on a slow phone with a thin line: how much it loads, and when it can be used. A real console serves it; a
 * real browser opens it at a quarter of this machine's speed, at 1.6 Mb/s and 150 ms. Until it was answered the page is watched by a
 * few lines of its own and tapped from outside: a locator of Playwright first has the page read 330 kB of script, which took 0.4 s
 * of these pages' time.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { stringify } from 'yaml';
import { startBroker } from '../../../dashboard/broker/broker.ts';
import { brokerServerConfigSchema } from '../../contracts/console-config.ts';
import { ShouwangError } from '../../contracts/errors.ts';
import { ensurePages, PAGES_FOLDER } from '../../demo/pages.ts';
import { freePorts } from '../../demo/ports.ts';
import { startShouwang } from '../children.ts';
import { type Figure, figure, percentile } from '../county/report.ts';
import { gzippedBytes } from './size.ts';

export interface FamilyPageOptions {
  /** Path of the browser. */
  readonly chromium: string;
  readonly say: (line: string) => void;
}

const LIMITS = { sizeKb: 250, interactiveMs: 3000 } as const;
const TIMES = 9;
const CPU_SLOWDOWN = 4;
const LINE = {
  offline: false,
  latency: 150,
  downloadThroughput: 1_600_000 / 8,
  uploadThroughput: 750_000 / 8,
} as const;
const SIZE = { width: 390, height: 844 };
/** By which the page tells, see `watchWay`. */
const BINDING = 'benchTold';
const ANSWERS_WITHIN_MS = 60_000;
/** Without a long task for this, nothing more is to come. */
const QUIET_MS = 1500;
const COUNTY = '520602';
const KEY = 'a key of the bench only';
const GUARDIAN = { guardianId: 'guardian-1', password: 'password of the bench' };
const CONSOLE = { username: 'console', password: 'password of the console' };

/** What is waited for, what is tapped then, and what shows that the tap was answered. */
interface Way {
  readonly shown: string;
  readonly tapped: string;
  readonly answered: string;
}

const ENTRY: Way = {
  shown: '[data-testid=bind-digits]',
  tapped: '[data-testid=to-sign-in]',
  answered: '[data-testid=guardian-id]',
};
const HOME: Way = {
  shown: '[data-testid=tab-settings]',
  tapped: '[data-testid=tab-settings]',
  answered: '[data-testid=test-alarm]',
};

/** Times since the navigation began. */
interface Opened {
  readonly shownMs: number;
  /** A tap was answered. */
  readonly interactiveMs: number;
  /** The last task ended that held the page for 50 ms and more. */
  readonly restMs: number;
  readonly paths: readonly string[];
}

/** @throws ShouwangError BENCH_FAILED */
export async function measureFamilyPage({ chromium, say }: FamilyPageOptions): Promise<Figure[]> {
  await ensurePages(say);
  const folder = mkdtempSync(join(tmpdir(), 'shouwang-bench-'));
  const broker = await startBroker(brokerConfig(), { log: SILENT });
  const [port = 0] = await freePorts(1);
  const file = join(folder, 'console.yaml');
  writeFileSync(file, stringify(consoleConfig(folder, port, broker)), { mode: 0o600 });
  const console_ = startShouwang(['dashboard', '--config', file]);
  const playwright = await import('playwright-core');
  const browser = await playwright.chromium.launch({ executablePath: chromium, args: ['--no-sandbox'] });
  try {
    await console_.heard(/console runs/);
    const url = `http://127.0.0.1:${port}`;
    const cookie = await signIn(url);
    say('the way in');
    const entry = await openTimes(browser, { url, cookie: undefined, way: ENTRY, say });
    say('the home page');
    const home = await openTimes(browser, { url, cookie, way: HOME, say });
    return [
      figure('first load, gzipped: the way in', kbOf(entry), 'kB', LIMITS.sizeKb),
      figure('first load, gzipped: the home page with its line', kbOf(home), 'kB', LIMITS.sizeKb),
      figure('interactive: the way in, median', medianOf(entry), 'ms', LIMITS.interactiveMs),
      figure('interactive: the home page, median', medianOf(home), 'ms', LIMITS.interactiveMs),
    ];
  } finally {
    await browser.close();
    await console_.stop();
    await broker.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function kbOf(opened: readonly Opened[]): number {
  return gzippedBytes(PAGES_FOLDER, opened[0]?.paths ?? []) / 1000;
}

function medianOf(opened: readonly Opened[]): number {
  return percentile(
    opened.map(({ interactiveMs }) => interactiveMs),
    0.5,
  );
}

async function openTimes(
  browser: Browser,
  {
    cookie,
    say,
    url,
    way,
  }: {
    readonly url: string;
    readonly cookie: string | undefined;
    readonly way: Way;
    readonly say: (line: string) => void;
  },
): Promise<Opened[]> {
  const opened: Opened[] = [];
  for (let time = 0; time < TIMES; time += 1) {
    // Nothing is kept from one time to the next.
    const context = await browser.newContext({ viewport: SIZE, isMobile: true, hasTouch: true });
    if (cookie !== undefined) {
      const [name = '', value = ''] = cookie.split('=');
      await context.addCookies([{ name, value, url }]);
    }
    const page = await context.newPage();
    const times = await openOnce(page, `${url}/guardian/`, way);
    const rounded = [times.shownMs, times.interactiveMs, times.restMs].map(Math.round);
    say(`shown, interactive, at rest: ${rounded.join(', ')} ms`);
    opened.push(times);
    await context.close();
  }
  return opened;
}

async function openOnce(page: Page, url: string, way: Way): Promise<Opened> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN });
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', LINE);
  await session.send('Runtime.enable');
  await session.send('Runtime.addBinding', { name: BINDING });
  // tsx has functions name themselves by a helper that is not there in the page.
  await page.addInitScript('globalThis.__name = (named) => named;');
  await page.addInitScript(watchLongTasks);
  await page.addInitScript(watchWay, way);
  const shown = nextTold<Shown>(session);
  await page.goto(url, { waitUntil: 'commit' });
  const { shownMs, x, y } = await shown;
  const answered = nextTold<Answered>(session);
  await page.touchscreen.tap(x, y);
  const { interactiveMs } = await answered;
  const restMs = await page.evaluate(untilQuiet, QUIET_MS);
  const paths = await page.evaluate(() =>
    performance
      .getEntries()
      .filter(({ entryType }) => entryType === 'resource' || entryType === 'navigation')
      .map(({ name }) => new URL(name).pathname),
  );
  return { shownMs, interactiveMs, restMs, paths };
}

/** What the page tells first: when it was there, and where to tap. */
interface Shown {
  readonly shownMs: number;
  readonly x: number;
  readonly y: number;
}

/** And then. */
interface Answered {
  readonly interactiveMs: number;
}

/** @throws ShouwangError BENCH_FAILED */
function nextTold<T>(session: CDPSession): Promise<T> {
  return new Promise((resolve, reject) => {
    const tooLong = setTimeout(
      () => reject(new ShouwangError('BENCH_FAILED', 'the page did not answer')),
      ANSWERS_WITHIN_MS,
    );
    const heard = ({ name, payload }: { readonly name: string; readonly payload: string }): void => {
      if (name !== BINDING) return;
      session.off('Runtime.bindingCalled', heard);
      clearTimeout(tooLong);
      resolve(JSON.parse(payload) as T);
    };
    session.on('Runtime.bindingCalled', heard);
  });
}

/** Runs in the page, before all else: tells when it is shown and stands still, then when the tap was answered. */
function watchWay({ answered, shown, tapped }: Way): void {
  const { benchTold } = globalThis as unknown as { benchTold: (text: string) => void };
  const find = (selector: string): Element | undefined => {
    const found = document.querySelector(selector);
    return found !== null && found.getClientRects().length > 0 ? found : undefined;
  };
  let shownMs: number | undefined;
  let place = '';
  let isTold = false;
  const look = (): void => {
    if (isTold && find(answered) !== undefined) {
      benchTold(JSON.stringify({ interactiveMs: performance.now() }));
      return;
    }
    const button = isTold || find(shown) === undefined ? undefined : find(tapped);
    if (button !== undefined) {
      shownMs ??= performance.now();
      button.scrollIntoView({ block: 'nearest' });
      const { height, width, x, y } = button.getBoundingClientRect();
      const told = JSON.stringify({ shownMs, x: x + width / 2, y: y + height / 2 });
      if (told === place) {
        isTold = true;
        benchTold(told);
      }
      place = told;
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

interface Watched {
  busyUntilMs: number;
}

/** Runs in the page, before all else: notes when the last task ended that held the page for 50 ms and more. */
function watchLongTasks(): void {
  const watched = globalThis as unknown as Watched;
  watched.busyUntilMs = 0;
  new PerformanceObserver((list) => {
    for (const { duration, startTime } of list.getEntries()) watched.busyUntilMs = startTime + duration;
  }).observe({ type: 'longtask', buffered: true });
}

/** Runs in the page. @returns when the last long task ended, ms since the navigation began */
async function untilQuiet(quietMs: number): Promise<number> {
  const watched = globalThis as unknown as Watched;
  const beganMs = performance.now();
  while (performance.now() - Math.max(beganMs, watched.busyUntilMs) < quietMs)
    await new Promise((resolve) => setTimeout(resolve, 100));
  return watched.busyUntilMs;
}

const SILENT = { info: () => {}, warn: () => {}, error: () => {} };

function brokerConfig() {
  return brokerServerConfigSchema.parse({
    version: 1,
    ...{ tcp: { port: 0 }, ws: { port: 0 }, guardianKey: KEY },
    accounts: [{ ...CONSOLE, role: { kind: 'console', county: COUNTY } }],
  });
}

function consoleConfig(
  folder: string,
  port: number,
  broker: { readonly tcpPort: number; readonly wsPort: number },
) {
  return {
    version: 1,
    ...{ consoleId: 'bench', county: COUNTY, http: { port } },
    database: { kind: 'embedded', directory: join(folder, 'database') },
    broker: { url: `mqtt://127.0.0.1:${broker.tcpPort}`, ...CONSOLE },
    guardianBrokerUrl: `ws://127.0.0.1:${broker.wsPort}`,
    guardianKey: KEY,
    users: [{ username: 'operator', password: 'operator password', displayName: '值班员', role: 'operator' }],
    guardians: [{ id: GUARDIAN.guardianId, label: '女儿', password: GUARDIAN.password }],
  };
}

async function signIn(url: string): Promise<string> {
  const answer = await fetch(`${url}/api/guardian/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(GUARDIAN),
  });
  if (!answer.ok) throw new ShouwangError('BENCH_FAILED', `signing in answered ${answer.status}`);
  return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
}
