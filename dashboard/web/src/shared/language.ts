/** Chinese first, English on request; the choice stays in this browser. */
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';

export type Language = 'zh' | 'en';

const STORED = 'shouwang.language';

export async function startLanguage(texts: Record<Language, Record<string, string>>): Promise<void> {
  await i18next.use(initReactI18next).init({
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

function readChoice(): Language {
  return localStorage.getItem(STORED) === 'en' ? 'en' : 'zh';
}

function apply(): void {
  document.documentElement.lang = currentLanguage() === 'zh' ? 'zh-CN' : 'en';
}
