import { formatClock, formatInstant } from '../shared/format.ts';
import { currentLanguage, useTranslation } from '../shared/language.ts';
import { Answers } from './answers.tsx';
import { Others } from './others.tsx';
import { type AnswerKind, type Card, isOver, rings } from './state.ts';

interface AlertCardProps {
  readonly card: Card;
  readonly nowMs: number;
  readonly onAnswer: (kind: AnswerKind) => void;
}

export function AlertCard({ card, nowMs, onAnswer }: AlertCardProps) {
  const { t } = useTranslation();
  const language = currentLanguage();
  const isDone = isOver(card, nowMs);
  const { alertId, placeLabel, reason, status, type } = card;
  return (
    <article
      className={`card alert-card severity-${card.severity} ${isDone ? 'over' : ''} ${rings(card, nowMs) ? 'ringing' : ''}`}
      data-testid="guardian-alert"
      data-alert-id={alertId}
    >
      <h2>
        {t(`type.${type}`)}
        {status !== 'actual' && <span className="mark">{t(`status.${status}`)}</span>}
      </h2>
      <p className="place">{placeLabel}</p>
      <p className="time">
        {formatInstant(card.occurredAt, nowMs, language)}
        {!isDone && (
          <>
            {' '}
            ·{' '}
            <span className="clock">
              {t('sinceThen', { clock: formatClock(nowMs - Date.parse(card.occurredAt)) })}
            </span>
          </>
        )}
      </p>
      {reason !== null && !isDone && <p>{reason[language]}</p>}
      {card.isEnded && <p className="clear">{t('ended')}</p>}
      {card.isClosed && <p className="clear">{t('closedByOperator')}</p>}
      <Others card={card} nowMs={nowMs} />
      {!isDone && <Answers card={card} onAnswer={onAnswer} />}
      {card.hasImage && !isDone && (
        <img src={`/api/guardian/alerts/${alertId}/image`} alt={t('still')} loading="lazy" />
      )}
      {status !== 'test' && (
        <a className="more" href={`#/alert/${alertId}`}>
          {t('details')} ›
        </a>
      )}
    </article>
  );
}
