/** The page of the estate and the card of a household, in a real browser on a real console. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { builtPages } from '../support/built-pages.ts';
import { OPERATOR, send, startTestConsole, type TestConsole } from '../support/console.ts';
import { seedEstate } from '../support/estate.ts';
import { describeWithService } from '../support/services.ts';

/** A page with a build of its own takes longer to open than a request. */
const PAGE_TEST_MS = 90_000;
const DESK = { width: 1440, height: 900 };

describeWithService('chromium', 'the estate', (executablePath) => {
  const folder = mkdtempSync(join(tmpdir(), 'shouwang-test-'));
  const database = { kind: 'embedded', directory: join(folder, 'database') } as const;
  let test: TestConsole;
  let browser: Browser;

  beforeAll(async () => {
    const outDir = await builtPages();
    await seedEstate(database);
    test = await startTestConsole(database, outDir);
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await test?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(
    path: string,
    { password, username }: { username: string; password: string },
    viewport = DESK,
  ): Promise<Page> {
    const page = await browser.newPage({ viewport });
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      // Being told "not signed in", or which rows are bad, is how a page finds out.
      if (message.type() === 'error' && !/ (401|422) /.test(message.text())) complaints.push(message.text());
    });
    onTestFinished(async () => {
      await page.close();
      expect(complaints).toEqual([]);
    });
    await page.goto(`${test.url}${path}`);
    await page.getByTestId('sign-in-username').fill(username);
    await page.getByTestId('sign-in-password').fill(password);
    await page.getByTestId('sign-in-submit').click();
    await page.locator('main.estate').waitFor();
    return page;
  }
  const ADMINISTRATOR = { username: 'administrator', password: 'administrator' };
  const choose = async (page: Page, name: string, text: string): Promise<void> => {
    const path = join(folder, name);
    writeFileSync(path, text);
    await page.locator('input[type=file]').setInputFiles(path);
  };

  it(
    'imports nothing of a file with bad rows, tells them all, and imports it when it is mended',
    async () => {
      const page = await open('/estate', ADMINISTRATOR);
      await page.getByTestId('open-import').click();
      const saved = page.waitForEvent('download');
      await page.getByTestId('template').click();
      expect((await saved).suggestedFilename()).toBe('divisions.csv');
      const rows = ['code,name', '520602901,新设乡', '52060,短', '520602902,'];
      await choose(page, 'bad.csv', rows.join('\n'));
      const bad = page.getByTestId('bad-rows');
      await bad.getByText('文件有错误，一行也没有导入').waitFor();
      await bad.getByText('共 2 处错误').waitFor();
      expect(await bad.locator('tbody tr.ant-table-row').allInnerTexts()).toEqual([
        expect.stringMatching(/^3\s+code\s+52060\s+不是区划代码/),
        expect.stringMatching(/^4\s+name\s+没有填写/),
      ]);
      expect(await page.getByTestId('import-now').count()).toBe(0);
      await choose(page, 'good.csv', rows.slice(0, 2).join('\n'));
      await page.getByTestId('dry-run').getByText('将新增 1').waitFor();
      await page.getByTestId('import-now').click();
      await page.getByTestId('imported').waitFor();
      await page.keyboard.press('Escape');
      await page.locator('[data-code="520602"]').click();
      await page.getByRole('heading', { name: '碧江区' }).waitFor();
    },
    PAGE_TEST_MS,
  );

  it(
    'writes a household down, shows a number when asked and hides it again',
    async () => {
      const page = await open('/estate', ADMINISTRATOR);
      await page.getByTestId('open-household').first().click();
      await page.getByTestId('card-empty').waitFor();
      await page.getByTestId('address').fill('三组 7 号，学校后面');
      await page.getByTestId('save-record').click();
      const card = page.getByTestId('household-card');
      await card.getByText('三组 7 号，学校后面').waitFor();

      const cookie = await test.cookieOf('administrator');
      const guardians = [{ guardianId: 'guardian-1', relation: '女儿' }];
      const put = (path: string, body: object) => send(`${test.url}${path}`, 'PUT', body, cookie);
      await put('/api/households/gw-1/home/guardians', { guardians });
      await put('/api/guardians/guardian-1/phone', { phone: '+1 202 555 0121' });

      const desk = await open('/estate?household=gw-1/home', OPERATOR, { width: 390, height: 844 });
      await desk.clock.install();
      const contact = desk.getByTestId('contact');
      await contact.getByTestId('reveal').getByText('… 21').waitFor();
      expect(await desk.content()).not.toContain('12025550121');
      await contact.getByTestId('reveal').click();
      const phone = contact.getByTestId('phone');
      await phone.waitFor();
      expect(await phone.getAttribute('href')).toBe('tel:+12025550121');
      await desk.clock.fastForward(61_000);
      await contact.getByTestId('reveal').waitFor();
      expect(await phone.count()).toBe(0);
      // An operator reads, and does not write.
      await desk.getByText('只有管理员可以修改登记').waitFor();
      expect(await desk.getByTestId('save-record').count()).toBe(0);
      const overflow = await desk.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
    },
    PAGE_TEST_MS,
  );

  it(
    'speaks English when asked',
    async () => {
      const page = await open('/estate', ADMINISTRATOR);
      await page.getByTestId('language').click();
      await page.getByTestId('open-import').click();
      await choose(page, 'bad.csv', 'code,name\n52060,x\n');
      await page.getByText('The file has faults; nothing of it was imported.').waitFor();
      await page.getByText('it is no division code').waitFor();
      await page.keyboard.press('Escape');
      expect(await page.locator('main').innerText()).not.toMatch(/estate\./);
    },
    PAGE_TEST_MS,
  );
});
