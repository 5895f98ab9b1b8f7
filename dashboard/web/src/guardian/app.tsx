import { ConfigProvider } from 'antd-mobile';
import enUS from 'antd-mobile/es/locales/en-US';
import zhCN from 'antd-mobile/es/locales/zh-CN';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GuardianSession } from '../../../../edge-config/contracts/rest.ts';
import { api } from '../shared/api.ts';
import { currentLanguage } from '../shared/language.ts';
import { Home } from './home.tsx';
import { SignIn } from './sign-in.tsx';

export function App() {
  const { t } = useTranslation();
  const [session, setSession] = useState<GuardianSession | null | undefined>(undefined);
  useEffect(() => {
    api.guardianSession().then(setSession, () => setSession(null));
  }, []);
  useEffect(() => {
    document.title = t('title');
  }, [t]);
  return (
    <ConfigProvider locale={currentLanguage() === 'zh' ? zhCN : enUS}>
      {session === null && <SignIn onSignedIn={setSession} />}
      {session && <Home session={session} onSignedOut={() => setSession(null)} />}
    </ConfigProvider>
  );
}
