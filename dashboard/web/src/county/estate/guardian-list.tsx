/** Guardians of a household in the order of calling, and their numbers. */
import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PhoneOutlined } from '@ant-design/icons';
import { App as AntApp, Button, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import type { Choice, HouseholdEdit, HouseholdGuardian } from '../../../../../edge-config/contracts/rest.ts';
import { useTranslation } from '../../shared/language.ts';
import { estateApi, type HouseholdKey } from './api.ts';
import { Fault } from './fault.tsx';
import { moved } from './order.ts';

interface GuardianListProps {
  readonly household: HouseholdKey;
  readonly edit: HouseholdEdit;
  readonly mayChange: boolean;
  readonly onChanged: () => void;
}

const MAX_GUARDIANS = 12;

export function GuardianList({ edit, household, mayChange, onChanged }: GuardianListProps) {
  const { t } = useTranslation();
  const { message } = AntApp.useApp();
  const [guardians, setGuardians] = useState<readonly HouseholdGuardian[]>(edit.guardians);
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const [called, setCalled] = useState<Choice>();
  const known = new Map(edit.choices.guardians.map((choice) => [choice.id, choice]));
  const others = edit.choices.guardians.filter(
    ({ id }) => !guardians.some(({ guardianId }) => guardianId === id),
  );
  const isWhole = guardians.every(({ relation }) => relation.trim() !== '');
  const set = (index: number, relation: string): void =>
    setGuardians(guardians.map((each, at) => (at === index ? { ...each, relation } : each)));
  const save = async (): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      await estateApi.writeGuardians(household, guardians);
      void message.success(t('estate.saved'));
      onChanged();
    } catch (fault) {
      setError(fault);
      setBusy(false);
    }
  };
  return (
    <>
      {guardians.length === 0 && <p className="none">{t('estate.noGuardians')}</p>}
      <ol className="guardian-list">
        {guardians.map(({ guardianId, relation }, index) => {
          const label = known.get(guardianId)?.label ?? guardianId;
          return (
            <li key={guardianId} data-testid="guardian" data-guardian-id={guardianId}>
              <span className="contact-who">
                {index + 1}. {label} <small>{guardianId}</small>
              </span>
              <Input
                value={relation}
                maxLength={60}
                disabled={!mayChange}
                status={relation.trim() === '' ? 'error' : ''}
                aria-label={t('estate.relation')}
                placeholder={t('estate.relation')}
                onChange={({ target }) => set(index, target.value)}
              />
              <Button
                icon={<PhoneOutlined />}
                aria-label={t('estate.numberOf', { who: label })}
                onClick={() => setCalled(known.get(guardianId))}
                disabled={!known.has(guardianId)}
                data-testid="change-phone"
              />
              {mayChange && (
                <>
                  <Button
                    icon={<ArrowUpOutlined />}
                    aria-label={t('estate.earlier')}
                    disabled={index === 0}
                    onClick={() => setGuardians(moved(guardians, index, -1))}
                  />
                  <Button
                    icon={<ArrowDownOutlined />}
                    aria-label={t('estate.later')}
                    disabled={index === guardians.length - 1}
                    onClick={() => setGuardians(moved(guardians, index, 1))}
                  />
                  <Button
                    icon={<DeleteOutlined />}
                    aria-label={t('estate.remove')}
                    onClick={() => setGuardians(guardians.filter((_, at) => at !== index))}
                  />
                </>
              )}
            </li>
          );
        })}
      </ol>
      {mayChange && guardians.length < MAX_GUARDIANS && (
        <Select
          className="add-guardian"
          value={null}
          showSearch={{ optionFilterProp: 'label' }}
          placeholder={t('estate.addGuardian')}
          aria-label={t('estate.addGuardian')}
          options={others.map(({ id, label }) => ({ value: id, label: `${label} (${id})` }))}
          onChange={(id: string | null) =>
            id !== null &&
            setGuardians([...guardians, { guardianId: id, relation: known.get(id)?.label ?? '' }])
          }
        />
      )}
      {error !== undefined && <Fault error={error} />}
      {mayChange && (
        <p>
          <Button type="primary" loading={isBusy} disabled={!isWhole} onClick={() => void save()}>
            {t('estate.save')}
          </Button>
        </p>
      )}
      {called !== undefined && (
        <PhoneDialog
          guardian={called}
          onClose={() => setCalled(undefined)}
          onChanged={() => {
            setCalled(undefined);
            void message.success(t('estate.saved'));
            onChanged();
          }}
        />
      )}
    </>
  );
}

interface PhoneDialogProps {
  readonly guardian: Choice;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

function PhoneDialog({ guardian, onChanged, onClose }: PhoneDialogProps) {
  const { t } = useTranslation();
  const [phone, setPhone] = useState('');
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const save = async (written: string | null): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      await estateApi.writePhone(guardian.id, written);
      onChanged();
    } catch (fault) {
      setError(fault);
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      title={t('estate.numberOf', { who: guardian.label })}
      onCancel={onClose}
      footer={[
        guardian.phoneEnding !== null && (
          <Button key="remove" danger onClick={() => void save(null)}>
            {t('estate.removePhone')}
          </Button>
        ),
        <Button
          key="save"
          type="primary"
          loading={isBusy}
          disabled={phone.trim() === ''}
          onClick={() => void save(phone)}
        >
          {t('estate.save')}
        </Button>,
      ]}
    >
      <p>{guardian.phoneEnding === null ? t('estate.noPhone') : `… ${guardian.phoneEnding}`}</p>
      <Input
        inputMode="tel"
        maxLength={40}
        value={phone}
        aria-label={t('estate.newNumber')}
        placeholder={t('estate.newNumber')}
        onChange={({ target }) => setPhone(target.value)}
      />
      <p className="none">{t('estate.phoneHint')}</p>
      {error !== undefined && <Fault error={error} />}
    </Modal>
  );
}
