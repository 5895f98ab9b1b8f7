/** The responders' pages on a phone: from taking to the report, also where there is no network. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { AlertView } from '../../edge-config/contracts/rest.ts';
import { send } from '../support/console.ts';
import { startPages, type TestPages } from '../support/pages.ts';
import { addResponders } from '../support/responders.ts';
import { describeWithService } from '../support/services.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PHONE = { width: 390, height: 844 };
/** Two pages and a database share a busy machine. */
const TEST_MS = 120_000;

describeWithService('chromium', 'the responders’ pages', (executablePath) => {
  vi.setConfig({ testTimeout: TEST_MS });
  let pages: TestPages;

  beforeAll(async () => {
    pages = await startPages(executablePath, addResponders);
  }, 240_000);
  afterAll(() => pages?.stop());

  async function openDuty(): Promise<Page> {
    const page = await pages.openPage('/duty/', PHONE);
    await page.getByTestId('duty-username').locator('input').fill('responder');
    await page.getByTestId('duty-password').locator('input').fill('responder');
    await page.getByTestId('duty-submit').click();
    await page.locator('[data-testid=duty-line][data-heard=true]').waitFor();
    return page;
  }
  const card = (page: Page, alertId: string) =>
    page.locator(`[data-testid=duty-card][data-alert-id="${alertId}"]`);
  const alertIn = (page: Page, state: string) =>
    page.locator(`[data-testid=duty-alert][data-state=${state}]`);

  async function viewOf(alertId: string): Promise<AlertView> {
    const cookie = await pages.test.operatorCookie();
    return (
      await send(`${pages.test.url}/api/alerts/${alertId}`, 'GET', undefined, cookie)
    ).json() as Promise<AlertView>;
  }
  async function close(alertId: string): Promise<void> {
    const cookie = await pages.test.operatorCookie();
    const { revision } = await viewOf(alertId);
    const body = { revision, outcome: 'false', note: null };
    const url = `${pages.test.url}/api/alerts/${alertId}/close`;
    expect((await send(url, 'POST', body, cookie)).status).toBe(200);
  }

  async function violations(page: Page): Promise<string[]> {
    // Evaluated, since the page's policy rightly lets no script in.
    await page.evaluate(AXE);
    const { violations: found } = await page.evaluate(async () => {
      const { axe } = window as unknown as {
        axe: {
          run: () => Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>;
        };
      };
      return axe.run();
    });
    return found
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  }

  it('lead from taking it to the report; what is done without network is told once, with its own time', async () => {
    const { alertId } = await pages.raise();
    const page = await openDuty();
    await card(page, alertId).click();
    await alertIn(page, 'raised').waitFor();
    await page.getByTestId('duty-acknowledged').click();
    await alertIn(page, 'acknowledged').waitFor();
    await page.getByTestId('duty-going').click();
    await page.locator('[data-testid=duty-action][data-kind=going]').waitFor();
    // The shell is kept by now: without network the page opens again.
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    await expect
      .poll(() => page.evaluate(() => caches.match('/duty/').then((kept) => kept !== undefined)))
      .toBe(true);

    await page.context().setOffline(true);
    const beforeMs = Date.now();
    await page.getByTestId('duty-on_scene').click();
    await page.locator('[data-testid=duty-unsent][data-kind=on_scene]').waitFor();
    const doneMs = Date.now();
    await page.reload();
    await page.locator('[data-testid=duty-unsent][data-kind=on_scene]').waitFor();
    await page.locator('[data-testid=duty-line][data-heard=false]').waitFor();
    await page.getByTestId('duty-waiting').waitFor();
    // Without network there is no stage beyond what the console told last.
    await alertIn(page, 'acknowledged').waitFor();
    expect((await viewOf(alertId)).state).toBe('acknowledged');

    await page.context().setOffline(false);
    await alertIn(page, 'on_scene').waitFor();
    await page.getByTestId('duty-unsent').waitFor({ state: 'detached' });
    const there = (await viewOf(alertId)).actions.filter(({ kind }) => kind === 'on_scene');
    expect(there).toHaveLength(1);
    const [{ at, told } = { at: '', told: undefined }] = there;
    expect(Date.parse(at)).toBeGreaterThanOrEqual(beforeMs);
    expect(Date.parse(at)).toBeLessThanOrEqual(doneMs);
    expect(Date.parse(told?.receivedAt ?? '')).toBeGreaterThan(Date.parse(at));

    await page.getByTestId('duty-reported').click();
    await page.getByTestId('outcome-true').check();
    await page.getByTestId('report-note').locator('textarea').fill('人已扶起');
    const jpeg = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#864' } })
      .jpeg()
      .toBuffer();
    await page
      .getByTestId('report-photo')
      .setInputFiles({ name: 'scene.jpg', mimeType: 'image/jpeg', buffer: jpeg });
    await page.locator('[data-testid=report-photo][data-ready=true]').waitFor({ state: 'attached' });
    await page.getByTestId('report-submit').click();
    await page.locator('[data-testid=duty-action][data-kind=reported]').getByText('人已扶起').waitFor();
    // The photo is sent after the report.
    await page.getByTestId('scene-photo-show').waitFor();
    await page.context().setOffline(true);
    await page.getByTestId('scene-photo-show').click();
    await page.getByTestId('scene-photo-failed').waitFor();
    await page.context().setOffline(false);
    await page.getByTestId('scene-photo-show').click();
    await expect
      .poll(() => page.getByTestId('scene-photo').evaluate((image: HTMLImageElement) => image.naturalWidth))
      .toBe(64);
    await close(alertId);
    await alertIn(page, 'closed').waitFor();
  });

  it('show who had closed it meanwhile, until it was read', async () => {
    const { alertId } = await pages.raise();
    const page = await openDuty();
    await card(page, alertId).click();
    await page.getByTestId('duty-acknowledged').click();
    await alertIn(page, 'acknowledged').waitFor();
    await page.context().setOffline(true);
    await page.getByTestId('duty-on_scene').click();
    await page.getByTestId('duty-unsent').waitFor();
    await close(alertId);
    await page.context().setOffline(false);
    const conflict = page.locator('[data-testid=duty-to-read][data-state=conflict]');
    await conflict.waitFor();
    expect(await conflict.textContent()).toMatch(/您 \d\d:\d\d:\d\d 到场；\d\d:\d\d:\d\d 已由值班员办结/);
    const kept = (await viewOf(alertId)).actions.filter(({ kind }) => kind === 'on_scene');
    expect(kept).toMatchObject([{ told: { isConflict: true } }]);
    await page.reload();
    await conflict.waitFor();
    await page.getByTestId('duty-dismiss').click();
    await conflict.waitFor({ state: 'detached' });
  });

  it('hand over to who is on duty', async () => {
    const { alertId } = await pages.raise();
    const page = await openDuty();
    await card(page, alertId).click();
    await page.getByTestId('duty-hand-over').click();
    await page.locator('[data-testid=colleague][data-id=grid-3]').click();
    await alertIn(page, 'dispatched').getByTestId('duty-state').getByText('responder').waitFor();
    expect((await viewOf(alertId)).dispatchedTo?.responderId).toBe('grid-3');
    await close(alertId);
  });

  it('are readable in both languages', async () => {
    const { alertId } = await pages.raise({ status: 'exercise' });
    const page = await openDuty();
    await card(page, alertId).waitFor();
    for (const language of ['zh', 'en']) {
      expect(await violations(page), language).toEqual([]);
      await card(page, alertId).click();
      await alertIn(page, 'raised').waitFor();
      expect(await violations(page), language).toEqual([]);
      await page.getByTestId('duty-reported').click();
      await page.getByTestId('report-submit').waitFor();
      await expect.poll(() => violations(page), { message: language }).toEqual([]);
      await page.getByTestId('report-cancel').click();
      await page.getByTestId('duty-back').click();
      await page.getByTestId('language').click();
    }
    await close(alertId);
  });
});
