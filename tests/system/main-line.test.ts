/** The main job on real parts: a camera sees a fall; the console's database, a board and a phone are told. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { prepareClip } from '../../edge-config/camera-simulator/media.ts';
import { CameraSimulator } from '../../edge-config/camera-simulator/simulator.ts';
import { edgeConfigSchema } from '../../edge-config/contracts/config.ts';
import { readEnvelope } from '../../edge-config/contracts/envelope.ts';
import { alertViewSchema, type GatewayView } from '../../edge-config/contracts/rest.ts';
import { SystemClock } from '../../gateway/adapters/clock/system-clock.ts';
import { createLog } from '../../gateway/adapters/log/log.ts';
import { type Gateway, startGateway } from '../../gateway/app.ts';
import { loadManifest, verifyModel } from '../../models/manifest.ts';
import { newestView, ROOT, send, type TestConsole } from '../support/console.ts';
import { companion, describeWithService } from '../support/services.ts';
import { suiteConsole } from '../support/suite-console.ts';
import { tempFolder } from '../support/temp-folder.ts';

const CLIP = fileURLToPath(new URL('../fixtures/clips/fall_backward.mp4', import.meta.url));
const SECRET = 'camera password of the test';

/** How long one round of the clip is, ms. */
function clipMs(ffmpeg: string): number {
  const asked = ['-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0', CLIP];
  return 1000 * Number(execFileSync(companion(ffmpeg, 'ffprobe'), asked, { encoding: 'utf8' }));
}

describeWithService('ffmpeg', 'the main line', (ffmpeg) => {
  const running = suiteConsole();
  let test: TestConsole;

  beforeAll(() => {
    test = running();
  });

  async function startCameras(): Promise<CameraSimulator> {
    const track = await prepareClip({ file: CLIP, codec: 'h264' });
    const auth = { scheme: 'digest', username: 'viewer', password: SECRET } as const;
    const simulator = new CameraSimulator({
      host: '127.0.0.1',
      port: 0,
      cameras: [
        { path: 'room', track, auth },
        { path: 'locked', track, auth },
        { path: 'silent', track, faults: { announce: 'audio' } },
      ],
    });
    await simulator.start();
    onTestFinished(() => simulator.stop());
    return simulator;
  }

  async function start(simulator: CameraSimulator, lines: string[]): Promise<Gateway> {
    const camera = { place: 'yard', householdId: 'household-1', username: 'viewer' };
    const config = edgeConfigSchema.parse({
      version: 1,
      gateway: {
        id: 'gw-1',
        county: '520602',
        township: '520602101',
        stateDir: 'state',
        http: { port: 0 },
        heartbeatS: 1,
      },
      broker: { url: test.brokerUrl, username: 'gateway/gw-1', password: 'gateway password' },
      fall: { dwellMs: 3000 },
      households: [{ id: 'household-1', label: '三组 7 号', guardianIds: ['guardian-1'] }],
      cameras: [
        { ...camera, id: 'room', name: '堂屋', url: simulator.url('room'), password: SECRET },
        { ...camera, id: 'locked', name: '卧室', url: simulator.url('locked'), password: `wrong ${SECRET}` },
        { ...camera, id: 'silent', name: '灶房', url: simulator.url('silent') },
        { ...camera, id: 'nowhere', name: '后院', url: simulator.url('nowhere') },
      ],
    });
    const { log, registerSecret } = createLog({
      level: 'info',
      name: 'gateway',
      write: (line) => lines.push(line),
    });
    registerSecret(SECRET);
    const manifest = loadManifest();
    return startGateway(config, {
      log,
      clock: new SystemClock(),
      model: { manifest, path: await verifyModel(manifest) },
      stateFolder: tempFolder(),
    });
  }

  it('brings a fall from the camera to database, board and phone, and says which cameras are blind and why', async () => {
    const cookie = await test.operatorCookie();
    const board = await test.board(cookie);
    const phone = await test.guardian();
    await phone.subscribeAsync('shouwang/v1/guardian/guardian-1/alert', { qos: 1 });
    const lines: string[] = [];
    const gateway = await start(await startCameras(), lines);
    onTestFinished(() => gateway.stop());

    await expect.poll(() => phone.heard.length, { timeout: 90_000 }).toBeGreaterThan(0);
    const told = readEnvelope('shouwang.guardian-alert.v1', phone.heard[0]?.payload ?? '').data;
    expect(told).toMatchObject({ phase: 'raised', type: 'fall', placeLabel: '三组 7 号 · 堂屋' });
    // The still follows the alert as its update.
    await expect.poll(() => newestView(board, told.alertId)?.hasImage, { timeout: 10_000 }).toBe(true);
    const answer = await send(`${test.url}/api/alerts/${told.alertId}`, 'GET', undefined, cookie);
    const view = alertViewSchema.parse(await answer.json());
    expect(view.alert).toMatchObject({ cameraId: 'room', severity: 'extreme', sequence: 2 });
    // The renderer's truth: she hits the floor between 5 and 7 s into the clip. It is played over and over: on a busy
    // machine the first round may pass before the gateway is there.
    const impactMs = (view.alert.stages.impactStreamMs ?? Number.NaN) % clipMs(ffmpeg);
    expect(impactMs).toBeGreaterThan(4500);
    expect(impactMs).toBeLessThan(7500);
    expect(view.alert.evidence.timeline.some((point) => point.posture === 'lying')).toBe(true);

    // The receipts emptied the outbox.
    const status = async (): Promise<string> =>
      (await fetch(`http://127.0.0.1:${gateway.httpPort}/metrics`)).text();
    await expect.poll(status).toContain('shouwang_gateway_outbox_pending 0');
    expect(await status()).toMatch(/shouwang_gateway_outbox_to_receipt_seconds_count 2/);

    const cameras = async (): Promise<GatewayView['cameras']> =>
      ((await (await send(`${test.url}/api/gateways/gw-1`, 'GET', undefined, cookie)).json()) as GatewayView)
        .cameras;
    await expect
      .poll(async () =>
        Object.fromEntries(
          (await cameras()).map((camera) => [camera.cameraId, [camera.state, camera.reason]]),
        ),
      )
      .toEqual({
        room: ['watching', null],
        locked: ['blind', 'CAMERA_UNAUTHORISED'],
        silent: ['blind', 'CAMERA_NOT_VIDEO'],
        nowhere: ['blind', 'CAMERA_NOT_FOUND'],
      });
    // The installer's page says the same in words; the receipts have shown that the clocks agree.
    const page = await (await fetch(`http://127.0.0.1:${gateway.httpPort}/`)).text();
    for (const words of ['摄像头用户名或密码不对', '与控制台一致']) expect(page).toContain(words);
    expect(page).not.toMatch(/rtsp:|mqtt:|viewer/);
    expect(gateway.standstills()).toEqual([]);
    expect(lines.join('')).not.toContain(SECRET);
    expect(lines.join('')).not.toContain(encodeURIComponent(SECRET));
    expect(await status()).not.toContain(SECRET);
    // The alert's topic is the gateway's own root.
    expect(ROOT).toContain(view.alert.gatewayId);
  }, 180_000);
});
