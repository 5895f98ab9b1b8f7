/** What the machine and people did about an alert. */
import { Timeline } from 'antd';
import type { AlertAction } from '../../../../../edge-config/contracts/rest.ts';
import { formatInstant } from '../../shared/format.ts';
import { currentLanguage, useTranslation } from '../../shared/language.ts';
import { ScenePhoto } from '../../shared/scene-photo.tsx';
import { toldWords } from '../../shared/told.ts';
import { rolesText } from './escalation.tsx';

interface HistoryProps {
  readonly alertId: string;
  readonly actions: readonly AlertAction[];
  readonly nowMs: number;
  readonly onShow: (alertId: string) => void;
}

export function History({ actions, alertId, nowMs, onShow }: HistoryProps) {
  return (
    <Timeline
      items={actions.map((action) => ({
        key: action.actionId,
        color: colourOf(action.kind),
        content: <Item action={action} alertId={alertId} nowMs={nowMs} onShow={onShow} />,
      }))}
    />
  );
}

function colourOf(kind: AlertAction['kind']): string {
  if (kind === 'raised') return 'red';
  return kind === 'ended' || kind === 'closed' || kind === 'merged' ? 'green' : 'blue';
}

function Item({ action, alertId, nowMs, onShow }: Omit<HistoryProps, 'actions'> & { action: AlertAction }) {
  const { t } = useTranslation();
  const { actor, kind, target } = action;
  // A merge names the other alert on both sides.
  const isMergedHere = kind === 'note' && target !== null;
  const other = kind === 'merged' || isMergedHere ? target : null;
  return (
    <div data-testid="action-item" data-kind={kind}>
      <strong>{t(isMergedHere ? 'mergedHere' : `action.${kind}`)}</strong>
      {action.tells !== null && ` ${rolesText(action.tells, t)}`}
      {kind === 'photo' && target !== null && <ScenePhoto alertId={alertId} photoId={target} />}
      {target !== null &&
        other === null &&
        kind !== 'photo' &&
        ` · ${target === '' ? t('duty.nobody') : target}`}
      {action.outcome !== null && ` · ${t(`outcome.${action.outcome}`)}`}
      {other !== null && (
        <>
          {' '}
          <button type="button" className="link" onClick={() => onShow(other)}>
            {t('showOther')}
          </button>
        </>
      )}
      {action.note !== null && <div className="remark">{action.note}</div>}
      <div className="by">
        {t(`actor.${actor.kind}`)} {t(`channel.${actor.label}`, { defaultValue: actor.label })} ·{' '}
        {formatInstant(action.at, nowMs, currentLanguage())}
      </div>
      {toldWords(action).map(({ at, key }) => (
        <div key={key} className="told" data-testid="told" data-key={key}>
          {t(key, { at: at === '' ? '' : formatInstant(at, nowMs, currentLanguage()) })}
        </div>
      ))}
    </div>
  );
}
