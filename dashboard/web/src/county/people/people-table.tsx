import { Button, Empty, Space, Table, Tag } from 'antd';
import type { Person } from '../../../../../edge-config/contracts/rest.ts';
import { formatDateTime } from '../../shared/format.ts';
import { currentLanguage, useTranslation } from '../../shared/language.ts';
import { divisionWords } from './division-select.tsx';
import type { PersonActions } from './use-actions.tsx';

interface PeopleTableProps {
  readonly people: readonly Person[];
  readonly isLoading: boolean;
  readonly actions: PersonActions;
}

/** On a narrow screen the first column tells all of it. */
const WIDE = ['md'] as const;

export function PeopleTable({ actions, isLoading, people }: PeopleTableProps) {
  const { t } = useTranslation();
  const where = ({ division, divisionNames }: Person): string =>
    division === '' ? t('people.everywhere') : divisionWords(division, divisionNames);
  return (
    <Table<Person>
      rowKey="username"
      dataSource={people}
      loading={isLoading}
      pagination={false}
      locale={{ emptyText: isLoading ? ' ' : <Empty description={t('people.none')} /> }}
      onRow={({ username }) => ({ 'data-testid': 'person-row', 'data-username': username }) as object}
      columns={[
        {
          title: t('people.displayName'),
          render: (_, person) => (
            <div className="person-cell">
              <strong>{person.displayName}</strong>
              <small>{person.username}</small>
              <span className="narrow-only">
                {t(`people.role.${person.role}`)} · {where(person)}
              </span>
              <span className="narrow-only">
                <State person={person} />
              </span>
            </div>
          ),
        },
        {
          title: t('people.role'),
          responsive: [...WIDE],
          render: (_, { role }) => t(`people.role.${role}`),
        },
        { title: t('people.division'), responsive: [...WIDE], render: (_, person) => where(person) },
        {
          title: t('people.stateTitle'),
          responsive: [...WIDE],
          render: (_, person) => <State person={person} />,
        },
        {
          title: t('people.lastSignIn'),
          responsive: ['lg'],
          render: (_, { lastSignInAt }) =>
            lastSignInAt === null ? t('people.never') : formatDateTime(lastSignInAt, currentLanguage()),
        },
        {
          title: t('people.actions'),
          render: (_, person) => <Actions person={person} actions={actions} />,
        },
      ]}
    />
  );
}

function State({ person }: { person: Person }) {
  const { t } = useTranslation();
  if (person.disabledAt !== null) return <Tag>{t('people.disabled')}</Tag>;
  if (person.hasPassword) return <Tag color="green">{t('people.active')}</Tag>;
  return (
    <Tag color="gold">{t(person.linkExpiresAt === null ? 'people.linkOver' : 'people.linkWaiting')}</Tag>
  );
}

function Actions({ actions, person }: { actions: PersonActions; person: Person }) {
  const { t } = useTranslation();
  const isDisabled = person.disabledAt !== null;
  return (
    <Space wrap size={4}>
      <Button size="small" onClick={() => actions.edit(person)} data-testid="edit-person">
        {t('people.edit')}
      </Button>
      {!isDisabled && (
        <Button size="small" onClick={() => actions.makeLink(person)} data-testid="make-link">
          {t(person.hasPassword ? 'people.resetPassword' : 'people.makeLink')}
        </Button>
      )}
      {person.openSessions > 0 && (
        <Button size="small" onClick={() => actions.showSessions(person)} data-testid="show-sessions">
          {t('people.sessions', { count: person.openSessions })}
        </Button>
      )}
      {isDisabled ? (
        <Button size="small" onClick={() => actions.enable(person)} data-testid="enable-person">
          {t('people.enable')}
        </Button>
      ) : (
        <Button size="small" danger onClick={() => actions.disable(person)} data-testid="disable-person">
          {t('people.disable')}
        </Button>
      )}
    </Space>
  );
}
