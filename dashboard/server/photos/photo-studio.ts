/**
 * Makes photos fit to be kept, one at a time. The detector starts with the first photo and ends some time after the last:
 * a console that gets none spends nothing on it.
 */

import { ShouwangError } from '../../../edge-config/contracts/errors.ts';
import { SystemClock } from '../../../gateway/adapters/clock/system-clock.ts';
import { OnnxDetectorPool } from '../../../gateway/adapters/onnx/detector-pool.ts';
import { type KeptPhoto, readPhoto, renderPhoto } from '../../../gateway/adapters/privacy/photo.ts';
import type { Box } from '../../../gateway/domain/geometry.ts';
import { type RgbPicture, toYuv } from '../../../gateway/pixels.ts';
import type { Detector } from '../../../gateway/ports.ts';
import { loadManifest, verifyModel } from '../../../models/manifest.ts';
import type { Log } from '../ports.ts';

export interface PhotoStudioOptions {
  readonly log: Log;
  /** Another one in tests; by default the model that the gateways use. */
  readonly openDetector?: () => Promise<Detector>;
}

/** The accurate mode: a photo is looked at once. */
const INPUT_WIDTH_PX = 320;
const IDLE_MS = 60_000;

export class PhotoStudio {
  readonly #options: PhotoStudioOptions;
  #turn: Promise<unknown> = Promise.resolve();
  #detector: Detector | undefined;
  #idle: NodeJS.Timeout | undefined;
  #count = 0;

  constructor(options: PhotoStudioOptions) {
    this.#options = options;
  }

  /** @throws ShouwangError PHOTO_INVALID */
  render(jpeg: Buffer): Promise<KeptPhoto> {
    const mine = this.#turn.then(() => this.#render(jpeg));
    this.#turn = mine.catch(() => {});
    return mine;
  }

  async stop(): Promise<void> {
    await this.#turn;
    clearTimeout(this.#idle);
    await this.#detector?.close();
    this.#detector = undefined;
  }

  async #render(jpeg: Buffer): Promise<KeptPhoto> {
    clearTimeout(this.#idle);
    const photo = await readPhoto(jpeg).catch((cause: unknown) => {
      throw new ShouwangError('PHOTO_INVALID', 'it cannot be read', { cause });
    });
    const persons = await this.#personsIn(photo);
    this.#idle = setTimeout(() => void this.stop(), IDLE_MS);
    this.#idle.unref();
    return renderPhoto(photo, persons);
  }

  /** @returns undefined when nobody could look: it is then kept in coarse blocks. */
  async #personsIn(photo: RgbPicture): Promise<readonly Box[] | undefined> {
    const { log, openDetector = openModel } = this.#options;
    try {
      this.#detector ??= await openDetector();
      this.#count += 1;
      const frame = { cameraId: 'photo', index: this.#count, streamTimeMs: 0, wallMs: 0, ...toYuv(photo) };
      const { persons } = await this.#detector.detect(frame);
      return persons.map(({ box }) => box);
    } catch (error) {
      log.warn({ error }, 'nobody could look for persons in a photo');
      return undefined;
    }
  }
}

async function openModel(): Promise<Detector> {
  const manifest = loadManifest();
  const detector = new OnnxDetectorPool({
    modelPath: await verifyModel(manifest),
    ...{ inputWidthPx: INPUT_WIDTH_PX, multipleOfPx: manifest.input.multipleOfPx },
    ...{ stridePx: manifest.outputStridePx, workers: 1, clock: new SystemClock() },
    onRestart: () => {},
  });
  await detector.start();
  return detector;
}
