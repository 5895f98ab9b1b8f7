import { Button, Tag } from 'antd-mobile';
import { useTranslation } from 'react-i18next';
import { formatElapsed, formatInstant } from '../shared/format.ts';
import { currentLanguage } from '../shared/language.ts';
import { type AnswerKind, type Card, rings } from './state.ts';

interface AlertCardProps {
  readonly card: Card;
  readonly nowMs: number;
  readonly onAnswer: (kind: AnswerKind) => void;
}

const ANSWERS = [
  { kind: 'going', text: 'answerGoing', color: 'primary' },
  { kind: 'safe', text: 'answerSafe', color: 'success' },
  { kind: 'false', text: 'answerFalse', color: 'default' },
] as const;

export function AlertCard({ card, nowMs, onAnswer }: AlertCardProps) {
  const { t } = useTranslation();
  const language = currentLanguage();
  const isOver = card.isEnded || card.isClosed;
  const elapsed = formatElapsed(Date.parse(card.occurredAt), nowMs, language);
  return (
    <article
      className={`card severity-${card.severity} ${isOver ? 'over' : ''} ${rings(card, nowMs) ? 'ringing' : ''}`}
      data-testid="guardian-alert"
      data-alert-id={card.alertId}
    >
      <h3>
        {t(`type.${card.type}`)}
        {card.status !== 'actual' && <Tag color="#7c3aed">{t(`status.${card.status}`)}</Tag>}
      </h3>
      <p className="place">{card.placeLabel}</p>
      <p className="time">
        {formatInstant(card.occurredAt, nowMs, language)} · {elapsed}
        {t('ago')}
      </p>
      {card.reason !== null && !isOver && <p>{card.reason[language]}</p>}
      {card.isEnded && <p className="clear">{t('ended')}</p>}
      {card.isClosed && <p className="clear">{t('closedByOperator')}</p>}
      {card.hasImage && (
        <img src={`/api/guardian/alerts/${card.alertId}/image`} alt={t('still')} loading="lazy" />
      )}
      <ul className="others">
        {card.actions
          .filter((action) => action.actor.kind !== 'gateway')
          .map((action) => (
            <li key={action.actionId}>
              {action.tells === null
                ? action.actor.label || t(`actor.${action.actor.kind}`)
                : action.tells.map((role) => t(`role.${role}`)).join(t('listComma'))}{' '}
              · {t(`action.${action.kind}`)} · {formatInstant(action.at, nowMs, language)}
            </li>
          ))}
      </ul>
      {!isOver && (
        <div className="answers">
          {ANSWERS.map(({ kind, text, color }) => (
            <Button
              key={kind}
              block
              size="large"
              color={color}
              fill={card.answer === null || card.answer.kind === kind ? 'solid' : 'outline'}
              loading={card.answer?.kind === kind && card.answer.state === 'sending'}
              data-testid={`answer-${kind}`}
              onClick={() => onAnswer(kind)}
            >
              {t(text)}
            </Button>
          ))}
        </div>
      )}
      {card.answer !== null && (
        <p
          data-testid="answer-state"
          data-state={card.answer.state}
          className={`answer-${card.answer.state}`}
        >
          {t('youAnswered')}：{t(`action.${card.answer.kind}`)} · {t(card.answer.state)}
        </p>
      )}
    </article>
  );
}
