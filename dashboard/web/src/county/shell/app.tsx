import { ConfigProvider, theme } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRoute } from 'wouter';
import type { UserView } from '../../../../../edge-config/contracts/rest.ts';
import { api } from '../../shared/api.ts';
import { currentLanguage } from '../../shared/language.ts';
import { LinkPage } from '../people/link-page.tsx';
import { CountyProvider } from './county-context.tsx';
import { Shell } from './shell.tsx';
import { SignIn } from './sign-in.tsx';

/** Dark, since monitoring rooms are; red is kept for alarms. */
const THEME = {
  algorithm: theme.darkAlgorithm,
  token: {
    colorPrimary: '#3d8bfd',
    colorBgBase: '#0f1720',
    colorBgElevated: '#1b2836',
    // The library's own is too faint to read.
    colorTextPlaceholder: '#93a3b3',
    colorLink: '#6ea8fe',
    colorLinkHover: '#8cbaff',
    borderRadius: 4,
    fontSize: 14,
  },
  components: {
    // White on it must be readable (4.5 : 1).
    Button: { colorPrimary: '#1f66cc', colorPrimaryHover: '#2a6fd6', colorPrimaryActive: '#1a58b0' },
  },
};

export function App() {
  const { t } = useTranslation();
  const [user, setUser] = useState<UserView | null | undefined>(undefined);
  const signedOut = useCallback(() => setUser(null), []);
  useEffect(() => {
    api.session().then(setUser, () => setUser(null));
  }, []);
  useEffect(() => {
    document.title = t('title');
  }, [t]);
  // A one-time link is for who is not signed in yet, or as somebody else.
  const [isLink, link] = useRoute('/link/:token');
  return (
    <ConfigProvider theme={THEME} locale={currentLanguage() === 'zh' ? zhCN : enUS}>
      {isLink && <LinkPage token={link.token} onSignedIn={setUser} />}
      {!isLink && user === null && <SignIn onSignedIn={setUser} />}
      {!isLink && user && (
        <CountyProvider user={user} onSignedOut={signedOut}>
          <Shell />
        </CountyProvider>
      )}
    </ConfigProvider>
  );
}
