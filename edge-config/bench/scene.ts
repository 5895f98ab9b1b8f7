/** The files that a scene is run with: simulated cameras of one clip, and a gateway that watches them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import type { SimulatorConfigInput } from '../camera-simulator/config.ts';
import type { EdgeConfigInput } from '../contracts/config.ts';
import type { Scene } from './report.ts';

/** 640x360 at 15 frames/s, a keyframe every two seconds; each begins anew when it ends. */
const CLIPS: Record<Scene, string> = {
  idle: 'empty_room.mp4',
  still: 'sit_still.mp4',
  moving: 'squat_pick_up.mp4',
};
const CLIP_FOLDER = fileURLToPath(new URL('../../tests/fixtures/clips/', import.meta.url));

/** @returns path of the config */
export function writeSimulator(folder: string, scene: Scene, paths: readonly string[]): string {
  const config: SimulatorConfigInput = {
    version: 1,
    port: 0,
    cameras: paths.map((path) => ({ path, file: join(CLIP_FOLDER, CLIPS[scene]) })),
  };
  return write(folder, 'cameras.yaml', config);
}

/**
 * Without a broker: a gateway that cannot deliver watches just the same, and keeps what it would tell. Its tries to
 * connect are in the figures.
 * @returns path of the config
 */
export function writeGateway(folder: string, urls: readonly string[]): string {
  const config: EdgeConfigInput = {
    version: 1,
    gateway: {
      id: 'bench',
      county: '520602',
      township: '520602101',
      stateDir: 'state',
      http: { port: 0 },
    },
    broker: { url: 'mqtt://127.0.0.1:9' },
    cameras: urls.map((url, index) => ({
      id: `camera-${index + 1}`,
      name: `camera ${index + 1}`,
      url,
      place: 'yard',
    })),
  };
  return write(folder, 'gateway.yaml', config);
}

function write(folder: string, name: string, config: object): string {
  const file = join(folder, name);
  writeFileSync(file, stringify(config), { mode: 0o600 });
  return file;
}
