import { ConfigProvider } from 'antd-mobile';
import enUS from 'antd-mobile/es/locales/en-US';
import zhCN from 'antd-mobile/es/locales/zh-CN';
import { useCallback, useEffect, useState } from 'react';
import type { UserView } from '../../../../edge-config/contracts/rest.ts';
import { ApiError, api } from '../shared/api.ts';
import { currentLanguage, useTranslation } from '../shared/language.ts';
import { Duty } from './duty.tsx';
import { SignIn } from './sign-in.tsx';
import { kept } from './store.ts';

/** Who is signed in; without network, who was. */
async function whoIsThere(): Promise<UserView | undefined> {
  try {
    return await api.session();
  } catch (error) {
    return error instanceof ApiError && error.status === 401 ? undefined : kept.user();
  }
}

export function App() {
  const { t } = useTranslation();
  const [user, setUser] = useState<UserView | null>();
  const signedIn = useCallback((who: UserView) => {
    void kept.setUser(who);
    setUser(who);
  }, []);
  const signedOut = useCallback(() => {
    void kept.forget();
    setUser(null);
  }, []);
  useEffect(() => {
    whoIsThere().then(
      (who) => (who === undefined ? setUser(null) : signedIn(who)),
      () => setUser(null),
    );
  }, [signedIn]);
  useEffect(() => {
    document.title = t('title');
  }, [t]);
  return (
    <ConfigProvider locale={currentLanguage() === 'zh' ? zhCN : enUS}>
      {user === null && <SignIn onSignedIn={signedIn} />}
      {user && <Duty user={user} onSignedOut={signedOut} />}
    </ConfigProvider>
  );
}
