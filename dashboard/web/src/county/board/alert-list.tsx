import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import type { AlertView } from '../../../../../edge-config/contracts/rest.ts';
import { formatElapsed, formatInstant } from '../../shared/format.ts';
import { currentLanguage } from '../../shared/language.ts';
import { isByPerson } from '../../shared/people.ts';
import { calls, type QueueFilter } from '../shell/state.ts';
import { rolesText } from './escalation.tsx';

interface AlertListProps {
  readonly views: readonly AlertView[];
  readonly chosenId: string | undefined;
  readonly nowMs: number;
  readonly filter: QueueFilter;
  /** The board hears nothing: an empty list then says nothing. */
  readonly isStale: boolean;
  readonly onChoose: (alertId: string) => void;
}

export function AlertList({ views, chosenId, nowMs, filter, isStale, onChoose }: AlertListProps) {
  const { t } = useTranslation();
  if (views.length === 0) {
    return (
      <div className="empty">
        <p>{t(emptyText(filter, isStale))}</p>
        {filter === 'open' && !isStale && <small>{t('quietHint')}</small>}
      </div>
    );
  }
  return (
    <ul className="alerts">
      {views.map((view) => (
        <li key={view.alert.alertId}>
          <button
            type="button"
            className={`row severity-${view.alert.severity} state-${view.state} ${calls(view) ? 'calling' : ''}`}
            aria-current={view.alert.alertId === chosenId}
            data-testid="alert-row"
            data-alert-id={view.alert.alertId}
            data-state={view.state}
            onClick={() => onChoose(view.alert.alertId)}
          >
            <span className="what">
              {t(`type.${view.alert.type}`)} <Marks view={view} />
            </span>
            <span className="elapsed">
              {view.state === 'closed'
                ? t(`outcome.${view.outcome ?? 'true'}`)
                : formatElapsed(Date.parse(view.alert.occurredAt), nowMs, currentLanguage())}
            </span>
            <span className="where">{view.alert.place.label}</span>
            <span className="when">{formatInstant(view.alert.occurredAt, nowMs, currentLanguage())}</span>
            <span className="answer">{latestAnswer(view, t)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Silence is not safety: an empty queue is called quiet only while the console is heard. */
export function emptyText(filter: QueueFilter, isStale: boolean): 'notKnown' | 'quiet' | 'noClosed' {
  if (isStale) return 'notKnown';
  return filter === 'open' ? 'quiet' : 'noClosed';
}

export function Marks({ view }: { view: AlertView }) {
  const { t } = useTranslation();
  const { status } = view.alert;
  return (
    <>
      {status !== 'actual' && <Tag color="purple">{t(`status.${status}`)}</Tag>}
      {view.late && (
        <Tag color="gold" title={t('lateHint')}>
          {t('late')}
        </Tag>
      )}
      {view.machineEnded && <Tag color="green">{t('machineEnded')}</Tag>}
      {view.state === 'raised' && view.escalation !== null && view.escalation.told.length > 0 && (
        <Tag color="red" data-testid="escalated">
          ↑ {rolesText(view.escalation.told, t)}
        </Tag>
      )}
    </>
  );
}

/** The newest thing that a person did: who has it in hand. */
function latestAnswer(view: AlertView, t: (key: string) => string): string {
  const answer = view.actions.filter(isByPerson).at(-1);
  return answer === undefined ? '' : `${answer.actor.label} · ${t(`action.${answer.kind}`)}`;
}
