/** The way in: six digits, or the link of a scanned QR code. */
import Button from 'antd-mobile/es/components/button';
import { type FormEvent, useState } from 'react';
import type { GuardianSession } from '../../../../edge-config/contracts/rest.ts';
import { ApiError } from '../shared/api.ts';
import { currentLanguage, useTranslation } from '../shared/language.ts';
import { guardianApi } from './api.ts';
import { LanguageButton } from './language-button.tsx';

interface BindProps {
  /** Of the link; null: digits are typed in. */
  readonly token: string | null;
  /** Nobody is signed in on this phone yet. */
  readonly isFirst: boolean;
  readonly onBound: (session: GuardianSession) => void;
}

const DIGITS = 6;

export function Bind({ isFirst, onBound, token }: BindProps) {
  const { t } = useTranslation();
  const [digits, setDigits] = useState('');
  const [fault, setFault] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const isWhole = token !== null || digits.length === DIGITS;
  // A button even for a link: what opens a link to look at it, as messengers do, must not use it up.
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!isWhole) return;
    setBusy(true);
    setFault(undefined);
    try {
      onBound((await guardianApi.bind(token ?? digits, currentLanguage())).session);
    } catch (error) {
      const status = error instanceof ApiError ? error.status : undefined;
      setFault(
        status === 410 || status === 400
          ? 'bindRefused'
          : status === 429
            ? 'tooManyRequests'
            : 'noConnection',
      );
      setBusy(false);
    }
  };
  return (
    <main className={isFirst ? 'entry' : 'entry inner'}>
      {isFirst && <img src="/icon.svg" alt="" width={72} height={72} />}
      <h1>{t(isFirst ? 'bindTitle' : 'bindMore')}</h1>
      <p>{t(token === null ? 'bindHint' : 'bindByLink')}</p>
      <form onSubmit={(event) => void submit(event)}>
        {token === null && (
          <input
            className="digits"
            data-testid="bind-digits"
            aria-label={t('bindDigits')}
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={DIGITS}
            placeholder="······"
            value={digits}
            onChange={({ target }) => setDigits(target.value.replace(/\D/g, ''))}
          />
        )}
        <Button
          block
          type="submit"
          color="primary"
          size="large"
          loading={isBusy}
          disabled={!isWhole}
          data-testid="bind-submit"
        >
          {t('bindNow')}
        </Button>
      </form>
      {fault !== undefined && (
        <p role="alert" className="fault">
          {t(fault)}
        </p>
      )}
      {isFirst && (
        <>
          <p className="aside">
            <a href="#/sign-in" data-testid="to-sign-in">
              {t('bySignIn')}
            </a>
          </p>
          <LanguageButton />
        </>
      )}
    </main>
  );
}
