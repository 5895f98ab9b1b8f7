/** The board in a real browser: an operator with nothing but a keyboard, two operators at once, a console that restarts. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startPages, type TestPages } from '../support/pages.ts';
import { addResponders, RESPONDERS } from '../support/responders.ts';
import { describeWithService } from '../support/services.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const DESK = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
/** Two pages and a database share a busy machine. */
const TEST_MS = 120_000;
const SECOND = { username: 'administrator', password: 'administrator' };

describeWithService('chromium', 'the board', (executablePath) => {
  vi.setConfig({ testTimeout: TEST_MS });
  let pages: TestPages;

  beforeAll(async () => {
    pages = await startPages(executablePath, addResponders);
  }, 240_000);
  afterAll(() => pages?.stop());

  const rowOf = (board: Page, alertId: string) =>
    board.locator(`[data-testid=alert-row][data-alert-id="${alertId}"]`);
  const detailOf = (board: Page, alertId: string, state: string) =>
    board.locator(`[data-testid=alert-detail][data-alert-id="${alertId}"][data-state=${state}]`);

  /** The list of who can be sent: its route is another part's. */
  async function withResponders(board: Page): Promise<void> {
    const responders = RESPONDERS.map((responder) => ({
      ...{ responderId: responder.responder_id, role: responder.role, label: responder.label },
      division: { code: responder.division, names: [] },
      ...{
        phoneEnding: '07',
        isOnDuty: responder.role === 'grid_worker',
        isActive: !('is_active' in responder),
      },
    }));
    await board.route('**/api/responders?*', (route) => route.fulfill({ json: { responders } }));
  }

  async function violations(board: Page): Promise<string[]> {
    // Evaluated, since the page's policy rightly lets no script in.
    await board.evaluate(AXE);
    const { violations: found } = await board.evaluate(async () => {
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

  /** The board hears of a change before the dialog that made it has its answer and closes: until then keys are typed into it. */
  const dialogsGone = (board: Page): Promise<void> =>
    board.getByRole('dialog').first().waitFor({ state: 'hidden' });

  it('is worked from taking to closing by keys alone', async () => {
    const { alertId } = await pages.raise();
    const board = await pages.openBoard(DESK);
    await withResponders(board);
    await detailOf(board, alertId, 'raised').waitFor();
    await board.keyboard.press('a');
    await detailOf(board, alertId, 'acknowledged').waitFor();
    await board.keyboard.press('d');
    await board.locator('[data-testid=choice][data-id=grid-3] input:checked').waitFor();
    // Who left is not offered; two are searched, the arrow takes the second.
    expect(await board.getByTestId('choice').count()).toBe(4);
    await board.keyboard.type('网格员');
    await expect.poll(() => board.getByTestId('choice').count()).toBe(2);
    await board.keyboard.press('Enter');
    await detailOf(board, alertId, 'dispatched').waitFor();
    await board.locator('[data-testid=action-item][data-kind=dispatched]').getByText('三组网格员').waitFor();
    await dialogsGone(board);
    await board.keyboard.press('n');
    await board.getByTestId('remark-submit').waitFor();
    await board.keyboard.type('电话无人接');
    await board.keyboard.press('Enter');
    await board.getByText('电话无人接').waitFor();
    await dialogsGone(board);
    await board.keyboard.press('s');
    await board.getByTestId('remark-submit').waitFor();
    await board.keyboard.press('Enter');
    await detailOf(board, alertId, 'on_scene').waitFor();
    await dialogsGone(board);
    await board.keyboard.press('c');
    await board.getByTestId('close-submit').waitFor();
    await board.keyboard.press('1');
    await board.keyboard.press('Enter');
    await detailOf(board, alertId, 'closed').waitFor();
    // The keys rest: then it leaves the queue.
    await rowOf(board, alertId).waitFor({ state: 'detached' });
  });

  it('shows the second operator who has it, also in an open dialog, and refuses the second', async () => {
    const { alertId } = await pages.raise();
    const first = await pages.openBoard(DESK);
    const second = await pages.openBoard(DESK, SECOND);
    for (const board of [first, second]) {
      await rowOf(board, alertId).click();
      await detailOf(board, alertId, 'raised').waitFor();
    }
    await second.keyboard.press('c');
    await second.getByTestId('close-submit').waitFor();
    await first.keyboard.press('a');
    await second.getByTestId('meanwhile').getByText('值班员已先处置').waitFor();
    await expect
      .poll(() => rowOf(second, alertId).getByTestId('state-chip').textContent())
      .toContain('值班员');
    await second.keyboard.press('Escape');
    await dialogsGone(second);
    // Neither has seen what the other does now.
    await second.route('**/close', async (route) => {
      const asked = route.request();
      const answer = await first.request.post(asked.url(), {
        data: asked.postDataJSON() as unknown,
        headers: { origin: pages.test.url },
      });
      expect(answer.status()).toBe(200);
      await route.continue();
    });
    await second.keyboard.press('c');
    await second.getByTestId('close-submit').waitFor();
    await second.keyboard.press('2');
    await second.keyboard.press('Enter');
    await second.getByText('值班员已先处置，现显示最新状态').waitFor();
    expect(await second.getByTestId('close-submit').isDisabled()).toBe(true);
  });

  it('moves nothing under the pointer, but shows a grave alert above at once', async () => {
    const standing = await pages.raise({ severity: 'moderate' });
    const board = await pages.openBoard(DESK);
    await rowOf(board, standing.alertId).hover();
    const grave = await pages.raise();
    await board.locator(`[data-testid=red-strip][data-alert-id="${grave.alertId}"]`).waitFor();
    await board.getByTestId('new-bar').getByText('1 条新预警').waitFor();
    expect(await rowOf(board, grave.alertId).count()).toBe(0);
    await board.getByTestId('red-strip').click();
    await detailOf(board, grave.alertId, 'raised').waitFor();
    await expect.poll(() => board.getByTestId('red-strip').count()).toBe(0);
    await rowOf(board, grave.alertId).waitFor();
  });

  it('knows of a hand whose last place was taken away under it', async () => {
    const standing = await pages.raise({ severity: 'moderate' });
    const board = await pages.openBoard(DESK);
    const heading = board.getByTestId('alert-detail').locator('h2').first();
    await heading.hover();
    const box = await rowOf(board, standing.alertId).boundingBox();
    await heading.evaluate((element) => element.remove());
    await board.mouse.move((box?.x ?? 0) + 50, (box?.y ?? 0) + 50);
    const next = await pages.raise({ severity: 'severe' });
    await board.getByTestId('new-bar').waitFor();
    expect(await rowOf(board, next.alertId).count()).toBe(0);
    await board.mouse.move(DESK.width - 5, DESK.height - 5);
    await rowOf(board, next.alertId).waitFor();
  });

  it('loses and doubles no row when the console restarts', async () => {
    const before = await pages.raise({ severity: 'severe' });
    const board = await pages.openBoard(DESK);
    await rowOf(board, before.alertId).waitFor();
    await board.mouse.move(DESK.width - 5, DESK.height - 5);
    const rows = () =>
      board
        .getByTestId('alert-row')
        .evaluateAll((all) => all.map((row) => row.getAttribute('data-alert-id')));
    const standing = await rows();
    await pages.restart();
    const after = await pages.raise({ severity: 'severe' });
    await rowOf(board, after.alertId).waitFor({ timeout: 60_000 });
    expect([...(await rows())].sort()).toEqual([...standing, after.alertId].sort());
  });

  it('keeps the queue when a part of the page cannot be loaded, and loads it by itself later', async () => {
    const { alertId } = await pages.raise();
    const board = await pages.openPage('/', DESK);
    const file = '**/assets/alert-detail-*.js';
    await board.route(file, (route) => route.abort('internetdisconnected'));
    await board.getByTestId('sign-in-username').fill(SECOND.username);
    await board.getByTestId('sign-in-password').fill(SECOND.password);
    await board.getByTestId('sign-in-submit').click();
    await rowOf(board, alertId).waitFor();
    await board.getByTestId('not-loaded').waitFor();
    expect(await rowOf(board, alertId).isVisible()).toBe(true);
    await board.unroute(file);
    await board.getByTestId('alert-detail').waitFor();
  });

  it('stands when a proxy answers in the console’s place, in words of its own', async () => {
    const { alertId } = await pages.raise();
    const board = await pages.openPage('/', DESK);
    const theirs = { statusCode: 404, error: 'Not Found', message: 'no such route' };
    await board.route(/\/api\/(alerts|households|gateways)\//, (route) =>
      route.fulfill({ status: 404, json: theirs }),
    );
    await board.getByTestId('sign-in-username').fill(SECOND.username);
    await board.getByTestId('sign-in-password').fill(SECOND.password);
    await board.getByTestId('sign-in-submit').click();
    await rowOf(board, alertId).click();
    await detailOf(board, alertId, 'raised').waitFor();
    await board.locator('#household-card').getByRole('alert').waitFor();
    expect(await rowOf(board, alertId).isVisible()).toBe(true);
  });

  it('names a drill as one, below the real ones, and in the help every key', async () => {
    const drill = await pages.raise({ status: 'exercise' });
    const real = await pages.raise({ severity: 'minor' });
    const board = await pages.openBoard(DESK);
    await rowOf(board, real.alertId).waitFor();
    await rowOf(board, drill.alertId).getByText('演练', { exact: true }).waitFor();
    const ids = await board
      .getByTestId('alert-row')
      .evaluateAll((all) => all.map((row) => row.getAttribute('data-alert-id')));
    expect(ids.indexOf(drill.alertId)).toBeGreaterThan(ids.indexOf(real.alertId));
    await board.keyboard.press('?');
    await board.getByTestId('help').getByText('受理').first().waitFor();
    await board.keyboard.press('Escape');
    await board.getByTestId('help').waitFor({ state: 'detached' });
    await board.keyboard.press('x');
    await board
      .getByTestId('shift')
      .getByText(/^近 12 小时：真实预警 \d+ 条/)
      .waitFor();
  });

  it.each(['中文', 'English'])(
    'has no serious fault for those who do not see or point, in %s',
    async (language) => {
      await pages.raise();
      const { alertId } = await pages.raise();
      const board = await pages.openBoard(DESK);
      if (language === 'English') await board.getByTestId('language').click();
      await rowOf(board, alertId).click();
      await board.getByTestId('related').waitFor();
      expect(await violations(board)).toEqual([]);
      await board.keyboard.press('c');
      await board.getByTestId('close-submit').waitFor();
      expect(await violations(board)).toEqual([]);
    },
  );

  it('covers the queue with the alert on a phone, and goes back', async () => {
    const { alertId } = await pages.raise();
    const board = await pages.openBoard(PHONE);
    expect(await board.locator('.detail').isVisible()).toBe(false);
    await rowOf(board, alertId).click();
    await detailOf(board, alertId, 'raised').waitFor();
    expect(await board.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    );
    await board.getByRole('button', { name: '返回列表' }).click();
    expect(await board.locator('.detail').isVisible()).toBe(false);
  });
});
