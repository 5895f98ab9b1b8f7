/** Header, ways to the pages, and what must be seen on every page: a stale line, and alerts that nobody has taken. */
import { useEffect, useState } from 'react';
import { Link, Route, Switch, useLocation } from 'wouter';
import { LIVE_HEARTBEAT_MS } from '../../../../../edge-config/contracts/timing.ts';
import { formatClock } from '../../shared/format.ts';
import { switchLanguage, useTranslation } from '../../shared/language.ts';
import { type County, useCounty } from './county-context.tsx';
import { rich } from './later.tsx';
import { PAGES } from './pages.ts';
import { useTime } from './time.tsx';

const OwnMenu = rich(async () => (await import('../people/own-menu.tsx')).OwnMenu);

export function Shell() {
  const { t } = useTranslation();
  const county = useCounty();
  const [location] = useLocation();
  const { calling, user } = county;
  const pages = PAGES.filter(({ roles }) => roles.includes(user.role));
  const isBare = pages.some((page) => page.isBare === true && page.path === location);
  useEffect(() => {
    document.title = `${calling.length > 0 ? `(${calling.length}) ` : ''}${t('title')}`;
  }, [calling.length, t]);
  return (
    <div className={isBare ? 'app bare' : 'app'}>
      {!isBare && <Header county={county} />}
      {!isBare && <Banners county={county} isOnBoard={location === '/'} />}
      <Switch>
        {pages.map(({ component: Page, path }) => (
          <Route key={path} path={path} component={Page} />
        ))}
        <Route>
          <p className="empty">
            {t('noPage')} <Link href="/">{t('page.board')}</Link>
          </p>
        </Route>
      </Switch>
    </div>
  );
}

function Header({ county }: { county: County }) {
  const { t } = useTranslation();
  const { alarm, isSettled, signedOut, user } = county;
  return (
    <header className="shell-header">
      <img src="/icon.svg" alt="" width={28} height={28} />
      <h1>{t('title')}</h1>
      <nav>
        {PAGES.filter(({ roles }) => roles.includes(user.role)).map(({ name, path }) => (
          <Link key={path} href={path} className={(isActive) => (isActive ? 'active' : '')}>
            {t(name)}
          </Link>
        ))}
      </nav>
      <div className="tools">
        {!alarm.isUnlocked && (
          <button type="button" className="tool calls" onClick={alarm.unlock}>
            {t('soundOff')}
          </button>
        )}
        {(alarm.ringing !== undefined || alarm.mutedForMs !== undefined) && alarm.isUnlocked && (
          <button type="button" className="tool framed" data-testid="mute" onClick={alarm.toggleMute}>
            {t(alarm.isMuted ? 'unmute' : 'mute')}
            {alarm.mutedForMs !== undefined && ` ${formatClock(alarm.mutedForMs)}`}
          </button>
        )}
        {alarm.isUnlocked && (
          <button type="button" className="tool" onClick={alarm.check}>
            {t('soundCheck')}
          </button>
        )}
        <button type="button" className="tool" data-testid="language" onClick={() => void switchLanguage()}>
          {t('language')}
        </button>
        {isSettled ? <OwnMenu user={user} onSignedOut={signedOut} /> : user.displayName}
      </div>
    </header>
  );
}

function Banners({ county, isOnBoard }: { county: County; isOnBoard: boolean }) {
  const { t } = useTranslation();
  const { alarm, board, calling, stale } = county;
  const now = useTime();
  const [openedAtMs] = useState(now.monotonicMs);
  const [gravest] = calling;
  // At the start nothing has been heard for a moment: that is no reason to alarm.
  const isSettled = board.heardAtMs !== undefined || now.monotonicMs - openedAtMs > 2 * LIVE_HEARTBEAT_MS;
  return (
    <>
      {stale !== undefined && isSettled && (
        <p className="banner bad" role="alert" data-testid="stale-banner">
          {t(stale === 'console' ? 'staleConsole' : 'staleBroker')}
        </p>
      )}
      {board.failingChannels.length > 0 && (
        <p className="banner" role="alert" data-testid="channels-banner">
          {t('channels.banner', {
            what: board.failingChannels
              .map(
                ({ channel, error }) =>
                  `${t(`channel.${channel}`, { defaultValue: channel })} (${error ?? ''})`,
              )
              .join(' · '),
          })}
        </p>
      )}
      {!isOnBoard && gravest !== undefined && (
        <Link href="/" className={`calling-banner severity-${gravest.alert.severity}`} role="alert">
          {t('callingBanner', {
            count: calling.length,
            what: t(`type.${gravest.alert.type}`),
            where: gravest.alert.place.label,
          })}
        </Link>
      )}
      {!isOnBoard && alarm.ringing === 'drill' && (
        <Link href="/" className="calling-banner drill">
          {t('drillBanner')}
        </Link>
      )}
    </>
  );
}
