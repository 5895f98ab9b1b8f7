import { ArrowLeftOutlined } from '@ant-design/icons';
import { Button, Descriptions } from 'antd';
import { memo } from 'react';
import type { AlertView, Role } from '../../../../../edge-config/contracts/rest.ts';
import { stillUrl } from '../../shared/api.ts';
import { formatInstant } from '../../shared/format.ts';
import { currentLanguage, useTranslation } from '../../shared/language.ts';
import { Messages } from '../channels/messages.tsx';
import { HouseholdCard } from '../estate/household-card.tsx';
import { LiveButton } from '../live-view/live-modal.tsx';
import { RunningClock, useMinuteMs } from '../shell/time.tsx';
import { Marks, StateChip } from './alert-list.tsx';
import type { Related } from './api.ts';
import './detail.css';
import { EscalationLine } from './escalation.tsx';
import { History } from './history.tsx';
import { HouseholdDay } from './household-day.tsx';
import type { BoardCommand } from './keys.ts';
import { NextSteps } from './next-steps.tsx';
import { PostureChart } from './posture-chart.tsx';
import { RelatedPanel } from './related-panel.tsx';
import { SkeletonReplay } from './skeleton-replay.tsx';
import { stillAbsence } from './still.ts';
import { unitText } from './units.ts';
import type { Loaded } from './use-loaded.ts';
import { Way } from './way.tsx';

interface AlertDetailProps {
  readonly view: AlertView;
  readonly role: Role;
  readonly related: Loaded<Related>;
  /** These are each one function for good, or all of it is drawn at every message. */
  readonly onRetryRelated: () => void;
  readonly onCommand: (command: BoardCommand) => void;
  readonly onShow: (alertId: string) => void;
  /** Back to the queue, on a phone. */
  readonly onBack: () => void;
}

export const AlertDetail = memo(function AlertDetail(props: AlertDetailProps) {
  const { view, role, onBack, onCommand, onShow, related } = props;
  const { t } = useTranslation();
  const nowMs = useMinuteMs();
  const { alert } = view;
  return (
    <article
      data-testid="alert-detail"
      data-alert-id={alert.alertId}
      data-state={view.state}
      className={`status-${alert.status}`}
    >
      <Button className="back" type="text" icon={<ArrowLeftOutlined />} onClick={onBack}>
        {t('backToQueue')}
      </Button>
      {alert.status !== 'actual' && (
        <p className="not-real" role="note">
          {t(`notReal.${alert.status}`)}
        </p>
      )}
      <Headline view={view} />
      <NextSteps view={view} role={role} onCommand={onCommand} />
      <Household view={view} />
      <div className="columns">
        <Evidence view={view} nowMs={nowMs} />
        <div>
          <Descriptions size="small" column={1} bordered items={facts(view, nowMs, t)} />
          <h3>{t('history')}</h3>
          <History alertId={view.alert.alertId} actions={view.actions} nowMs={nowMs} onShow={onShow} />
          <Messages key={alert.alertId} alertId={alert.alertId} revision={view.revision} nowMs={nowMs} />
          <h3>{t('related')}</h3>
          <RelatedPanel
            loaded={related}
            nowMs={nowMs}
            onRetry={props.onRetryRelated}
            onShow={(other) => onShow(other.alert.alertId)}
          />
          <h3>{t('way')}</h3>
          <Way view={view} nowMs={nowMs} />
        </div>
      </div>
    </article>
  );
});

/** What, where, since when. */
function Headline({ view }: { view: AlertView }) {
  const { t } = useTranslation();
  const { alert, division } = view;
  return (
    <div className={`headline severity-${alert.severity} state-${view.state}`}>
      <div>
        <h2>
          {t(`type.${alert.type}`)} · {alert.place.label} <Marks view={view} />
        </h2>
        {division.names.length > 0 && <p className="division">{division.names.join(' · ')}</p>}
        <p>{alert.evidence.reason[currentLanguage()]}</p>
        <EscalationLine view={view} />
      </div>
      <div className="since">
        <span className="clock">
          <RunningClock since={alert.occurredAt} />
        </span>
        <StateChip view={view} />
      </div>
    </div>
  );
}

/** Who lives there, whom to call. The key R focuses it. */
function Household({ view: { alert } }: { view: AlertView }) {
  const { alertId, gatewayId, householdId } = alert;
  if (householdId === null) return null;
  return (
    <section id="household-card" tabIndex={-1}>
      <HouseholdCard key={alertId} alertId={alertId} gatewayId={gatewayId} householdId={householdId} />
    </section>
  );
}

function Still({ view }: { view: AlertView }) {
  const { t } = useTranslation();
  return view.hasImage ? (
    <img data-testid="alert-image" src={stillUrl(view)} alt={t('still')} />
  ) : (
    <div className="no-still">{t(stillAbsence(view))}</div>
  );
}

function Evidence({ view, nowMs }: { view: AlertView; nowMs: number }) {
  const { t } = useTranslation();
  const { alert } = view;
  const replay = alert.evidence.replay ?? null;
  return (
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
      {alert.cameraId !== null && (
        <LiveButton
          gatewayId={alert.gatewayId}
          cameraId={alert.cameraId}
          cameraName={view.cameraName ?? alert.cameraId}
          placeKind={alert.place.kind}
        />
      )}
      {alert.type === 'absence' && alert.householdId !== null ? (
        <>
          <h3>{t('dayTitle')}</h3>
          <HouseholdDay gatewayId={alert.gatewayId} householdId={alert.householdId} nowMs={nowMs} />
        </>
      ) : (
        alert.evidence.timeline.length > 1 && (
          <>
            <h3>{t('timeline')}</h3>
            <PostureChart alert={alert} />
          </>
        )
      )}
    </div>
  );
}

type Translate = (key: string) => string;

function facts(view: AlertView, nowMs: number, t: Translate) {
  const language = currentLanguage();
  const { alert } = view;
  return [
    { key: 'severity', label: t('severity'), children: t(`severity.${alert.severity}`) },
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
