/** All texts of the county's pages, by area. */
import { WORDS } from '../shared/words.ts';
import { AUDIT_TEXTS } from './audit/texts.ts';
import { BOARD_TEXTS } from './board/texts.ts';
import { CAMERAS_TEXTS } from './cameras/texts.ts';
import { SHELL_TEXTS } from './shell/texts.ts';

const AREAS = [WORDS, SHELL_TEXTS, BOARD_TEXTS, CAMERAS_TEXTS] as const;
import { PEOPLE_TEXTS } from './people/texts.ts';
import { SHELL_TEXTS } from './shell/texts.ts';

const AREAS = [WORDS, SHELL_TEXTS, AUDIT_TEXTS, BOARD_TEXTS, PEOPLE_TEXTS] as const;

export const TEXTS = {
  zh: Object.assign({}, ...AREAS.map(({ zh }) => zh)) as Record<string, string>,
  en: Object.assign({}, ...AREAS.map(({ en }) => en)) as Record<string, string>,
};
