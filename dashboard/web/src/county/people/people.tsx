/** People of the county: who may sign in, as what, and where. */
import { UserAddOutlined } from '@ant-design/icons';
import { Button, Input, Segmented, Select, Space } from 'antd';
import { useCallback, useState } from 'react';
import type { Person, Role, SignInLink } from '../../../../../edge-config/contracts/rest.ts';
import { FaultAlert } from '../../shared/fault-alert.tsx';
import { useTranslation } from '../../shared/language.ts';
import { usePaged } from '../../shared/use-paged.ts';
import { useCounty } from '../shell/county-context.tsx';
import { type PeopleFilter, peopleApi } from './api.ts';
import { LinkShown } from './link-shown.tsx';
import { PeopleTable } from './people-table.tsx';
import { PersonForm, ROLES } from './person-form.tsx';
import { SessionsDrawer } from './sessions.tsx';
import { type Shown, useActions } from './use-actions.tsx';
import './people.css';

export function People() {
  const { t } = useTranslation();
  const { user } = useCounty();
  const [filter, setFilter] = useState<PeopleFilter>({ find: '', role: undefined, state: 'active' });
  const [shown, setShown] = useState<Shown>();
  const people = usePaged(useCallback((cursor) => peopleApi.list(filter, cursor), [filter]));
  const close = (): void => setShown(undefined);
  const learn = (person: Person): void =>
    people.change((items) => items.map((each) => (each.username === person.username ? person : each)));
  const saved = (person: Person, link: SignInLink | undefined): void => {
    if (link === undefined) {
      learn(person);
      close();
    } else {
      people.reload();
      setShown({ kind: 'link', person, link });
    }
  };
  const actions = useActions({ learn, show: setShown });
  return (
    <main className="page people">
      <div className="page-head">
        <h2>{t('page.people')}</h2>
        <Button
          type="primary"
          size="large"
          icon={<UserAddOutlined />}
          data-testid="create-person"
          onClick={() => setShown({ kind: 'form', person: null })}
        >
          {t('people.create')}
        </Button>
      </div>
      <Filters filter={filter} onChange={setFilter} />
      <FaultAlert error={people.error} />
      <PeopleTable people={people.items} isLoading={people.isLoading} actions={actions} />
      {people.hasMore && (
        <Button block size="large" loading={people.isLoading} onClick={people.more}>
          {t('people.more')}
        </Button>
      )}
      {shown?.kind === 'form' && (
        <PersonForm administrator={user} person={shown.person} onClose={close} onSaved={saved} />
      )}
      {shown?.kind === 'link' && (
        <LinkShown displayName={shown.person.displayName} link={shown.link} onClose={close} />
      )}
      {shown?.kind === 'sessions' && (
        <SessionsDrawer
          isOwn={false}
          title={t('people.sessionsOf', { name: shown.person.displayName })}
          sessions={shown.sessions}
          onClose={close}
          onEnded={people.reload}
        />
      )}
    </main>
  );
}

function Filters({ filter, onChange }: { filter: PeopleFilter; onChange: (filter: PeopleFilter) => void }) {
  const { t } = useTranslation();
  return (
    <Space wrap className="people-filters">
      <Input.Search
        allowClear
        placeholder={t('people.find')}
        aria-label={t('people.find')}
        onSearch={(find) => onChange({ ...filter, find: find.trim() })}
      />
      <Select<Role>
        allowClear
        placeholder={t('people.anyRole')}
        aria-label={t('people.role')}
        value={filter.role ?? null}
        options={ROLES.map((role) => ({ value: role, label: t(`people.role.${role}`) }))}
        onChange={(role) => onChange({ ...filter, role })}
      />
      <Segmented
        value={filter.state}
        options={(['active', 'disabled', 'all'] as const).map((state) => ({
          value: state,
          label: t(`people.state.${state}`),
        }))}
        onChange={(state) => onChange({ ...filter, state })}
      />
    </Space>
  );
}
