/** Parts of sentences in both languages. */
import type { BilingualText } from '../../../edge-config/contracts/errors.ts';
import type { PeriodKind, Report, ScopeReport } from '../../../edge-config/contracts/rest.ts';
import { word } from '../words.ts';

export const text = (zh: string, en: string): BilingualText => ({ zh, en });

export function each(make: (language: 'zh' | 'en') => string): BilingualText {
  return { zh: make('zh'), en: make('en') };
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}

/** Of the whole place: the last known name, or where there is none what stands for it. */
export function divisionName({ division: { code, names } }: Pick<ScopeReport, 'division'>): BilingualText {
  const name = names.at(-1);
  if (name !== undefined) return text(name, name);
  return code === '' ? text('全部区划', 'All divisions') : text(code, code);
}

const PERIODS: Readonly<Record<PeriodKind, BilingualText>> = {
  month: text('月报', 'Monthly report'),
  week: text('周报', 'Weekly report'),
  day: text('日报', 'Daily brief'),
};

export function kindName(kind: PeriodKind): BilingualText {
  return PERIODS[kind];
}

export function periodName({ kind, period }: Pick<Report, 'kind' | 'period'>): BilingualText {
  const [year = '', second = '', day = ''] = period.split(/-W?/);
  const plain = (digits: string): string => String(Number(digits));
  if (kind === 'month') return text(`${year}年${plain(second)}月`, period);
  if (kind === 'week') return text(`${year}年第${plain(second)}周`, `Week ${plain(second)} of ${year}`);
  return text(`${year}年${plain(second)}月${plain(day)}日`, period);
}

/** Against the period before, such as "比上期增加 3（+20.0%）". */
export function change(now: number, before: number): BilingualText {
  if (now === before) return text('与上期持平', 'as in the period before');
  const by = Math.abs(now - before);
  const share = before === 0 ? '' : percent(by / before);
  const [zh, en] = now > before ? ['增加', 'more'] : ['减少', 'fewer'];
  return text(
    `环比${zh} ${by} 条${share === '' ? '' : `（${now > before ? '+' : '−'}${share}）`}`,
    `${by} ${en} than in the period before${share === '' ? '' : ` (${now > before ? '+' : '−'}${share})`}`,
  );
}

/** `12 秒`, `3 分 5 秒`, `1.5 小时`. */
export function took(seconds: number | null): BilingualText {
  if (seconds === null) return text('无数据', 'no data');
  if (Math.abs(seconds) < 60) return text(`${rounded(seconds)} 秒`, `${rounded(seconds)} s`);
  if (seconds < 3600) {
    const [minutes, rest] = [Math.floor(seconds / 60), Math.floor(seconds % 60)];
    if (rest === 0) return text(`${minutes} 分钟`, `${minutes} min`);
    return text(`${minutes} 分 ${rest} 秒`, `${minutes} min ${rest} s`);
  }
  return text(`${rounded(seconds / 3600)} 小时`, `${rounded(seconds / 3600)} h`);
}

export function rounded(value: number): string {
  return String(Math.round(value * 10) / 10);
}

export function gradeName(grade: ScopeReport['grade']): BilingualText {
  return grade === null ? text('无数据', 'No data') : GRADES[grade];
}

const GRADES = {
  excellent: text('优', 'Excellent'),
  good: text('良', 'Good'),
  pass: text('合格', 'Pass'),
  fail: text('不合格', 'Fail'),
} as const;

export function stageName(stage: ScopeReport['stages'][number]['stage']): BilingualText {
  return STAGES[stage];
}

const STAGES = {
  committed: text('上报→入库', 'Raised → committed'),
  acknowledged: text('入库→受理', 'Committed → acknowledged'),
  dispatched: text('入库→分派', 'Committed → dispatched'),
  on_scene: text('入库→到场', 'Committed → on scene'),
  closed: text('入库→办结', 'Committed → closed'),
} as const;

type Kpi = ScopeReport['kpis'][number];

export function kpiName({ key, withinS }: Kpi): BilingualText {
  if (key === 'falsePerCameraMonth') return text('误报（条/摄像头·月）', 'False alarms per camera-month');
  const limit = took(withinS);
  return key === 'attended'
    ? text(`分派后 ${limit.zh}内到场`, `On scene within ${limit.en}, where sent`)
    : text(`${limit.zh}内受理`, `Acknowledged within ${limit.en}`);
}

export function kpiValue({ key, value }: Kpi): BilingualText {
  if (value === null) return text('无数据', 'no data');
  return each(() => (key === 'falsePerCameraMonth' ? value.toFixed(2) : percent(value)));
}

export function kpiLimit({ key, limit }: Kpi): BilingualText {
  return key === 'falsePerCameraMonth' ? each(() => `≤ ${limit}`) : each(() => `≥ ${percent(limit)}`);
}

export function metName({ isMet }: Kpi): BilingualText {
  if (isMet === null) return text('无数据', 'no data');
  return isMet ? text('达标', 'met') : text('未达标', 'not met');
}

/** `跌倒 3 条、久静 2 条` */
export function counts(kind: 'type' | 'severity', named: ScopeReport['byType']): BilingualText {
  const some = named.filter(({ figure }) => figure.count > 0);
  return {
    zh: some.map(({ figure, name }) => `${word('zh', `${kind}.${name}`)} ${figure.count} 条`).join('、'),
    en: some.map(({ figure, name }) => `${word('en', `${kind}.${name}`)} ${figure.count}`).join(', '),
  };
}

export function joined(parts: readonly BilingualText[]): BilingualText {
  return { zh: parts.map(({ zh }) => zh).join('、'), en: parts.map(({ en }) => en).join(', ') };
}
