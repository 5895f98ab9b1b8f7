import { Button } from 'antd-mobile';
import type { TFunction } from 'i18next';
import type { AlertView, UserView } from '../../../../edge-config/contracts/rest.ts';
import { holder } from '../county/shell/state.ts';
import type { BoardAlarm } from '../county/shell/use-alarm.ts';
import { formatClock } from '../shared/format.ts';
import { switchLanguage, useTranslation } from '../shared/language.ts';
import { Banner } from './banner.tsx';
import { type Deeds, waiting } from './deeds.ts';
import type { DutyBoard } from './use-board.ts';

interface BoardPageProps {
  readonly user: UserView;
  readonly board: DutyBoard;
  readonly deeds: Deeds;
  readonly alarm: BoardAlarm;
  readonly dismiss: (actionId: string) => void;
  readonly onSignOut: () => void;
}

export function BoardPage({ alarm, board, deeds, dismiss, onSignOut, user }: BoardPageProps) {
  const { t } = useTranslation();
  return (
    <main className="duty">
      <header>
        <img src="/icon.svg" alt="" width={36} height={36} />
        <div className="who">
          <h1>{t('title')}</h1>
          <span>{user.displayName}</span>
        </div>
        <Button size="small" fill="none" data-testid="language" onClick={() => void switchLanguage()}>
          {t('language')}
        </Button>
        <Button size="small" fill="none" data-testid="duty-sign-out" onClick={onSignOut}>
          {t('signOut')}
        </Button>
      </header>
      <Banner board={board} deeds={deeds} onDismiss={dismiss} />
      {!alarm.isUnlocked && (
        <Button block size="large" className="unlock" onClick={alarm.unlock}>
          {t('soundOff')}
        </Button>
      )}
      {alarm.isUnlocked && alarm.ringing !== undefined && (
        <Button block size="large" className="unlock" data-testid="duty-mute" onClick={alarm.toggleMute}>
          {t('mute')}
        </Button>
      )}
      {board.open.length === 0 && board.ageMs !== undefined && (
        <div className="quiet">
          <p>{t(board.isHeard ? 'allQuiet' : 'quietThen')}</p>
          {board.isHeard && <small>{t('allQuietHint')}</small>}
        </div>
      )}
      <ul className="cards" data-testid="duty-board">
        {board.open.map((view) => (
          <li key={view.alert.alertId}>
            <Card view={view} nowMs={board.nowMs} isWaiting={waiting(deeds, view.alert.alertId).length > 0} />
          </li>
        ))}
      </ul>
    </main>
  );
}

function Card({ isWaiting, nowMs, view }: { view: AlertView; nowMs: number; isWaiting: boolean }) {
  const { t } = useTranslation();
  const { alert, machineEnded, state } = view;
  const isCalling = state === 'raised' && !machineEnded && alert.status === 'actual';
  return (
    <a
      href={`#/alert/${alert.alertId}`}
      className={`card severity-${alert.severity} ${machineEnded ? 'over' : ''} ${isCalling ? 'calling' : ''}`}
      data-testid="duty-card"
      data-alert-id={alert.alertId}
      data-state={state}
      data-status={alert.status}
    >
      {alert.status !== 'actual' && <span className="drill">{t(`statusLong.${alert.status}`)}</span>}
      <span className="top">
        <strong>{t(`type.${alert.type}`)}</strong>
        <span className="clock">{formatClock(nowMs - Date.parse(alert.occurredAt))}</span>
      </span>
      <span className="place">{alert.place.label}</span>
      <span className={`state state-${state}`}>
        {stateText(view, t)}
        {isWaiting && ` · ${t('waitsHere')}`}
      </span>
    </a>
  );
}

/** Who has it, in one line. */
export function stateText(view: AlertView, t: TFunction): string {
  const who = holder(view)?.label;
  const over = view.machineEnded ? `${t('over')} · ` : '';
  if (who === undefined) return `${over}${t(`state.${view.state}`)}`;
  return `${over}${t('by', { state: t(`state.${view.state}`), who })}`;
}
