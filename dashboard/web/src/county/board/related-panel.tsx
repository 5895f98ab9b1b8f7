/** What may tell of the same happening, and what this household had before. */
import { Alert, Button, Skeleton } from 'antd';
import type { AlertView } from '../../../../../edge-config/contracts/rest.ts';
import { formatInstant } from '../../shared/format.ts';
import { currentLanguage, useTranslation } from '../../shared/language.ts';
import { Marks, StateChip } from './alert-list.tsx';
import type { Related } from './api.ts';
import type { Loaded } from './use-loaded.ts';

interface RelatedPanelProps {
  readonly loaded: Loaded<Related>;
  readonly nowMs: number;
  readonly onRetry: () => void;
  readonly onShow: (view: AlertView) => void;
}

export function RelatedPanel({ loaded, nowMs, onRetry, onShow }: RelatedPanelProps) {
  const { t } = useTranslation();
  if (loaded.state === 'loading') return <Skeleton active title={false} paragraph={{ rows: 2 }} />;
  if (loaded.state === 'failed') {
    return (
      <Alert
        type="warning"
        showIcon
        title={t('relatedFailed')}
        action={
          <Button size="small" onClick={onRetry}>
            {t('retry')}
          </Button>
        }
      />
    );
  }
  const { household, nearby } = loaded.value;
  const isNear = new Set(nearby.map(({ alert }) => alert.alertId));
  const before = household.filter(({ alert }) => !isNear.has(alert.alertId));
  if (nearby.length + before.length === 0) return <p className="none">{t('relatedNone')}</p>;
  return (
    <div data-testid="related">
      {nearby.length > 0 && <h4>{t('relatedNearby')}</h4>}
      <Rows views={nearby} nowMs={nowMs} onShow={onShow} />
      {before.length > 0 && <h4>{t('relatedHousehold')}</h4>}
      <Rows views={before} nowMs={nowMs} onShow={onShow} />
    </div>
  );
}

function Rows({
  views,
  nowMs,
  onShow,
}: Pick<RelatedPanelProps, 'nowMs' | 'onShow'> & { views: readonly AlertView[] }) {
  const { t } = useTranslation();
  return (
    <ul className="related">
      {views.map((view) => (
        <li key={view.alert.alertId}>
          <button type="button" className="link" onClick={() => onShow(view)}>
            {t(`type.${view.alert.type}`)} · {view.alert.place.label}
          </button>
          <Marks view={view} />
          <small>
            {formatInstant(view.alert.occurredAt, nowMs, currentLanguage())} · <StateChip view={view} />
            {view.outcome !== null && ` · ${t(`outcome.${view.outcome}`)}`}
          </small>
        </li>
      ))}
    </ul>
  );
}
