/** The left of the wall: how many, who waits, what is not seen, the day so far. */
import { memo } from 'react';
import type { Overview } from '../../../../../edge-config/contracts/rest.ts';
import { currentLanguage, useTranslation } from '../../shared/language.ts';
import { clockText, SEVERITIES, waitTone } from './figures.ts';

export const Severities = memo(function Severities({ total }: { total: Overview['total'] }) {
  const { t } = useTranslation();
  return (
    <section className="wall-panel wall-severities">
      <h2>
        {t('wall.open')}
        <small>
          {total.openDrills > 0 && <b className="drill">{t('wall.drills', { count: total.openDrills })}</b>}
          {total.openTests > 0 && <b>{t('wall.tests', { count: total.openTests })}</b>}
        </small>
      </h2>
      <dl>
        {SEVERITIES.map((severity) => {
          const count = total.open[severity];
          return (
            <div key={severity} className={count > 0 ? `tone-${severity}` : 'none'}>
              <dt>{t(`severity.${severity}`)}</dt>
              <dd data-testid={`wall-open-${severity}`}>{count}</dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
});

interface WaitingProps {
  readonly count: number;
  /** Undefined when nobody waits. */
  readonly waitMs: number | undefined;
}

/** From then on the clock has more digits. */
const HOUR_MS = 3_600_000;

export function Waiting({ count, waitMs }: WaitingProps) {
  const { t } = useTranslation();
  return (
    <section className="wall-panel wall-waiting">
      <div>
        <h2>{t('wall.unacknowledged')}</h2>
        <p data-testid="wall-unacknowledged">{count}</p>
      </div>
      <div>
        <h2>{t('wall.longest')}</h2>
        {waitMs === undefined ? (
          <p className="nobody">{t('wall.nobodyWaits')}</p>
        ) : (
          <p
            className={`wait-${waitTone(waitMs)}${waitMs >= HOUR_MS ? ' is-long' : ''}`}
            data-testid="wall-longest"
            data-tone={waitTone(waitMs)}
          >
            {clockText(waitMs, currentLanguage())}
          </p>
        )}
      </div>
    </section>
  );
}

export const Watched = memo(function Watched({ total }: { total: Overview['total'] }) {
  const { t } = useTranslation();
  const { blind, connecting, unknown, watching } = total.cameras;
  const cells = [
    { key: 'watching', count: watching, isBad: false },
    { key: 'blind', count: blind, isBad: true },
    { key: 'unknown', count: unknown, isBad: true },
  ] as const;
  return (
    <section className="wall-panel wall-watched">
      <h2>
        {t('wall.cameras')}
        <small>{connecting > 0 && `${t('wall.connecting')} ${connecting}`}</small>
      </h2>
      <dl className="wall-cells">
        {cells.map(({ count, isBad, key }) => (
          <div key={key} className={isBad && count > 0 ? `is-${key}` : ''}>
            <dt>{t(`wall.${key}`)}</dt>
            <dd data-testid={`wall-cameras-${key}`}>{count}</dd>
          </div>
        ))}
      </dl>
      <dl className="wall-lines">
        <div className={total.gatewaysLate > 0 ? 'is-unknown' : ''}>
          <dt>{t('wall.gatewaysLate')}</dt>
          <dd data-testid="wall-gateways-late">
            {total.gatewaysLate} / {total.gateways}
          </dd>
        </div>
        <div className={total.householdsUnknown > 0 ? 'is-unknown' : ''}>
          <dt>{t('wall.households')}</dt>
          <dd>{total.householdsUnknown}</dd>
        </div>
      </dl>
    </section>
  );
});

export const Today = memo(function Today({ total }: { total: Overview['total'] }) {
  const { t } = useTranslation();
  return (
    <section className="wall-panel wall-today">
      <h2>{t('wall.today')}</h2>
      <dl className="wall-cells">
        {(['raisedToday', 'closedToday', 'trueToday', 'falseToday'] as const).map((key) => (
          <div key={key}>
            <dt>{t(`wall.${key}`)}</dt>
            <dd>{total[key]}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
});

export const Response = memo(function Response({ response }: { response: Overview['response'] }) {
  const { t } = useTranslation();
  const rows = [
    { key: 'wall.toAcknowledged', times: response.acknowledged },
    { key: 'wall.toOnScene', times: response.onScene },
  ];
  const text = (ms: number | null): string => (ms === null ? '—' : clockText(ms, currentLanguage()));
  return (
    <section className="wall-panel wall-response">
      <table>
        <thead>
          <tr>
            <th>{t('wall.response')}</th>
            <th>{t('wall.median')}</th>
            <th>{t('wall.p95')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, times }) => (
            <tr key={key}>
              <th>{t(key)}</th>
              <td>{text(times.medianMs)}</td>
              <td>{text(times.p95Ms)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
});
