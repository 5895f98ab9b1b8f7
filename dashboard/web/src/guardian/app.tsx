import ConfigProvider from 'antd-mobile/es/components/config-provider';
import enUS from 'antd-mobile/es/locales/en-US';
import zhCN from 'antd-mobile/es/locales/zh-CN';
import { useEffect } from 'react';
import { currentLanguage, useTranslation } from '../shared/language.ts';
import { Bind } from './bind.tsx';
import { Pages } from './pages.tsx';
import { SignIn } from './sign-in.tsx';
import { Unreachable } from './unreachable.tsx';
import { replaceRoute, useRoute } from './use-route.ts';
import { type SessionState, useSession } from './use-session.ts';

export function App() {
  const { t } = useTranslation();
  const { session, signedIn, signedOut } = useSession();
  const route = useRoute();
  useEffect(() => {
    document.title = t('title');
  }, [t]);
  const entered = (told: Extract<SessionState, { state: 'in' }>['session']): void => {
    signedIn(told);
    replaceRoute('#/');
  };
  return (
    <ConfigProvider locale={currentLanguage() === 'zh' ? zhCN : enUS}>
      {session.state === 'loading' && <p className="loading" role="status" aria-label={t('loading')} />}
      {session.state === 'out' &&
        (route.page === 'sign-in' ? (
          <SignIn onSignedIn={entered} />
        ) : (
          <Bind token={route.page === 'bind' ? route.token : null} isFirst onBound={entered} />
        ))}
      {session.state === 'away' && session.home === null && <Unreachable />}
      {(session.state === 'in' || (session.state === 'away' && session.home !== null)) && (
        <Pages
          key={session.state === 'in' ? session.session.guardianId : 'away'}
          session={session.state === 'in' ? session.session : null}
          initial={session.home}
          onBound={entered}
          onSignedOut={signedOut}
        />
      )}
    </ConfigProvider>
  );
}
