/** Chinese first, English on request; the choice stays in this browser. */
import i18next, { type TFunction, type TOptions } from 'i18next';
import { useSyncExternalStore } from 'react';

export type Language = 'zh' | 'en';

const STORED = 'shouwang.language';

export async function startLanguage(texts: Record<Language, Record<string, string>>): Promise<void> {
  await i18next.init({
    lng: readChoice(),
    fallbackLng: 'zh',
    resources: { zh: { translation: texts.zh }, en: { translation: texts.en } },
    interpolation: { escapeValue: false },
    keySeparator: false,
  });
  apply();
}

export function currentLanguage(): Language {
  return i18next.language === 'en' ? 'en' : 'zh';
}

export async function switchLanguage(): Promise<void> {
  const next = currentLanguage() === 'zh' ? 'en' : 'zh';
  localStorage.setItem(STORED, next);
  await i18next.changeLanguage(next);
  apply();
}

/**
 * The texts; who uses them is drawn anew when the language changes. Our own, since the hook of react-i18next copies all of i18next
 * at each use: of all functions of the board's first page it took the longest.
 */
export function useTranslation(): { readonly t: TFunction } {
  return { t: textsOf(useLanguage()) };
}

/** Who uses it is drawn anew when it changes. */
export function useLanguage(): Language {
  return useSyncExternalStore(subscribe, currentLanguage);
}

const fixed = new Map<Language, TFunction>();

/**
 * One function for each language: what was drawn with it stays drawn. A text into which nothing is put is only looked up: on a slow
 * phone, i18next's own way took a fifth of the scripts' time until the family's page could be used.
 */
export function textsOf(language: Language): TFunction {
  const known = fixed.get(language);
  if (known !== undefined) return known;
  const filled = i18next.getFixedT(language);
  const t = ((key: string, options?: TOptions): string => {
    if (options !== undefined) return filled(key, options);
    const text: unknown = i18next.getResource(language, 'translation', key);
    return typeof text === 'string' ? text : filled(key);
  }) as TFunction;
  fixed.set(language, t);
  return t;
}

function subscribe(changed: () => void): () => void {
  i18next.on('languageChanged', changed);
  return () => i18next.off('languageChanged', changed);
}

function readChoice(): Language {
  return localStorage.getItem(STORED) === 'en' ? 'en' : 'zh';
}

function apply(): void {
  document.documentElement.lang = currentLanguage() === 'zh' ? 'zh-CN' : 'en';
}
