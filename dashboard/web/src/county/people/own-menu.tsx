/** Behind the own name: the own password, the own sessions, the way out. */
import { DownOutlined } from '@ant-design/icons';
import { App, Button, Dropdown, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { UserView } from '../../../../../edge-config/contracts/rest.ts';
import { api } from '../../shared/api.ts';
import { FaultAlert } from '../../shared/fault-alert.tsx';
import { ownSessions, peopleApi } from './api.ts';
import { PasswordFields, type PasswordValues } from './password-fields.tsx';
import { SessionsDrawer } from './sessions.tsx';
import './people.css';

interface OwnMenuProps {
  readonly user: UserView;
  readonly onSignedOut: () => void;
}

export function OwnMenu({ onSignedOut, user }: OwnMenuProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<'password' | 'sessions'>();
  const close = (): void => setOpen(undefined);
  const items = [
    { type: 'group' as const, label: `${user.username} · ${t(`people.role.${user.role}`)}` },
    { key: 'password', label: t('own.password'), onClick: () => setOpen('password') },
    { key: 'sessions', label: t('own.sessions'), onClick: () => setOpen('sessions') },
    { type: 'divider' as const },
    { key: 'signOut', label: t('signOut'), onClick: () => void api.signOut().finally(onSignedOut) },
  ];
  return (
    <>
      <Dropdown menu={{ items }} trigger={['click']}>
        <Button size="small" type="text" data-testid="own-menu">
          {user.displayName} <DownOutlined />
        </Button>
      </Dropdown>
      {open === 'password' && <OwnPassword user={user} onClose={close} />}
      {open === 'sessions' && (
        <SessionsDrawer
          isOwn
          title={t('own.sessions')}
          sessions={ownSessions}
          onClose={close}
          onEnded={() => {}}
        />
      )}
    </>
  );
}

function OwnPassword({ onClose, user }: { user: UserView; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<PasswordValues & { oldPassword: string }>();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const submit = async (values: PasswordValues & { oldPassword: string }): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      await peopleApi.changeOwnPassword(values.oldPassword, values.password);
      void message.success(t('own.passwordChanged'));
      onClose();
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      title={t('own.password')}
      okText={t('own.change')}
      cancelText={t('cancel')}
      confirmLoading={isBusy}
      onOk={form.submit}
      onCancel={onClose}
    >
      <p className="quiet">{t('own.passwordHint')}</p>
      <Form form={form} layout="vertical" onFinish={submit} requiredMark={false}>
        <Form.Item
          name="oldPassword"
          label={t('own.oldPassword')}
          rules={[{ required: true, message: t('own.oldPasswordMissing') }]}
        >
          <Input.Password
            size="large"
            autoComplete="current-password"
            maxLength={256}
            data-testid="old-password"
          />
        </Form.Item>
        <PasswordFields username={user.username} />
        <FaultAlert error={error} />
        {/* Enter in a field sends the form. */}
        <button type="submit" hidden />
      </Form>
    </Modal>
  );
}
