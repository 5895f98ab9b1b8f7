/** Who serves a division, with numbers on request. */
import { PhoneOutlined, PlusOutlined } from '@ant-design/icons';
import {
  App as AntApp,
  Button,
  Checkbox,
  Input,
  Select,
  Table,
  type TableColumnsType,
  Tag,
  Tooltip,
} from 'antd';
import { useCallback, useState } from 'react';
import type { ResponderRole, ResponderView } from '../../../../../edge-config/contracts/rest.ts';
import { useTranslation } from '../../shared/language.ts';
import { dutyApi } from './api.ts';
import { Fault } from './fault.tsx';
import { RESPONDER_ROLES, ResponderForm } from './responder-form.tsx';
import { useLoad } from './use-load.ts';

export function Responders({ division }: { readonly division: string }) {
  const { t } = useTranslation();
  const [role, setRole] = useState<ResponderRole>();
  const [q, setQ] = useState('');
  const [withInactive, setWithInactive] = useState(false);
  const [edited, setEdited] = useState<ResponderView | 'new'>();
  const ask = useCallback(
    () =>
      dutyApi.responders(division, {
        ...(role === undefined ? {} : { role }),
        ...(q === '' ? {} : { q }),
        inactive: withInactive ? 'yes' : 'no',
      }),
    [division, role, q, withInactive],
  );
  const { error, isBusy, reload, value } = useLoad(ask);

  const columns: TableColumnsType<ResponderView> = [
    { key: 'label', title: t('duty.label'), render: (_, { label }) => <strong>{label}</strong> },
    { key: 'role', title: t('duty.role'), render: (_, each) => t(`role.${each.role}`) },
    {
      key: 'division',
      title: t('duty.serves'),
      render: (_, { division: { code, names } }) => (names.length === 0 ? code : names.join(' ')),
    },
    {
      key: 'state',
      title: t('duty.state'),
      render: (_, { isActive, isOnDuty }) =>
        isActive ? (
          <Tag color={isOnDuty ? 'green' : 'default'}>{t(isOnDuty ? 'duty.onDuty' : 'duty.offDuty')}</Tag>
        ) : (
          <Tag>{t('duty.inactive')}</Tag>
        ),
    },
    { key: 'phone', title: t('duty.phone'), render: (_, each) => <Phone responder={each} /> },
    {
      key: 'edit',
      title: '',
      render: (_, each) => (
        <Button size="small" onClick={() => setEdited(each)}>
          {t('duty.edit')}
        </Button>
      ),
    },
  ];

  return (
    <section>
      <div className="duty-bar">
        <Input.Search
          style={{ width: 240 }}
          allowClear
          placeholder={t('duty.search')}
          aria-label={t('duty.search')}
          onSearch={setQ}
        />
        <Select<ResponderRole>
          style={{ width: 180 }}
          allowClear
          placeholder={t('duty.role')}
          aria-label={t('duty.role')}
          onChange={setRole}
          options={RESPONDER_ROLES.map((each) => ({ value: each, label: t(`role.${each}`) }))}
        />
        <Checkbox checked={withInactive} onChange={({ target }) => setWithInactive(target.checked)}>
          {t('duty.withInactive')}
        </Checkbox>
        <Button
          className="push"
          type="primary"
          icon={<PlusOutlined />}
          data-testid="add-responder"
          onClick={() => setEdited('new')}
        >
          {t('duty.add')}
        </Button>
      </div>
      <Fault error={error} onRetry={reload} />
      <Table
        rowKey="responderId"
        size="middle"
        loading={isBusy}
        columns={columns}
        dataSource={value?.responders ?? []}
        pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
        scroll={{ x: 'max-content' }}
        locale={{ emptyText: t('duty.noResponders') }}
      />
      {value?.hasMore === true && <p className="duty-hint">{t('duty.more')}</p>}
      {edited !== undefined && (
        <ResponderForm
          responder={edited === 'new' ? undefined : edited}
          division={division}
          onCancel={() => setEdited(undefined)}
          onSaved={() => {
            setEdited(undefined);
            reload();
          }}
        />
      )}
    </section>
  );
}

function Phone({ responder }: { readonly responder: ResponderView }) {
  const { t } = useTranslation();
  const { message } = AntApp.useApp();
  const [phone, setPhone] = useState<string>();
  const { phoneEnding, responderId } = responder;
  if (phoneEnding === null) return <small>{t('duty.phoneNone')}</small>;
  if (phone !== undefined) return <a href={`tel:${phone}`}>{phone}</a>;
  const reveal = (): void => {
    dutyApi.reveal(responderId, null).then(
      (told) => setPhone(told.phone),
      () => void message.error(t('failed')),
    );
  };
  return (
    <Tooltip title={t('duty.revealHint')}>
      <Button size="small" icon={<PhoneOutlined />} onClick={reveal} aria-label={t('duty.reveal')}>
        ··{phoneEnding}
      </Button>
    </Tooltip>
  );
}
