import { formatInstant } from '../shared/format.ts';
import { currentLanguage, useTranslation } from '../shared/language.ts';
import { takenBy } from './state.ts';
import type { PhoneState } from './use-phone.ts';

export function History({ phone }: { phone: PhoneState }) {
  const { t } = useTranslation();
  const { cards, nowMs } = phone;
  const language = currentLanguage();
  return (
    <main>
      <h1>{t('page.history')}</h1>
      {cards.length === 0 && <p className="quiet">{t('noHistory')}</p>}
      <ul className="history">
        {cards.map((card) => {
          const taken = takenBy(card);
          const state = card.isClosed ? 'closedShort' : card.isEnded ? 'endedShort' : 'openShort';
          return (
            <li key={card.alertId}>
              <a
                href={`#/alert/${card.alertId}`}
                data-testid="history-item"
                className={`severity-${card.severity}`}
              >
                <strong>
                  {t(`type.${card.type}`)}
                  {card.status !== 'actual' && <span className="mark">{t(`status.${card.status}`)}</span>}
                </strong>
                <span>{card.placeLabel}</span>
                <small>
                  {formatInstant(card.occurredAt, nowMs, language)} · {t(state)}
                  {taken !== undefined && ` · ${taken.actor.label || t(`actor.${taken.actor.kind}`)}`}
                </small>
              </a>
            </li>
          );
        })}
      </ul>
    </main>
  );
}
