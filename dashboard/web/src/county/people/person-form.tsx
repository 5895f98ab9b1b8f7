import { Form, Input, Modal, Radio } from 'antd';
import { useState } from 'react';
import type { Person, Role, SignInLink, UserView } from '../../../../../edge-config/contracts/rest.ts';
import { FaultAlert } from '../../shared/fault-alert.tsx';
import { useTranslation } from '../../shared/language.ts';
import { type PersonChange, peopleApi } from './api.ts';
import { DivisionSelect } from './division-select.tsx';

interface PersonFormProps {
  readonly administrator: UserView;
  /** Null: an account is made. */
  readonly person: Person | null;
  readonly onClose: () => void;
  readonly onSaved: (person: Person, link: SignInLink | undefined) => void;
}

export const ROLES: readonly Role[] = ['operator', 'responder', 'auditor', 'administrator'];
const SUBMIT: Record<`data-${string}`, string> = { 'data-testid': 'person-submit' };

export function PersonForm({ administrator, onClose, onSaved, person }: PersonFormProps) {
  const { t } = useTranslation();
  const [form] = Form.useForm<PersonChange & { username: string }>();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const submit = async ({ username, ...change }: PersonChange & { username: string }): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      if (person === null) {
        const made = await peopleApi.create(username, change);
        onSaved(made.person, made.link);
      } else {
        onSaved(await peopleApi.change(person.username, change), undefined);
      }
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      width={560}
      title={person === null ? t('people.createTitle') : t('people.editTitle', { name: person.displayName })}
      okText={t(person === null ? 'people.createSubmit' : 'people.save')}
      cancelText={t('cancel')}
      confirmLoading={isBusy}
      okButtonProps={SUBMIT}
      onOk={form.submit}
      onCancel={onClose}
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={submit}
        initialValues={
          person ?? { username: '', displayName: '', role: 'operator', division: administrator.division }
        }
      >
        {person === null && (
          <Form.Item
            name="username"
            label={t('username')}
            extra={t('people.usernameHint')}
            normalize={(value: string) => value.trim().toLowerCase()}
            rules={[
              { pattern: /^[a-z0-9][a-z0-9._-]{1,62}$/, required: true, message: t('people.usernameBad') },
            ]}
          >
            <Input size="large" autoComplete="off" autoFocus data-testid="person-username" />
          </Form.Item>
        )}
        <Form.Item
          name="displayName"
          label={t('people.displayName')}
          extra={t('people.displayNameHint')}
          rules={[{ required: true, whitespace: true, max: 64, message: t('people.displayNameBad') }]}
        >
          <Input size="large" autoComplete="off" data-testid="person-display-name" />
        </Form.Item>
        <Form.Item name="role" label={t('people.role')}>
          <Radio.Group className="roles">
            {ROLES.map((role) => (
              <Radio key={role} value={role} data-testid={`role-${role}`}>
                <strong>{t(`people.role.${role}`)}</strong> <small>{t(`people.roleHint.${role}`)}</small>
              </Radio>
            ))}
          </Radio.Group>
        </Form.Item>
        <Form.Item name="division" label={t('people.division')} extra={t('people.divisionHint')}>
          <DivisionSelect bound={administrator.division} />
        </Form.Item>
        <FaultAlert error={error} />
        {/* Enter in a field sends the form. */}
        <button type="submit" hidden />
      </Form>
    </Modal>
  );
}
