/** What the configuration says of the long watch, in the domain's units. */
import type { EdgeConfig } from '../../edge-config/contracts/config.ts';
import { absenceOf } from '../../edge-config/contracts/config-quiet.ts';
import type { BlindnessParams } from '../domain/quiet/blindness.ts';
import { type Calendar, type Hours, type LocalTime, within } from '../domain/quiet/calendar.ts';
import type { PresenceParams } from '../domain/quiet/presence.ts';

type Quiet = Pick<EdgeConfig, 'inactivity' | 'absence' | 'learning' | 'blindness' | 'calendar'>;

const MINUTE_MS = 60_000;

export function minuteOf(clockTime: string): number {
  const [hours = 0, minutes = 0] = clockTime.split(':').map(Number);
  return hours * 60 + minutes;
}

export function hoursOf({ from, to }: { readonly from: string; readonly to: string }): Hours {
  return { fromMinute: minuteOf(from), toMinute: minuteOf(to) };
}

export function calendarOf({ calendar }: Quiet): Calendar {
  return { holidays: calendar.holidays, schoolWeekdays: calendar.schoolWeekdays };
}

/** How long someone may be still, by the time of day. */
export function stillLimits({ inactivity }: Pick<Quiet, 'inactivity'>) {
  const dayHours = hoursOf(inactivity.dayHours);
  const limits = (outsideMin: number, restMin: number) => ({
    outsideMs: outsideMin * MINUTE_MS,
    restMs: restMin * MINUTE_MS,
  });
  const day = limits(inactivity.dayOutsideMin, inactivity.dayRestMin);
  const night = limits(inactivity.nightOutsideMin, inactivity.nightRestMin);
  return ({ minute }: LocalTime) => (within(dayHours, minute) ? day : night);
}

export function presenceParams(config: Quiet, household: EdgeConfig['households'][number]): PresenceParams {
  const { activeHours, homeBy, morningBy, outMin, unseenMin } = absenceOf(config.absence, household.absence);
  const { fixedDays, bufferMin, floorMin, capMin } = config.learning;
  return {
    unseenMin,
    activeHours: hoursOf(activeHours),
    morningByMinute: morningBy === null ? null : minuteOf(morningBy),
    homeByMinute: homeBy === null ? null : minuteOf(homeBy),
    outMin,
    learning: { fixedDays, bufferMin, floorMin, capMin },
    calendar: calendarOf(config),
  };
}

export function blindnessParams({ blindness }: Quiet): BlindnessParams & { readonly darkAlertMs: number } {
  const { confirmMs, recoverMs, alertMin, darkAlertMin } = blindness;
  return { confirmMs, recoverMs, alertMs: alertMin * MINUTE_MS, darkAlertMs: darkAlertMin * MINUTE_MS };
}
