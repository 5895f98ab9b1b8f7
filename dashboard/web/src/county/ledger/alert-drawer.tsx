import { Descriptions, Drawer, Spin, Timeline } from 'antd';
import type { TFunction } from 'i18next';
import { useEffect, useState } from 'react';
import type { AlertAction, AlertView } from '../../../../../edge-config/contracts/rest.ts';
import { api, stillUrl } from '../../shared/api.ts';
import { currentLanguage, useTranslation } from '../../shared/language.ts';
import { toldWords } from '../../shared/told.ts';
import { Fault } from './fault.tsx';
import { chinaTime } from './times.ts';

/** All that was done about one alert. */
export function AlertDrawer({ alertId, onClose }: { alertId: string | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const [view, setView] = useState<AlertView>();
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    setView(undefined);
    setError(undefined);
    if (alertId === undefined) return;
    let isOver = false;
    api.alert(alertId).then(
      (found) => isOver || setView(found),
      (fault: unknown) => isOver || setError(fault),
    );
    return () => {
      isOver = true;
    };
  }, [alertId]);
  return (
    <Drawer open={alertId !== undefined} onClose={onClose} size={560} title={t('ledger.detail')}>
      {error !== undefined && <Fault error={error} />}
      {view === undefined && error === undefined && <Spin />}
      {view && <Record view={view} />}
    </Drawer>
  );
}

function Record({ view }: { view: AlertView }) {
  const { t } = useTranslation();
  const language = currentLanguage();
  const { alert } = view;
  const facts = [
    ['ledger.occurredAt', chinaTime(alert.occurredAt)],
    ['ledger.severity', t(`severity.${alert.severity}`)],
    ['ledger.status', t(`ledgerStatus.${alert.status}`)],
    ['ledger.divisionNames', view.division.names.join(' ') || view.division.code],
    ['ledger.camera', view.cameraName ?? alert.cameraId ?? '—'],
    ['ledger.state', t(`ledgerState.${view.state}`)],
    ['ledger.outcome', view.outcome === null ? '—' : t(`outcome.${view.outcome}`)],
  ] as const;
  return (
    <article data-testid="ledger-record" data-alert-id={alert.alertId}>
      <h2>
        {t(`type.${alert.type}`)} · {alert.place.label}
      </h2>
      <p>{alert.evidence.reason[language]}</p>
      {view.hasImage && <img className="ledger-still" src={stillUrl(view)} alt={t('still')} />}
      <Descriptions
        size="small"
        column={1}
        bordered
        items={facts.map(([key, children]) => ({ key, label: t(key), children }))}
      />
      <h3>{t('history')}</h3>
      <Timeline items={view.actions.map((action) => historyItem(action, t))} />
    </article>
  );
}

function historyItem(action: AlertAction, t: TFunction) {
  return {
    key: action.actionId,
    content: (
      <>
        <strong>{t([`action.${action.kind}`, `ledgerState.${action.kind}`])}</strong>
        {action.kind.startsWith('notif') && action.target !== null && ` ${action.target}`}
        {action.outcome !== null && ` · ${t(`outcome.${action.outcome}`)}`}
        {action.note !== null && <div>{action.note}</div>}
        <div className="by">
          {t([`actor.${action.actor.kind}`, `ledgerActor.${action.actor.kind}`])}{' '}
          {action.actor.label === 'web_push' ? t('channel.web_push') : action.actor.label} ·{' '}
          {chinaTime(action.at)}
        </div>
        {toldWords(action).map(({ at, key }) => (
          <div key={key} className="by">
            {t(key, { at: at === '' ? '' : chinaTime(at) })}
          </div>
        ))}
      </>
    ),
  };
}
