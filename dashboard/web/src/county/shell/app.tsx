import { useCallback, useEffect, useState } from 'react';
import { useRoute } from 'wouter';
import type { UserView } from '../../../../../edge-config/contracts/rest.ts';
import { useTranslation } from '../../shared/language.ts';
import { CountyProvider } from './county-context.tsx';
import { dropEarlyLine, firstSession } from './early-line.ts';
import { rich } from './later.tsx';
import { NoticeProvider } from './notice.tsx';
import { Shell } from './shell.tsx';

const LinkPage = rich(async () => (await import('../people/link-page.tsx')).LinkPage);
const SignIn = rich(async () => (await import('./sign-in.tsx')).SignIn);

export function App() {
  const { t } = useTranslation();
  const [user, setUser] = useState<UserView | null | undefined>(undefined);
  const signedOut = useCallback(() => setUser(null), []);
  const signedIn = useCallback((told: UserView) => {
    dropEarlyLine();
    setUser(told);
  }, []);
  useEffect(() => {
    void firstSession.then(setUser);
  }, []);
  useEffect(() => {
    document.title = t('title');
  }, [t]);
  // A one-time link is for who is not signed in yet, or as somebody else.
  const [isLink, link] = useRoute('/link/:token');
  return (
    <>
      {isLink && <LinkPage token={link.token} onSignedIn={signedIn} />}
      {!isLink && user === null && <SignIn onSignedIn={signedIn} />}
      {!isLink && user && (
        <CountyProvider user={user} onSignedOut={signedOut}>
          <NoticeProvider>
            <Shell />
          </NoticeProvider>
        </CountyProvider>
      )}
    </>
  );
}
