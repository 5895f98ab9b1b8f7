import { Tag } from 'antd';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlertView } from '../../../../../edge-config/contracts/rest.ts';
import { formatClock, formatInstant } from '../../shared/format.ts';
import { currentLanguage } from '../../shared/language.ts';
import { calls, holder, type QueueFilter } from '../shell/state.ts';
import { rolesText } from './escalation.tsx';

interface AlertListProps {
  readonly views: readonly AlertView[];
  readonly chosenId: string | undefined;
  readonly nowMs: number;
  readonly filter: QueueFilter;
  readonly isSearching: boolean;
  /** The board hears nothing: an empty list then says nothing. */
  readonly isStale: boolean;
  readonly onChoose: (alertId: string) => void;
  readonly onPointerOver: (isOver: boolean) => void;
}

export function AlertList(props: AlertListProps) {
  const { views, chosenId, nowMs, filter, isSearching, isStale, onChoose, onPointerOver } = props;
  const { t } = useTranslation();
  const list = useRef<HTMLUListElement>(null);
  // The keys move the choice out of sight otherwise.
  useEffect(() => {
    list.current?.querySelector(`[data-alert-id="${chosenId}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [chosenId]);
  if (views.length === 0) {
    return (
      <div className="empty">
        <p>{t(isSearching ? 'noneFound' : emptyText(filter, isStale))}</p>
        {filter === 'open' && !isStale && !isSearching && <small>{t('quietHint')}</small>}
      </div>
    );
  }
  return (
    <ul
      className="alerts"
      ref={list}
      onPointerEnter={() => onPointerOver(true)}
      onPointerLeave={() => onPointerOver(false)}
    >
      {views.map((view) => (
        <li key={view.alert.alertId}>
          <Row
            view={view}
            isChosen={view.alert.alertId === chosenId}
            nowMs={nowMs}
            onChoose={() => onChoose(view.alert.alertId)}
          />
        </li>
      ))}
    </ul>
  );
}

interface RowProps {
  readonly view: AlertView;
  readonly isChosen: boolean;
  readonly nowMs: number;
  readonly onChoose: () => void;
}

function Row({ view, isChosen, nowMs, onChoose }: RowProps) {
  const { t } = useTranslation();
  const { alert } = view;
  const classes = ['row', `severity-${alert.severity}`, `state-${view.state}`, `status-${alert.status}`];
  if (calls(view)) classes.push('calling');
  return (
    <button
      type="button"
      className={classes.join(' ')}
      aria-current={isChosen}
      data-testid="alert-row"
      data-alert-id={alert.alertId}
      data-state={view.state}
      data-status={alert.status}
      onClick={onChoose}
    >
      <span className="what">
        {t(`type.${alert.type}`)} <Marks view={view} />
      </span>
      <span className="elapsed">
        {view.state === 'closed' ? endText(view, t) : formatClock(nowMs - Date.parse(alert.occurredAt))}
      </span>
      <span className="where">{alert.place.label}</span>
      <span className="when">{formatInstant(alert.occurredAt, nowMs, currentLanguage())}</span>
      <span className="answer">
        <StateChip view={view} />
      </span>
    </button>
  );
}

/** Where it stands, and who has it. */
export function StateChip({ view }: { view: AlertView }) {
  const { t } = useTranslation();
  const who = holder(view);
  return (
    <span className={`state-chip chip-${view.state}`} data-testid="state-chip">
      {t(`state.${view.state}`)}
      {who !== undefined && ` · ${who.label || t(`actor.${who.kind}`)}`}
      {view.dispatchedTo !== null && view.state !== 'closed' && ` → ${view.dispatchedTo.label}`}
    </span>
  );
}

function endText(view: AlertView, t: (key: string) => string): string {
  return view.outcome === null ? t('merged') : t(`outcome.${view.outcome}`);
}

/** Silence is not safety: an empty queue is called quiet only while the console is heard. */
export function emptyText(
  filter: QueueFilter,
  isStale: boolean,
): 'notKnown' | 'quiet' | 'noMine' | 'noClosed' {
  if (isStale) return 'notKnown';
  if (filter === 'mine') return 'noMine';
  return filter === 'open' ? 'quiet' : 'noClosed';
}

export function Marks({ view }: { view: AlertView }) {
  const { t } = useTranslation();
  const { status } = view.alert;
  return (
    <>
      {status !== 'actual' && <span className="mark-not-real">{t(`status.${status}`)}</span>}
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
