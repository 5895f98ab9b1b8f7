/**
 * A camera that is away for two hours. What they bring is as many attempts to reach it as in life, each with an ffmpeg of
 * its own; the waits between them are shorter. Whether a gateway's memory grows by them is seen in a second two hours:
 * in the first it comes to rest from its start.
 */
import { BACKOFF_MS } from '../../../gateway/adapters/ffmpeg/supervise.ts';
import { median } from '../median.ts';
import { attemptsIn } from './attempts.ts';
import type { CameraVillage } from './camera-village.ts';

const OUTAGE_MS = 2 * 3_600_000;
/** A minute becomes a quarter of a second. */
export const WAITS_DIVIDED_BY = 240;

export async function longOutage(village: CameraVillage): Promise<void> {
  const { gateway, figures } = village;
  const attempts = attemptsIn(OUTAGE_MS, BACKOFF_MS);
  const before = await gateway.sessionsEnded();
  await village.leave();
  const sizesMiB: number[] = [];
  await village.until(async () => {
    sizesMiB.push(gateway.rssMiB);
    return (await gateway.sessionsEnded()) - before > attempts;
  }, 'the gateway does not try again');
  const quarter = Math.ceil(sizesMiB.length / 4);
  const first = median(sizesMiB.slice(0, quarter));
  const last = median(sizesMiB.slice(-quarter));
  figures['attempts'] = attempts;
  figures['rssGrowthPercent'] = Math.round(10_000 * (last / first - 1)) / 100;
  await village.comeBack();
}
