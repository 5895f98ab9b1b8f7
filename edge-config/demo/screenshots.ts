/**
 * `npm run screenshots`: runs the demo, signs in on both pages as people would, answers an alert, and takes the
 * pictures that the README shows. `--all FOLDER` takes both languages and both screen sizes instead.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Browser, chromium, type Page } from 'playwright-core';
import { ensurePages } from './pages.ts';
import { type DemoPlan, planDemo } from './plan.ts';
import { DemoProcesses } from './processes.ts';
import { seedDemoVillage } from './seed-village.ts';

const IMAGES = fileURLToPath(new URL('../../docs/images', import.meta.url));
const DESK = { width: 1440, height: 900 };
const HAND = { width: 390, height: 844 };
const ALERT_TIMEOUT_MS = 60_000;

const { values } = parseArgs({
  options: { all: { type: 'string' }, chromium: { type: 'string', default: '/usr/bin/chromium' } },
});

const folder = mkdtempSync(join(tmpdir(), 'shouwang-screenshots-'));
const say = (line: string): void => void process.stderr.write(`${line}\n`);
await ensurePages(say);
const none = { camera: undefined, video: undefined, broker: undefined, brokerWs: undefined, port: undefined };
const plan = await planDemo({ folder, ...none });
const processes = new DemoProcesses(folder, { onExit: (name, how) => say(`${name}: ${how}`) });
for (const spec of plan.processes) processes.start(spec);
const browser = await chromium.launch({ executablePath: values.chromium, args: ['--no-sandbox'] });
try {
  await waitFor(`${plan.consoleUrl}/healthz`);
  const board = await openBoard(browser, plan, DESK);
  const cookie = (await board.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  await seedDemoVillage(plan.consoleUrl, cookie);
  const phone = await openPhone(browser, plan, HAND);
  await board.getByTestId('alert-image').waitFor({ timeout: ALERT_TIMEOUT_MS });
  const card = phone.getByTestId('guardian-alert').first();
  await card.getByTestId('answer-going').click();
  await card.locator('img').waitFor({ timeout: ALERT_TIMEOUT_MS });
  await board.locator('[data-testid=action-item][data-kind=going]').waitFor();
  const target = values.all ?? IMAGES;
  mkdirSync(target, { recursive: true });
  await settle(board);
  await board.screenshot({ path: join(target, 'board.png') });
  await phone.screenshot({ path: join(target, 'guardian.png') });
  if (values.all !== undefined) await takeAll(browser, plan, target, { board, phone });
} finally {
  await browser.close();
  await processes.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function takeAll(
  from: Browser,
  demo: DemoPlan,
  target: string,
  { board, phone }: { board: Page; phone: Page },
): Promise<void> {
  await board.setViewportSize(HAND);
  await board.screenshot({ path: join(target, 'board-hand.png'), fullPage: true });
  await board.setViewportSize(DESK);
  await board.getByTestId('language').click();
  await settle(board);
  await board.screenshot({ path: join(target, 'board-en.png') });
  await phone.getByTestId('language').click();
  await phone.screenshot({ path: join(target, 'guardian-en.png'), fullPage: true });
  await phone.setViewportSize(DESK);
  await phone.screenshot({ path: join(target, 'guardian-desk.png') });
  await board.keyboard.press('c');
  await board.locator('label:has([data-testid=outcome-true])').click();
  await settle(board);
  await board.screenshot({ path: join(target, 'close.png') });
  await board.keyboard.press('Escape');
  await board.getByTestId('household-row').first().getByRole('button').click();
  await board.getByTestId('household-day').waitFor();
  await settle(board);
  await board.screenshot({ path: join(target, 'household.png') });
  const fresh = await from.newPage({ viewport: DESK });
  await fresh.goto(`${demo.consoleUrl}/`);
  await fresh.getByTestId('sign-in-submit').waitFor();
  await fresh.screenshot({ path: join(target, 'sign-in.png') });
  await fresh.setViewportSize(HAND);
  await fresh.goto(`${demo.consoleUrl}/guardian/`);
}

async function openBoard(
  from: Browser,
  { consoleUrl, operator }: DemoPlan,
  viewport: typeof DESK,
): Promise<Page> {
  const page = await from.newPage({ viewport, locale: 'zh-CN' });
  await page.goto(`${consoleUrl}/`);
  await page.getByTestId('sign-in-username').fill(operator.username);
  await page.getByTestId('sign-in-password').fill(operator.password);
  await page.getByTestId('sign-in-submit').click();
  await page.getByTestId('camera-row').first().waitFor({ timeout: ALERT_TIMEOUT_MS });
  return page;
}

async function openPhone(
  from: Browser,
  { consoleUrl, guardian }: DemoPlan,
  viewport: typeof DESK,
): Promise<Page> {
  const page = await from.newPage({ viewport, locale: 'zh-CN', isMobile: true, hasTouch: true });
  await page.goto(`${consoleUrl}/guardian/#/sign-in`);
  await page.getByTestId('guardian-id').fill(guardian.id);
  await page.getByTestId('guardian-password').fill(guardian.password);
  await page.getByTestId('guardian-submit').click();
  await page
    .locator('[data-testid=connection-state][data-connected=true]')
    .waitFor({ timeout: ALERT_TIMEOUT_MS });
  return page;
}

/** Component animations are over. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const finite = document
      .getAnimations()
      .filter((animation) => animation.effect?.getTiming().iterations === 1);
    await Promise.allSettled(finite.map((animation) => animation.finished));
  });
}

async function waitFor(url: string): Promise<void> {
  for (;;) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}
