/** The ledger and the reports in a real browser: filter, count, export; every figure leads to its rows. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../dashboard/server/store/database.ts';
import { builtPages } from '../support/built-pages.ts';
import { OPERATOR, startTestConsole, type TestConsole } from '../support/console.ts';
import { makeAlerts } from '../support/ledger-rows.ts';
import { describeWithService } from '../support/services.ts';

const WAIT_MS = 30_000;

describeWithService('chromium', 'the ledger and the reports', (executablePath) => {
  const folder = mkdtempSync(join(tmpdir(), 'shouwang-test-'));
  let test: TestConsole;
  let browser: Browser;

  beforeAll(async () => {
    const outDir = await builtPages();
    const config = { kind: 'embedded', directory: join(folder, 'database') } as const;
    const database = await openDatabase(config);
    const [fromMs, toMs] = [Date.parse('2026-03-02T00:00:00Z'), Date.parse('2026-03-30T00:00:00Z')];
    await makeAlerts(database, { count: 260, fromMs, toMs });
    await database.destroy();
    test = await startTestConsole(config, outDir);
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await test?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function openPage(path: string): Promise<Page> {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    page.setDefaultTimeout(WAIT_MS);
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !/ 401 /.test(message.text())) complaints.push(message.text());
    });
    onTestFinished(async () => {
      await page.close();
      expect(complaints).toEqual([]);
    });
    await page.goto(`${test.url}${path}`);
    await page.getByTestId('sign-in-username').fill(OPERATOR.username);
    await page.getByTestId('sign-in-password').fill(OPERATOR.password);
    await page.getByTestId('sign-in-submit').click();
    return page;
  }

  /** What the ledger counts, once it has. */
  async function totalOf(page: Page): Promise<number> {
    const total = page.locator('[data-testid=ledger-total][data-count]');
    await total.waitFor();
    return Number(await total.getAttribute('data-count'));
  }

  it('filter, count, open a record and export what is listed', async () => {
    const page = await openPage('/ledger');
    const whole = await totalOf(page);
    await page.getByTestId('filter-type').click();
    await page.locator('.ant-select-item-option', { hasText: '跌倒' }).click();
    await page.keyboard.press('Escape');
    await expect.poll(() => new URL(page.url()).search, { timeout: WAIT_MS }).toBe('?type=fall');
    const falls = await totalOf(page);
    expect(falls).toBeGreaterThan(10);
    expect(falls).toBeLessThan(whole);
    await page.locator('.ledger-open').first().click();
    await page.getByTestId('ledger-record').getByText('跌倒 ·').waitFor();
    await page.keyboard.press('Escape');
    await page.getByTestId('ledger-record').waitFor({ state: 'hidden' });
    const download = page.waitForEvent('download');
    await page.getByTestId('export-csv').click();
    const rows = parse(readFileSync(await (await download).path()), { bom: true, columns: true }) as Record<
      string,
      string
    >[];
    expect(rows).toHaveLength(falls);
    expect(rows.every((row) => row['类型'] === '跌倒')).toBe(true);
  }, 120_000);

  it('lead from each number of a report to as many rows', async () => {
    const page = await openPage('/reports?kind=month&period=2026-03');
    await page.locator('.report-head').waitFor();
    const figures = await page
      .getByTestId('figure')
      .evaluateAll((links) =>
        links.map((link) => ({ href: link.getAttribute('href'), count: Number(link.dataset['count']) })),
      );
    expect(figures.length).toBeGreaterThan(60);
    // Each address is one that the ledger understands, and says the same.
    const cookie = await test.operatorCookie();
    const wrong = [];
    for (const { count, href } of figures) {
      const answer = await fetch(`${test.url}/api${href}&limit=1`, { headers: { cookie } });
      const { total } = (await answer.json()) as { total?: { count: number } };
      if (total?.count !== count) wrong.push({ href, count, total });
    }
    expect(wrong).toEqual([]);
    const [first] = figures;
    await page.getByTestId('figure').first().click();
    await expect.poll(() => new URL(page.url()).pathname, { timeout: WAIT_MS }).toBe('/ledger');
    expect(await totalOf(page)).toBe(first?.count);
  }, 120_000);

  it('keep a conclusion, and hand out the document', async () => {
    const page = await openPage('/reports?kind=week&period=2026-W11');
    await page.getByTestId('conclusion').locator('visible=true').fill('加强夜间巡查');
    await page.getByTestId('conclusion-save').click();
    await page.getByText(/^值班员 于 /).waitFor();
    const download = page.waitForEvent('download');
    await page.getByTestId('document').click();
    expect((await download).suggestedFilename()).toBe('report-week-2026-W11.docx');
  }, 120_000);
});
