/** 辖区: divisions, and in each the households, gateways and sites. */
import { ImportOutlined } from '@ant-design/icons';
import { Button, Tabs } from 'antd';
import { useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { useTranslation } from '../../shared/language.ts';
import { useCounty } from '../shell/county-context.tsx';
import type { HouseholdKey } from './api.ts';
import { type ChosenDivision, DivisionTree } from './division-tree.tsx';
import { GatewayTable } from './gateway-table.tsx';
import { HouseholdDrawer } from './household-drawer.tsx';
import { HouseholdTable } from './household-table.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { SiteTable } from './site-table.tsx';
import './estate.css';

export function Estate() {
  const { t } = useTranslation();
  const { user } = useCounty();
  const mayChange = user.role === 'administrator';
  const [chosen, setChosen] = useState<ChosenDivision>({ code: user.division, name: '' });
  /** Rises with every change, so that what is shown is read again. */
  const [version, setVersion] = useState(0);
  const [isImporting, setImporting] = useState(false);
  const [, navigate] = useLocation();
  const shown = readKey(useSearch());
  const changed = (): void => setVersion((before) => before + 1);
  return (
    <main className="page estate">
      <aside className="divisions">
        <DivisionTree chosen={chosen} version={version} onChoose={setChosen} />
      </aside>
      <section>
        <div className="estate-head">
          <h2>
            {chosen.name === '' ? t('estate.all') : chosen.name} <small>{chosen.code}</small>
          </h2>
          {mayChange && (
            <Button icon={<ImportOutlined />} onClick={() => setImporting(true)} data-testid="open-import">
              {t('estate.import')}
            </Button>
          )}
        </div>
        <Tabs
          items={[
            {
              key: 'households',
              label: t('estate.households'),
              children: (
                <HouseholdTable
                  key={chosen.code}
                  division={chosen.code}
                  version={version}
                  onOpen={({ gatewayId, householdId }) =>
                    navigate(`/estate?household=${gatewayId}/${householdId}`)
                  }
                />
              ),
            },
            {
              key: 'gateways',
              label: t('estate.gateways'),
              children: <GatewayTable division={chosen.code} mayChange={mayChange} onChanged={changed} />,
            },
            {
              key: 'sites',
              label: t('estate.sites'),
              children: (
                <SiteTable
                  key={chosen.code}
                  division={chosen.code}
                  version={version}
                  mayChange={mayChange}
                  onChanged={changed}
                />
              ),
            },
          ]}
        />
      </section>
      {shown !== undefined && (
        <HouseholdDrawer
          key={`${shown.gatewayId}/${shown.householdId}`}
          household={shown}
          mayChange={mayChange}
          onChanged={changed}
          onClose={() => navigate('/estate')}
        />
      )}
      {isImporting && <ImportDialog onImported={changed} onClose={() => setImporting(false)} />}
    </main>
  );
}

function readKey(search: string): HouseholdKey | undefined {
  const [gatewayId = '', householdId = ''] = (new URLSearchParams(search).get('household') ?? '').split('/');
  return gatewayId === '' || householdId === '' ? undefined : { gatewayId, householdId };
}
