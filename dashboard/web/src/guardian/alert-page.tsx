/** One alert: what, where, since when, the still, whom to call, what others do, and the answers. */
import { useCallback, useEffect, useState } from 'react';
import type { GuardianAlertDetail } from '../../../../edge-config/contracts/rest.ts';
import { ApiError } from '../shared/api.ts';
import { formatClock, formatInstant } from '../shared/format.ts';
import { currentLanguage, useTranslation } from '../shared/language.ts';
import { Answers } from './answers.tsx';
import { guardianApi } from './api.ts';
import { Contacts } from './contacts.tsx';
import { Others } from './others.tsx';
import { type Card, isOver, refresh } from './state.ts';
import type { PhoneState } from './use-phone.ts';

export function AlertPage({ alertId, phone }: { alertId: string; phone: PhoneState }) {
  const { t } = useTranslation();
  const { cards, home, nowMs } = phone;
  const { detail, isGone } = useDetail(alertId, home?.gotMs ?? 0);
  const language = currentLanguage();
  const known = cards.find((card) => card.alertId === alertId);
  const card = known ?? (detail && refresh(new Map<string, Card>(), [detail.alert]).get(alertId));
  if (card === undefined) {
    return (
      <main>
        <Back />
        <p className="quiet" role="status">
          {t(isGone ? 'alertGone' : 'loading')}
        </p>
      </main>
    );
  }
  const isDone = isOver(card, nowMs);
  const who = detail?.household?.residents.join(t('listComma')) ?? '';
  return (
    <main className={`alert-page severity-${card.severity} ${isDone ? 'over' : ''}`} data-testid="alert-page">
      <Back />
      <h1>
        {t(`type.${card.type}`)}
        {card.status !== 'actual' && <span className="mark">{t(`status.${card.status}`)}</span>}
      </h1>
      <p className="place">
        {who !== '' && `${who} · `}
        {card.placeLabel}
      </p>
      <p className="time">{formatInstant(card.occurredAt, nowMs, language)}</p>
      {!isDone && (
        <p className="running" data-testid="running">
          {t('beforeClock')} <span className="clock">{formatClock(nowMs - Date.parse(card.occurredAt))}</span>{' '}
          {t('afterClock')}
        </p>
      )}
      {detail !== undefined && <p>{detail.reason[language]}</p>}
      {card.isEnded && <p className="clear">{t('ended')}</p>}
      {card.isClosed && <p className="clear">{t('closedByOperator')}</p>}
      {card.status === 'exercise' && <p className="drill">{t('drillHint')}</p>}
      {!isDone && <Answers card={card} onAnswer={(kind) => phone.answer(alertId, kind)} />}
      {detail !== undefined && <Contacts contacts={detail.contacts} isOpen={!isDone} />}
      <Others card={card} nowMs={nowMs} />
      {card.hasImage && (
        <figure>
          <img src={`/api/guardian/alerts/${alertId}/image`} alt={t('still')} />
          <figcaption>{t('still')}</figcaption>
        </figure>
      )}
    </main>
  );
}

function Back() {
  const { t } = useTranslation();
  return (
    <a className="back" href="#/">
      ‹ {t('page.home')}
    </a>
  );
}

/** @param version of the news: a newer one is asked for again. */
function useDetail(alertId: string, version: number) {
  const [detail, setDetail] = useState<GuardianAlertDetail>();
  const [isGone, setGone] = useState(false);
  const load = useCallback(() => guardianApi.alert(alertId), [alertId]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `version` asks for another look.
  useEffect(() => {
    let isShown = true;
    load().then(
      (told) => isShown && setDetail(told),
      (error: unknown) => isShown && error instanceof ApiError && error.status === 404 && setGone(true),
    );
    return () => {
      isShown = false;
    };
  }, [load, version]);
  return { detail, isGone };
}
