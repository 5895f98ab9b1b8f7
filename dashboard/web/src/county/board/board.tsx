import { QuestionCircleOutlined } from '@ant-design/icons';
import { App as AntApp, Button, Segmented, Tooltip } from 'antd';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlertView } from '../../../../../edge-config/contracts/rest.ts';
import { ApiError, api } from '../../shared/api.ts';
import { useCounty } from '../shell/county-context.tsx';
import { lastActor, neighbour, type QueueFilter, queue } from '../shell/state.ts';
import { AlertDetail } from './alert-detail.tsx';
import { AlertList, emptyText } from './alert-list.tsx';
import { CloseDialog } from './close-dialog.tsx';
import { Gateways } from './gateways.tsx';

export function Board() {
  const { t } = useTranslation();
  const { message } = AntApp.useApp();
  const { alarm, board, learnView, now, stale } = useCounty();
  const [filter, setFilter] = useState<QueueFilter>('open');
  const [chosenId, setChosenId] = useState<string>();
  const [isClosing, setClosing] = useState(false);
  const open = useMemo(() => queue(board, 'open'), [board]);
  const views = useMemo(() => queue(board, filter), [board, filter]);
  const firstId = views[0]?.alert.alertId;
  const chosen = board.alerts.get(chosenId ?? firstId ?? '');

  // The choice stays put: a graver alert that arrives must not slip under a hand that is about to press A or C.
  useEffect(() => {
    if (chosenId === undefined && firstId !== undefined) setChosenId(firstId);
  }, [chosenId, firstId]);

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
      <section className="queue">
        <Tooltip title={t('keys')} placement="bottomLeft">
          <Button
            className="keys-help"
            size="small"
            type="text"
            icon={<QuestionCircleOutlined />}
            aria-label={t('help')}
          />
        </Tooltip>
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
