/** From the console's commit to the boards: those that only listen, and one that a browser shows. */
import mqtt from 'mqtt';
import { ulid } from 'ulid';
import WebSocket from 'ws';
import { makeEnvelope } from '../../contracts/envelope.ts';
import type { LiveMessage } from '../../contracts/live.ts';
import { LIVE_PATH } from '../../contracts/timing.ts';
import { topics } from '../../contracts/topics.ts';
import { withBrowser } from './browser.ts';
import type { CountyUnderTest } from './county.ts';
import { type Figure, figure, percentile } from './report.ts';
import { COUNTY, sampleAlert } from './seed.ts';

interface BoardsOptions {
  readonly boards: number;
  readonly alertsPerS: number;
  readonly seconds: number;
  readonly chromium: string;
}

const LIMIT_MS = 500;
const GATEWAY = { county: COUNTY, township: `${COUNTY}101`, gatewayId: 'gw-0' };
/** What comes later is lost for the bench. */
const AFTER_MS = 5000;

export async function measureBoards(county: CountyUnderTest, options: BoardsOptions): Promise<Figure[]> {
  const raised = new Set<string>();
  /** When each alert was committed, by the console's clock, which is this machine's. */
  const committedMs = new Map<string, number>();
  const arrivals: { readonly alertId: string; readonly atMs: number }[] = [];
  const sockets = await Promise.all(
    Array.from({ length: options.boards }, () => openBoard(county, committedMs, arrivals)),
  );
  const shown = await withBrowser(options.chromium, county, async (context) => {
    const page = await context.newPage();
    await page.goto(county.consoleUrl);
    await page.locator('[data-alert-id]').first().waitFor();
    await page.evaluate(watchRows);
    await raise(county, options, raised);
    await page.waitForTimeout(AFTER_MS);
    return page.evaluate(() => (globalThis as unknown as Watched).firstShownMs);
  });
  for (const socket of sockets) socket.terminate();
  const tookMs = (alertId: string, atMs: number): number => atMs - (committedMs.get(alertId) ?? Number.NaN);
  const heard = arrivals.filter(({ alertId }) => raised.has(alertId));
  const seen = Object.entries(shown).filter(([alertId]) => raised.has(alertId));
  const lost = raised.size * options.boards - heard.length;
  return [
    figure(
      `commit to ${options.boards} boards, p95`,
      percentile(
        heard.map(({ alertId, atMs }) => tookMs(alertId, atMs)),
        0.95,
      ),
      'ms',
      LIMIT_MS,
    ),
    figure(
      'commit to visible in the browser, p95',
      percentile(
        seen.map(([alertId, atMs]) => tookMs(alertId, atMs)),
        0.95,
      ),
      'ms',
      LIMIT_MS,
    ),
    figure('alerts that a board did not hear', lost, '', 0),
    figure('alerts that the browser did not show', raised.size - seen.length, '', 0),
  ];
}

interface Watched {
  firstShownMs: Record<string, number>;
}

/**
 * Runs in the page: notes when each row was painted first. No function in it may have a name: the names that tsx keeps are
 * unknown there.
 */
function watchRows(): void {
  const watched = globalThis as unknown as Watched;
  watched.firstShownMs = {};
  new MutationObserver(() =>
    requestAnimationFrame(() => {
      for (const row of document.querySelectorAll('[data-alert-id]')) {
        const alertId = row.getAttribute('data-alert-id') ?? '';
        watched.firstShownMs[alertId] ??= Date.now();
      }
    }),
  ).observe(document.body, {
    ...{ childList: true, subtree: true, attributes: true },
    attributeFilter: ['data-alert-id'],
  });
}

function openBoard(
  { consoleUrl, cookie }: CountyUnderTest,
  committedMs: Map<string, number>,
  arrivals: { alertId: string; atMs: number }[],
): Promise<WebSocket> {
  const socket = new WebSocket(`${consoleUrl.replace('http', 'ws')}${LIVE_PATH}`, {
    headers: { cookie, origin: consoleUrl },
  });
  const known = new Set<string>();
  socket.on('message', (data) => {
    const atMs = Date.now();
    const message = JSON.parse(String(data)) as LiveMessage;
    if (message.kind !== 'alert') return;
    const { alertId } = message.view.alert;
    if (known.has(alertId)) return;
    known.add(alertId);
    committedMs.set(alertId, Date.parse(message.view.stages.committedAt));
    arrivals.push({ alertId, atMs });
  });
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(socket));
    socket.once('error', reject);
  });
}

/** One gateway raises as many as a whole county in a storm. */
async function raise(
  { brokerUrl, gateway }: CountyUnderTest,
  { alertsPerS, seconds }: BoardsOptions,
  raised: Set<string>,
): Promise<void> {
  const client = await mqtt.connectAsync(brokerUrl, { ...gateway, clientId: 'gateway-gw-0' });
  const published: Promise<unknown>[] = [];
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const at = new Date().toISOString();
      const alert = sampleAlert({ alertId: ulid(), occurredAt: at, raisedAt: at });
      raised.add(alert.alertId);
      const header = { id: alert.alertId, source: 'gw-0', type: 'shouwang.alert.v1', time: at } as const;
      const payload = JSON.stringify(makeEnvelope({ ...header, outboxat: at, publishedat: at }, alert));
      published.push(client.publishAsync(topics.alert(GATEWAY), payload, { qos: 1 }));
      if (raised.size < alertsPerS * seconds) return;
      clearInterval(timer);
      resolve();
    }, 1000 / alertsPerS);
  });
  await Promise.all(published);
  await client.endAsync();
}
