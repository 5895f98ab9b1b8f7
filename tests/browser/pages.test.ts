/** Both pages in a real browser, on a real console: what an operator and a guardian do. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { payload, ROOT } from '../support/console.ts';
import { sampleHousehold } from '../support/households.ts';
import { startPages, type TestPages } from '../support/pages.ts';
import { describeWithService } from '../support/services.ts';

describeWithService('chromium', 'the pages', (executablePath) => {
  let pages: TestPages;

  beforeAll(async () => {
    pages = await startPages(executablePath);
  }, 240_000);
  afterAll(() => pages?.stop());

  it('show an alert at once on the board, which takes and closes it', async () => {
    const board = await pages.openBoard();
    const { alertId } = await pages.raise();
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
    const board = await pages.openBoard();
    const phone = await pages.openPhone();
    const { alertId } = await pages.raise();
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
    await pages.raise({ alertId, sequence: 2, phase: 'ended', msgType: 'Cancel' });
    await card.getByText('解除').first().waitFor();
  });

  it('keep the operator’s choice when a newer alert arrives', async () => {
    const { alertId: first } = await pages.raise();
    const board = await pages.openBoard();
    await board.locator(`[data-testid=alert-detail][data-alert-id="${first}"]`).waitFor();
    const { alertId: second } = await pages.raise();
    await board.locator(`[data-testid=alert-row][data-alert-id="${second}"]`).waitFor();
    expect(await board.getByTestId('alert-detail').getAttribute('data-alert-id')).toBe(first);
  });

  it('say who was first when two desks take one alert', async () => {
    const { alertId } = await pages.raise();
    const board = await pages.openBoard();
    await board.locator(`[data-testid=alert-row][data-alert-id="${alertId}"]`).click();
    await board.route('**/acknowledge', async (route) => {
      const asked = route.request();
      const answer = await board.request.post(asked.url(), {
        data: asked.postDataJSON() as unknown,
        headers: { origin: pages.test.url },
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
    const board = await pages.openBoard({ width: 390, height: 844 });
    await board.getByTestId('language').click();
    await board.getByText('Gateways and cameras').waitFor();
    const overflow = await board.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  });

  it('show a household’s day against usual, from the list and beside an absence', async () => {
    const gateway = await pages.test.gateway();
    const bornAt = new Date().toISOString();
    const status = payload('shouwang.gateway-status.v1', {
      ...{ state: 'online', version: '1', session: 1, outboxPending: 0, heartbeatMs: 60_000 },
      ...{ bornAt, aliveAt: bornAt },
    });
    await gateway.publishAsync(`${ROOT}/status`, status, { qos: 1 });
    const household = payload('shouwang.household-status.v1', sampleHousehold());
    await gateway.publishAsync(`${ROOT}/household/home/status`, household, { qos: 1 });
    const board = await pages.openBoard();
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
    const alert = await pages.raise({ type: 'absence', householdId: 'home', cameraId: null });
    await board.locator(`[data-testid=alert-row][data-alert-id="${alert.alertId}"]`).click();
    await board.locator('article [data-testid=household-day] svg.day').waitFor();
  });

  it('warn on a gateway’s card of its wrong clock', async () => {
    const gateway = await pages.test.gateway();
    const beat = (): Promise<unknown> => {
      const aliveAt = new Date(pages.test.nowMs() + 220_000).toISOString();
      const status = payload('shouwang.gateway-status.v1', {
        ...{ state: 'online', version: '1', session: 1, outboxPending: 0, heartbeatMs: 5000 },
        ...{ bornAt: aliveAt, aliveAt },
      });
      return gateway.publishAsync(`${ROOT}/status`, status, { qos: 1 });
    };
    const board = await pages.openBoard({ width: 390, height: 844 });
    await expect
      .poll(async () => {
        await beat();
        pages.test.advance(3000);
        return board.getByTestId('wrong-clock').count();
      })
      .toBe(1);
    // Less what the beats were on their way, while this test put the console's clock forward.
    await board.getByText(/^时钟快 3分[34]\d秒$/).waitFor();
  });

  it('refuse a wrong password in words', async () => {
    const page = await pages.openPage('/', { width: 800, height: 600 });
    await page.getByTestId('sign-in-username').fill('operator');
    await page.getByTestId('sign-in-password').fill('wrong');
    await page.getByTestId('sign-in-submit').click();
    await page.getByText('用户名或密码不对').waitFor();
  });
});
