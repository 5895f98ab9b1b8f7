/**
 * The wall in a browser without a console: its answers and its live line are played within the page, so that a day
 * passes in minutes. The functions handed to the browser stand on nothing outside of themselves.
 */
import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import type { LiveMessage } from '../../edge-config/contracts/live.ts';
import type { Overview, OverviewAlert, OverviewFigures } from '../../edge-config/contracts/rest.ts';

export const WALL_URL = 'http://wall.test/wall';

export interface WallAnswers {
  /** By division; the first is the caller's own. */
  readonly overviews: readonly Overview[];
  /** GeoJSON by division; there are none of the others. */
  readonly shapes: Readonly<Record<string, object>>;
  /** What the live line tells at the start. */
  readonly live: readonly LiveMessage[];
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
};

/** @param pages folder of the built pages */
export async function playWall(context: BrowserContext, pages: string, answers: WallAnswers): Promise<Page> {
  await context.route('http://wall.test/**', (route) => {
    const { pathname } = new URL(route.request().url());
    const file = pathname.includes('.') ? pathname : '/index.html';
    return route.fulfill({ body: readFileSync(join(pages, file)), contentType: TYPES[extname(file)] ?? '' });
  });
  await context.addInitScript(playConsole, answers);
  return context.newPage();
}

/** What a test may do to the page. */
export interface WallWindow {
  /** Replaces what the console answers; null: it does not answer. */
  wallAnswers: WallAnswers | null;
  wallTell: (message: LiveMessage) => void;
}

function playConsole(answers: WallAnswers): void {
  const page = window as unknown as WallWindow & { fetch: unknown; WebSocket: unknown };
  const sockets = new Set<{ onmessage: ((event: { data: string }) => void) | null }>();
  page.wallAnswers = answers;
  page.wallTell = (message) => {
    for (const socket of sockets) socket.onmessage?.({ data: JSON.stringify(message) });
  };
  const answer = (body: unknown, status = 200): Response =>
    new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
  page.fetch = async (path: string): Promise<Response> => {
    const given = page.wallAnswers;
    if (given === null) throw new TypeError('nobody answers');
    const url = new URL(path, location.href);
    const asked = url.searchParams.get('division') ?? url.searchParams.get('under');
    if (url.pathname === '/api/session') {
      return answer({ username: 'operator', displayName: '值班员', role: 'operator', division: '' });
    }
    if (url.pathname === '/api/overview') {
      const overview =
        asked === null ? given.overviews[0] : given.overviews.find(({ division }) => division.code === asked);
      return overview === undefined ? answer({}, 404) : answer({ ...overview, at: new Date().toISOString() });
    }
    const shapes = given.shapes[asked ?? ''];
    return shapes === undefined ? answer({}, 404) : answer(shapes);
  };
  page.WebSocket = class {
    static readonly OPEN = 1;
    static readonly CLOSED = 3;
    readyState = 1;
    onmessage: ((event: { data: string }) => void) | null = null;
    onclose: (() => void) | null = null;
    constructor() {
      sockets.add(this);
      setTimeout(() => {
        if (page.wallAnswers === null) this.close();
        else for (const message of answers.live) this.onmessage?.({ data: JSON.stringify(message) });
      }, 10);
    }
    close(): void {
      this.readyState = 3;
      if (sockets.delete(this)) this.onclose?.();
    }
  };
  // Its heartbeat; a console that does not answer does not beat either.
  setInterval(() => {
    if (page.wallAnswers === null) return;
    page.wallTell({ kind: 'heartbeat', at: new Date().toISOString(), brokerConnected: true });
  }, 4000);
}

export function sampleFigures(more: Partial<OverviewFigures> = {}): OverviewFigures {
  return {
    open: { extreme: 0, severe: 0, moderate: 0, minor: 0 },
    ...{ unacknowledged: 0, openDrills: 0, openTests: 0 },
    ...{ raisedToday: 0, closedToday: 0, trueToday: 0, falseToday: 0 },
    ...{ gateways: 4, gatewaysLate: 0, householdsUnknown: 0 },
    cameras: { watching: 40, blind: 0, connecting: 0, unknown: 0 },
    ...more,
  };
}

export function sampleItem(more: Partial<OverviewAlert> = {}): OverviewAlert {
  return {
    alertId: '01K0000000000000000000000A',
    ...{ type: 'fall', severity: 'extreme', status: 'actual', state: 'raised', machineEnded: false },
    placeLabel: '三组 7 号 · 院子',
    division: { code: '520602101', names: ['碧江区', '坝黄镇'] },
    committedAt: '2026-03-10T08:00:00.000Z',
    revision: 1,
    ...more,
  };
}

export function sampleOverview(more: Partial<Overview> = {}): Overview {
  const times = { count: 12, medianMs: 38_000, p95Ms: 171_000 };
  return {
    ...{ at: '2026-03-10T08:00:30.000Z', timeZone: 'Asia/Shanghai', dayBeganAt: '2026-03-09T16:00:00.000Z' },
    division: { code: '520602', name: '碧江区' },
    total: sampleFigures(),
    children: [],
    response: { acknowledged: times, onScene: { count: 3, medianMs: 900_000, p95Ms: 1_500_000 } },
    ...{ longestUnacknowledged: null, calling: [], newest: [] },
    day: {
      averageDays: 14,
      hours: Array.from({ length: 24 }, (_, hour) => ({
        raised: hour > 16 ? null : (hour * 7) % 5,
        average: 1 + 2 * Math.sin(hour / 8) ** 2,
      })),
    },
    ...more,
  };
}
