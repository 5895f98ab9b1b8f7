/** Where somebody is signed in, and the ways to end it. */
import { Button, Drawer, Empty, Popconfirm, Spin, Tag } from 'antd';
import { useCallback, useEffect, useState } from 'react';
import type { SessionView } from '../../../../../edge-config/contracts/rest.ts';
import { FaultAlert } from '../../shared/fault-alert.tsx';
import { formatDateTime } from '../../shared/format.ts';
import { currentLanguage, useTranslation } from '../../shared/language.ts';
import type { SessionsApi } from './api.ts';
import { browserName } from './browser-name.ts';
import './people.css';

interface SessionsDrawerProps {
  readonly title: string;
  readonly sessions: SessionsApi;
  /** The own sessions: all but this one can be ended together. */
  readonly isOwn: boolean;
  readonly onClose: () => void;
  readonly onEnded: () => void;
}

export function SessionsDrawer({ isOwn, onClose, onEnded, sessions, title }: SessionsDrawerProps) {
  const { t } = useTranslation();
  const [listed, setListed] = useState<readonly SessionView[]>();
  const [error, setError] = useState<unknown>();
  const read = useCallback(() => {
    sessions.list().then((answer) => setListed(answer.sessions), setError);
  }, [sessions]);
  useEffect(read, [read]);
  const end = async (ending: Promise<unknown>): Promise<void> => {
    setError(undefined);
    try {
      await ending;
      onEnded();
    } catch (failure) {
      setError(failure);
    }
    read();
  };
  const endable = listed?.filter(({ isCurrent }) => !(isOwn && isCurrent)) ?? [];
  return (
    <Drawer open title={title} size={440} onClose={onClose} data-testid="sessions">
      <FaultAlert error={error} />
      {listed === undefined && error === undefined && <Spin />}
      {listed?.length === 0 && <Empty description={t('sessions.none')} />}
      <ul className="sessions">
        {listed?.map((session) => (
          <li key={session.sessionId} data-testid="session-row">
            <div>
              <strong title={session.userAgent}>{browserName(session.userAgent)}</strong>{' '}
              {session.isCurrent && <Tag color="blue">{t('sessions.current')}</Tag>}
              <small>
                {t('sessions.since', { at: formatDateTime(session.createdAt, currentLanguage()) })}
              </small>
              <small>
                {t('sessions.until', { at: formatDateTime(session.expiresAt, currentLanguage()) })}
              </small>
            </div>
            {!(isOwn && session.isCurrent) && (
              <Button onClick={() => void end(sessions.end(session.sessionId))}>{t('sessions.end')}</Button>
            )}
          </li>
        ))}
      </ul>
      {endable.length > 1 && (
        <Popconfirm
          title={t(isOwn ? 'sessions.endOthersAsk' : 'sessions.endAllAsk')}
          okText={t('sessions.end')}
          cancelText={t('cancel')}
          onConfirm={() => void end(sessions.endAll())}
        >
          <Button danger block>
            {t(isOwn ? 'sessions.endOthers' : 'sessions.endAll')}
          </Button>
        </Popconfirm>
      )}
    </Drawer>
  );
}
