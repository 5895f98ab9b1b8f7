import { Alert, Button, Form, Input } from 'antd';
import { useState } from 'react';
import type { UserView } from '../../../../../edge-config/contracts/rest.ts';
import { ApiError, api } from '../../shared/api.ts';
import { switchLanguage, useTranslation } from '../../shared/language.ts';
import { signInFault } from '../../shared/words.ts';

export function SignIn({ onSignedIn }: { onSignedIn: (user: UserView) => void }) {
  const { t } = useTranslation();
  const [fault, setFault] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const submit = async ({ username, password }: { username: string; password: string }): Promise<void> => {
    setBusy(true);
    setFault(undefined);
    try {
      onSignedIn(await api.signIn(username, password));
    } catch (error) {
      setFault(signInFault(error instanceof ApiError ? error.status : undefined));
      setBusy(false);
    }
  };
  return (
    <main className="sign-in">
      <img src="/icon.svg" alt="" width={56} height={56} />
      <h1>{t('title')}</h1>
      <Form layout="vertical" onFinish={submit} requiredMark={false}>
        <Form.Item name="username" label={t('username')} rules={[{ required: true, message: '' }]}>
          <Input data-testid="sign-in-username" autoComplete="username" autoFocus />
        </Form.Item>
        <Form.Item name="password" label={t('password')} rules={[{ required: true, message: '' }]}>
          <Input.Password data-testid="sign-in-password" autoComplete="current-password" />
        </Form.Item>
        {fault && <Alert type="error" title={t(fault)} showIcon style={{ marginBottom: 16 }} />}
        <Button data-testid="sign-in-submit" type="primary" htmlType="submit" block loading={isBusy}>
          {t('signIn')}
        </Button>
      </Form>
      <Button type="link" data-testid="language" onClick={() => void switchLanguage()}>
        {t('language')}
      </Button>
    </main>
  );
}
