/** The band that calls the room, and the newest alerts on the right. */
import type { OverviewAlert } from '../../../../../edge-config/contracts/rest.ts';
import { formatElapsed } from '../../shared/format.ts';
import { currentLanguage, useTranslation } from '../../shared/language.ts';
import { clockText } from './figures.ts';
import { whereOf } from './items.ts';

interface ItemsProps {
  readonly items: readonly OverviewAlert[];
  /** Code of the division on the wall. */
  readonly shown: string;
  /** Now, by the console's clock. */
  readonly nowMs: number;
}

/** Names what and where until somebody has taken it; one at a time, the others are counted. */
export function CallingBand({ items, nowMs, shown }: ItemsProps) {
  const { t } = useTranslation();
  const [first] = items;
  if (first === undefined) return null;
  const isDrill = first.status !== 'actual';
  const more = items.filter(({ status }) => status === first.status).length - 1;
  return (
    <div className={isDrill ? 'wall-band drill' : 'wall-band'} role="alert" data-testid="wall-band">
      {isDrill && <b>{t('status.exercise')}</b>}
      <strong>{t(`type.${first.type}`)}</strong>
      <span>{whereOf(first, shown)}</span>
      <time>
        {t('wall.waits')} {clockText(nowMs - Date.parse(first.committedAt), currentLanguage())}
      </time>
      {more > 0 && <small>{t('wall.more', { count: more })}</small>}
    </div>
  );
}

/** As many whole rows as there is room for. */
export function NewestAlerts({ items, nowMs, shown }: ItemsProps) {
  const { t } = useTranslation();
  return (
    <section className="wall-panel wall-newest">
      <h2>{t('wall.newest')}</h2>
      {items.length === 0 && <p className="wall-empty">{t('wall.noOpen')}</p>}
      <ol hidden={items.length === 0}>
        {items.map((item) => (
          <li
            key={item.alertId}
            className={item.status === 'actual' ? `edge-${item.severity}` : 'edge-drill'}
            data-testid="wall-alert"
            data-alert-id={item.alertId}
          >
            <strong>
              {item.status !== 'actual' && <b>{t(`status.${item.status}`)}</b>}
              {t(`type.${item.type}`)}
            </strong>
            <em className={item.state === 'raised' && !item.machineEnded ? 'is-raised' : ''}>
              {t(item.machineEnded ? 'wall.machineEnded' : `wall.state.${item.state}`)}
            </em>
            <span>{whereOf(item, shown)}</span>
            <time>{formatElapsed(Date.parse(item.committedAt), nowMs, currentLanguage())}</time>
          </li>
        ))}
      </ol>
    </section>
  );
}
