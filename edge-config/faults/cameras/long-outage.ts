/**
 * A camera that refuses the password for two hours: the only outage in which an ffmpeg is started at each attempt. There
 * are as many attempts as in life; the waits between them are shorter. The gateway's memory in the last quarter of them is held against the first.
 */
import { BACKOFF_MS } from '../../../gateway/adapters/ffmpeg/supervise.ts';
import { median } from '../median.ts';
import { attemptsIn } from './attempts.ts';
import type { CameraVillage } from './camera-village.ts';

const OUTAGE_MS = 2 * 3_600_000;
/** Ten seconds become a twenty-fifth of one: the starts of ffmpeg take longer than the waits. */
export const WAITS_DIVIDED_BY = 240;
/** A start of ffmpeg takes a second or two on a busy machine. */
const GIVE_UP_S = 1500;

export async function longOutage(village: CameraVillage): Promise<void> {
  const { gateway, figures } = village;
  const attempts = attemptsIn(OUTAGE_MS, BACKOFF_MS);
  const before = await gateway.sessionsEnded();
  village.setFaults({ refuseStatus: 401, cut: { how: 'rst' } });
  await village.untilBlind();
  const sizesMiB: number[] = [];
  figures['attempts'] = attempts;
  const isOver = async (): Promise<boolean> => {
    sizesMiB.push(gateway.rssMiB);
    return (await gateway.sessionsEnded()) - before > attempts;
  };
  await village.until(isOver, 'the gateway does not try often enough', GIVE_UP_S);
  const quarter = Math.ceil(sizesMiB.length / 4);
  const firstMiB = median(sizesMiB.slice(0, quarter));
  const lastMiB = median(sizesMiB.slice(-quarter));
  figures['rssGrowthPercent'] = Math.round(10_000 * (lastMiB / firstMiB - 1)) / 100;
  village.setFaults({});
}
