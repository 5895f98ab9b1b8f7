/** What went wrong, in the words of the catalogue and the page's language. Pure. */
import { ApiError } from './api.ts';
import type { Language } from './language.ts';

export interface Fault {
  readonly code: string | undefined;
  readonly meaning: string;
  readonly remedy: string;
}

const NO_CONNECTION: Record<Language, Omit<Fault, 'code'>> = {
  zh: { meaning: '连不上控制台', remedy: '请检查网络后重试' },
  en: { meaning: 'The console cannot be reached', remedy: 'Check the network and try again.' },
};

export function faultOf(error: unknown, language: Language): Fault {
  const body = error instanceof ApiError ? error.body : undefined;
  if (body === undefined) return { code: undefined, ...NO_CONNECTION[language] };
  return { code: body.code, meaning: body.message[language], remedy: body.remedy[language] };
}
