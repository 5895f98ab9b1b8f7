/** How a household is, in plain words. Pure. What is not known is never said, nor coloured, as well. */
import type { GuardianHousehold } from '../../../../edge-config/contracts/rest.ts';
import type { Language } from '../shared/language.ts';

export type Tone = 'alert' | 'well' | 'unknown';

export interface HouseholdWords {
  readonly tone: Tone;
  readonly headline: string;
  /** Empty when the headline says all. */
  readonly details: readonly string[];
}

/** News older than this says how it was, not how it is, ms. */
export const STALE_MS = 120_000;

interface Now {
  readonly nowMs: number;
  /** Age of the console's answer on this phone, ms. */
  readonly ageMs: number;
  readonly language: Language;
}

const WORDS = {
  zh: {
    ...{ alert: '有情况', well: '平安', unknown: '不清楚' },
    see: '请看上面的预警，或给村里打电话',
    place: { indoor: '在屋里', yard: '在院子里', public: '在村里' },
    seen: (ago: string, place: string) => `${ago}${place}看到`,
    fine: (time: string) => `${time} 看到过，和平时一样`,
    last: (time: string) => `上次看到：${time}`,
    stale: (ago: string, was: string) => `手机没有收到新消息；${ago}的情况是：${was}`,
    since: (time: string) => ` ${time} 起`,
    reason: {
      gateway_silent: (since: string) => `村里的设备${since}联系不上`,
      camera_blind: (since: string, camera: string) => `摄像头“${camera}”${since}看不到画面`,
      no_camera: () => '还没有摄像头看着这一户',
      not_told: () => '设备还没有报来情况',
      out: (since: string) =>
        since === '' ? '出门了' : `${since.trim().replace(/ 起$/, '')} 出门，还没有看到回来`,
      never_seen: () => '设备刚装好，还没有看到过人',
      overdue: (since: string) => `${since.trim().replace(/ 起$/, '')} 以后没有看到人，比平时久`,
    },
  },
  en: {
    ...{ alert: 'Something happened', well: 'Well', unknown: 'Not known' },
    see: 'See the alert above, or call the village',
    place: { indoor: ' indoors', yard: ' in the yard', public: ' in the village' },
    seen: (ago: string, place: string) => `Seen${place} ${ago}`,
    fine: (time: string) => `Last seen ${time}, as usual`,
    last: (time: string) => `Last seen: ${time}`,
    stale: (ago: string, was: string) => `No news reaches this phone; ${ago} it was: ${was}`,
    since: (time: string) => ` since ${time}`,
    reason: {
      gateway_silent: (since: string) => `The village’s equipment cannot be reached${since}`,
      camera_blind: (since: string, camera: string) => `Camera “${camera}” shows nothing${since}`,
      no_camera: () => 'No camera looks at this household yet',
      not_told: () => 'The equipment has told nothing yet',
      out: (since: string) => `Went out, not seen back${since}`,
      never_seen: () => 'Newly installed: nobody was seen yet',
      overdue: (since: string) => `Nobody seen${since}, longer than usual`,
    },
  },
} as const;

export function householdWords(household: GuardianHousehold, now: Now): HouseholdWords {
  const { ageMs, language, nowMs } = now;
  const words = WORDS[language];
  const { lastSeenAt, place, state, unknown } = household;
  const details = unknown.map(({ cameraName, kind, since }) =>
    words.reason[kind](since === null ? '' : words.since(clockTime(since, now)), cameraName ?? ''),
  );
  const last = lastSeenAt === null ? [] : [words.last(clockTime(lastSeenAt, now))];
  if (state === 'alert') return { tone: 'alert', headline: words.alert, details: [words.see, ...details] };
  if (state === 'unknown')
    return { tone: 'unknown', headline: words.unknown, details: [...details, ...last] };
  const seen = lastSeenAt === null ? '' : ago(nowMs - Date.parse(lastSeenAt), language);
  const told =
    state === 'seen'
      ? words.seen(seen, place === null ? '' : words.place[place])
      : words.fine(lastSeenAt === null ? '' : clockTime(lastSeenAt, now));
  if (ageMs <= STALE_MS) return { tone: 'well', headline: words.well, details: [told] };
  const was = `${words.well}${language === 'zh' ? '，' : '; '}${told}`;
  return {
    ...{ tone: 'unknown', headline: words.unknown },
    details: [words.stale(ago(ageMs, language), was)],
  };
}

const MIN_MS = 60_000;

/** Rounded down, in the largest unit that is not 0. */
export function ago(ms: number, language: Language): string {
  const minutes = Math.floor(Math.max(0, ms) / MIN_MS);
  if (minutes < 1) return language === 'zh' ? '刚刚' : 'just now';
  if (minutes < 60) return language === 'zh' ? `${minutes} 分钟前` : `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return language === 'zh' ? `${hours} 小时前` : `${hours} h ago`;
  const days = Math.floor(hours / 24);
  return language === 'zh' ? `${days} 天前` : `${days} d ago`;
}

/** Hour and minute; with the date when it is not today. */
export function clockTime(instant: string, { language, nowMs }: Pick<Now, 'language' | 'nowMs'>): string {
  const date = new Date(instant);
  const isToday = date.toDateString() === new Date(nowMs).toDateString();
  return new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', {
    ...(isToday ? {} : { month: 'numeric', day: 'numeric' }),
    ...{ hour: '2-digit', minute: '2-digit', hour12: false },
  }).format(date);
}
