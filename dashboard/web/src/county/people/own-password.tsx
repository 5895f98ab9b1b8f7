/** A dialog: another password for oneself. */
import { App, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import type { UserView } from '../../../../../edge-config/contracts/rest.ts';
import { FaultAlert } from '../../shared/fault-alert.tsx';
import { useTranslation } from '../../shared/language.ts';
import { peopleApi } from './api.ts';
import { PasswordFields, type PasswordValues } from './password-fields.tsx';
import './people.css';

export function OwnPassword({ onClose, user }: { user: UserView; onClose: () => void }) {
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
