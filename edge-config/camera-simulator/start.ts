/** The simulator from its config file: prepares every clip, then serves. */
import { resolveFrom } from '../load/load.ts';
import type { SimulatorConfig } from './config.ts';
import { prepareClip } from './media.ts';
import { CameraSimulator } from './simulator.ts';

export interface StartOptions {
  /** Folder that relative file names start from. */
  readonly folder: string;
  /** Lines for a person; without credentials. */
  readonly say: (line: string) => void;
}

/** @throws ShouwangError MEDIA_UNREADABLE, FFMPEG_MISSING, PORT_IN_USE */
export async function startSimulator(
  config: SimulatorConfig,
  options: StartOptions,
): Promise<CameraSimulator> {
  const cameras = [];
  for (const { path, file, alternateFile, codec, holdS, auth, faults } of config.cameras) {
    options.say(`preparing ${path}`);
    const clip = (name: string) => prepareClip({ file: resolveFrom(options.folder, name), codec, holdS });
    cameras.push({
      path,
      faults,
      track: await clip(file),
      ...(alternateFile === undefined ? {} : { alternate: await clip(alternateFile) }),
      ...(auth === undefined ? {} : { auth }),
    });
  }
  const simulator = new CameraSimulator({ host: config.host, port: config.port, cameras });
  await simulator.start();
  for (const { path } of cameras) options.say(simulator.url(path));
  return simulator;
}
