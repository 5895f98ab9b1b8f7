/** Behind the own name: the own password, the own sessions, the way out. */
import { DownOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { useState } from 'react';
import type { UserView } from '../../../../../edge-config/contracts/rest.ts';
import { api } from '../../shared/api.ts';
import { useTranslation } from '../../shared/language.ts';
import { later } from '../shell/later.tsx';
import { ownSessions } from './api.ts';
import './people.css';

const OwnPassword = later(async () => (await import('./own-password.tsx')).OwnPassword);
const SessionsDrawer = later(async () => (await import('./sessions.tsx')).SessionsDrawer);

interface OwnMenuProps {
  readonly user: UserView;
  readonly onSignedOut: () => void;
}

export function OwnMenu({ onSignedOut, user }: OwnMenuProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<'password' | 'sessions'>();
  const close = (): void => setOpen(undefined);
  const items = [
    { type: 'group' as const, label: `${user.username} · ${t(`people.role.${user.role}`)}` },
    { key: 'password', label: t('own.password'), onClick: () => setOpen('password') },
    { key: 'sessions', label: t('own.sessions'), onClick: () => setOpen('sessions') },
    { type: 'divider' as const },
    { key: 'signOut', label: t('signOut'), onClick: () => void api.signOut().finally(onSignedOut) },
  ];
  return (
    <>
      <Dropdown menu={{ items }} trigger={['click']}>
        <Button size="small" type="text" data-testid="own-menu">
          {user.displayName} <DownOutlined />
        </Button>
      </Dropdown>
      {open === 'password' && <OwnPassword user={user} onClose={close} />}
      {open === 'sessions' && (
        <SessionsDrawer
          isOwn
          title={t('own.sessions')}
          sessions={ownSessions}
          onClose={close}
          onEnded={() => {}}
        />
      )}
    </>
  );
}
