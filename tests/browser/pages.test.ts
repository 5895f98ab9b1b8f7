/** Both pages in a real browser, on a real console: what an operator and a guardian do. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import sharp from 'sharp';
import { ulid } from 'ulid';
import { build } from 'vite';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import type { Alert } from '../../edge-config/contracts/messages.ts';
import { sampleAlert, sampleReplay } from '../support/alerts.ts';
import {
  alertPayload,
  GUARDIAN,
  OPERATOR,
  payload,
  ROOT,
  startTestConsole,
  type TestConsole,
} from '../support/console.ts';
import { sampleHousehold } from '../support/households.ts';
import { describeWithService } from '../support/services.ts';

const WEB = fileURLToPath(new URL('../../dashboard/web', import.meta.url));

describeWithService('chromium', 'the pages', (executablePath) => {
  const folder = mkdtempSync(join(tmpdir(), 'shouwang-test-'));
  let test: TestConsole;
  let browser: Browser;

  beforeAll(async () => {
    const outDir = join(folder, 'pages');
    await build({
      root: WEB,
      configFile: join(WEB, 'vite.config.ts'),
      logLevel: 'error',
      build: { outDir, emptyOutDir: true },
    });
    test = await startTestConsole({ kind: 'embedded', directory: join(folder, 'database') }, outDir);
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  }, 90_000);
  afterAll(async () => {
    await browser?.close();
    await test?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A page that must not complain: a broken policy or script fails the test. */
  async function openPage(path: string, viewport: { width: number; height: number }): Promise<Page> {
    const page = await browser.newPage({ viewport });
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      // Being told "not signed in" or "someone was first" is how a page finds out.
      if (message.type() === 'error' && !/ 40[19] /.test(message.text())) complaints.push(message.text());
    });
    onTestFinished(async () => {
      await page.close();
      expect(complaints).toEqual([]);
    });
    await page.goto(`${test.url}${path}`);
    return page;
  }

  async function openBoard(viewport = { width: 1366, height: 768 }): Promise<Page> {
    const page = await openPage('/', viewport);
    await page.getByTestId('sign-in-username').fill(OPERATOR.username);
    await page.getByTestId('sign-in-password').fill(OPERATOR.password);
    await page.getByTestId('sign-in-submit').click();
    await page.locator('.board').waitFor();
    return page;
  }

  async function openPhone(): Promise<Page> {
    const page = await openPage('/guardian/', { width: 390, height: 844 });
    await page.getByTestId('guardian-id').locator('input').fill(GUARDIAN.guardianId);
    await page.getByTestId('guardian-password').locator('input').fill(GUARDIAN.password);
    await page.getByTestId('guardian-submit').click();
    await page.locator('[data-testid=connection-state][data-connected=true]').waitFor();
    return page;
  }

  async function raise(more: Partial<Alert> = {}): Promise<Alert> {
    const jpeg = await sharp({ create: { width: 64, height: 36, channels: 3, background: '#345' } })
      .jpeg()
      .toBuffer();
    const sha256 = createHash('sha256').update(jpeg).digest('hex');
    const alert = sampleAlert({
      alertId: ulid(),
      occurredAt: new Date(Date.now() - 10_000).toISOString(),
      raisedAt: new Date().toISOString(),
      image: {
        contentType: 'image/jpeg',
        bytes: jpeg.length,
        sha256,
        widthPx: 64,
        heightPx: 36,
        rendering: 'skeleton_blur',
      },
      ...more,
    });
    const gateway = await test.gateway();
    await gateway.publishAsync(`${ROOT}/alert`, alertPayload(alert), { qos: 1 });
    await gateway.publishAsync(`${ROOT}/alert/${alert.alertId}/image`, jpeg, { qos: 1 });
    const {
      alertId,
      sequence,
      phase,
      type,
      severity,
      status,
      place,
      occurredAt,
      raisedAt,
      confidence,
      evidence,
    } = alert;
    const copy = payload('shouwang.guardian-alert.v1', {
      ...{ alertId, sequence, phase, type, severity, status, occurredAt, raisedAt, confidence },
      placeLabel: place.label,
      expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
      reason: evidence.reason,
    });
    await gateway.publishAsync('shouwang/v1/guardian/guardian-1/alert', copy, { qos: 1 });
    return alert;
  }

  it('show an alert at once on the board, which takes and closes it', async () => {
    const board = await openBoard();
    const { alertId } = await raise();
    const row = board.locator(`[data-testid=alert-row][data-alert-id="${alertId}"]`);
    await row.click();
    const detail = board.locator(`[data-testid=alert-detail][data-alert-id="${alertId}"]`);
    await detail.getByTestId('alert-image').waitFor();
    // The still is really there, not a broken picture.
    await expect
      .poll(() =>
        detail.getByTestId('alert-image').evaluate((image) => (image as HTMLImageElement).naturalWidth),
      )
      .toBe(64);
    expect(await board.title()).toMatch(/^\(\d+\) /);
    // Who is next, and when, until somebody takes it.
    await detail
      .getByTestId('escalation')
      .getByText(/秒后升级到第二监护人、联户长$/)
      .waitFor();
    await board.keyboard.press('a');
    await detail
      .getByTestId('escalation')
      .getByText(/^已受理；9分\d\d秒后未办结则升级到/)
      .waitFor();
    await board
      .locator(`[data-testid=alert-detail][data-alert-id="${alertId}"][data-state=acknowledged]`)
      .waitFor();
    await detail.getByTestId('close').click();
    await board.locator('label:has([data-testid=outcome-true])').click();
    await board.getByTestId('close-submit').click();
    await row.waitFor({ state: 'detached' });
    await board.getByText('已办结').first().click();
    await board.locator(`[data-testid=alert-row][data-alert-id="${alertId}"][data-state=closed]`).waitFor();
  });

  it('bring an alert to the phone, and its answer to the board', async () => {
    const board = await openBoard();
    const phone = await openPhone();
    const { alertId } = await raise();
    const card = phone.locator(`[data-testid=guardian-alert][data-alert-id="${alertId}"]`);
    await card.getByText('三组 7 号').waitFor();
    await board.locator(`[data-testid=alert-row][data-alert-id="${alertId}"]`).click();
    const history = board.locator(
      `[data-testid=alert-detail][data-alert-id="${alertId}"] [data-testid=action-item]`,
    );
    await history.and(board.locator('[data-kind=seen]')).waitFor();
    // The first tap of the page both unlocks the sound and answers.
    await card.getByTestId('answer-going').click();
    await card.locator('[data-testid=answer-state][data-state=sent]').waitFor();
    await history.and(board.locator('[data-kind=going]')).waitFor();
    // The all-clear reaches the card.
    await raise({ alertId, sequence: 2, phase: 'ended', msgType: 'Cancel' });
    await card.getByText('解除').first().waitFor();
  });

  it('keep the operator’s choice when a newer alert arrives', async () => {
    const { alertId: first } = await raise();
    const board = await openBoard();
    await board.locator(`[data-testid=alert-detail][data-alert-id="${first}"]`).waitFor();
    const { alertId: second } = await raise();
    await board.locator(`[data-testid=alert-row][data-alert-id="${second}"]`).waitFor();
    expect(await board.getByTestId('alert-detail').getAttribute('data-alert-id')).toBe(first);
  });

  it('say who was first when two desks take one alert', async () => {
    const { alertId } = await raise();
    const board = await openBoard();
    await board.locator(`[data-testid=alert-row][data-alert-id="${alertId}"]`).click();
    await board.route('**/acknowledge', async (route) => {
      const asked = route.request();
      const answer = await board.request.post(asked.url(), {
        data: asked.postDataJSON() as unknown,
        headers: { origin: test.url },
      });
      expect(answer.status()).toBe(200);
      await route.continue();
    });
    await board.getByTestId('acknowledge').click();
    await board.getByText('已先处置').waitFor();
    await board
      .locator(`[data-testid=alert-detail][data-alert-id="${alertId}"][data-state=acknowledged]`)
      .waitFor();
  });

  it('speak English when asked, and fit a small screen', async () => {
    const board = await openBoard({ width: 390, height: 844 });
    await board.getByTestId('language').click();
    await board.getByText('Gateways and cameras').waitFor();
    const overflow = await board.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  });

  it('show a household’s day against usual, from the list and beside an absence', async () => {
    const gateway = await test.gateway();
    const bornAt = new Date().toISOString();
    const status = payload('shouwang.gateway-status.v1', {
      ...{ state: 'online', version: '1', session: 1, outboxPending: 0, heartbeatMs: 60_000 },
      ...{ bornAt, aliveAt: bornAt },
    });
    await gateway.publishAsync(`${ROOT}/status`, status, { qos: 1 });
    const household = payload('shouwang.household-status.v1', sampleHousehold());
    await gateway.publishAsync(`${ROOT}/household/home/status`, household, { qos: 1 });
    const board = await openBoard();
    const row = board.locator('[data-testid=household-row][data-household-id=home]');
    await row.and(board.locator('[data-state=watched]')).waitFor();
    await row.getByRole('button').click();
    const day = board.getByTestId('household-day');
    await day.locator('svg.day').waitFor();
    // A bar for each quarter of an hour that is known, and none where it is not.
    expect(await day.locator('rect.today').count()).toBe(16);
    await board.keyboard.press('Escape');
    await day.waitFor({ state: 'hidden' });
    const blind = payload('shouwang.household-status.v1', sampleHousehold({ state: 'unknown', day: null }));
    await gateway.publishAsync(`${ROOT}/household/home/status`, blind, { qos: 1 });
    await row.and(board.locator('[data-state=unknown]')).waitFor();
    const alert = await raise({ type: 'absence', householdId: 'home', cameraId: null });
    await board.locator(`[data-testid=alert-row][data-alert-id="${alert.alertId}"]`).click();
    await board.locator('article [data-testid=household-day] svg.day').waitFor();
  });

  it('replay the skeletons of a fall over its still, by button and by keys', async () => {
    const { alertId } = await raise({ evidence: { ...sampleAlert().evidence, replay: sampleReplay() } });
    const board = await openBoard();
    await board.locator(`[data-testid=alert-row][data-alert-id="${alertId}"]`).click();
    const replay = board.getByTestId('skeleton-replay');
    const atMs = async (): Promise<number> => Number(await replay.getAttribute('data-at-ms'));
    await replay.getByTestId('alert-image').waitFor();
    const before = await atMs();
    await expect.poll(atMs).not.toBe(before);
    await replay.getByTestId('replay-toggle').click();
    expect(await replay.locator('.figure line').count()).toBeGreaterThan(5);
    // The slider's keys are its own: they choose no other alert.
    await replay.getByRole('slider').focus();
    await board.keyboard.press('Home');
    await expect.poll(atMs).toBe(0);
    await replay.getByText('倒地前 1.0 秒').waitFor();
    for (let step = 0; step < 15; step += 1) await board.keyboard.press('ArrowUp');
    expect(await atMs()).toBe(1500);
    await replay.getByText('倒地后 0.5 秒').waitFor();
    expect(await board.getByTestId('alert-detail').getAttribute('data-alert-id')).toBe(alertId);
    const calm = await browser.newPage({ reducedMotion: 'reduce', viewport: { width: 1366, height: 768 } });
    onTestFinished(() => calm.close());
    await calm.context().addCookies(await board.context().cookies());
    await calm.goto(test.url);
    await calm.locator(`[data-testid=alert-row][data-alert-id="${alertId}"]`).click();
    await calm.getByTestId('replay-toggle').and(calm.getByLabel('播放')).waitFor();
    expect(await calm.getByTestId('skeleton-replay').getAttribute('data-at-ms')).toBe('1000');
  });

  it('warn on a gateway’s card of its wrong clock', async () => {
    const gateway = await test.gateway();
    const beat = (): Promise<unknown> => {
      const aliveAt = new Date(test.nowMs() + 220_000).toISOString();
      const status = payload('shouwang.gateway-status.v1', {
        ...{ state: 'online', version: '1', session: 1, outboxPending: 0, heartbeatMs: 5000 },
        ...{ bornAt: aliveAt, aliveAt },
      });
      return gateway.publishAsync(`${ROOT}/status`, status, { qos: 1 });
    };
    const board = await openBoard({ width: 390, height: 844 });
    await expect
      .poll(async () => {
        await beat();
        test.advance(3000);
        return board.getByTestId('wrong-clock').count();
      })
      .toBe(1);
    // Less what the beats were on their way, while this test put the console's clock forward.
    await board.getByText(/^时钟快 3分[34]\d秒$/).waitFor();
  });

  it('refuse a wrong password in words', async () => {
    const page = await openPage('/', { width: 800, height: 600 });
    await page.getByTestId('sign-in-username').fill('operator');
    await page.getByTestId('sign-in-password').fill('wrong');
    await page.getByTestId('sign-in-submit').click();
    await page.getByText('用户名或密码不对').waitFor();
  });
});
