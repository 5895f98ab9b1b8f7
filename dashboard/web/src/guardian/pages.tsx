/** Everything behind the door: the state of the phone, and the page that the address names. */

import type { GuardianSession } from '../../../../edge-config/contracts/rest.ts';
import { useTranslation } from '../shared/language.ts';
import { AlertPage } from './alert-page.tsx';
import { Bind } from './bind.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { History } from './history.tsx';
import { Home } from './home.tsx';
import type { KeptHome } from './kept.ts';
import type { Route } from './route.ts';
import { Settings } from './settings.tsx';
import { usePhone } from './use-phone.ts';
import { useRoute } from './use-route.ts';

interface PagesProps {
  /** Null while the console cannot be asked. */
  readonly session: GuardianSession | null;
  readonly initial: KeptHome | null;
  readonly onBound: (session: GuardianSession) => void;
  readonly onSignedOut: () => void;
}

const TABS = [
  { page: 'home', href: '#/', icon: '⌂' },
  { page: 'history', href: '#/history', icon: '☰' },
  { page: 'settings', href: '#/settings', icon: '⚙' },
] as const;

export function Pages({ initial, onBound, onSignedOut, session }: PagesProps) {
  const { t } = useTranslation();
  const route = useRoute();
  const phone = usePhone(session, initial, onSignedOut);
  const bound = (told: GuardianSession): void => {
    onBound(told);
    phone.reload();
  };
  return (
    <>
      <ConnectionBanner phone={phone} />
      {page(route)}
      <nav className="tabs" aria-label={t('pages')}>
        {TABS.map(({ href, icon, page: name }) => (
          <a
            key={name}
            href={href}
            aria-current={route.page === name ? 'page' : undefined}
            data-testid={`tab-${name}`}
          >
            <span aria-hidden="true">{icon}</span>
            {t(`page.${name}`)}
          </a>
        ))}
      </nav>
    </>
  );

  function page(shown: Route) {
    switch (shown.page) {
      case 'alert':
        return <AlertPage key={shown.alertId} alertId={shown.alertId} phone={phone} />;
      case 'history':
        return <History phone={phone} />;
      case 'settings':
        return <Settings phone={phone} isAway={session === null} onSignedOut={onSignedOut} />;
      case 'bind':
        return <Bind token={shown.token} isFirst={false} onBound={bound} />;
      default:
        return <Home phone={phone} />;
    }
  }
}
