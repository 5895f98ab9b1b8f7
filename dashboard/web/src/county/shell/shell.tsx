/** Header, ways to the pages, and what must be seen on every page: a stale line, and alerts that nobody has taken. */
import { AudioMutedOutlined, AudioOutlined, SoundOutlined } from '@ant-design/icons';
import { Alert, App as AntApp, Button, Space, Spin } from 'antd';
import { Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Route, Switch, useLocation } from 'wouter';
import { LIVE_HEARTBEAT_MS } from '../../../../../edge-config/contracts/timing.ts';
import { formatClock } from '../../shared/format.ts';
import { switchLanguage } from '../../shared/language.ts';
import { OwnMenu } from '../people/own-menu.tsx';
import { type County, useCounty } from './county-context.tsx';
import { PAGES } from './pages.ts';

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
    <AntApp className={isBare ? 'app bare' : 'app'}>
      {!isBare && <Header county={county} />}
      {!isBare && <Banners county={county} isOnBoard={location === '/'} />}
      <Suspense fallback={<Spin className="loading" size="large" />}>
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
      </Suspense>
    </AntApp>
  );
}

function Header({ county }: { county: County }) {
  const { t } = useTranslation();
  const { alarm, signedOut, user } = county;
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
      <Space className="tools" wrap>
        {!alarm.isUnlocked && (
          <Button danger size="small" icon={<AudioMutedOutlined />} onClick={alarm.unlock}>
            {t('soundOff')}
          </Button>
        )}
        {(alarm.ringing !== undefined || alarm.mutedForMs !== undefined) && alarm.isUnlocked && (
          <Button
            size="small"
            data-testid="mute"
            icon={alarm.isMuted ? <AudioMutedOutlined /> : <AudioOutlined />}
            onClick={alarm.toggleMute}
          >
            {t(alarm.isMuted ? 'unmute' : 'mute')}
            {alarm.mutedForMs !== undefined && ` ${formatClock(alarm.mutedForMs)}`}
          </Button>
        )}
        {alarm.isUnlocked && (
          <Button size="small" type="text" icon={<SoundOutlined />} onClick={alarm.check}>
            {t('soundCheck')}
          </Button>
        )}
        <Button size="small" type="text" data-testid="language" onClick={() => void switchLanguage()}>
          {t('language')}
        </Button>
        <OwnMenu user={user} onSignedOut={signedOut} />
      </Space>
    </header>
  );
}

function Banners({ county, isOnBoard }: { county: County; isOnBoard: boolean }) {
  const { t } = useTranslation();
  const { alarm, board, calling, now, stale } = county;
  const [openedAtMs] = useState(now.monotonicMs);
  const [gravest] = calling;
  // At the start nothing has been heard for a moment: that is no reason to alarm.
  const isSettled = board.heardAtMs !== undefined || now.monotonicMs - openedAtMs > 2 * LIVE_HEARTBEAT_MS;
  return (
    <>
      {stale !== undefined && isSettled && (
        <Alert
          data-testid="stale-banner"
          type="error"
          banner
          title={t(stale === 'console' ? 'staleConsole' : 'staleBroker')}
        />
      )}
      {board.failingChannels.length > 0 && (
        <Alert
          data-testid="channels-banner"
          type="warning"
          banner
          title={t('channels.banner', {
            what: board.failingChannels
              .map(
                ({ channel, error }) =>
                  `${t(`channel.${channel}`, { defaultValue: channel })} (${error ?? ''})`,
              )
              .join(' · '),
          })}
        />
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
