/** The product's words in documents that the console writes: the same as on its pages. */
import { WORDS } from '../web/src/shared/words.ts';

export type DocumentLanguage = 'zh' | 'en';

/** Beside those of the pages. */
const MORE = {
  zh: {
    'status.actual': '实警',
    'state.raised': '已上报',
    'state.acknowledged': '已受理',
    'state.dispatched': '已分派',
    'state.on_scene': '已到场',
    'state.closed': '已办结',
    yes: '是',
    no: '否',
  },
  en: {
    'status.actual': 'Actual',
    'state.raised': 'Raised',
    'state.acknowledged': 'Acknowledged',
    'state.dispatched': 'Dispatched',
    'state.on_scene': 'On scene',
    'state.closed': 'Closed',
    yes: 'yes',
    no: 'no',
  },
} as const;

export function word(language: DocumentLanguage, key: string): string {
  return ALL[language][key] ?? key;
}

/** Put together once: an export asks for half a million words. */
const ALL: Readonly<Record<DocumentLanguage, Readonly<Record<string, string>>>> = {
  zh: { ...WORDS.zh, ...MORE.zh },
  en: { ...WORDS.en, ...MORE.en },
};
