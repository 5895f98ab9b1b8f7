/** What breaks between a camera and its gateway, and how it is mended. Afterwards somebody falls, and must be seen. */
import type { FaultsInput } from '../../camera-simulator/faults.ts';
import type { CameraVillage } from './camera-village.ts';

export interface CameraCase {
  readonly name: string;
  /** Cameras that the gateway watches; the first sees the fall. */
  readonly cameras?: number;
  /** Is wrong while somebody falls as well: it is never mended. */
  readonly whileFalling?: FaultsInput;
  /** Resolves when what was broken is mended. */
  readonly run: (village: CameraVillage, outageS: number) => Promise<void>;
}

/** A camera that is silent for longer is stalled (gateway/adapters/ffmpeg/camera-tap.ts). */
const STALLED_S = 10;
const MANY = 50;

function broken(faults: FaultsInput, { isSeen }: { readonly isSeen: boolean } = { isSeen: true }) {
  return async (village: CameraVillage, outageS: number): Promise<void> => {
    village.setFaults(faults);
    if (isSeen) await village.untilBlind();
    await village.sleep(outageS);
    village.setFaults({});
  };
}

export const CAMERA_CASES: readonly CameraCase[] = [
  { name: 'camera stalls: connected, and nothing comes', run: broken({ stall: true }) },
  { name: 'camera ends the connection in order', run: broken({ cut: { how: 'fin' } }) },
  { name: 'camera resets the connection', run: broken({ cut: { how: 'rst' } }) },
  {
    name: 'camera refuses the password, then takes it',
    run: async (village, outageS) => {
      village.setFaults({ refuseStatus: 401, cut: { how: 'rst' } });
      await village.untilBlind();
      await village.sleep(outageS);
      village.setFaults({});
    },
  },
  {
    name: 'camera has no such stream, then has it again',
    run: async (village, outageS) => {
      village.setFaults({ refuseStatus: 404, cut: { how: 'rst' } });
      await village.untilBlind();
      await village.sleep(outageS);
      village.setFaults({});
    },
  },
  {
    name: 'one packet in twenty lost, also during the fall',
    whileFalling: { lossFraction: 0.05 },
    run: (village, outageS) => {
      village.setFaults({ lossFraction: 0.05 });
      return village.sleep(outageS);
    },
  },
  { name: 'pictures damaged', run: broken({ corruptFraction: 0.3 }, { isSeen: false }) },
  {
    name: 'another picture size in mid-stream',
    run: async (village, outageS) => {
      await village.offerSmall();
      village.setFaults({ useAlternate: true });
      await village.sleep(outageS);
      village.setFaults({});
    },
  },
  {
    name: 'H.264 becomes H.265',
    run: async (village, outageS) => {
      await village.switchCodec('h265');
      await village.sleep(outageS);
    },
  },
  {
    name: 'fifty cameras come back at once',
    cameras: MANY,
    run: async (village, outageS) => {
      village.setFaults({ cut: { how: 'rst' }, refuseStatus: 503 });
      await village.untilBlind();
      await village.sleep(outageS);
      village.setFaults({});
    },
  },
  {
    name: 'ffmpeg hangs',
    run: async (village) => {
      const hung = village.hangFfmpegs();
      await village.until(
        () => hung.every((pid) => !village.hasFfmpeg(pid)),
        'a hung ffmpeg was not replaced',
      );
    },
  },
  {
    name: 'ffmpeg is killed',
    run: async (village, outageS) => {
      village.killFfmpegs();
      await village.sleep(Math.min(outageS, STALLED_S));
    },
  },
];
