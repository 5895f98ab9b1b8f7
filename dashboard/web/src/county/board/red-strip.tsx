/** Above the queue, always of one height: a grave alert that nobody has taken shows here at once and shifts nothing. */

import type { AlertView } from '../../../../../edge-config/contracts/rest.ts';
import { useTranslation } from '../../shared/language.ts';
import { RunningClock } from '../shell/time.tsx';

interface RedStripProps {
  readonly views: readonly AlertView[];
  /** The board hears nothing: then it cannot say that there is none. */
  readonly isStale: boolean;
  readonly onJump: (view: AlertView) => void;
}

export function RedStrip({ views, isStale, onJump }: RedStripProps) {
  const { t } = useTranslation();
  const [gravest] = views;
  if (gravest === undefined) {
    return <div className="red-strip calm">{t(isStale ? 'stripUnknown' : 'stripCalm')}</div>;
  }
  const { alert } = gravest;
  return (
    <button
      type="button"
      className={`red-strip severity-${alert.severity}`}
      data-testid="red-strip"
      data-alert-id={alert.alertId}
      onClick={() => onJump(gravest)}
    >
      <strong>{t(`type.${alert.type}`)}</strong>
      <span className="where">{alert.place.label}</span>
      <span className="elapsed">
        <RunningClock since={alert.occurredAt} />
      </span>
      {views.length > 1 && <span className="more">+{views.length - 1}</span>}
    </button>
  );
}
