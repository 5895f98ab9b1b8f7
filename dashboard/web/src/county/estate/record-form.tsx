import { App as AntApp, Button, Form, Input, Select } from 'antd';
import { useState } from 'react';
import type { HouseholdEdit, HouseholdRecord } from '../../../../../edge-config/contracts/rest.ts';
import { useTranslation } from '../../shared/language.ts';
import { estateApi, type HouseholdKey } from './api.ts';
import { Fault } from './fault.tsx';
import { useVillages } from './use-villages.ts';

interface RecordFormProps {
  readonly household: HouseholdKey;
  readonly edit: HouseholdEdit;
  readonly mayChange: boolean;
  readonly onChanged: () => void;
}

const EMPTY: HouseholdRecord = { address: '', village: null, note: null, unitHead: null, gridWorker: null };

/** The way to the door, what someone who goes there must know, and who goes there. */
export function RecordForm({ edit, household, mayChange, onChanged }: RecordFormProps) {
  const { t } = useTranslation();
  const { message } = AntApp.useApp();
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const villages = useVillages(edit.gatewayTownship);
  const save = async ({ address, gridWorker, note, unitHead, village }: HouseholdRecord): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      await estateApi.writeRecord(household, {
        address: address.trim(),
        note: note?.trim() ? note.trim() : null,
        ...{ village: village ?? null, unitHead: unitHead ?? null, gridWorker: gridWorker ?? null },
      });
      void message.success(t('estate.saved'));
      onChanged();
    } catch (fault) {
      setError(fault);
      setBusy(false);
    }
  };
  const choices = (list: HouseholdEdit['choices']['unitHeads']) =>
    list.map(({ id, label }) => ({ value: id, label: `${label} (${id})` }));
  return (
    <Form layout="vertical" initialValues={edit.record ?? EMPTY} disabled={!mayChange} onFinish={save}>
      <Form.Item
        name="address"
        label={t('estate.address')}
        rules={[{ required: true, whitespace: true, message: t('estate.required') }]}
      >
        <Input maxLength={240} placeholder={t('estate.addressHint')} data-testid="address" />
      </Form.Item>
      <Form.Item name="village" label={t('estate.village')}>
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          options={villages}
          placeholder={t('estate.asGateway')}
        />
      </Form.Item>
      <Form.Item name="note" label={t('estate.note')}>
        <Input.TextArea rows={3} maxLength={1000} showCount placeholder={t('estate.noteHint')} />
      </Form.Item>
      <Form.Item name="unitHead" label={t('role.unit_head')}>
        <Select
          allowClear
          options={choices(edit.choices.unitHeads)}
          notFoundContent={t('estate.noResponders')}
        />
      </Form.Item>
      <Form.Item name="gridWorker" label={t('role.grid_worker')}>
        <Select
          allowClear
          options={choices(edit.choices.gridWorkers)}
          notFoundContent={t('estate.noResponders')}
        />
      </Form.Item>
      {error !== undefined && <Fault error={error} />}
      {mayChange && (
        <Button type="primary" htmlType="submit" loading={isBusy} data-testid="save-record">
          {t('estate.save')}
        </Button>
      )}
    </Form>
  );
}
