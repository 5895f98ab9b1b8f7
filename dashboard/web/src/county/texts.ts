/** All texts of the county's pages, by area. */
import { WORDS } from '../shared/words.ts';
import { BOARD_TEXTS } from './board/texts.ts';
import { ESTATE_TEXTS } from './estate/texts.ts';
import { SHELL_TEXTS } from './shell/texts.ts';

const AREAS = [WORDS, SHELL_TEXTS, BOARD_TEXTS, ESTATE_TEXTS] as const;

export const TEXTS = {
  zh: Object.assign({}, ...AREAS.map(({ zh }) => zh)) as Record<string, string>,
  en: Object.assign({}, ...AREAS.map(({ en }) => en)) as Record<string, string>,
};
