/** The duty page in a real browser: a responder is added, a week is filled and copied, a ladder is set and inherited again. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { ulid } from 'ulid';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { sampleAlert } from '../support/alerts.ts';
import { builtPages } from '../support/built-pages.ts';
import { alertPayload, ROOT, startTestConsole, type TestConsole } from '../support/console.ts';
import { describeWithService } from '../support/services.ts';

/** Many clicks on a busy machine. */
const PATIENCE_MS = 90_000;
describeWithService('chromium', 'the duty page', (executablePath) => {
  const folder = mkdtempSync(join(tmpdir(), 'shouwang-test-'));
  let test: TestConsole;
  let browser: Browser;

  beforeAll(async () => {
    const outDir = await builtPages();
    test = await startTestConsole({ kind: 'embedded', directory: join(folder, 'database') }, outDir);
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await test?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function openDuty(person: 'administrator' | 'township'): Promise<Page> {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    onTestFinished(async () => {
      await page.close();
      expect(complaints).toEqual([]);
    });
    const [name = '', value = ''] = (await test.cookieOf(person)).split('=');
    await page.context().addCookies([{ name, value, url: test.url }]);
    await page.goto(`${test.url}/rosters`);
    await page.getByTestId('add-responder').waitFor();
    return page;
  }

  it(
    'adds responders, fills a week and copies it to the next',
    async () => {
      const page = await openDuty('township');
      await page.getByTestId('add-responder').click();
      await page.locator('#responderId').fill('worker-1');
      await page.locator('#label').fill('三组网格员');
      await page.locator('#phone').fill('13800000042');
      await page.getByTestId('responder-submit').click();
      await page.getByText('··42').click();
      await page.getByText('13800000042').waitFor();

      await page.getByRole('tab', { name: '排班' }).click();
      await page.getByTestId('roster').waitFor();
      await page
        .getByRole('button', { name: /三组网格员 .* 添加班次/ })
        .first()
        .click();
      await page.getByTestId('duty.nightShift').click();
      await page.getByTestId('roster').getByText('20:00–08:00').waitFor();
      await page.getByTestId('save-roster').click();
      await page.getByText('已保存').waitFor();
      await page.getByRole('button', { name: '下一周' }).click();
      await expect.poll(() => page.getByTestId('roster').getByText('20:00–08:00').count()).toBe(0);
      await page.getByTestId('copy-week').click();
      await page.getByTestId('roster').getByText('20:00–08:00').waitFor();
      await page.getByText('有未保存的改动').waitFor();
      await page.getByTestId('save-roster').click();
      await expect.poll(() => page.getByText('有未保存的改动').count()).toBe(0);
    },
    PATIENCE_MS,
  );

  it(
    'sets a ladder that is said in words, and goes back to the one around',
    async () => {
      const page = await openDuty('administrator');
      await page.getByRole('tab', { name: '升级梯级' }).click();
      const source = page.getByTestId('ladder-source');
      await expect.poll(() => source.getAttribute('data-source')).toBe('default');
      await page.getByTestId('ladder-words').getByText('60 秒无人受理 → 第二监护人、联户长').waitFor();
      await page.locator('#rung-1-after').fill('2.5');
      await page.getByTestId('ladder-words').getByText('2.5 分钟无人受理 → 第二监护人、联户长').waitFor();
      // The third came at three minutes: that is still later.
      expect(await page.getByTestId('save-ladder').isEnabled()).toBe(true);
      await page.locator('#rung-1-after').fill('3');
      await page.getByText('各级时间必须一级比一级晚').waitFor();
      expect(await page.getByTestId('save-ladder').isEnabled()).toBe(false);
      await page.locator('#rung-1-after').fill('2.5');
      await page.getByTestId('save-ladder').click();
      await expect.poll(() => source.getAttribute('data-source')).toBe('own');
      await page.getByTestId('inherit-ladder').click();
      await page.locator('.ant-popconfirm .ant-btn-primary').click();
      await expect.poll(() => source.getAttribute('data-source')).toBe('default');
    },
    PATIENCE_MS,
  );

  it(
    'shows quiet alerts in one line as they come, and closes them all',
    async () => {
      const page = await openDuty('administrator');
      await page.getByRole('tab', { name: '安静预警汇总' }).click();
      await page.getByText('目前没有安静预警').waitFor();
      const gateway = await test.gateway();
      const alert = sampleAlert({ alertId: ulid(), severity: 'minor', type: 'absence' });
      await gateway.publishAsync(`${ROOT}/alert`, alertPayload(alert), { qos: 1 });
      const line = page.getByTestId('digest');
      await line.getByText('安静预警 1 条').waitFor();
      await line.getByRole('button', { name: /展\s*开/ }).click();
      await line.getByText('三组 7 号 · 院子').waitFor();
      await line.getByTestId('close-digest').click();
      await page.getByRole('dialog').getByText('误报').click();
      await page.getByTestId('close-digest-submit').click();
      await page.getByText('目前没有安静预警').waitFor();
    },
    PATIENCE_MS,
  );
});
