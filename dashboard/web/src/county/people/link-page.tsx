/** Where a one-time link leads: its holder sets a password, and is signed in. */
import { Button, Form, Result, Spin } from 'antd';
import { useEffect, useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { LinkHolder, UserView } from '../../../../../edge-config/contracts/rest.ts';
import { FaultAlert } from '../../shared/fault-alert.tsx';
import { faultOf } from '../../shared/faults.ts';
import { currentLanguage, switchLanguage, useTranslation } from '../../shared/language.ts';
import { peopleApi } from './api.ts';
import { PasswordFields, type PasswordValues } from './password-fields.tsx';
import './people.css';

interface LinkPageProps {
  readonly token: string;
  readonly onSignedIn: (user: UserView) => void;
}

export function LinkPage({ onSignedIn, token }: LinkPageProps) {
  const { t } = useTranslation();
  const [holder, setHolder] = useState<LinkHolder>();
  const [refusal, setRefusal] = useState<unknown>();
  useEffect(() => {
    peopleApi.readLink(token).then(setHolder, setRefusal);
  }, [token]);
  return (
    <main className="sign-in link-page">
      <img src="/icon.svg" alt="" width={56} height={56} />
      <h1>{t('title')}</h1>
      {refusal !== undefined && <Refused error={refusal} />}
      {refusal === undefined && holder === undefined && <Spin size="large" />}
      {holder !== undefined && refusal === undefined && (
        <SetPassword holder={holder} token={token} onRefused={setRefusal} onSignedIn={onSignedIn} />
      )}
      <Button type="link" data-testid="language" onClick={() => void switchLanguage()}>
        {t('language')}
      </Button>
    </main>
  );
}

function Refused({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const { code, meaning, remedy } = faultOf(error, currentLanguage());
  return (
    <Result
      status="warning"
      title={meaning}
      subTitle={remedy}
      data-testid="link-refused"
      extra={
        code === 'LINK_INVALID' ? (
          <Link href="/" replace className="as-button">
            {t('link.toSignIn')}
          </Link>
        ) : (
          <Button size="large" type="primary" onClick={() => location.reload()}>
            {t('people.retry')}
          </Button>
        )
      }
    />
  );
}

function SetPassword({
  holder,
  onRefused,
  onSignedIn,
  token,
}: LinkPageProps & { readonly holder: LinkHolder; readonly onRefused: (error: unknown) => void }) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const submit = async ({ password }: PasswordValues): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      const user = await peopleApi.redeemLink(token, password);
      // The link is worth nothing any more, and does not stay in the history.
      if (user.role === 'responder') location.replace('/duty/');
      else navigate('/', { replace: true });
      onSignedIn(user);
    } catch (failure) {
      setBusy(false);
      if (faultOf(failure, currentLanguage()).code === 'LINK_INVALID') onRefused(failure);
      else setError(failure);
    }
  };
  return (
    <>
      <p className="greeting">
        <strong>{holder.displayName}</strong>
        <span>
          {t('username')} {holder.username} · {t(`people.role.${holder.role}`)}
        </span>
      </p>
      <Form layout="vertical" onFinish={submit} requiredMark={false} disabled={isBusy}>
        <PasswordFields username={holder.username} />
        <FaultAlert error={error} />
        <Button
          type="primary"
          size="large"
          htmlType="submit"
          block
          loading={isBusy}
          data-testid="set-password"
        >
          {t('link.submit')}
        </Button>
      </Form>
    </>
  );
}
