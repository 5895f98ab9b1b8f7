/** What breaks between a camera and its gateway, and how it is mended. Afterwards somebody falls, and must be seen. */
import type { FaultsInput } from '../../camera-simulator/faults.ts';
import type { ErrorCode } from '../../contracts/errors.ts';
import { type CaseLimits, MAX_GROWTH_PERCENT, MAX_STOP_S } from '../limits.ts';
import type { CameraVillage } from './camera-village.ts';
import { longOutage, WAITS_DIVIDED_BY } from './long-outage.ts';

export interface CameraCase extends CaseLimits {
  readonly name: string;
  /** Cameras that the gateway watches; the first sees the fall. */
  readonly cameras?: number;
  /** The waits between the sessions of a camera are this many times shorter. */
  readonly waitsDividedBy?: number;
  /** So long that it is not repeated. */
  readonly isLong?: true;
  /** Is wrong while somebody falls as well: it is never mended. */
  readonly whileFalling?: FaultsInput;
  /** Resolves when what was broken is mended; when nobody but the gateway can mend it, as soon as it is broken. */
  readonly run: (village: CameraVillage, outageS: number) => Promise<void>;
}

const MANY = 50;
/** As many as a gateway of a village has. */
const SOME = 8;

interface Seen {
  /** Whether the gateway must notice at all. */
  readonly isSeen?: boolean;
  /** What it must call it; anything, when it is not given. */
  readonly code?: ErrorCode;
}

function broken(faults: FaultsInput, { isSeen = true, code }: Seen = {}) {
  return async (village: CameraVillage, outageS: number): Promise<void> => {
    village.setFaults(faults);
    if (isSeen) await village.untilBlind(code);
    await village.sleep(outageS);
    village.setFaults({});
  };
}

export const CAMERA_CASES: readonly CameraCase[] = [
  {
    name: 'camera stalls: connected, and nothing comes',
    run: broken({ stall: true }, { code: 'CAMERA_STALLED' }),
  },
  { name: 'camera ends the connection in order', run: broken({ cut: { how: 'fin' } }) },
  { name: 'camera resets the connection', run: broken({ cut: { how: 'rst' } }) },
  {
    name: 'camera refuses the password, then takes it',
    run: broken({ refuseStatus: 401, cut: { how: 'rst' } }, { code: 'CAMERA_UNAUTHORISED' }),
  },
  {
    name: 'camera has no such stream, then has it again',
    run: broken({ refuseStatus: 404, cut: { how: 'rst' } }, { code: 'CAMERA_NOT_FOUND' }),
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
    run: (village, outageS) => village.switchCodec('h265', outageS),
  },
  {
    name: 'fifty cameras come back at once',
    cameras: MANY,
    run: broken({ refuseStatus: 503, cut: { how: 'rst' } }),
  },
  { name: 'ffmpeg hangs', run: async (village) => village.hangFfmpegs() },
  { name: 'decoder of an attended camera hangs', run: (village) => village.hangDecoders() },
  { name: 'ffmpeg is killed', run: async (village) => village.killFfmpegs() },
  { name: 'inference thread dies', run: (village) => village.endThreads() },
  {
    name: 'whole gateway told to stop while it watches',
    cameras: SOME,
    maxFigures: { stopS: MAX_STOP_S },
    run: (village) => village.restartGateway(),
  },
  {
    name: 'camera refuses the password for two hours',
    isLong: true,
    waitsDividedBy: WAITS_DIVIDED_BY,
    maxFigures: { rssGrowthPercent: MAX_GROWTH_PERCENT },
    run: longOutage,
  },
];
