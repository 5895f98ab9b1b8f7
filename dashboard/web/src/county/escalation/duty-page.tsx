/** Who serves, when, and how alerts climb to them. */
import { Tabs } from 'antd';
import { useState } from 'react';
import { useTranslation } from '../../shared/language.ts';
import { useCounty } from '../shell/county-context.tsx';
import { DivisionPick } from '../shell/division-pick.tsx';
import { DigestPanel } from './digest-panel.tsx';
import { DigestSettings } from './digest-settings.tsx';
import { Ladders } from './ladders.tsx';
import { Responders } from './responders.tsx';
import { Roster } from './roster.tsx';
import './escalation.css';

export function DutyPage() {
  const { t } = useTranslation();
  const { user } = useCounty();
  const [division, setDivision] = useState(user.division);
  const mayChange = user.role === 'administrator';
  const items = [
    { key: 'responders', label: t('duty.responders'), children: <Responders division={division} /> },
    {
      key: 'roster',
      label: t('duty.roster'),
      children:
        division === '' ? (
          <p className="empty">{t('duty.chooseDivision')}</p>
        ) : (
          <Roster key={division} division={division} />
        ),
    },
    {
      key: 'ladders',
      label: t('duty.ladders'),
      children: <Ladders division={division} mayChange={mayChange} />,
    },
    {
      key: 'digests',
      label: t('duty.digests'),
      children: (
        <>
          <DigestPanel isAlwaysShown />
          <DigestSettings key={division} division={division} mayChange={mayChange} />
        </>
      ),
    },
  ];
  return (
    <main className="page">
      <div className="duty-head">
        <label htmlFor="duty-division">{t('duty.division')}</label>
        <DivisionPick id="duty-division" value={division} onChange={setDivision} isEmptyAllowed />
      </div>
      <Tabs items={items} destroyOnHidden />
    </main>
  );
}
