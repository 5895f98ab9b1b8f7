/** The top of the wall: where, when, and whether what is shown is so now. */
import type { Overview } from '../../../../../edge-config/contracts/rest.ts';
import { LIVE_HEARTBEAT_MS } from '../../../../../edge-config/contracts/timing.ts';
import { formatElapsed } from '../../shared/format.ts';
import { currentLanguage, useTranslation } from '../../shared/language.ts';
import { useCounty } from '../shell/county-context.tsx';
import { useTime } from '../shell/time.tsx';

interface WallHeaderProps {
  readonly overview: Overview | undefined;
  /** Now, by the console's clock. */
  readonly nowMs: number;
  /** Of the figures; undefined while they are fresh. */
  readonly ageMs: number | undefined;
  readonly screen: { readonly isFull: boolean; readonly toggle: () => void };
}

/** Until then a line that was not heard yet is being opened, not broken. */
const OPENING_MS = 2 * LIVE_HEARTBEAT_MS;

export function WallHeader({ ageMs, nowMs, overview, screen }: WallHeaderProps) {
  const { t } = useTranslation();
  const { alarm, board, stale } = useCounty();
  const now = useTime();
  const isOpening = board.heardAtMs === undefined && now.monotonicMs < OPENING_MS;
  const faults = [
    ...(stale === undefined || isOpening
      ? []
      : [t(stale === 'console' ? 'wall.staleConsole' : 'wall.staleBroker')]),
    ...(ageMs === undefined ? [] : [t('wall.age', { ago: formatElapsed(0, ageMs, currentLanguage()) })]),
  ];
  const state = faults.length > 0 ? 'bad' : isOpening ? 'opening' : 'good';
  const { date, time } = clockOf(nowMs, overview?.timeZone);
  const name = overview?.division.name ?? overview?.division.code ?? '';
  return (
    <header className="wall-header">
      <h1>{t('wall.title', { name })}</h1>
      <p className={`wall-state ${state}`} role="status" data-testid="wall-state" data-state={state}>
        {state === 'bad' ? faults.join(' · ') : t(state === 'good' ? 'wall.online' : 'wall.opening')}
      </p>
      {!alarm.isUnlocked && <p className="wall-silent">{t('wall.silent')}</p>}
      <button type="button" className="wall-full" onClick={screen.toggle}>
        {t(screen.isFull ? 'wall.leaveFullscreen' : 'wall.fullscreen')}
      </button>
      <p className="wall-date">{date}</p>
      <time className="wall-time">{time}</time>
    </header>
  );
}

function clockOf(nowMs: number, timeZone: string | undefined): { date: string; time: string } {
  const locale = currentLanguage() === 'zh' ? 'zh-CN' : 'en-GB';
  const zone = timeZone === undefined ? {} : { timeZone };
  const date = new Date(nowMs).toLocaleDateString(locale, {
    ...zone,
    ...{ year: 'numeric', month: 'long', day: 'numeric', weekday: 'short' },
  });
  const time = new Date(nowMs).toLocaleTimeString('en-GB', { ...zone, hour12: false });
  return { date, time };
}
