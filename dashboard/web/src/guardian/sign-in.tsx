/** The second way in: an account of the console's config. */
import Button from 'antd-mobile/es/components/button';
import { type FormEvent, useState } from 'react';
import type { GuardianSession } from '../../../../edge-config/contracts/rest.ts';
import { ApiError } from '../shared/api.ts';
import { useTranslation } from '../shared/language.ts';
import { signInFault } from '../shared/words.ts';
import { guardianApi } from './api.ts';
import { LanguageButton } from './language-button.tsx';

export function SignIn({ onSignedIn }: { onSignedIn: (session: GuardianSession) => void }) {
  const { t } = useTranslation();
  const [id, setId] = useState('');
  const [password, setPassword] = useState('');
  const [fault, setFault] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setFault(undefined);
    try {
      onSignedIn(await guardianApi.signIn(id.trim(), password));
    } catch (error) {
      setFault(signInFault(error instanceof ApiError ? error.status : undefined));
      setBusy(false);
    }
  };
  return (
    <main className="entry">
      <img src="/icon.svg" alt="" width={72} height={72} />
      <h1>{t('title')}</h1>
      <form onSubmit={(event) => void submit(event)}>
        <label className="field">
          {t('guardianId')}
          <input
            data-testid="guardian-id"
            autoCapitalize="none"
            autoComplete="username"
            value={id}
            onChange={({ target }) => setId(target.value)}
          />
        </label>
        <label className="field">
          {t('password')}
          <input
            data-testid="guardian-password"
            type="password"
            autoComplete="current-password"
            value={password}
            onChange={({ target }) => setPassword(target.value)}
          />
        </label>
        <Button
          block
          type="submit"
          color="primary"
          size="large"
          loading={isBusy}
          disabled={id.trim() === '' || password === ''}
          data-testid="guardian-submit"
        >
          {t('signIn')}
        </Button>
      </form>
      {fault !== undefined && (
        <p role="alert" className="fault">
          {t(fault)}
        </p>
      )}
      <p className="aside">
        <a href="#/bind">{t('byCode')}</a>
      </p>
      <LanguageButton />
    </main>
  );
}
