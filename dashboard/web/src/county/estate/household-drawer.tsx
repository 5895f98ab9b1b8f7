/** One household: its card, and the forms by which it is written down. */
import { Drawer, Skeleton, Tabs } from 'antd';
import { useCallback, useState } from 'react';
import { useTranslation } from '../../shared/language.ts';
import { estateApi, type HouseholdKey } from './api.ts';
import { Fault } from './fault.tsx';
import { GuardianList } from './guardian-list.tsx';
import { HouseholdCard } from './household-card.tsx';
import { Phones } from './phones.tsx';
import { RecordForm } from './record-form.tsx';
import { ResidentForm } from './resident-form.tsx';
import { useLoaded } from './use-loaded.ts';

interface HouseholdDrawerProps {
  readonly household: HouseholdKey;
  readonly mayChange: boolean;
  readonly onChanged: () => void;
  readonly onClose: () => void;
}

const WIDTH_PX = 640;

export function HouseholdDrawer({ household, mayChange, onChanged, onClose }: HouseholdDrawerProps) {
  const { t } = useTranslation();
  const [version, setVersion] = useState(0);
  const { gatewayId, householdId } = household;
  const changed = (): void => {
    setVersion((before) => before + 1);
    onChanged();
  };
  return (
    <Drawer
      open
      size={WIDTH_PX}
      title={`${t('estate.household')} · ${householdId}`}
      onClose={onClose}
      styles={{ wrapper: { maxWidth: '100vw' } }}
    >
      <HouseholdCard gatewayId={gatewayId} householdId={householdId} version={version} />
      <Forms key={version} household={household} mayChange={mayChange} onChanged={changed} />
    </Drawer>
  );
}

function Forms({ household, mayChange, onChanged }: Omit<HouseholdDrawerProps, 'onClose'>) {
  const { t } = useTranslation();
  const { gatewayId, householdId } = household;
  const load = useCallback(
    async () => ({
      edit: await estateApi.edit({ gatewayId, householdId }),
      card: await estateApi.card({ gatewayId, householdId }),
    }),
    [gatewayId, householdId],
  );
  const { loaded, reload } = useLoaded(load);
  if (loaded.state === 'loading') return <Skeleton active />;
  if (loaded.state === 'failed') return <Fault error={loaded.error} onRetry={reload} />;
  const { card, edit } = loaded.value;
  const form = { household, mayChange, onChanged };
  const items = [
    { key: 'record', label: t('estate.record'), children: <RecordForm {...form} edit={edit} /> },
    {
      key: 'residents',
      label: t('estate.residents'),
      children: <ResidentForm {...form} residents={card.residents} />,
    },
    { key: 'guardians', label: t('estate.guardians'), children: <GuardianList {...form} edit={edit} /> },
    {
      key: 'phones',
      label: t('estate.phonesTab'),
      children: <Phones household={household} onChanged={onChanged} />,
    },
  ];
  return (
    <>
      {!mayChange && <p className="none">{t('estate.readOnly')}</p>}
      <Tabs items={items} />
    </>
  );
}
