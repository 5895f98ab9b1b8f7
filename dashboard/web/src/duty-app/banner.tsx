/** How fresh the board is, what waits to be sent, and what somebody must read. */
import { Button } from 'antd-mobile';
import { formatElapsed, formatInstant } from '../shared/format.ts';
import { currentLanguage, useTranslation } from '../shared/language.ts';
import { conflictText } from './conflict.ts';
import { type Deeds, toRead, waiting } from './deeds.ts';
import type { DutyBoard } from './use-board.ts';

interface BannerProps {
  readonly board: DutyBoard;
  readonly deeds: Deeds;
  readonly onDismiss: (actionId: string) => void;
}

export function Banner({ board, deeds, onDismiss }: BannerProps) {
  const { t } = useTranslation();
  const language = currentLanguage();
  const time = (instant: string): string => formatInstant(instant, board.nowMs, language);
  const count = waiting(deeds).length;
  const age =
    board.ageMs === undefined ? undefined : formatElapsed(board.nowMs - board.ageMs, board.nowMs, language);
  return (
    <>
      <div
        role="status"
        data-testid="duty-line"
        data-heard={board.isHeard}
        className={`line ${board.isHeard ? 'heard' : 'unheard'}`}
      >
        {board.isHeard ? t('heard') : age === undefined ? t('neverHeard') : t('unheard', { age })}
        {count > 0 && (
          <span data-testid="duty-waiting" data-count={count}>
            {' '}
            · {t('waitingCount', { count })}
          </span>
        )}
      </div>
      {toRead(deeds).map((deed) => (
        <div
          key={deed.actionId}
          role="alert"
          className="to-read"
          data-testid="duty-to-read"
          data-state={deed.state}
        >
          <strong>{deed.placeLabel}</strong>
          <p>
            {deed.state === 'conflict' && conflictText(deed, { t, time }, language)}
            {deed.state === 'refused' &&
              t('refused', { what: t(`deed.${deed.kind}`), at: time(deed.at), why: deed.why[language] })}
          </p>
          <Button size="middle" data-testid="duty-dismiss" onClick={() => onDismiss(deed.actionId)}>
            {t('dismiss')}
          </Button>
        </div>
      ))}
    </>
  );
}
