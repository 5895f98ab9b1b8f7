/** Live views on real parts: a simulated camera, the gateway, the console, and a browser that looks. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { CameraSimulator } from '../../edge-config/camera-simulator/simulator.ts';
import { edgeConfigSchema } from '../../edge-config/contracts/config.ts';
import { SystemClock } from '../../gateway/adapters/clock/system-clock.ts';
import { type Gateway, startGateway } from '../../gateway/app.ts';
import { loadManifest, verifyModel } from '../../models/manifest.ts';
import { builtPages } from '../support/built-pages.ts';
import { OPERATOR, send, startTestConsole, type TestConsole } from '../support/console.ts';
import { numberedClip, numberedTrack, pictureAgeMs, readNumber } from '../support/live-clip.ts';
import { describeWithService, requireService } from '../support/services.ts';
import { silentLog } from '../support/silent-log.ts';

const CAMERAS = ['room', 'masked', 'hevc'];

describeWithService('ffmpeg', 'live views', () => {
  const folder = mkdtempSync(join(tmpdir(), 'shouwang-test-'));
  const log = silentLog();
  let test: TestConsole;
  let simulator: CameraSimulator;
  let gateway: Gateway;
  let browser: Browser;
  let cookie: string;

  beforeAll(async () => {
    const executablePath = requireService('chromium');
    const outDir = await builtPages();
    const clip = await numberedClip(join(folder, 'numbers.mp4'));
    const [h264, h265] = [await numberedTrack(clip, 'h264'), await numberedTrack(clip, 'h265')];
    simulator = new CameraSimulator({
      host: '127.0.0.1',
      port: 0,
      cameras: CAMERAS.map((path) => ({ path, track: path === 'hevc' ? h265 : h264 })),
    });
    await simulator.start();
    test = await startTestConsole({ kind: 'embedded', directory: join(folder, 'database') }, outDir);
    gateway = await startVillage();
    cookie = await test.operatorCookie();
    browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', '--autoplay-policy=no-user-gesture-required'],
    });
    await vi.waitFor(async () => expect(await watching()).toBe(CAMERAS.length), {
      timeout: 60_000,
      interval: 250,
    });
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await gateway?.stop();
    await simulator?.stop();
    await test?.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 30_000);

  async function startVillage(): Promise<Gateway> {
    const zoneOf = (kind: 'privacy' | 'ignore', [left, top]: readonly [number, number]) => ({
      ...{ id: kind, kind },
      polygon: [
        [left, top],
        [1, top],
        [1, 1],
        [left, 1],
      ],
    });
    // What moves in the clip asks for no attention: this is about who looks.
    const calm = zoneOf('ignore', [0, 0]);
    const config = edgeConfigSchema.parse({
      version: 1,
      gateway: {
        ...{ id: 'gw-1', county: '520602', township: '520602101', stateDir: 'state' },
        ...{ http: { port: 0 }, heartbeatS: 5 },
      },
      broker: { url: test.brokerUrl, username: 'gateway/gw-1', password: 'gateway password' },
      console: { url: test.url },
      cameras: CAMERAS.map((id) => ({
        ...{ id, name: id, url: simulator.url(id), place: 'yard' },
        zones: id === 'masked' ? [calm, zoneOf('privacy', [0.5, 0.5])] : [calm],
      })),
    });
    const manifest = loadManifest();
    return startGateway(config, {
      log,
      clock: new SystemClock(),
      model: { manifest, path: await verifyModel(manifest) },
      stateFolder: join(folder, 'gateway'),
    });
  }

  async function watching(): Promise<number> {
    const answer = await send(`${test.url}/api/gateways`, 'GET', undefined, cookie);
    const { gateways } = (await answer.json()) as { gateways: { cameras: { state: string }[] }[] };
    return gateways.flatMap(({ cameras }) => cameras).filter(({ state }) => state === 'watching').length;
  }

  /** The gateway's muxers that run: children of this process. */
  function muxers(): number {
    return readdirSync('/proc').filter((pid) => {
      if (!/^\d+$/.test(pid)) return false;
      try {
        const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        const parent = /^PPid:\s*(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
        return words.includes('frag_every_frame') && parent === String(process.pid);
      } catch {
        // It ended meanwhile.
        return false;
      }
    }).length;
  }

  async function openBoard(): Promise<Page> {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    onTestFinished(() => page.close());
    await page.goto(test.url);
    await page.getByTestId('sign-in-username').fill(OPERATOR.username);
    await page.getByTestId('sign-in-password').fill(OPERATOR.password);
    await page.getByTestId('sign-in-submit').click();
    await page.locator('.board').waitFor();
    return page;
  }

  async function openView(page: Page, cameraId: string): Promise<Locator> {
    await page.goto(`${test.url}/cameras`);
    await page.locator('.ant-table-row', { hasText: cameraId }).click();
    await page.getByTestId('camera-detail').getByTestId('live-open').click();
    return page.getByTestId('live-view');
  }

  /** Waits until it plays. @returns since when it was waited for, ms. */
  async function playing(view: Locator): Promise<number> {
    const sinceMs = performance.now();
    await view.and(view.page().locator('[data-phase=playing]')).waitFor({ timeout: 20_000 });
    return performance.now() - sinceMs;
  }

  async function showClear(page: Page, view: Locator): Promise<void> {
    await view.getByTestId('live-clear').click();
    await page.getByTestId('live-reason').fill('预警后无人接听电话');
    await page.getByTestId('live-reason-submit').click();
    await view.and(page.locator('[data-mode=clear]')).waitFor();
  }

  /** How old the pictures on the screen are, by the numbers in them, ms; none where a number could not be read. */
  async function agesMs(view: Locator, cameraId: string, selector: 'video' | 'canvas'): Promise<number[]> {
    const startMs = simulator.stats(cameraId).playStartedWallMs ?? Number.NaN;
    const ages: number[] = [];
    for (let look = 0; look < 12; look += 1) {
      const { number, atMs } = await view.locator(selector).evaluate(readNumber);
      if (number >= 0) ages.push(pictureAgeMs(number, atMs - startMs));
      await view.page().waitForTimeout(170);
    }
    return ages.sort((a, b) => a - b);
  }

  function report(what: string, startMs: number, ages: readonly number[]): void {
    const [median, worst] = [ages[Math.floor(ages.length / 2)], ages.at(-1)].map((ms) =>
      Math.round(ms ?? -1),
    );
    process.stdout.write(
      `live view, ${what}: first picture after ${Math.round(startMs)} ms; behind live ${median} ms (median), ${worst} ms (worst of ${ages.length})\n`,
    );
  }

  it('shows moving pictures of skeletons, and says how old they are', async () => {
    const page = await openBoard();
    const view = await openView(page, 'room');
    const startMs = await playing(view);
    const canvas = view.locator('canvas');
    const shown = async (): Promise<number> => (await canvas.evaluate(readNumber)).number;
    const first = await shown();
    await expect.poll(shown, { timeout: 10_000 }).not.toBe(first);
    await view.getByTestId('live-age').waitFor();
    report('skeletons', startMs, await agesMs(view, 'room', 'canvas'));
    expect(await view.getAttribute('data-format')).toBe('jpeg');
  }, 120_000);

  it('plays the clear picture as video for who says why, and ends it at the gateway when the last has left', async () => {
    const page = await openBoard();
    const view = await openView(page, 'room');
    await playing(view);
    await showClear(page, view);
    const startMs = await playing(view);
    expect(await view.getAttribute('data-format')).toBe('video');
    const video = view.locator('video');
    const timeS = (): Promise<number> => video.evaluate((item) => (item as HTMLVideoElement).currentTime);
    const before = await timeS();
    await expect.poll(timeS).toBeGreaterThan(before + 1);
    expect(await video.evaluate((item) => (item as HTMLVideoElement).videoWidth)).toBe(640);
    report('clear video', startMs, await agesMs(view, 'room', 'video'));
    expect(muxers()).toBe(1);
    await page.keyboard.press('Escape');
    await expect.poll(muxers, { timeout: 15_000 }).toBe(0);
  }, 120_000);

  it('closes by Escape what was opened last, and only it, wherever the focus is', async () => {
    const page = await openBoard();
    const view = await openView(page, 'room');
    const reason = page.getByTestId('live-reason');
    await view.getByTestId('live-clear').click();
    await reason.fill('预警后无人接听电话');
    await page.keyboard.press('Escape');
    await reason.waitFor({ state: 'detached' });
    await playing(view);
    // Nothing of what was not sent is kept: who asks anew says why.
    await view.getByTestId('live-clear').click();
    expect(await reason.inputValue()).toBe('');
    await page.keyboard.press('Escape');
    await reason.waitFor({ state: 'detached' });
    for (const focus of ['the dialog that goes away', 'nothing']) {
      await view.getByTestId('live-clear').click();
      await reason.fill('预警后无人接听电话');
      // Told to the page in one go: a key pressed from here could come when the dialog has gone.
      await page.evaluate(async (place) => {
        const field = document.querySelector('[data-testid=live-reason]');
        document.querySelector<HTMLElement>('[data-testid=live-reason-submit]')?.click();
        await new Promise(requestAnimationFrame);
        const target = place === 'nothing' ? document.body : field;
        target?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
      }, focus);
      await view.waitFor({ state: 'detached' });
      await page.getByTestId('camera-detail').getByTestId('live-open').click();
    }
    await page.keyboard.press('Escape');
    await view.waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await page.getByTestId('camera-detail').waitFor({ state: 'hidden' });
    // What was asked for and never fetched goes on until its ticket has run out.
    await expect.poll(muxers, { timeout: 30_000 }).toBe(0);
  }, 120_000);

  it('shows an H.265 camera, and one with privacy zones, as pictures with the zones black', async () => {
    const page = await openBoard();
    for (const cameraId of ['hevc', 'masked']) {
      const view = await openView(page, cameraId);
      await playing(view);
      await showClear(page, view);
      await playing(view);
      expect(await view.getAttribute('data-format')).toBe('jpeg');
      const canvas = view.locator('canvas');
      const corner = await canvas.evaluate((item) => {
        const { width, height } = item as HTMLCanvasElement;
        const { data } = (item as HTMLCanvasElement)
          .getContext('2d')
          ?.getImageData(width * 0.55, height * 0.55, width * 0.4, height * 0.4) ?? { data: [] };
        return Math.max(...data.filter((_value, index) => index % 4 !== 3));
      });
      if (cameraId === 'masked') expect(corner).toBeLessThan(16);
      else expect(corner).toBeGreaterThan(100);
      await page.keyboard.press('Escape');
      await view.waitFor({ state: 'detached' });
    }
    expect(muxers()).toBe(0);
  }, 120_000);

  async function ask(cameraId: string, body: object): Promise<Response> {
    return send(`${test.url}/api/cameras/gw-1/${cameraId}/live`, 'POST', body, cookie);
  }

  it('refuses the clear picture without a reason, and a camera that is not there', async () => {
    for (const reason of [null, '', ' 急  ']) {
      const refused = await ask('room', { mode: 'clear', reason, weak: false });
      expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([
        400,
        'REASON_REQUIRED',
      ]);
    }
    expect((await ask('nowhere', { mode: 'skeleton', reason: null, weak: false })).status).toBe(404);
    expect((await send(`${test.url}/api/cameras/gw-1/cam-1/live`, 'POST', {})).status).toBe(401);
  });
});
