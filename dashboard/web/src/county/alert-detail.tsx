import { Button, Descriptions, Space, Timeline } from 'antd';
import { useTranslation } from 'react-i18next';
import type { AlertAction, AlertView } from '../../../../edge-config/contracts/rest.ts';
import { stillUrl } from '../shared/api.ts';
import { formatElapsed, formatInstant } from '../shared/format.ts';
import { currentLanguage } from '../shared/language.ts';
import { Marks } from './alert-list.tsx';
import { EscalationLine, rolesText } from './escalation.tsx';
import { HouseholdDay } from './household-day.tsx';
import { PostureChart } from './posture-chart.tsx';
import { SkeletonReplay } from './skeleton-replay.tsx';

interface AlertDetailProps {
  readonly view: AlertView;
  readonly nowMs: number;
  readonly onAcknowledge: () => void;
  readonly onClose: () => void;
}

export function AlertDetail({ view, nowMs, onAcknowledge, onClose }: AlertDetailProps) {
  const { t } = useTranslation();
  const language = currentLanguage();
  const { alert } = view;
  const replay = alert.evidence.replay ?? null;
  return (
    <article data-testid="alert-detail" data-alert-id={alert.alertId} data-state={view.state}>
      <div className={`headline severity-${alert.severity} state-${view.state}`}>
        <div>
          <h2>
            {t(`type.${alert.type}`)} · {alert.place.label} <Marks view={view} />
          </h2>
          <p>{alert.evidence.reason[language]}</p>
          <EscalationLine view={view} nowMs={nowMs} />
        </div>
        <Space>
          <span className="clock">{formatElapsed(Date.parse(alert.occurredAt), nowMs, language)}</span>
          {view.state === 'raised' && (
            <Button data-testid="acknowledge" type="primary" size="large" onClick={onAcknowledge}>
              {t('acknowledge')} (A)
            </Button>
          )}
          {view.state !== 'closed' && (
            <Button data-testid="close" size="large" onClick={onClose}>
              {t('close')} (C)
            </Button>
          )}
        </Space>
      </div>
      <div className="columns">
        <div>
          <figure>
            {replay === null ? (
              <Still view={view} />
            ) : (
              <SkeletonReplay key={alert.alertId} alert={alert} replay={replay}>
                <Still view={view} />
              </SkeletonReplay>
            )}
            <figcaption>{replay === null ? t('still') : `${t('replay.title')} · ${t('still')}`}</figcaption>
          </figure>
          {alert.type === 'absence' && alert.householdId !== null ? (
            <>
              <h3>{t('dayTitle')}</h3>
              <HouseholdDay gatewayId={alert.gatewayId} householdId={alert.householdId} nowMs={nowMs} />
            </>
          ) : (
            <>
              <h3>{t('timeline')}</h3>
              <PostureChart alert={alert} />
            </>
          )}
        </div>
        <div>
          <Descriptions size="small" column={1} bordered items={facts(view, nowMs, t)} />
          <h3>{t('way')}</h3>
          <Way view={view} nowMs={nowMs} />
          <h3>{t('history')}</h3>
          <Timeline items={view.actions.map((action) => historyItem(action, nowMs, t))} />
        </div>
      </div>
    </article>
  );
}

function Still({ view }: { view: AlertView }) {
  const { t } = useTranslation();
  return view.hasImage ? (
    <img data-testid="alert-image" src={stillUrl(view)} alt={t('still')} />
  ) : (
    <div className="no-still">{t('stillPending')}</div>
  );
}

type Translate = (key: string) => string;

function facts(view: AlertView, nowMs: number, t: Translate) {
  const language = currentLanguage();
  const { alert } = view;
  return [
    { key: 'occurred', label: t('occurred'), children: formatInstant(alert.occurredAt, nowMs, language) },
    { key: 'camera', label: t('camera'), children: view.cameraName ?? alert.cameraId ?? '—' },
    { key: 'confidence', label: t('confidence'), children: `${Math.round(alert.confidence * 100)} %` },
    ...alert.evidence.measurements.map(({ key, label, value, unit }) => ({
      key,
      label: label[language],
      children: `${value} ${unitText(unit, language)}`,
    })),
  ];
}

function unitText(unit: string, language: 'zh' | 'en'): string {
  if (language === 'en') return unit;
  return unit.replace('body heights/s', '身高/秒').replace('body heights', '倍身高').replace(/^s$/, '秒');
}

/** Where the time went: each stage with what it added. */
function Way({ view, nowMs }: { view: AlertView; nowMs: number }) {
  const { t } = useTranslation();
  const language = currentLanguage();
  const { alert, stages } = view;
  // Only a fall has an impact and a suspicion before it.
  const beginning =
    alert.stages.impactStreamMs === null
      ? ([['occurred', alert.occurredAt]] as const)
      : ([
          ['stageImpact', alert.occurredAt],
          ['stageSuspected', alert.stages.suspectedAt],
        ] as const);
  const steps = [
    ...beginning,
    ['stageRaised', alert.raisedAt],
    ['stageOutbox', stages.outboxAt],
    ['stagePublished', stages.publishedAt],
    ['stageCommitted', stages.committedAt],
    ['stageReceipt', stages.receiptAt],
  ] as const;
  let before: number | undefined;
  return (
    <table className="way">
      <tbody>
        {steps.map(([key, at]) => {
          const ms = at === null ? undefined : Date.parse(at);
          const added = ms === undefined || before === undefined ? '' : addedText(ms - before);
          before = ms ?? before;
          return (
            <tr key={key}>
              <th>{t(key)}</th>
              <td>{at === null ? '—' : formatInstant(at, nowMs, language)}</td>
              <td>{added}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** A negative step is shown as such: it tells that two machines' clocks differ. */
function addedText(ms: number): string {
  const sign = ms < 0 ? '−' : '+';
  const size = Math.abs(ms);
  return size >= 1000 ? `${sign}${(size / 1000).toFixed(1)} s` : `${sign}${size} ms`;
}

function historyItem(action: AlertAction, nowMs: number, t: Translate) {
  const color =
    action.kind === 'raised' ? 'red' : action.kind === 'ended' || action.kind === 'closed' ? 'green' : 'blue';
  return {
    key: action.actionId,
    color,
    content: (
      <div data-testid="action-item" data-kind={action.kind}>
        <strong>{t(`action.${action.kind}`)}</strong>
        {action.tells !== null && ` ${rolesText(action.tells, t)}`}
        {action.outcome !== null && ` · ${t(`outcome.${action.outcome}`)}`}
        {action.note !== null && <div>{action.note}</div>}
        <div className="by">
          {t(`actor.${action.actor.kind}`)} {action.actor.label} ·{' '}
          {formatInstant(action.at, nowMs, currentLanguage())}
        </div>
      </div>
    ),
  };
}
