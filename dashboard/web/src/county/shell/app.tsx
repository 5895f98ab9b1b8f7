import { ConfigProvider, theme } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { UserView } from '../../../../../edge-config/contracts/rest.ts';
import { api } from '../../shared/api.ts';
import { currentLanguage } from '../../shared/language.ts';
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
    borderRadius: 4,
    fontSize: 14,
  },
  // White on the lighter blue cannot be read by everybody.
  components: { Button: { colorPrimary: '#1f66d1', colorPrimaryHover: '#2f74dd' } },
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
  return (
    <ConfigProvider theme={THEME} locale={currentLanguage() === 'zh' ? zhCN : enUS}>
      {user === null && <SignIn onSignedIn={setUser} />}
      {user && (
        <CountyProvider user={user} onSignedOut={signedOut}>
          <Shell />
        </CountyProvider>
      )}
    </ConfigProvider>
  );
}
