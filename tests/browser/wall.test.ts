/** The wall in a real browser: what fits, what it says when nothing comes, and that it runs for days. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { ulid } from 'ulid';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { sampleAlert } from '../support/alerts.ts';
import { builtPages } from '../support/built-pages.ts';
import { alertPayload, ROOT, startTestConsole } from '../support/console.ts';
import { describeWithService } from '../support/services.ts';
import { liveADay } from '../support/wall-day.ts';
import {
  playWall,
  sampleFigures,
  sampleItem,
  sampleOverview,
  WALL_URL,
  type WallAnswers,
  type WallWindow,
} from '../support/wall-page.ts';

const SHAPES = JSON.parse(
  readFileSync(new URL('../fixtures/shapes/invented-squares.geojson', import.meta.url), 'utf8'),
) as { features: { geometry: object; properties: { code: string; name: string } }[] };
/** 24 for a whole day, which takes half an hour or more; a short form by default. */
const HOURS = Number(process.env['SHOUWANG_WALL_HOURS'] ?? '0.3');
const WARM_UP_HOURS = HOURS >= 2 ? 1 : 0.15;

const NO_ESTATE = {
  ...{ gateways: 0, late: 0, households: 0, householdsUnknown: 0 },
  cameras: { watching: 0, connecting: 0, blind: 0, unknown: 0 },
};
const NOTHING_LIVE: WallAnswers['live'] = [
  {
    ...{ kind: 'snapshot', at: '2026-03-10T08:00:30.000Z', alerts: [], openTotal: 0, gateways: [] },
    totals: NO_ESTATE,
  },
];
const { open: NONE_OPEN } = sampleFigures();

describeWithService('chromium', 'the wall', (executablePath) => {
  const folder = mkdtempSync(join(tmpdir(), 'shouwang-wall-'));
  let outDir: string;
  let browser: Browser;

  beforeAll(async () => {
    outDir = await builtPages();
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(more: Partial<WallAnswers>, viewport = { width: 1920, height: 1080 }): Promise<Page> {
    const context = await browser.newContext({ viewport });
    const answers = { overviews: [county(28)], shapes: {}, live: NOTHING_LIVE, ...more };
    const page = await playWall(context, outDir, answers);
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    onTestFinished(async () => {
      await context.close();
      expect(complaints).toEqual([]);
    });
    return page;
  }

  it.each([
    { width: 1920, height: 1080 },
    { width: 3840, height: 2160 },
  ])(
    'fits 28 townships on $width x $height, in letters that are read from afar, in both languages',
    async (viewport) => {
      const page = await open({ overviews: [county(28)] }, viewport);
      await page.goto(WALL_URL);
      await expect.poll(() => page.getByTestId('wall-tile').count()).toBe(28);
      await page.getByTestId('wall-band').getByText('跌倒').waitFor();
      expect(await misfits(page)).toEqual([]);
      await page.keyboard.press('l');
      await page.getByText('Newest alerts').waitFor();
      expect(await misfits(page)).toEqual([]);
      const unknown = page.locator('[data-testid=wall-tile][data-tone=unknown]');
      await expect.poll(() => unknown.first().innerText()).toMatch(/unknown$/);
    },
  );

  it('draws the shapes where there are some, and names the drill as one', async () => {
    const children = SHAPES.features.map(({ properties }) => ({
      ...{ division: properties, figures: sampleFigures({ gatewaysLate: 1 }) },
    }));
    const drill = sampleItem({ status: 'exercise' });
    const overview = sampleOverview({ children, newest: [drill] });
    const page = await open({ overviews: [overview], shapes: { '520602': SHAPES } });
    await page.goto(WALL_URL);
    const shapes = page.getByTestId('wall-shape');
    await shapes.first().waitFor();
    expect(await page.getByTestId('wall-tile').count()).toBe(0);
    const drawn = await shapes.evaluateAll((all) =>
      all.map((shape) => {
        const [area, hatch] = [...shape.children].map((path) => getComputedStyle(path).fill);
        const { height, width } = shape.getBoundingClientRect();
        return { code: shape.getAttribute('data-code'), area, hatch, isSeen: width > 50 && height > 50 };
      }),
    );
    // Gray and hatched: nobody knows how it stands there.
    expect(drawn).toEqual(
      SHAPES.features.map(({ properties: { code } }) => ({
        ...{ code, area: 'rgb(92, 101, 112)', hatch: 'url("#wall-hatch")', isSeen: true },
      })),
    );
    expect(await misfits(page)).toEqual([]);
    const band = page.getByTestId('wall-band');
    await band.getByText('演练').waitFor();
    expect(await band.getAttribute('class')).toContain('drill');
  });

  it('shows what has no shape as well, and of names without room the one with more to do', async () => {
    const [first, second, ...others] = SHAPES.features.map(({ properties }) => properties);
    if (first === undefined || second === undefined) throw new Error('no shapes');
    const busy = sampleFigures({ open: { ...NONE_OPEN, severe: 3 } });
    const children = [
      { division: first, figures: sampleFigures() },
      { division: second, figures: busy },
      ...others.map((division) => ({ division, figures: sampleFigures() })),
      { division: { code: '520602199', name: '新设镇' }, figures: busy },
    ];
    const geometry = SHAPES.features[1]?.geometry;
    const onTop = SHAPES.features.map((feature, index) => (index === 0 ? { ...feature, geometry } : feature));
    const shapes = { '520602': { ...SHAPES, features: onTop } };
    const page = await open({ overviews: [sampleOverview({ children })], shapes });
    await page.goto(WALL_URL);
    await expect
      .poll(() => page.getByTestId('wall-tile').allInnerTexts())
      .toEqual([expect.stringMatching(/^新设镇/)]);
    const labels = page.locator('.wall-shapes li');
    await labels.filter({ hasText: second.name }).waitFor({ state: 'visible' });
    expect(await labels.filter({ hasText: first.name }).isVisible()).toBe(false);
  });

  it('calls old what is old, and recovers', { timeout: 90_000 }, async () => {
    const page = await open({});
    await page.clock.install();
    await page.goto(WALL_URL);
    await page.locator('.wall-columns').waitFor();
    const state = page.getByTestId('wall-state');
    await expect.poll(() => state.getAttribute('data-state')).toBe('good');
    const answers = await page.evaluate(() => (window as unknown as WallWindow).wallAnswers);
    await page.evaluate(() => {
      (window as unknown as WallWindow).wallAnswers = null;
    });
    await page.clock.runFor(41_000);
    await expect.poll(() => state.innerText()).toMatch(/与控制台的连接已断 · 数据 (?:3\d|4\d)秒前/);
    expect(await page.getByTestId('wall').getAttribute('data-old')).toBe('true');
    await page.evaluate((given) => {
      (window as unknown as WallWindow).wallAnswers = given;
    }, answers);
    await page.clock.runFor(35_000);
    await expect.poll(() => state.getAttribute('data-state')).toBe('good');
    expect(await page.getByTestId('wall').getAttribute('data-old')).toBe('false');
  });

  it('goes through the counties of a city, stays when told to, and where a red alert calls', {
    timeout: 90_000,
  }, async () => {
    const cities = [city(), county(10, '520603'), county(10, '520602')].map((overview) => ({
      ...overview,
      ...{ calling: [], newest: [], longestUnacknowledged: null },
    }));
    const page = await open({ overviews: cities });
    await page.clock.install();
    await page.goto(WALL_URL);
    await page.locator('.wall-columns').waitFor();
    const shown = () => page.getByTestId('wall-map').getAttribute('data-division');
    await expect.poll(shown).toBe('5206');
    await page.clock.runFor(21_000);
    await expect.poll(shown).toBe('520602');
    await page.keyboard.press(' ');
    await page.clock.runFor(25_000);
    expect(await shown()).toBe('520602');
    const red = sampleItem({ division: { code: '520603101', names: [] } });
    await page.evaluate(
      ([given, item]) => {
        const [first, ...others] = given;
        (window as unknown as WallWindow).wallAnswers = {
          ...{ shapes: {}, live: [] },
          overviews: [
            ...(first === undefined ? [] : [{ ...first, newest: [item], calling: [item] }]),
            ...others,
          ],
        };
      },
      [cities, red] as const,
    );
    await page.clock.runFor(7000);
    await expect.poll(shown).toBe('520603');
  });

  it.each([
    { drawn: 'tiles', overview: county(28), shapes: {} },
    { drawn: 'shapes', overview: squares(), shapes: { '520602': SHAPES } },
  ])(
    `lives ${HOURS} simulated hours in $drawn without growing`,
    async ({ drawn, overview, shapes }) => {
      const page = await open({});
      const { beforeBytes, afterBytes, polls } = await liveADay(page, {
        ...{ warmUpHours: WARM_UP_HOURS, hours: HOURS },
        ...{ overview, shapes },
      });
      const growth = afterBytes / beforeBytes - 1;
      process.stdout.write(
        `wall in ${drawn}: ${HOURS} h, ${polls} polls, heap ${(beforeBytes / 1e6).toFixed(1)} MB, growth ${(growth * 100).toFixed(1)} %\n`,
      );
      expect(polls).toBeGreaterThan((HOURS - WARM_UP_HOURS) * 600);
      expect(growth).toBeLessThanOrEqual(0.1);
    },
    HOURS * 3_600_000 + 300_000,
  );

  it('shows a real alert of a real console, and says so when the console is gone', async () => {
    const database = { kind: 'embedded', directory: join(folder, 'database') } as const;
    const test = await startTestConsole(database, outDir);
    const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
    let isRunning = true;
    onTestFinished(async () => {
      await page.close();
      if (isRunning) await test.stop();
    });
    const cookie = await test.operatorCookie();
    const [name = '', value = ''] = cookie.split('=');
    await page.context().addCookies([{ name, value, url: test.url }]);
    await page.goto(`${test.url}/wall`);
    await page.locator('[data-testid=wall-state][data-state=good]').waitFor();
    expect(await page.getByTestId('wall-band').count()).toBe(0);
    const gateway = await test.gateway();
    const alert = sampleAlert({ alertId: ulid() });
    await gateway.publishAsync(`${ROOT}/alert`, alertPayload(alert), { qos: 1 });
    await page.getByTestId('wall-band').getByText('三组 7 号').waitFor();
    await expect.poll(() => page.getByTestId('wall-open-extreme').innerText()).toBe('1');
    await gateway.endAsync(true);
    await test.stop();
    isRunning = false;
    await page.getByText('与控制台的连接已断').waitFor();
    await expect
      .poll(() => page.getByTestId('wall-state').innerText(), { timeout: 20_000 })
      .toMatch(/数据 \d+秒前/);
    expect(await page.getByTestId('wall').getAttribute('data-old')).toBe('true');
  }, 120_000);
});

/** What is cut off, scrolls, or is written smaller than 1/45 of the height. */
function misfits(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollHeight, scrollWidth } = document.documentElement;
    const faults = scrollHeight > innerHeight || scrollWidth > innerWidth ? ['the page scrolls'] : [];
    for (const element of document.querySelectorAll('.wall *')) {
      const text = [...element.childNodes].some(
        (node) => node.nodeType === 3 && node.nodeValue?.trim() !== '',
      );
      if (!text || element.closest('.wall-newest li, .wall-band') !== null) continue;
      const { fontSize } = getComputedStyle(element);
      if (Number.parseFloat(fontSize) < innerHeight / 45 - 0.01) faults.push(`small: ${element.textContent}`);
      const panel = element.closest('.wall-tile, .wall-panel')?.getBoundingClientRect();
      const own = element.getBoundingClientRect();
      if (panel !== undefined && (own.bottom > panel.bottom + 1 || own.right > panel.right + 1))
        faults.push(`cut off: ${element.textContent}`);
    }
    return faults;
  });
}

function county(count: number, code = '520624') {
  const items = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'].map((letter, index) =>
    sampleItem({
      alertId: `01K0000000000000000000000${letter}`,
      ...(index === 7 ? {} : { severity: 'severe', state: 'acknowledged' }),
      division: { code: `${code}100`, names: ['思南县', '许家坝镇', '下寨村'] },
    }),
  );
  const crowded = { extreme: 12, severe: 3, moderate: 25, minor: 40 };
  return sampleOverview({
    division: { code, name: '思南县' },
    total: sampleFigures({
      ...{ open: crowded, unacknowledged: 12, openDrills: 2, openTests: 3, gateways: 312, gatewaysLate: 14 },
      ...{ raisedToday: 1480, closedToday: 1310, trueToday: 120, falseToday: 1170, householdsUnknown: 410 },
      cameras: { watching: 8120, blind: 2140, connecting: 36, unknown: 960 },
    }),
    children: Array.from({ length: count }, (_, index) => ({
      division: { code: `${code}${100 + index}`, name: index % 5 === 0 ? '六龙山侗族土家族乡' : '许家坝镇' },
      figures: sampleFigures(
        index === 3
          ? { open: crowded, gatewaysLate: 1 }
          : index % 4 === 1
            ? { open: NONE_OPEN, gatewaysLate: 2 }
            : { cameras: { watching: 320, blind: index % 3, connecting: 0, unknown: 0 } },
      ),
    })),
    newest: items,
    calling: items.filter(({ state }) => state === 'raised'),
    longestUnacknowledged: items.at(-1) ?? null,
  });
}

/** The townships of the shapes, with the figures of a full county. */
function squares() {
  const divisions = SHAPES.features.map(({ properties }) => properties);
  const overview = county(divisions.length, '520602');
  const children = overview.children.map(({ figures }, index) => ({
    ...{ division: divisions[index] ?? { code: '520602', name: '' }, figures },
  }));
  return { ...overview, children };
}

function city() {
  const children = ['520602', '520603'].map((code) => ({
    ...{ division: { code, name: '碧江区' }, figures: sampleFigures() },
  }));
  return sampleOverview({ division: { code: '5206', name: '铜仁市' }, children });
}
