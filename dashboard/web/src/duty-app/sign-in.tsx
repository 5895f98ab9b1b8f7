import { Button, Form, Input } from 'antd-mobile';
import { useState } from 'react';
import type { UserView } from '../../../../edge-config/contracts/rest.ts';
import { ApiError, api } from '../shared/api.ts';
import { switchLanguage, useTranslation } from '../shared/language.ts';
import { signInFault } from '../shared/words.ts';

export function SignIn({ onSignedIn }: { onSignedIn: (user: UserView) => void }) {
  const { t } = useTranslation();
  const [fault, setFault] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const submit = async ({ username, password }: { username: string; password: string }): Promise<void> => {
    setBusy(true);
    setFault(undefined);
    try {
      onSignedIn(await api.signIn(username.trim(), password));
    } catch (error) {
      setFault(signInFault(error instanceof ApiError ? error.status : undefined));
      setBusy(false);
    }
  };
  return (
    <main className="sign-in">
      <img src="/icon.svg" alt="" width={72} height={72} />
      <h1>{t('title')}</h1>
      <p>{t('forWhom')}</p>
      <Form
        layout="vertical"
        requiredMarkStyle="none"
        onFinish={submit}
        footer={
          <Button data-testid="duty-submit" block type="submit" color="primary" size="large" loading={isBusy}>
            {t('signIn')}
          </Button>
        }
      >
        <Form.Item name="username" label={t('username')} rules={[{ required: true, message: ' ' }]}>
          <Input data-testid="duty-username" autoCapitalize="none" autoComplete="username" />
        </Form.Item>
        <Form.Item name="password" label={t('password')} rules={[{ required: true, message: ' ' }]}>
          <Input data-testid="duty-password" type="password" autoComplete="current-password" />
        </Form.Item>
      </Form>
      {fault && (
        <p role="alert" className="fault">
          {t(fault)}
        </p>
      )}
      <Button fill="none" data-testid="language" onClick={() => void switchLanguage()}>
        {t('language')}
      </Button>
    </main>
  );
}
