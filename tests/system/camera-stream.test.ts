/** The gateway's eyes on the simulated camera: real ffmpeg, real RTSP, every way in which a camera fails. */
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import type { Credentials } from '../../edge-config/camera-simulator/auth.ts';
import { prepareClip } from '../../edge-config/camera-simulator/media.ts';
import type { MediaTrack } from '../../edge-config/camera-simulator/media-track.ts';
import { CameraSimulator } from '../../edge-config/camera-simulator/simulator.ts';
import { childrenOf } from '../../edge-config/faults/cameras/processes.ts';
import { SystemClock } from '../../gateway/adapters/clock/system-clock.ts';
import { decodeAttended } from '../../gateway/adapters/ffmpeg/attention-decoder.ts';
import { CameraTap, type StreamEnd } from '../../gateway/adapters/ffmpeg/camera-tap.ts';
import { yuvBytes } from '../../gateway/pixels.ts';
import type { Frame } from '../../gateway/ports.ts';
import { describeWithService } from '../support/services.ts';

const CLIP = fileURLToPath(new URL('../fixtures/clips/squat_pick_up.mp4', import.meta.url));
const SECRET = 'näh/+@"1';

describeWithService('ffmpeg', 'a camera stream', () => {
  let h264: MediaTrack;
  let h265: MediaTrack;

  beforeAll(async () => {
    h264 = shortened(await prepareClip({ file: CLIP, codec: 'h264' }));
    h265 = shortened(await prepareClip({ file: CLIP, codec: 'h265' }));
  });

  function ffmpegs(): ReturnType<typeof childrenOf> {
    return childrenOf(process.pid).filter(({ name }) => name === 'ffmpeg');
  }

  /** Two seconds, so that a loop passes within a test. */
  function shortened(track: MediaTrack): MediaTrack {
    return { ...track, units: track.units.slice(0, 2 * track.unitsPerS) };
  }

  async function serve(auth?: Credentials): Promise<CameraSimulator> {
    const cameras = [
      { path: 'h264', track: h264, ...(auth === undefined ? {} : { auth }) },
      { path: 'h265', track: h265 },
    ];
    const simulator = new CameraSimulator({ host: '127.0.0.1', port: 0, cameras });
    await simulator.start();
    onTestFinished(() => simulator.stop());
    return simulator;
  }

  /** Looks until so many frames have come, or the session ends by itself. */
  async function look(
    url: string,
    options: {
      frames?: number;
      password?: string;
      stallTimeoutMs?: number;
      onFrame?: (count: number, tap: CameraTap) => void;
    } = {},
  ): Promise<{ end: StreamEnd; frames: Frame[] }> {
    const frames: Frame[] = [];
    const enough = new AbortController();
    const tap = new CameraTap({
      cameraId: 'yard',
      address: {
        url,
        ...(options.password === undefined ? {} : { username: 'viewer', password: options.password }),
      },
      widthPx: 512,
      clock: new SystemClock(),
      ...(options.stallTimeoutMs === undefined ? {} : { stallTimeoutMs: options.stallTimeoutMs }),
    });
    let framesBeforeOpened: number | undefined;
    const onKeyframe = (frame: Frame): void => {
      frames.push(frame);
      options.onFrame?.(frames.length, tap);
      if (frames.length === options.frames) enough.abort();
    };
    const onOpened = (): void => {
      framesBeforeOpened = frames.length;
    };
    const end = await tap.run({ onOpened, onKeyframe }, enough.signal);
    // Opened before its first picture, and not at all when there was none to open.
    expect(framesBeforeOpened).toBe(frames.length > 0 ? 0 : undefined);
    return { end, frames };
  }

  it.each(['h264', 'h265'])('gives whole keyframes with rising times across the loop (%s)', async (path) => {
    const simulator = await serve();
    const { end, frames } = await look(simulator.url(path), { frames: 3 });
    expect(end.code).toBe('ABORTED');
    // The first time of a session may be off by a frame.
    for (const [index, frame] of frames.entries()) {
      expect(Math.abs(frame.streamTimeMs - index * 2000)).toBeLessThan(100);
    }
    expect(frames[0]).toMatchObject({ widthPx: 512, heightPx: 288 });
    // A picture of a room, not grey or torn.
    const { yuv = new Uint8Array() } = frames[1] ?? {};
    expect(new Set(yuv).size).toBeGreaterThan(100);
  });

  it.each(['h264', 'h265'])('decodes all from a keyframe in the past, then live (%s)', async (path) => {
    const simulator = await serve();
    const enough = new AbortController();
    const attended: Frame[] = [];
    let decoding: Promise<unknown> = Promise.resolve();
    const keyframes: Frame[] = [];
    const clock = new SystemClock();
    const tap = new CameraTap({
      cameraId: 'yard',
      address: { url: simulator.url(path) },
      widthPx: 512,
      clock,
    });
    const onKeyframe = (frame: Frame): void => {
      keyframes.push(frame);
      if (keyframes.length !== 2) return;
      const options = { cameraId: 'yard', tap, framesPerS: 5, widthPx: 512, clock };
      const onFrame = (late: Frame): void => {
        attended.push(late);
        if (late.streamTimeMs >= 4000) enough.abort();
      };
      decoding = decodeAttended(options, 0, onFrame, enough.signal);
    };
    await tap.run({ onOpened: () => {}, onKeyframe }, enough.signal);
    await decoding;
    // From the first keyframe on, although it was asked for when the second had come.
    const times = attended.map((frame) => frame.streamTimeMs);
    expect(times[0]).toBeLessThan(100);
    for (const [index, timeMs] of times.entries()) {
      expect(timeMs - (times[index - 1] ?? timeMs - 200)).toBeLessThan(300);
    }
    expect(times.length).toBeGreaterThanOrEqual(19);
    expect(simulator.stats(path).sessionsStarted).toBe(1);
    // The same picture, decoded by the one and by the other.
    expect(Buffer.from(attended[0]?.yuv ?? []).equals(keyframes[0]?.yuv ?? Buffer.of(1))).toBe(true);
  });

  it.each(['basic', 'digest'] as const)(
    'signs in (%s) and says when the password is wrong',
    async (scheme) => {
      const simulator = await serve({ scheme, username: 'viewer', password: SECRET });
      const right = await look(simulator.url('h264'), { frames: 1, password: SECRET });
      expect(right.frames).toHaveLength(1);
      const wrong = await look(simulator.url('h264'), { frames: 1, password: `not-${SECRET}` });
      expect(wrong.end.code).toBe('CAMERA_UNAUTHORISED');
      expect(wrong.end.detail).not.toContain('not-');
      expect(wrong.end.detail).not.toContain(encodeURIComponent(SECRET));
    },
  );

  it('tells no list of processes the password', async () => {
    const simulator = await serve({ scheme: 'digest', username: 'viewer', password: SECRET });
    let told: string[] = [];
    await look(simulator.url('h264'), {
      ...{ frames: 1, password: SECRET },
      onFrame: () => {
        told = ffmpegs().flatMap(({ args }) => args);
      },
    });
    expect(told).toContain('concat');
    expect(told.join(' ')).not.toMatch(/rtsp:|viewer|n%C3%A4h/);
  });

  it('is loaded before its camera is there, and is gone when it is not wanted', async () => {
    const simulator = await serve();
    const url = simulator.url('h264');
    const options = { cameraId: 'yard', address: { url }, widthPx: 512, clock: new SystemClock() };
    const taps = [new CameraTap(options), new CameraTap(options)] as const;
    await Promise.all(taps.map((tap) => tap.prepare()));
    expect(ffmpegs()).toHaveLength(2);
    expect(simulator.stats('h264').sessionsStarted).toBe(0);
    await taps[1].dismiss();
    expect(ffmpegs()).toHaveLength(1);
    const enough = new AbortController();
    const end = await taps[0].run(
      { onOpened: () => {}, onKeyframe: () => enough.abort() },
      AbortSignal.any([enough.signal, AbortSignal.timeout(20_000)]),
    );
    expect(end).toMatchObject({ code: 'ABORTED', frames: 1 });
    expect(ffmpegs()).toHaveLength(0);
  });

  it('is begun anew when what was loaded has died while it waited', async () => {
    const simulator = await serve();
    const options = { cameraId: 'yard', address: { url: simulator.url('h264') }, widthPx: 512 };
    const tap = new CameraTap({ ...options, clock: new SystemClock() });
    await tap.prepare();
    for (const { pid } of ffmpegs()) process.kill(pid, 'SIGKILL');
    await expect.poll(ffmpegs).toEqual([]);
    const enough = new AbortController();
    const end = await tap.run(
      { onOpened: () => {}, onKeyframe: () => enough.abort() },
      AbortSignal.any([enough.signal, AbortSignal.timeout(20_000)]),
    );
    expect(end).toMatchObject({ code: 'ABORTED', frames: 1 });
  });

  it.each([
    [404, 'CAMERA_NOT_FOUND'],
    [503, 'CAMERA_UNAVAILABLE'],
  ] as const)('names a refusal with %i', async (refuseStatus, code) => {
    const simulator = await serve();
    simulator.setFaults('h264', { refuseStatus });
    expect((await look(simulator.url('h264'))).end.code).toBe(code);
  });

  it('names a camera that is off, has no such stream, or sends no video', async () => {
    const simulator = await serve();
    expect((await look(simulator.url('nowhere'))).end.code).toBe('CAMERA_NOT_FOUND');
    simulator.setFaults('h264', { announce: 'audio' });
    expect((await look(simulator.url('h264'))).end.code).toBe('CAMERA_NOT_VIDEO');
    const url = simulator.url('h264');
    await simulator.stop();
    expect((await look(url)).end.code).toBe('CAMERA_REFUSED');
  });

  it.each(['fin', 'rst'] as const)(
    'takes a connection cut by %s for an end, although ffmpeg exits 0',
    async (how) => {
      const simulator = await serve();
      simulator.setFaults('h264', { cut: { how, afterFrames: 40 } });
      const { end, frames } = await look(simulator.url('h264'));
      expect(end.code).toBe('CAMERA_ENDED');
      expect(frames.length).toBeGreaterThan(0);
    },
  );

  it('ends a stream that has stopped sending', async () => {
    const simulator = await serve();
    const { end } = await look(simulator.url('h264'), {
      // Longer than a start takes on a busy machine: it counts from there.
      stallTimeoutMs: 6000,
      onFrame: (count) => {
        if (count === 2) simulator.setFaults('h264', { stall: true });
      },
    });
    expect(end.code).toBe('CAMERA_STALLED');
  });

  it('keeps frames whole through loss, damage and a change of clip', async () => {
    const simulator = await serve();
    simulator.setFaults('h264', { lossFraction: 0.05, corruptFraction: 0.02 });
    const { frames } = await look(simulator.url('h264'), { frames: 3 });
    expect(frames.every((frame) => frame.yuv.length === yuvBytes(512, 288))).toBe(true);
  });
});
