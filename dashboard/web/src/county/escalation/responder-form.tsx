import { Form, Input, Modal, Select, Switch } from 'antd';
import { useState } from 'react';
import type { ResponderRole, ResponderView } from '../../../../../edge-config/contracts/rest.ts';
import { useTranslation } from '../../shared/language.ts';
import { DivisionPick } from '../shell/division-pick.tsx';
import { dutyApi } from './api.ts';
import { Fault } from './fault.tsx';

export const RESPONDER_ROLES: readonly ResponderRole[] = [
  'unit_head',
  'grid_worker',
  'village_centre',
  'township',
  'county',
];

interface Fields {
  readonly responderId: string;
  readonly role: ResponderRole;
  readonly label: string;
  readonly division: string;
  readonly phone?: string;
  readonly username?: string;
  readonly isActive: boolean;
}

interface ResponderFormProps {
  /** Undefined: a new one. */
  readonly responder: ResponderView | undefined;
  readonly division: string;
  readonly onCancel: () => void;
  readonly onSaved: () => void;
}

const TEST_ID: Record<`data-${string}`, string> = { 'data-testid': 'responder-submit' };

export function ResponderForm({ division, onCancel, onSaved, responder }: ResponderFormProps) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Fields>();
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const required = { required: true, message: '' };

  const save = async ({ phone = '', responderId, username = '', ...fields }: Fields): Promise<void> => {
    setBusy(true);
    setError(undefined);
    const { isActive, ...common } = fields;
    try {
      if (responder === undefined) {
        const given = { phone: phone.trim() || null, username: username.trim() || null };
        await dutyApi.add({ responderId, ...common, ...given });
      } else {
        await dutyApi.change(responder.responderId, {
          ...{ ...common, isActive },
          ...(phone.trim() === '' ? {} : { phone: phone.trim() }),
          ...(username.trim() === '' ? {} : { username: username.trim() }),
        });
      }
      onSaved();
    } catch (fault) {
      setError(fault);
      setBusy(false);
    }
  };

  return (
    <Modal
      open
      title={responder?.label ?? t('duty.add')}
      okText={t('duty.save')}
      cancelText={t('duty.cancel')}
      confirmLoading={isBusy}
      okButtonProps={TEST_ID}
      onOk={() => form.submit()}
      onCancel={onCancel}
    >
      <Form
        form={form}
        layout="vertical"
        onFinish={(fields) => void save(fields)}
        initialValues={
          responder === undefined
            ? { division, role: 'grid_worker', isActive: true }
            : { ...responder, division: responder.division.code }
        }
      >
        <Fault error={error} />
        {responder === undefined && (
          <Form.Item name="responderId" label={t('duty.id')} extra={t('duty.idHint')} rules={[required]}>
            <Input maxLength={63} autoFocus />
          </Form.Item>
        )}
        <Form.Item name="label" label={t('duty.label')} extra={t('duty.labelHint')} rules={[required]}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="role" label={t('duty.role')} rules={[required]}>
          <Select options={RESPONDER_ROLES.map((role) => ({ value: role, label: t(`role.${role}`) }))} />
        </Form.Item>
        <Form.Item name="division" label={t('duty.serves')} rules={[required]}>
          <DivisionPick />
        </Form.Item>
        <Form.Item
          name="phone"
          label={t('duty.phone')}
          {...(responder === undefined ? {} : { extra: t('duty.phoneKeep') })}
        >
          <Input inputMode="tel" autoComplete="off" />
        </Form.Item>
        <Form.Item
          name="username"
          label={t('duty.account')}
          extra={t(responder === undefined ? 'duty.accountHint' : 'duty.accountKeep')}
        >
          <Input autoComplete="off" maxLength={64} />
        </Form.Item>
        {responder !== undefined && (
          <Form.Item name="isActive" label={t('duty.isActive')} valuePropName="checked">
            <Switch />
          </Form.Item>
        )}
      </Form>
    </Modal>
  );
}
