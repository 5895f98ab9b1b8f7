/**
 * Loaded before a gateway, by the fault tests alone: the waits between a camera's sessions are shorter, so that two hours
 * of reconnects pass in a minute or two. Everything else keeps its time.
 */
import { SystemClock } from '../../../gateway/adapters/clock/system-clock.ts';
import { WAITS_DIVIDED_BY } from './orders.ts';

/** Who waits is told by the stack: many parts of a gateway share its clock. */
const SUPERVISION = '/ffmpeg/supervise.ts';

const divisor = Number(process.env[WAITS_DIVIDED_BY]);
if (divisor > 1) {
  const sleep = SystemClock.prototype.sleep;
  SystemClock.prototype.sleep = function (this: SystemClock, ms, signal) {
    const isBetweenSessions = new Error().stack?.includes(SUPERVISION) === true;
    return sleep.call(this, isBetweenSessions ? ms / divisor : ms, signal);
  };
}
