/** A family's phone in a real browser, as a phone, on a real console: from the code to the answer on the board. */
import AxeBuilderSource from 'axe-core';
import type { BrowserContext, CDPSession, Page, Worker } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PushPayload } from '../../edge-config/contracts/push.ts';
import { bindingCodeSchema } from '../../edge-config/contracts/rest.ts';
import { send } from '../support/console.ts';
import { startPages, type TestPages } from '../support/pages.ts';
import { describeWithService } from '../support/services.ts';
import { startVillage, type TestVillage } from '../support/village.ts';

const DESK = { width: 1366, height: 768 };
const HAND = { width: 390, height: 844 };
const PHONE = { isMobile: true, hasTouch: true, deviceScaleFactor: 2, locale: 'zh-CN' };
/** A phone, a board, a console and a database share a busy machine. */
const BROWSER_MS = 120_000;
/** The first of March by any clock of the browser's. */
const LONG_AGO = '2026-03-01T12:00:00.000Z';
const HOUSEHOLD = '/api/households/gw-1/home';

describeWithService('chromium', 'the family’s phone', (executablePath) => {
  let pages: TestPages;

  beforeAll(async () => {
    pages = await startPages(executablePath);
  }, 240_000);
  afterAll(() => pages?.stop());

  async function makeCode(relation = '女儿') {
    const cookie = await pages.test.operatorCookie();
    const body = { relation, position: null };
    const made = await send(`${pages.test.url}${HOUSEHOLD}/binding-codes`, 'POST', body, cookie);
    return bindingCodeSchema.parse(await made.json());
  }

  /** Bound by the digits, with the household in view, however it is. */
  async function bindPhone(): Promise<{ phone: Page; guardianId: string; village: TestVillage }> {
    const village = await startVillage(pages.test);
    const { digits } = await untilKnown(makeCode);
    const phone = await pages.openPage('/guardian/', HAND, PHONE);
    await phone.getByTestId('bind-digits').fill(digits);
    await phone.getByTestId('bind-submit').click();
    await phone.getByTestId('household').waitFor();
    await phone.locator('[data-testid=connection-state][data-connected=true]').waitFor();
    const guardianId = await phone.evaluate(
      async () =>
        ((await (await fetch('/api/guardian/session')).json()) as { guardianId: string }).guardianId,
    );
    return { guardianId, phone, village };
  }

  /** The household is known once its gateway was heard. */
  async function untilKnown<T>(work: () => Promise<T>): Promise<T> {
    let result: T | undefined;
    await expect
      .poll(async () => {
        result = await work().catch(() => undefined);
        return result !== undefined;
      })
      .toBe(true);
    return result ?? expect.unreachable();
  }

  const cardOf = (phone: Page, alertId: string) =>
    phone.locator(`[data-testid=guardian-alert][data-alert-id="${alertId}"]`);
  const historyOf = (board: Page, alertId: string) =>
    board.locator(`[data-testid=alert-detail][data-alert-id="${alertId}"] [data-testid=action-item]`);

  it(
    'is bound by six digits, tells how things are, and takes an answer to the board',
    async () => {
      const { guardianId, phone, village } = await bindPhone();
      const household = phone.getByTestId('household');
      await household.and(phone.locator('[data-tone=well]')).waitFor();
      await household.getByText('12 分钟前在院子里看到').waitFor();
      // What is not seen never looks well. A time of today would be one of yesterday an hour after midnight.
      await village.camera({ state: 'blind', reason: 'CAMERA_OFFLINE', since: LONG_AGO });
      await phone.reload();
      await phone.locator('[data-testid=household][data-tone=unknown]').waitFor();
      await household.getByText(/摄像头“院子” 3\/1 \d\d:\d\d 起看不到画面/).waitFor();
      await village.camera();
      const board = await pages.openBoard();
      const { alertId } = await pages.raise({ householdId: 'home', guardianIds: ['guardian-1', guardianId] });
      await board.locator(`[data-testid=alert-row][data-alert-id="${alertId}"]`).click();
      await phone.locator('[data-testid=household][data-tone=alert]').waitFor();
      await cardOf(phone, alertId).getByTestId('answer-going').click();
      await cardOf(phone, alertId).locator('[data-testid=answer-state][data-state=sent]').waitFor();
      await historyOf(board, alertId).and(board.locator('[data-kind=going]')).waitFor();
      await phone.locator(`a[href="#/alert/${alertId}"]`).click();
      await phone.getByTestId('alert-page').getByTestId('running').waitFor();
      await expect
        .poll(() => phone.locator('figure img').evaluate((image) => (image as HTMLImageElement).naturalWidth))
        .toBe(64);
    },
    BROWSER_MS,
  );

  it(
    'is bound by the digits on the county’s screen, which then says so',
    async () => {
      await startVillage(pages.test);
      await untilKnown(makeCode);
      const board = await pages.openBoard(DESK);
      await board.goto(`${pages.test.url}/estate`);
      await board.getByTestId('open-household').first().click();
      await board.getByRole('tab', { name: '手机' }).click();
      await board.getByTestId('bind-phone').click();
      // Written out whole, without the list, which then is not in the button's way.
      await board.getByTestId('bind-relation').locator('input').fill('女儿');
      await board.getByTestId('make-code').click();
      const digits = (await board.getByTestId('digits').textContent()) ?? '';
      expect(digits).toMatch(/^\d{3} \d{3}$/);
      const phone = await pages.openPage('/guardian/', HAND, PHONE);
      await phone.getByTestId('bind-digits').fill(digits.replace(' ', ''));
      await phone.getByTestId('bind-submit').click();
      await phone.getByTestId('household').waitFor();
      await board.getByTestId('bind-dialog').getByText('已绑定').waitFor();
    },
    BROWSER_MS,
  );

  it(
    'answers without a network, keeps the answer over a reload, and sends it once',
    async () => {
      const phone = await pages.openPhone();
      const board = await pages.openBoard();
      const { alertId } = await pages.raise();
      const card = cardOf(phone, alertId);
      await card.waitFor();
      await board.locator(`[data-testid=alert-row][data-alert-id="${alertId}"]`).click();
      await historyOf(board, alertId).and(board.locator('[data-kind=seen]')).waitFor();
      await phone.evaluate(async () => void (await navigator.serviceWorker.ready));
      await phone.context().setOffline(true);
      await card.getByTestId('answer-going').click();
      await card.locator('[data-testid=answer-state][data-state=queued]').waitFor();
      await phone.reload();
      await card.locator('[data-testid=answer-state][data-state=queued]').waitFor();
      await phone.getByTestId('news-age').waitFor();
      expect(await phone.getByTestId('waiting').innerText()).toContain('1');
      expect(await historyOf(board, alertId).and(board.locator('[data-kind=going]')).count()).toBe(0);
      await phone.context().setOffline(false);
      await historyOf(board, alertId).and(board.locator('[data-kind=going]')).waitFor();
      await card.locator('[data-testid=taken]').waitFor();
      await phone.reload();
      await card.locator('[data-testid=taken]').waitFor();
      expect(await historyOf(board, alertId).and(board.locator('[data-kind=going]')).count()).toBe(1);
    },
    BROWSER_MS,
  );

  it(
    'shows what is pushed, and answers from the notification',
    async () => {
      const phone = await pages.openPhone();
      const { alertId } = await pages.raise();
      await cardOf(phone, alertId).waitFor();
      const context = phone.context();
      await context.grantPermissions(['notifications']);
      const { push, worker } = await serviceWorker(phone, context);
      const payload: PushPayload = {
        ...{ kind: 'alert', tag: alertId, alertId, type: 'fall', severity: 'extreme', status: 'actual' },
        ...{ title: '跌倒 · 三组 7 号', body: '突然倒下', at: new Date().toISOString(), silent: false },
        ...{ expiresAt: new Date(Date.now() + 3_600_000).toISOString(), url: `/guardian/#/alert/${alertId}` },
      };
      await push(JSON.stringify(payload));
      expect(await shownIn(worker, 1)).toEqual([{ tag: alertId, title: payload.title, body: payload.body }]);
      // A newer one of the same alert takes its place, and what cannot be read is shown as news.
      await push(JSON.stringify({ ...payload, kind: 'news', body: '值班员已受理' }));
      expect(await shownIn(worker, 2)).toMatchObject([{ tag: alertId, body: '值班员已受理' }]);
      await push('not json');
      expect((await shownIn(worker, 3)).map(({ tag }) => tag).sort()).toEqual([alertId, 'unread'].sort());
      await worker.evaluate(clickNotification, { tag: alertId, action: 'going' });
      expect((await shownIn(worker, 4)).map(({ body }) => body)).toContain('已回复：我去看');
      await cardOf(phone, alertId).getByText('我去看', { exact: false }).first().waitFor();
      const told = await phone.evaluate(
        async (id) =>
          (await (await fetch(`/api/guardian/alerts/${id}`)).json()) as {
            alert: { actions: { kind: string }[] };
          },
        alertId,
      );
      expect(told.alert.actions.filter(({ kind }) => kind === 'going')).toHaveLength(1);
      // A click beside the buttons opens the alert.
      await worker.evaluate(clickNotification, { tag: alertId, action: '' });
      await phone.getByTestId('alert-page').waitFor();
    },
    BROWSER_MS,
  );

  it(
    'tries the alarm the whole way, and says so when push is not offered',
    async () => {
      const phone = await pages.openPhone();
      await phone.getByTestId('tab-settings').click();
      await phone.getByTestId('test-alarm').click();
      await phone.locator('[data-testid=test-state][data-state=heard]').waitFor();
      await phone.locator('[data-testid=push-state]').waitFor();
      await phone.getByRole('switch', { name: '免打扰时段' }).click();
      await phone.getByLabel('开始').fill('21:30');
      await expect
        .poll(() =>
          phone.evaluate(async () => (await (await fetch('/api/guardian/preferences')).json()) as unknown),
        )
        .toEqual({ language: 'zh', quietHours: { fromMin: 1290, toMin: 420 } });
    },
    BROWSER_MS,
  );

  it(
    'is readable by everybody, in both languages and at every width',
    async () => {
      const { guardianId, phone } = await bindPhone();
      const { alertId } = await pages.raise({ householdId: 'home', guardianIds: ['guardian-1', guardianId] });
      await cardOf(phone, alertId).waitFor();
      for (const [language, width] of [
        ['zh', 390],
        ['zh', 320],
        ['en', 390],
        ['en', 1366],
      ] as const) {
        await phone.getByTestId('tab-settings').click();
        if ((await phone.locator(`html[lang^=${language}]`).count()) === 0)
          await phone.getByTestId('language').click();
        await phone
          .getByText(language === 'zh' ? '免打扰时段' : 'Quiet hours')
          .first()
          .waitFor();
        await phone.setViewportSize({ width, height: 844 });
        for (const hash of ['#/', `#/alert/${alertId}`, '#/history', '#/settings', '#/bind']) {
          const where = `${hash} in ${language} at ${width} px`;
          await phone.evaluate((to) => {
            location.hash = to;
          }, hash);
          await phone.locator('main').waitFor();
          expect(await faultsOf(phone), where).toEqual([]);
          const overflow = await phone.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          expect(overflow, where).toBeLessThanOrEqual(0);
        }
        // The page of binding has no tabs.
        await phone.evaluate(() => {
          location.hash = '#/';
        });
      }
    },
    BROWSER_MS,
  );

  /** @returns rules that are broken, and where. */
  async function faultsOf(page: Page): Promise<string[]> {
    await page.evaluate(AxeBuilderSource.source);
    return page.evaluate(async () => {
      const { axe } = globalThis as unknown as { axe: typeof AxeBuilderSource };
      const { violations } = await axe.run();
      return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
    });
  }

  async function serviceWorker(
    page: Page,
    context: BrowserContext,
  ): Promise<{ worker: Worker; push: (data: string) => Promise<unknown> }> {
    const session: CDPSession = await context.newCDPSession(page);
    const registered = new Promise<string>((resolve) =>
      session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        const [registration] = registrations;
        if (registration !== undefined) resolve(registration.registrationId);
      }),
    );
    await session.send('ServiceWorker.enable');
    await page.evaluate(async () => void (await navigator.serviceWorker.ready));
    const registrationId = await registered;
    const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
    await worker.evaluate(countShown);
    const origin = pages.test.url;
    return {
      worker,
      push: (data) => session.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data }),
    };
  }
});

interface Shown {
  readonly tag: string;
  readonly title: string;
  readonly body: string;
}

interface CountingScope {
  readonly registration: ServiceWorkerRegistration;
  shown: number;
}

/** Runs in the worker: counts what has been shown. */
function countShown(): void {
  const scope = globalThis as unknown as CountingScope;
  const { registration } = scope;
  const show = registration.showNotification.bind(registration);
  scope.shown = 0;
  registration.showNotification = async (title, options) => {
    await show(title, options);
    scope.shown += 1;
  };
}

/**
 * What is on the screen once so many were shown. Not asked before: Chromium forgets a notification that it has written
 * down and not drawn yet when it is asked in between.
 */
async function shownIn(worker: Worker, count: number): Promise<Shown[]> {
  await expect.poll(() => worker.evaluate(() => (globalThis as unknown as CountingScope).shown)).toBe(count);
  return worker.evaluate(async () => {
    const { registration } = globalThis as unknown as CountingScope;
    const notifications = await registration.getNotifications();
    return notifications.map(({ body, tag, title }) => ({ body, tag, title }));
  });
}

/** Runs in the worker: what the browser does when somebody taps. */
async function clickNotification({ action, tag }: { action: string; tag: string }): Promise<void> {
  const scope = globalThis as unknown as {
    registration: ServiceWorkerRegistration;
    dispatchEvent(event: Event): boolean;
    NotificationEvent: new (kind: string, init: { notification: unknown; action: string }) => Event;
  };
  const [notification] = await scope.registration.getNotifications({ tag });
  scope.dispatchEvent(new scope.NotificationEvent('notificationclick', { notification, action }));
}
