/**
 * The wall screen of the county's room: read from across the room, touched by nobody, for days. Alerts come over the
 * live line, figures are asked for; what is old is said to be old.
 */
import './wall.css';
import './wall-map.css';
import { useMemo } from 'react';
import { useSearch } from 'wouter';
import { ApiError } from '../../shared/api.ts';
import { currentLanguage, switchLanguage, useTranslation } from '../../shared/language.ts';
import { useCounty } from '../shell/county-context.tsx';
import { useTime } from '../shell/time.tsx';
import { CallingBand, NewestAlerts } from './alerts.tsx';
import { Response, Severities, Today, Waiting, Watched } from './counters.tsx';
import { DayCurve } from './day-curve.tsx';
import { WallHeader } from './header.tsx';
import { callingItems, longestWaiting, openItems } from './items.ts';
import { MapPanel } from './map-panel.tsx';
import { useCycle } from './use-cycle.ts';
import { FRESH_MS, useOverview } from './use-overview.ts';
import { useFullscreen, useIdleMouse, useKeys, useWakeLock } from './use-screen.ts';

export function Wall() {
  const { t } = useTranslation();
  const { board, stale } = useCounty();
  const now = useTime();
  const asked = new URLSearchParams(useSearch()).get('division') ?? undefined;
  const { error, overview, takenAtMs } = useOverview(asked, board.alerts);
  const items = useMemo(() => openItems(overview, board.alerts), [overview, board.alerts]);
  const calling = useMemo(() => callingItems(items), [items]);
  const [first] = calling;
  const cycle = useCycle(overview, first?.status === 'actual' ? first.division.code : undefined);
  const focus = useOverview(cycle.division, board.alerts);
  const screen = useFullscreen();
  const isIdle = useIdleMouse();
  useWakeLock();
  const { togglePause } = cycle;
  const { toggle } = screen;
  useKeys(
    useMemo(() => ({ l: () => void switchLanguage(), f: toggle, ' ': togglePause }), [toggle, togglePause]),
  );

  // The clocks here and there differ: the console's is the one that counts.
  const ageMs = takenAtMs === undefined ? undefined : Math.max(0, now.monotonicMs - takenAtMs);
  const nowMs = overview === undefined || ageMs === undefined ? now.wallMs : Date.parse(overview.at) + ageMs;
  const isOld = (ageMs ?? 0) > FRESH_MS || stale === 'console';
  const longest = longestWaiting(items);
  const shown = overview?.division.code ?? '';
  const isFocused = cycle.division !== null;
  const mapAgeMs = isFocused && focus.takenAtMs !== undefined ? now.monotonicMs - focus.takenAtMs : 0;
  const classes = [
    'wall',
    ...(isOld ? ['is-old'] : []),
    ...(mapAgeMs > FRESH_MS ? ['is-map-old'] : []),
    ...(isIdle ? ['is-idle'] : []),
  ];
  return (
    <main className={classes.join(' ')} data-testid="wall" data-old={isOld}>
      <WallHeader
        {...{ overview, nowMs, screen }}
        ageMs={ageMs !== undefined && ageMs > FRESH_MS ? ageMs : undefined}
      />
      <CallingBand items={calling} shown={shown} nowMs={nowMs} />
      {overview === undefined ? (
        <Nothing error={error} />
      ) : (
        <div className="wall-columns">
          <div>
            <Severities total={overview.total} />
            <Waiting
              count={overview.total.unacknowledged}
              waitMs={longest && nowMs - Date.parse(longest.committedAt)}
            />
            <Watched total={overview.total} />
            <Today total={overview.total} />
          </div>
          <MapPanel
            overview={isFocused ? (focus.overview ?? overview) : overview}
            hint={cycle.isCycling ? t(hintOf(cycle.isPaused, first !== undefined && isFocused)) : undefined}
          />
          <div>
            <NewestAlerts items={items} shown={shown} nowMs={nowMs} />
            <Response response={overview.response} />
            <DayCurve day={overview.day} />
          </div>
        </div>
      )}
    </main>
  );
}

function hintOf(isPaused: boolean, isHeld: boolean): string {
  if (isHeld) return 'wall.held';
  return isPaused ? 'wall.paused' : 'wall.next';
}

/** Before the first figures: why there are none. */
function Nothing({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const body = error instanceof ApiError ? error.body : undefined;
  const language = currentLanguage();
  return (
    <div className="wall-nothing" role="status" data-testid="wall-nothing">
      <p>{error === undefined ? t('wall.loading') : t('wall.noData')}</p>
      {error !== undefined && (
        <p>{body === undefined ? t('noConnection') : `${body.message[language]} ${body.remedy[language]}`}</p>
      )}
    </div>
  );
}
