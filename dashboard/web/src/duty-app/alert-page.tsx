import { Button } from 'antd-mobile';
import { useState } from 'react';
import type { AlertView, UserView } from '../../../../edge-config/contracts/rest.ts';
import type { BoardAlarm } from '../county/shell/use-alarm.ts';
import { stillUrl } from '../shared/api.ts';
import { formatClock, formatInstant } from '../shared/format.ts';
import { currentLanguage, useTranslation } from '../shared/language.ts';
import { Banner } from './banner.tsx';
import { stateText } from './board-page.tsx';
import type { Deeds } from './deeds.ts';
import { Steps } from './steps.tsx';
import { Story } from './story.tsx';
import type { DutyBoard } from './use-board.ts';
import type { NewDeed } from './use-deeds.ts';
import { Way } from './way.tsx';

interface AlertPageProps {
  readonly user: UserView;
  readonly view: AlertView;
  readonly board: DutyBoard;
  readonly deeds: Deeds;
  readonly alarm: BoardAlarm;
  readonly dismiss: (actionId: string) => void;
  readonly onAct: (deed: NewDeed) => void;
}

export function AlertPage({ alarm, board, deeds, dismiss, onAct, user, view }: AlertPageProps) {
  const { t } = useTranslation();
  const { alert, state } = view;
  const language = currentLanguage();
  return (
    <main className="duty one" data-testid="duty-alert" data-alert-id={alert.alertId} data-state={state}>
      <header>
        <a href="#/" className="back" data-testid="duty-back">
          ‹ {t('back')}
        </a>
        {alarm.isUnlocked && alarm.ringing !== undefined && (
          <Button size="small" data-testid="duty-mute" onClick={alarm.toggleMute}>
            {t('mute')}
          </Button>
        )}
      </header>
      <Banner board={board} deeds={deeds} onDismiss={dismiss} />
      <section className={`card severity-${alert.severity} ${view.machineEnded ? 'over' : ''}`}>
        {alert.status !== 'actual' && <span className="drill">{t(`statusLong.${alert.status}`)}</span>}
        <span className="top">
          <h1>{t(`type.${alert.type}`)}</h1>
          <span className="clock">{formatClock(board.nowMs - Date.parse(alert.occurredAt))}</span>
        </span>
        <span className="place">{alert.place.label}</span>
        <span className="reason">
          {alert.evidence.reason[language]} · {formatInstant(alert.occurredAt, board.nowMs, language)}
        </span>
        <span className={`state state-${state}`} data-testid="duty-state">
          {state === 'closed' && view.outcome !== null
            ? `${t('state.closed')} · ${t(`outcome.${view.outcome}`)}`
            : stateText(view, t)}
        </span>
      </section>
      <Way view={view} />
      {view.hasImage && <Still view={view} />}
      <Story view={view} deeds={deeds} nowMs={board.nowMs} />
      <Steps view={view} user={user} deeds={deeds} onAct={onAct} />
    </main>
  );
}

/** Asked for by a touch: each look is written down. */
function Still({ view }: { view: AlertView }) {
  const { t } = useTranslation();
  const [isShown, setShown] = useState(false);
  if (!isShown) {
    return (
      <Button block size="large" className="look" data-testid="duty-still" onClick={() => setShown(true)}>
        {t('look')}
      </Button>
    );
  }
  return <img className="still" src={stillUrl(view)} alt={t('still')} />;
}
