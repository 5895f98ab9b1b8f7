/** All texts of the county's pages, by area. */
import { WORDS } from '../shared/words.ts';
import { AUDIT_TEXTS } from './audit/texts.ts';
import { BOARD_TEXTS } from './board/texts.ts';
import { CAMERAS_TEXTS } from './cameras/texts.ts';
import { CHANNEL_TEXTS } from './channels/texts.ts';
import { DRILL_TEXTS } from './drills/texts.ts';
import { ESCALATION_TEXTS } from './escalation/texts.ts';
import { ESTATE_TEXTS } from './estate/texts.ts';
import { LEDGER_TEXTS } from './ledger/texts.ts';
import { LIVE_TEXTS } from './live-view/texts.ts';
import { PEOPLE_TEXTS } from './people/texts.ts';
import { REPORT_TEXTS } from './reports/texts.ts';
import { SHELL_TEXTS } from './shell/texts.ts';
import { WALL_TEXTS } from './wall/texts.ts';

const AREAS = [
  WORDS,
  AUDIT_TEXTS,
  BOARD_TEXTS,
  CAMERAS_TEXTS,
  CHANNEL_TEXTS,
  DRILL_TEXTS,
  ESCALATION_TEXTS,
  ESTATE_TEXTS,
  LEDGER_TEXTS,
  LIVE_TEXTS,
  PEOPLE_TEXTS,
  REPORT_TEXTS,
  SHELL_TEXTS,
  WALL_TEXTS,
] as const;

export const TEXTS = {
  zh: Object.assign({}, ...AREAS.map(({ zh }) => zh)) as Record<string, string>,
  en: Object.assign({}, ...AREAS.map(({ en }) => en)) as Record<string, string>,
};
