/** A village with a whole gateway: simulated cameras whose clips and faults are switched, and the console and phone. */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { VideoCodec } from '../../camera-simulator/annexb.ts';
import type { FaultsInput } from '../../camera-simulator/faults.ts';
import { prepareClip } from '../../camera-simulator/media.ts';
import type { MediaTrack } from '../../camera-simulator/media-track.ts';
import { CameraSimulator } from '../../camera-simulator/simulator.ts';
import type { EdgeConfigInput } from '../../contracts/config.ts';
import type { ErrorCode } from '../../contracts/errors.ts';
import { freePorts } from '../../demo/ports.ts';
import type { Village } from '../village.ts';
import { GatewayProcess, type Leftovers } from './gateway-process.ts';
import type { ChildInfo } from './processes.ts';

const CLIPS = fileURLToPath(new URL('../../../tests/fixtures/clips/', import.meta.url));
const FALL = join(CLIPS, 'fall_backward.mp4');
/**
 * Of the clip: the person comes in, and the fall has not begun. Two keyframes in turn: one alone, over and over, would be
 * a frozen camera.
 */
const WALKING_S = 4;
/** Of an empty room; with it comes the noise of a sensor, without which the room were frozen. */
const EMPTY_HOLD_S = 2;
/** The person stays on the floor for as long after the clip. */
const HOLD_S = 12;
const SMALL_PX = 320;
const FEW = 10;
const POLL_MS = 200;
/** What has not come by then does not come: ten seconds are the longest wait between two sessions, and fifty starts take theirs. */
const GIVE_UP_S = 180;

/** What cameras show: somebody walking about, the same in a smaller picture, the fall, and a room without anybody. */
export type Tracks = Readonly<Record<'walking' | 'small' | 'fall' | 'empty', MediaTrack>>;
type Alternate = 'fall' | 'small';

/** Made once: encoding takes longer than most cases. */
export async function prepareTracks(): Promise<Readonly<Record<VideoCodec, Tracks>>> {
  return { h264: await tracksOf('h264'), h265: await tracksOf('h265') };
}

async function tracksOf(codec: VideoCodec): Promise<Tracks> {
  const fall = await prepareClip({ file: FALL, codec, holdS: HOLD_S });
  const small = await prepareClip({ file: FALL, codec, widthPx: SMALL_PX });
  const empty = await prepareClip({ file: join(CLIPS, 'empty_room.mp4'), codec, holdS: EMPTY_HOLD_S });
  return { fall, empty, walking: walking(fall), small: walking(small) };
}

function walking(track: MediaTrack): MediaTrack {
  return { ...track, units: track.units.slice(0, WALKING_S * track.unitsPerS) };
}

interface CameraVillageSetup {
  readonly folder: string;
  readonly cameras: number;
  readonly waitsDividedBy: number;
}

export class CameraVillage {
  readonly #tracks: Readonly<Record<VideoCodec, Tracks>>;
  readonly #paths: readonly string[];
  readonly #port: number;
  readonly gateway: GatewayProcess;
  #simulator: CameraSimulator;
  #codec: VideoCodec = 'h264';
  #faults: FaultsInput = {};
  #alternate: Alternate = 'fall';
  /** ffmpegs that were hung or killed. */
  #broken: readonly number[] = [];
  /** What a case measures. */
  readonly figures: Record<string, number> = {};

  static async start(
    village: Village,
    tracks: Readonly<Record<VideoCodec, Tracks>>,
    setup: CameraVillageSetup,
  ): Promise<CameraVillage> {
    const [rtspPort = 0, httpPort = 0] = await freePorts(2);
    const started = new CameraVillage(village, tracks, { ...setup, rtspPort, httpPort });
    await started.#simulator.start();
    started.gateway.start();
    return started;
  }

  private constructor(
    village: Village,
    tracks: Readonly<Record<VideoCodec, Tracks>>,
    setup: CameraVillageSetup & { readonly rtspPort: number; readonly httpPort: number },
  ) {
    this.#tracks = tracks;
    this.#port = setup.rtspPort;
    this.#paths = Array.from({ length: setup.cameras }, (_, index) => `camera-${index + 1}`);
    this.#simulator = this.#makeSimulator();
    const config: EdgeConfigInput = {
      version: 1,
      gateway: {
        ...{ id: 'gw-1', county: '520602', township: '520602101' },
        // Beats of many cameras each second would be a load of the test's own making.
        heartbeatS: setup.cameras > FEW ? 5 : 1,
        stateDir: join(setup.folder, 'state'),
        http: { port: setup.httpPort },
      },
      broker: {
        url: `mqtt://127.0.0.1:${village.gatewayNet.port}`,
        ...{ username: 'gateway/gw-1', password: 'gateway', keepAliveS: 5 },
      },
      fall: { dwellMs: 3000 },
      households: village.gatewayConfig.households,
      cameras: this.#paths.map((path) => ({
        ...{ id: path, name: path, householdId: 'home', place: 'yard' as const },
        url: `rtsp://127.0.0.1:${setup.rtspPort}/${path}`,
      })),
    };
    const { folder, httpPort, waitsDividedBy } = setup;
    this.gateway = new GatewayProcess({ folder, config, httpPort, waitsDividedBy });
  }

  sleep(seconds: number): Promise<void> {
    return delay(seconds * 1000);
  }

  /** @throws when it does not come true in time. */
  async until(condition: () => boolean | Promise<boolean>, why: string, giveUpS = GIVE_UP_S): Promise<void> {
    const fromMs = performance.now();
    while (!(await condition())) {
      if (performance.now() - fromMs > giveUpS * 1000) throw new Error(why);
      await delay(POLL_MS);
    }
  }

  setFaults(faults: FaultsInput): void {
    this.#faults = faults;
    for (const path of this.#paths) this.#simulator.setFaults(path, faults);
  }

  /** The first camera shows the fall, once its session is there. */
  async playFall(): Promise<void> {
    if (this.#alternate !== 'fall') {
      await this.#restart({ alternate: 'fall' });
      await this.untilSeen();
    }
    this.#simulator.setFaults(this.#paths[0] ?? '', { ...this.#faults, useAlternate: true });
  }

  async offerSmall(): Promise<void> {
    await this.#restart({ alternate: 'small' });
    await this.untilSeen();
  }

  /** The cameras are away for so long, and come back with another codec. */
  async switchCodec(codec: VideoCodec, awayS: number): Promise<void> {
    this.#codec = codec;
    await this.#restart({ alternate: 'fall', awayS });
  }

  /**
   * Every camera has shown something since the call that was judged, and nothing of what was broken is left: who falls
   * now is seen.
   */
  async untilShown(): Promise<void> {
    const before = await this.gateway.keyframes();
    await this.until(async () => {
      this.gateway.requireAlive();
      if (this.gateway.taps.length < this.#paths.length || this.#hasBroken()) return false;
      const now = await this.gateway.keyframes();
      return this.#paths.every((path) => (now.get(path) ?? 0) > (before.get(path) ?? 0));
    }, 'not all cameras show something');
  }

  /**
   * Every camera is told to be well, and shows something. Its state alone would not do: a session may have ended, and
   * nobody told yet. One that was blind for long is told to be well only once it has been so for a while.
   */
  async untilSeen(): Promise<void> {
    await this.untilShown();
    await this.until(async () => {
      const cameras = await this.gateway.cameras();
      return cameras.length > 0 && cameras.every(({ state }) => state === 'watching');
    }, 'not all cameras are watched');
  }

  /** @param code that all of them tell; any, when it is not given. */
  untilBlind(code?: ErrorCode): Promise<void> {
    return this.until(
      async () => {
        const cameras = await this.gateway.cameras();
        return (
          cameras.length > 0 &&
          cameras.every(({ state, reason }) => state === 'blind' && (code === undefined || reason === code))
        );
      },
      `the cameras are not seen to be blind${code === undefined ? '' : `: ${code}`}`,
    );
  }

  /** All that work for the cameras. */
  hangFfmpegs(): void {
    this.#signal(this.gateway.ffmpegs, 'SIGSTOP');
  }

  /** Those that decode what is attended: the camera's own session goes on. */
  async hangDecoders(): Promise<void> {
    await this.until(() => this.gateway.decoders.length > 0, 'no camera is attended');
    this.#signal(this.gateway.decoders, 'SIGSTOP');
  }

  /** Resolves when they have died. Somebody walks about, so that there is always an answer to end with. */
  async endThreads(): Promise<void> {
    const before = this.gateway.threadsDied;
    this.gateway.endThreads();
    await this.until(() => this.gateway.threadsDied > before, 'no thread of the model died');
    this.figures['threadsReplaced'] = this.gateway.threadsDied - before;
  }

  /**
   * The gateway stops while it watches, and starts anew.
   * @throws when it leaves anything behind.
   */
  async restartGateway(): Promise<void> {
    const fromMs = performance.now();
    const { files, processes } = await this.gateway.stop();
    this.figures['stopS'] = Math.round((performance.now() - fromMs) / 10) / 100;
    if (files + processes > 0) throw new Error('the gateway left processes or files behind');
    this.gateway.start();
  }

  /** The cameras are gone: nobody listens any more. */
  async leave(): Promise<void> {
    await this.#simulator.stop();
    await this.untilBlind();
  }

  async comeBack(): Promise<void> {
    this.#simulator = this.#makeSimulator();
    await this.#simulator.start();
    this.setFaults(this.#faults);
  }

  killFfmpegs(): void {
    this.#signal(this.gateway.ffmpegs, 'SIGKILL');
  }

  async stop(): Promise<Leftovers> {
    const leftovers = await this.gateway.stop();
    await this.#simulator.stop();
    return leftovers;
  }

  #signal(children: readonly ChildInfo[], signal: 'SIGSTOP' | 'SIGKILL'): void {
    this.#broken = children.map(({ pid }) => pid);
    for (const pid of this.#broken) process.kill(pid, signal);
  }

  #hasBroken(): boolean {
    return this.gateway.ffmpegs.some(({ pid }) => this.#broken.includes(pid));
  }

  /** Only once the gateway knows that the old cameras are gone do new ones take their place. */
  async #restart({
    alternate,
    awayS = 0,
  }: {
    readonly alternate: Alternate;
    readonly awayS?: number;
  }): Promise<void> {
    this.#alternate = alternate;
    await this.leave();
    await this.sleep(awayS);
    await this.comeBack();
  }

  #makeSimulator(): CameraSimulator {
    const tracks = this.#tracks[this.#codec];
    return new CameraSimulator({
      host: '127.0.0.1',
      port: this.#port,
      cameras: this.#paths.map((path, index) =>
        index === 0
          ? { path, track: tracks.walking, alternate: tracks[this.#alternate] }
          : { path, track: tracks.empty },
      ),
    });
  }
}
