import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { App as AntApp, Button, Form, Input, Select, Space } from 'antd';
import { useState } from 'react';
import type { Resident } from '../../../../../edge-config/contracts/rest.ts';
import { useTranslation } from '../../shared/language.ts';
import { estateApi, type HouseholdKey } from './api.ts';
import { Fault } from './fault.tsx';

interface ResidentFormProps {
  readonly household: HouseholdKey;
  readonly residents: readonly Resident[];
  readonly mayChange: boolean;
  readonly onChanged: () => void;
}

interface Values {
  readonly residents: readonly (Pick<Resident, 'alias' | 'kind' | 'note'> & {
    readonly residentId?: string;
  })[];
}

const KINDS = ['elder', 'child', 'other'] as const;
const MAX_RESIDENTS = 20;

/** Who lives there, by alias only. */
export function ResidentForm({ household, mayChange, onChanged, residents }: ResidentFormProps) {
  const { t } = useTranslation();
  const { message } = AntApp.useApp();
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const save = async (values: Values): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      const written = values.residents.map(({ alias, kind, note, residentId }) => ({
        ...{ residentId: residentId ?? null, alias: alias.trim(), kind },
        note: note?.trim() ? note.trim() : null,
      }));
      await estateApi.writeResidents(household, written);
      void message.success(t('estate.saved'));
      onChanged();
    } catch (fault) {
      setError(fault);
      setBusy(false);
    }
  };
  const required = { required: true, whitespace: true, message: t('estate.required') };
  return (
    <Form initialValues={{ residents }} disabled={!mayChange} onFinish={save}>
      <p className="none">{t('estate.aliasesOnly')}</p>
      <Form.List name="residents">
        {(fields, { add, remove }) => (
          <>
            {fields.map(({ key, name }) => (
              <Space key={key} align="baseline" wrap className="resident-row">
                <Form.Item name={[name, 'alias']} rules={[required]}>
                  <Input maxLength={60} placeholder={t('estate.alias')} aria-label={t('estate.alias')} />
                </Form.Item>
                <Form.Item name={[name, 'kind']}>
                  <Select
                    aria-label={t('estate.residentKind')}
                    options={KINDS.map((kind) => ({ value: kind, label: t(`estate.kind.${kind}`) }))}
                  />
                </Form.Item>
                <Form.Item name={[name, 'note']}>
                  <Input
                    maxLength={400}
                    placeholder={t('estate.residentNote')}
                    aria-label={t('estate.residentNote')}
                  />
                </Form.Item>
                {mayChange && (
                  <Button
                    icon={<DeleteOutlined />}
                    aria-label={t('estate.remove')}
                    onClick={() => remove(name)}
                  />
                )}
              </Space>
            ))}
            {mayChange && fields.length < MAX_RESIDENTS && (
              <p>
                <Button icon={<PlusOutlined />} onClick={() => add({ alias: '', kind: 'elder', note: null })}>
                  {t('estate.addResident')}
                </Button>
              </p>
            )}
          </>
        )}
      </Form.List>
      {error !== undefined && <Fault error={error} />}
      {mayChange && (
        <Button type="primary" htmlType="submit" loading={isBusy}>
          {t('estate.save')}
        </Button>
      )}
    </Form>
  );
}
