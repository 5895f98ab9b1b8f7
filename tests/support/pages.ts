/** Both pages, built and opened in a real browser, on a real console. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import sharp from 'sharp';
import { ulid } from 'ulid';
import { expect, onTestFinished } from 'vitest';
import { type Database, openDatabase } from '../../dashboard/server/store/database.ts';
import type { Alert } from '../../edge-config/contracts/messages.ts';
import { sampleAlert } from './alerts.ts';
import { builtPages } from './built-pages.ts';
import {
  alertPayload,
  GUARDIAN,
  OPERATOR,
  payload,
  ROOT,
  startTestConsole,
  type TestConsole,
} from './console.ts';

/** Two pages and a database share a busy machine. */
const PAGE_MS = 60_000;

export interface Size {
  readonly width: number;
  readonly height: number;
}

interface Person {
  readonly username: string;
  readonly password: string;
}

export interface TestPages {
  readonly test: TestConsole;
  /** @param more such as that it is a phone. */
  openPage(path: string, viewport: Size, more?: BrowserContextOptions): Promise<Page>;
  openBoard(viewport?: Size, person?: Person): Promise<Page>;
  openPhone(): Promise<Page>;
  raise(more?: Partial<Alert>): Promise<Alert>;
  /** Ends the console and starts it anew at the same address on the same database. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** @param prepare fills the database before the console starts. */
export async function startPages(
  executablePath: string,
  prepare?: (database: Database) => Promise<void>,
): Promise<TestPages> {
  const folder = mkdtempSync(join(tmpdir(), 'shouwang-test-'));
  const outDir = await builtPages();
  const stored = { kind: 'embedded' as const, directory: join(folder, 'database') };
  if (prepare !== undefined) {
    const database = await openDatabase(stored);
    await prepare(database);
    await database.destroy();
  }
  let test = await startTestConsole(stored, outDir);
  const browser: Browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });

  /** A page that must not complain: a broken policy or script fails the test. */
  async function openPage(path: string, viewport: Size, more: BrowserContextOptions = {}): Promise<Page> {
    const page = await browser.newPage({ viewport, ...more });
    page.setDefaultTimeout(PAGE_MS);
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      // Being told "not signed in" or "someone was first" is how a page finds out; a console that restarts refuses, with 503 at first.
      const isKnown = / (40[149]|503) |ERR_CONNECTION_RE|ERR_INTERNET_DISC|WebSocket connection/.test(
        message.text(),
      );
      if (message.type() === 'error' && !isKnown) complaints.push(message.text());
    });
    onTestFinished(async () => {
      await page.close();
      expect(complaints).toEqual([]);
    });
    await page.goto(`${test.url}${path}`);
    return page;
  }

  return {
    get test() {
      return test;
    },
    openPage,
    openBoard: async (viewport = { width: 1366, height: 768 }, person = OPERATOR) => {
      const page = await openPage('/', viewport);
      await page.getByTestId('sign-in-username').fill(person.username);
      await page.getByTestId('sign-in-password').fill(person.password);
      await page.getByTestId('sign-in-submit').click();
      await page.locator('.board').waitFor();
      return page;
    },
    openPhone: async () => {
      const page = await openPage('/guardian/#/sign-in', { width: 390, height: 844 });
      await page.getByTestId('guardian-id').fill(GUARDIAN.guardianId);
      await page.getByTestId('guardian-password').fill(GUARDIAN.password);
      await page.getByTestId('guardian-submit').click();
      await page.locator('[data-testid=connection-state][data-connected=true]').waitFor();
      return page;
    },
    raise: (more = {}) => raise(test, more),
    restart: async () => {
      await test.stop();
      test = await startTestConsole(stored, outDir, Number(new URL(test.url).port));
    },
    stop: async () => {
      await browser.close();
      await test.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function raise(test: TestConsole, more: Partial<Alert>): Promise<Alert> {
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
  const { alertId, sequence, phase, type, severity, status, place } = alert;
  const copy = payload('shouwang.guardian-alert.v1', {
    ...{ alertId, sequence, phase, type, severity, status },
    ...{ occurredAt: alert.occurredAt, raisedAt: alert.raisedAt, confidence: alert.confidence },
    placeLabel: place.label,
    expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    reason: alert.evidence.reason,
  });
  await gateway.publishAsync('shouwang/v1/guardian/guardian-1/alert', copy, { qos: 1 });
  return alert;
}
