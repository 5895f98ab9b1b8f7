/** How a conflict is told to who was second. Pure. */
import type { Language } from '../shared/language.ts';
import type { Kept } from './deeds.ts';

/** `你 14:05 已到场；14:03 值班员 已办结`. */
export function conflictText(
  deed: Extract<Kept, { state: 'conflict' }>,
  words: { readonly t: (key: string) => string; readonly time: (instant: string) => string },
  language: Language,
): string {
  const { t, time } = words;
  const mine = `${time(deed.at)} ${t(`deed.${deed.kind}`)}`;
  const other = deed.with;
  if (language === 'zh') {
    const theirs =
      other === null ? t('someoneFirst') : `${time(other.at)} 已由${other.label}${t(`first.${other.kind}`)}`;
    return `您 ${mine}；${theirs}`;
  }
  const theirs =
    other === null ? t('someoneFirst') : `${other.label} ${t(`first.${other.kind}`)} at ${time(other.at)}`;
  return `You: ${mine}; ${theirs}`;
}
