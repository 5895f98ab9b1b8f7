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
import { freePorts } from '../../demo/ports.ts';
import type { Village } from '../village.ts';
import { GatewayProcess } from './gateway-process.ts';

const CLIP = fileURLToPath(new URL('../../../tests/fixtures/clips/fall_backward.mp4', import.meta.url));
/** Of the clip: the person stands, before the fall begins. */
const STANDING_S = 2;
/** The person stays on the floor for as long after the clip. */
const HOLD_S = 12;
const SMALL_PX = 320;
const POLL_MS = 200;
/** What has not come by then does not come. */
const GIVE_UP_S = 90;

/** What cameras show: somebody standing, the fall, and the same in a smaller picture. */
export type Tracks = Readonly<Record<'standing' | 'fall' | 'small', MediaTrack>>;
type Alternate = 'fall' | 'small';

/** Made once: encoding takes longer than most cases. */
export async function prepareTracks(): Promise<Readonly<Record<VideoCodec, Tracks>>> {
  return { h264: await tracksOf('h264'), h265: await tracksOf('h265') };
}

async function tracksOf(codec: VideoCodec): Promise<Tracks> {
  const fall = await prepareClip({ file: CLIP, codec, holdS: HOLD_S });
  const small = await prepareClip({ file: CLIP, codec, widthPx: SMALL_PX });
  return { fall, standing: standing(fall), small: standing(small) };
}

function standing(track: MediaTrack): MediaTrack {
  return { ...track, units: track.units.slice(0, STANDING_S * track.unitsPerS) };
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

  static async start(
    village: Village,
    tracks: Readonly<Record<VideoCodec, Tracks>>,
    { folder, cameras }: { readonly folder: string; readonly cameras: number },
  ): Promise<CameraVillage> {
    const [rtspPort = 0, httpPort = 0] = await freePorts(2);
    const started = new CameraVillage(village, tracks, { folder, cameras, rtspPort, httpPort });
    await started.#simulator.start();
    started.gateway.start();
    return started;
  }

  private constructor(
    village: Village,
    tracks: Readonly<Record<VideoCodec, Tracks>>,
    setup: {
      readonly folder: string;
      readonly cameras: number;
      readonly rtspPort: number;
      readonly httpPort: number;
    },
  ) {
    this.#tracks = tracks;
    this.#port = setup.rtspPort;
    this.#paths = Array.from({ length: setup.cameras }, (_, index) => `camera-${index + 1}`);
    this.#simulator = this.#makeSimulator();
    const config: EdgeConfigInput = {
      version: 1,
      gateway: {
        ...{ id: 'gw-1', county: '520602', township: '520602101', heartbeatS: 1 },
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
    this.gateway = new GatewayProcess(setup.folder, config, setup.httpPort);
  }

  sleep(seconds: number): Promise<void> {
    return delay(seconds * 1000);
  }

  /** @throws when it does not come true in time. */
  async until(condition: () => boolean | Promise<boolean>, why: string): Promise<void> {
    const fromMs = performance.now();
    while (!(await condition())) {
      if (performance.now() - fromMs > GIVE_UP_S * 1000) throw new Error(why);
      await delay(POLL_MS);
    }
  }

  setFaults(faults: FaultsInput): void {
    this.#faults = faults;
    for (const path of this.#paths) this.#simulator.setFaults(path, faults);
  }

  /** The first camera shows the fall, once its session is there. */
  async playFall(): Promise<void> {
    if (this.#alternate !== 'fall') await this.#restart({ alternate: 'fall' });
    this.#simulator.setFaults(this.#paths[0] ?? '', { ...this.#faults, useAlternate: true });
  }

  async offerSmall(): Promise<void> {
    await this.#restart({ alternate: 'small' });
    await this.untilWatching();
  }

  async switchCodec(codec: VideoCodec): Promise<void> {
    this.#codec = codec;
    await this.#restart({ alternate: 'fall' });
  }

  untilWatching(): Promise<void> {
    return this.until(async () => {
      const cameras = await this.gateway.cameras();
      return cameras.length > 0 && cameras.every(({ state }) => state === 'watching');
    }, 'not all cameras are watching');
  }

  untilBlind(): Promise<void> {
    return this.until(async () => {
      const cameras = await this.gateway.cameras();
      return cameras.length > 0 && cameras.every(({ state }) => state !== 'watching');
    }, 'the cameras are not seen to be blind');
  }

  /** @returns their process ids. */
  hangFfmpegs(): number[] {
    return this.#signalFfmpegs('SIGSTOP');
  }

  killFfmpegs(): void {
    this.#signalFfmpegs('SIGKILL');
  }

  hasFfmpeg(pid: number): boolean {
    return this.gateway.ffmpegs.some((child) => child.pid === pid && !child.isZombie);
  }

  async stop(): Promise<number> {
    const leftovers = await this.gateway.stop();
    await this.#simulator.stop();
    return leftovers;
  }

  #signalFfmpegs(signal: 'SIGSTOP' | 'SIGKILL'): number[] {
    const pids = this.gateway.ffmpegs.map(({ pid }) => pid);
    for (const pid of pids) process.kill(pid, signal);
    return pids;
  }

  async #restart({ alternate }: { readonly alternate: Alternate }): Promise<void> {
    this.#alternate = alternate;
    await this.#simulator.stop();
    this.#simulator = this.#makeSimulator();
    await this.#simulator.start();
    this.setFaults(this.#faults);
  }

  #makeSimulator(): CameraSimulator {
    const tracks = this.#tracks[this.#codec];
    return new CameraSimulator({
      host: '127.0.0.1',
      port: this.#port,
      cameras: this.#paths.map((path) => ({
        path,
        track: tracks.standing,
        alternate: tracks[this.#alternate],
      })),
    });
  }
}
