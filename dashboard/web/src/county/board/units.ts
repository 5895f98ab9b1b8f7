/** Units of measurements in an alert's evidence, as the gateways write them (`gateway/domain/evidence.ts`, `quiet/concern.ts`). */
const ZH: Readonly<Record<string, string>> = {
  'body heights': '倍身高',
  'body heights/s': '倍身高/秒',
  frames: '帧',
  s: '秒',
  min: '分钟',
};

/** A unit without a word of its own, as `°`, and one that a newer gateway sends stay as they are. */
export function unitText(unit: string, language: 'zh' | 'en'): string {
  return language === 'zh' ? (ZH[unit] ?? unit) : unit;
}
