/** People in a real browser: the link, the account, the own password, the audit. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { builtPages } from '../support/built-pages.ts';
import { startTestConsole, type TestConsole } from '../support/console.ts';
import { describeWithService } from '../support/services.ts';

/** Each step waits for a browser on a machine that may be busy. */
const PATIENCE_MS = 180_000;
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

describeWithService('chromium', 'the pages of people', (executablePath) => {
  const folder = mkdtempSync(join(tmpdir(), 'shouwang-test-'));
  let test: TestConsole;
  let browser: Browser;

  beforeAll(async () => {
    const outDir = await builtPages();
    test = await startTestConsole({ kind: 'embedded', directory: join(folder, 'database') }, outDir);
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  }, PATIENCE_MS);
  afterAll(async () => {
    await browser?.close();
    await test?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A browser of one person; what the pages complain of fails the test. */
  async function openBrowser(cookie?: string): Promise<BrowserContext> {
    const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
    const complaints: string[] = [];
    context.on('weberror', ({ error }) => void complaints.push(error().message));
    context.on('console', (message) => {
      // Being refused is how a page finds out.
      if (message.type() === 'error' && !/ 4(?:00|01|09|10) /.test(message.text()))
        complaints.push(message.text());
    });
    onTestFinished(async () => {
      await context.close();
      expect(complaints).toEqual([]);
    });
    if (cookie !== undefined) {
      const [name = '', value = ''] = cookie.split('=');
      await context.addCookies([{ name, value, url: test.url }]);
    }
    return context;
  }

  async function open(context: BrowserContext, path: string): Promise<Page> {
    const page = await context.newPage();
    await page.goto(path.startsWith('http') ? path : `${test.url}${path}`);
    return page;
  }

  /** Rules whose breach shuts people out. @returns what breaks them. */
  async function barriers(page: Page): Promise<string[]> {
    await page.evaluate(await (await import('node:fs/promises')).readFile(AXE, 'utf8'));
    return page.evaluate(async () => {
      const { axe } = globalThis as unknown as {
        axe: {
          run: (
            within: string,
            options: object,
          ) => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
        };
      };
      const rules = ['label', 'button-name', 'link-name', 'aria-input-field-name', 'color-contrast'];
      const { violations } = await axe.run('main', { runOnly: rules });
      return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
    });
  }

  it(
    'hand an account over by a link that works once',
    async () => {
      const office = await open(await openBrowser(await test.cookieOf('administrator')), '/people');
      await office.getByTestId('create-person').click();
      await office.getByTestId('person-username').fill('Desk-2');
      await office.getByTestId('person-display-name').fill('值班二台');
      await office.getByTestId('division').click();
      await office.keyboard.type('碧江');
      await office.getByTitle('碧江区（520602）').click();
      await office.getByTestId('person-submit').click();
      const link = await office.getByTestId('link-url').inputValue();
      await office.getByTestId('link-done').click();
      const row = office.locator('[data-testid=person-row][data-username=desk-2]');
      // The first is for narrow screens.
      await row.getByText('等待本人设密码').last().waitFor();

      const room = await openBrowser();
      const page = await open(room, link);
      await page.getByText('值班二台').waitFor();
      await page.getByTestId('new-password').fill('1234567890');
      await page.getByTestId('repeat-password').fill('1234567890');
      await page.getByTestId('set-password').click();
      await page.getByText('这是常见密码，很容易被猜到').waitFor();
      await page.getByTestId('new-password').fill('rain on the roof');
      await page.getByText('很好').waitFor();
      await page.getByTestId('repeat-password').fill('rain on the roof');
      expect(await barriers(page)).toEqual([]);
      await page.getByTestId('set-password').click();
      await page.locator('.board').waitFor();
      expect(new URL(page.url()).pathname).toBe('/');
      // No way to the pages of others.
      expect(await page.getByRole('link', { name: '人员' }).count()).toBe(0);

      const late = await open(await openBrowser(), link);
      await late.getByText('链接无效：已用过、已过期，或已被新链接取代').waitFor();

      // Disabled at the office, the desk is out at once.
      await office.reload();
      await row.getByTestId('disable-person').click();
      await office
        .getByRole('button', { name: /停\s?用/ })
        .last()
        .click();
      await page.getByTestId('sign-in-username').waitFor();
    },
    PATIENCE_MS,
  );

  it(
    'change the own password, and end the sessions elsewhere',
    async () => {
      const cookie = await test.cookieOf('auditor');
      const page = await open(await openBrowser(cookie), '/');
      await page.getByTestId('own-menu').click();
      await page.getByText('修改密码').click();
      await page.getByTestId('old-password').fill('not the old one');
      await page.getByTestId('new-password').fill('rain on the roof');
      await page.getByTestId('repeat-password').fill('rain on the roof');
      await page.keyboard.press('Enter');
      await page.locator('[data-testid=fault][data-code=PASSWORD_WRONG]').waitFor();
      await page.getByTestId('old-password').fill('auditor');
      await page.keyboard.press('Enter');
      await page.getByText('密码已修改，其他地方的登录已退出').waitFor();
      await page.getByTestId('own-menu').click();
      await page.getByText('我的登录').click();
      await page.getByTestId('session-row').getByText('当前').waitFor();
      expect(await page.getByTestId('session-row').count()).toBe(1);
    },
    PATIENCE_MS,
  );

  it(
    'show the audit, filtered, in both languages',
    async () => {
      const page = await open(await openBrowser(await test.cookieOf('administrator')), '/audit');
      await page.getByTestId('audit-row').first().waitFor();
      expect(await barriers(page)).toEqual([]);
      await page.getByTestId('audit-what').click();
      await page.keyboard.type('登录失败');
      await page.keyboard.press('Enter');
      await page.getByText('没有符合条件的记录').waitFor();
      await page.getByTestId('language').click();
      await page.getByText('No entry fits').waitFor();
    },
    PATIENCE_MS,
  );
});
