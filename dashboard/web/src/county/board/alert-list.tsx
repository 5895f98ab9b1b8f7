import { memo, useEffect, useRef } from 'react';
import type { AlertView } from '../../../../../edge-config/contracts/rest.ts';
import { formatInstant } from '../../shared/format.ts';
import { currentLanguage, useTranslation } from '../../shared/language.ts';
import { calls, holder, type QueueFilter } from '../shell/state.ts';
import { RunningClock, useMinuteMs } from '../shell/time.tsx';
import { rolesText } from './escalation.tsx';
import { useOver } from './use-over.ts';

interface AlertListProps {
  readonly views: readonly AlertView[];
  readonly chosenId: string | undefined;
  readonly filter: QueueFilter;
  readonly isSearching: boolean;
  /** The board hears nothing: an empty list then says nothing. */
  readonly isStale: boolean;
  /** One function for good, or every row is drawn anew. */
  readonly onChoose: (alertId: string) => void;
  /** One function for good. */
  readonly onPointerOver: (isOver: boolean) => void;
}

export function AlertList(props: AlertListProps) {
  const { views, chosenId, filter, isSearching, isStale, onChoose, onPointerOver } = props;
  const { t } = useTranslation();
  const list = useRef<HTMLUListElement>(null);
  const before = useRef<string>(undefined);
  useOver(list, onPointerOver);
  // The keys move the choice out of sight otherwise. The first of all is in sight.
  useEffect(() => {
    if (before.current !== undefined) {
      list.current?.querySelector(`[data-alert-id="${chosenId}"]`)?.scrollIntoView({ block: 'nearest' });
    }
    before.current = chosenId;
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
    <ul className="alerts" ref={list}>
      {views.map((view) => (
        <li key={view.alert.alertId}>
          <Row view={view} isChosen={view.alert.alertId === chosenId} onChoose={onChoose} />
        </li>
      ))}
    </ul>
  );
}

interface RowProps {
  readonly view: AlertView;
  readonly isChosen: boolean;
  readonly onChoose: (alertId: string) => void;
}

/** In a storm hundreds stand here: each is drawn anew only when something of it changes. */
const Row = memo(function Row({ view, isChosen, onChoose }: RowProps) {
  const { t } = useTranslation();
  const nowMs = useMinuteMs();
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
      onClick={() => onChoose(alert.alertId)}
    >
      <span className="what">
        {t(`type.${alert.type}`)} <Marks view={view} />
      </span>
      <span className="elapsed">
        {view.state === 'closed' ? endText(view, t) : <RunningClock since={alert.occurredAt} />}
      </span>
      <span className="where">{alert.place.label}</span>
      <span className="when">{formatInstant(alert.occurredAt, nowMs, currentLanguage())}</span>
      <span className="answer">
        <StateChip view={view} />
      </span>
    </button>
  );
});

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
        <span className="alert-mark late" title={t('lateHint')}>
          {t('late')}
        </span>
      )}
      {view.machineEnded && <span className="alert-mark ended">{t('machineEnded')}</span>}
      {view.state === 'raised' && view.escalation !== null && view.escalation.told.length > 0 && (
        <span className="alert-mark escalated" data-testid="escalated">
          ↑ {rolesText(view.escalation.told, t)}
        </span>
      )}
    </>
  );
}
