import { AudioMutedOutlined, AudioOutlined, QuestionCircleOutlined } from '@ant-design/icons';
import { Alert, App as AntApp, Button, Segmented, Space, Tooltip } from 'antd';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlertView, UserView } from '../../../../edge-config/contracts/rest.ts';
import { LIVE_HEARTBEAT_MS } from '../../../../edge-config/contracts/timing.ts';
import { ApiError, api } from '../shared/api.ts';
import { switchLanguage } from '../shared/language.ts';
import { AlertDetail } from './alert-detail.tsx';
import { AlertList, emptyText } from './alert-list.tsx';
import { CloseDialog } from './close-dialog.tsx';
import { Gateways } from './gateways.tsx';
import { useLive } from './live.ts';
import { callId, calls, lastActor, neighbour, type QueueFilter, queue, staleness } from './state.ts';
import { useAlarm } from './use-alarm.ts';
import { useNow } from './use-now.ts';

interface BoardProps {
  readonly user: UserView;
  readonly onSignedOut: () => void;
}

export function Board(props: BoardProps) {
  return (
    <AntApp className="app">
      <BoardBody {...props} />
    </AntApp>
  );
}

function BoardBody({ user, onSignedOut }: BoardProps) {
  const { t } = useTranslation();
  const { message } = AntApp.useApp();
  const { board, learnView } = useLive(onSignedOut);
  const now = useNow();
  const [filter, setFilter] = useState<QueueFilter>('open');
  const [chosenId, setChosenId] = useState<string>();
  const [openedAtMs] = useState(now.monotonicMs);
  const [isClosing, setClosing] = useState(false);
  const open = useMemo(() => queue(board, 'open'), [board]);
  const views = useMemo(() => queue(board, filter), [board, filter]);
  const firstId = views[0]?.alert.alertId;
  const chosen = board.alerts.get(chosenId ?? firstId ?? '');
  const calling = useMemo(() => open.filter(calls).map(callId), [open]);
  const alarm = useAlarm(calling);
  const stale = staleness(board, now.monotonicMs);

  // The choice stays put: a graver alert that arrives must not slip under a hand that is about to press A or C.
  useEffect(() => {
    if (chosenId === undefined && firstId !== undefined) setChosenId(firstId);
  }, [chosenId, firstId]);

  useEffect(() => {
    document.title = `${calling.length > 0 ? `(${calling.length}) ` : ''}${t('title')}`;
  }, [calling.length, t]);

  const act = async (alertId: string, work: Promise<AlertView>): Promise<void> => {
    try {
      learnView(await work);
    } catch (error) {
      const isConflict = error instanceof ApiError && error.status === 409;
      const present = isConflict ? await api.alert(alertId).catch(() => undefined) : undefined;
      if (present !== undefined) learnView(present);
      const who = (present && lastActor(present)) ?? t('someoneElse');
      void message.warning(isConflict ? t('conflict', { who }) : t('failed'));
    }
  };
  const acknowledge = (view: AlertView): void => void act(view.alert.alertId, api.acknowledge(view));

  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      const isTyping = event.target instanceof HTMLElement && /^(INPUT|TEXTAREA)$/.test(event.target.tagName);
      if (isTyping || isClosing || event.ctrlKey || event.metaKey || event.altKey) return;
      switch (event.key.toLowerCase()) {
        case 'j':
        case 'arrowdown':
          setChosenId(neighbour(views, chosen?.alert.alertId, 1));
          return;
        case 'k':
        case 'arrowup':
          setChosenId(neighbour(views, chosen?.alert.alertId, -1));
          return;
        case 'a':
          if (chosen?.state === 'raised') acknowledge(chosen);
          return;
        case 'c':
          if (chosen !== undefined && chosen.state !== 'closed') setClosing(true);
          return;
        case 'm':
          alarm.toggleMute();
          return;
        case '?':
          void message.info(t('keys'), 6);
      }
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  });

  return (
    <div className="board">
      <header>
        <img src="/icon.svg" alt="" width={28} height={28} />
        <h1>{t('title')}</h1>
        <Space className="tools" wrap>
          {!alarm.isUnlocked && (
            <Button danger size="small" icon={<AudioMutedOutlined />} onClick={alarm.unlock}>
              {t('soundOff')}
            </Button>
          )}
          {calling.length > 0 && alarm.isUnlocked && (
            <Button
              size="small"
              icon={alarm.isMuted ? <AudioMutedOutlined /> : <AudioOutlined />}
              onClick={alarm.toggleMute}
            >
              {t(alarm.isMuted ? 'unmute' : 'mute')}
            </Button>
          )}
          <Tooltip title={t('keys')}>
            <Button size="small" type="text" icon={<QuestionCircleOutlined />} aria-label={t('help')} />
          </Tooltip>
          <Button size="small" type="text" data-testid="language" onClick={() => void switchLanguage()}>
            {t('language')}
          </Button>
          <span className="who">{user.displayName}</span>
          <Button size="small" type="text" onClick={() => void api.signOut().finally(onSignedOut)}>
            {t('signOut')}
          </Button>
        </Space>
      </header>
      {stale && (board.heardAtMs !== undefined || now.monotonicMs - openedAtMs > 2 * LIVE_HEARTBEAT_MS) && (
        <Alert
          data-testid="stale-banner"
          type="error"
          banner
          title={t(stale === 'console' ? 'staleConsole' : 'staleBroker')}
        />
      )}
      <section className="queue">
        <Segmented
          block
          value={filter}
          onChange={setFilter}
          options={[
            { value: 'open', label: `${t('open')} ${open.length}` },
            { value: 'closed', label: t('closed') },
          ]}
        />
        <AlertList
          views={views}
          chosenId={chosen?.alert.alertId}
          nowMs={now.wallMs}
          filter={filter}
          isStale={stale !== undefined}
          onChoose={setChosenId}
        />
      </section>
      <section className="detail">
        {chosen === undefined ? (
          <p className="empty">
            {views.length === 0 ? t(emptyText(filter, stale !== undefined)) : t('choose')}
          </p>
        ) : (
          <AlertDetail
            view={chosen}
            nowMs={now.wallMs}
            onAcknowledge={() => acknowledge(chosen)}
            onClose={() => setClosing(true)}
          />
        )}
      </section>
      <aside>
        <Gateways gateways={[...board.gateways.values()]} nowMs={now.wallMs} isStale={stale !== undefined} />
      </aside>
      {chosen !== undefined && (
        <CloseDialog
          key={chosen.alert.alertId}
          isOpen={isClosing}
          view={chosen}
          onCancel={() => setClosing(false)}
          onClose={async (outcome, note) => {
            setClosing(false);
            await act(chosen.alert.alertId, api.close(chosen, outcome, note));
          }}
        />
      )}
    </div>
  );
}
