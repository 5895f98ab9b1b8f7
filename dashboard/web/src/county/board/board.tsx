/** Where an operator acts: the queue, the chosen alert, and the gateways beside it. */
import { useEffect, useMemo, useRef, useState } from 'react';
import type { AlertView } from '../../../../../edge-config/contracts/rest.ts';
import { api } from '../../shared/api.ts';
import { useTranslation } from '../../shared/language.ts';
import { useCounty } from '../shell/county-context.tsx';
import { rich } from '../shell/later.tsx';
import { callId, neighbour, type QueueFilter, queue } from '../shell/state.ts';
import { useStable } from '../shell/use-stable.ts';
import { emptyText } from './alert-list.tsx';
import { boardApi } from './api.ts';
import './board.css';
import type { DialogKind } from './board-dialog.tsx';
import { type BoardCommand, commandOf, isPossible, may } from './keys.ts';
import { QueuePanel } from './queue-panel.tsx';
import { matches, strip } from './steady.ts';
import { useAct } from './use-act.ts';
import { isTyping, useKeys } from './use-keys.ts';
import { useLoaded } from './use-loaded.ts';
import { useSteadyQueue } from './use-queue.ts';

const AlertDetail = rich(async () => (await import('./alert-detail.tsx')).AlertDetail);
const Aside = rich(async () => (await import('./aside.tsx')).Aside);
const BoardDialog = rich(async () => (await import('./board-dialog.tsx')).BoardDialog);
/** The board stands by then, and the first dialog of a night opens at once. */
const DIALOGS_AFTER_MS = 5000;

export function Board() {
  const { t } = useTranslation();
  const { alarm, board, isSettled, learnView, stale, user } = useCounty();
  const act = useAct();
  const [filter, setFilter] = useState<QueueFilter>('open');
  const [search, setSearch] = useState('');
  const [chosenId, setChosenId] = useState<string>();
  const [jumped, setJumped] = useState<ReadonlySet<string>>(new Set());
  const [dialog, setDialog] = useState<DialogKind>();
  /** On a phone the alert covers the queue. */
  const [isOpened, setOpened] = useState(false);
  const searchInput = useRef<HTMLInputElement>(null);

  const open = useMemo(() => queue(board, 'open'), [board]);
  const mine = useMemo(() => queue(board, 'mine', user.displayName), [board, user]);
  const views = useMemo(
    () => queue(board, filter, user.displayName).filter((view) => matches(wordsIn(view, t), search)),
    [board, filter, search, t, user],
  );
  const red = useMemo(() => strip(open, jumped), [open, jumped]);
  const steady = useSteadyQueue(views, board.alerts, `${filter}/${search}`);
  const firstId = steady.rows[0]?.alert.alertId;
  const chosen = board.alerts.get(chosenId ?? firstId ?? '');
  const [related, retryRelated] = useLoaded(chosen?.alert.alertId, loadRelated(chosen));

  useEffect(() => {
    if (!isSettled) return;
    const timer = setTimeout(BoardDialog.ahead, DIALOGS_AFTER_MS);
    return () => clearTimeout(timer);
  }, [isSettled]);
  // The choice stays put: a graver alert that arrives must not slip under a hand that is about to press A or C.
  useEffect(() => {
    if (chosenId === undefined && firstId !== undefined) setChosenId(firstId);
  }, [chosenId, firstId]);
  // The live line leaves out the timeline at first.
  const wantsWhole = chosen?.alert.evidence.timeline.length === 0 ? chosen.alert.alertId : undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once for an alert and revision.
  useEffect(() => {
    if (wantsWhole !== undefined) void api.alert(wantsWhole).then(learnView, () => {});
  }, [wantsWhole, chosen?.revision]);

  const choose = (alertId: string): void => {
    const view = board.alerts.get(alertId);
    setChosenId(alertId);
    if (view !== undefined) setJumped((before) => new Set(before).add(callId(view)));
  };
  const openAlert = (alertId: string): void => {
    choose(alertId);
    setOpened(true);
    // One that the board does not hold, such as an old one of the household.
    if (!board.alerts.has(alertId)) void api.alert(alertId).then(learnView, () => {});
  };

  const run = (command: BoardCommand): void => {
    if (!may(user.role, command) || !isPossible(command, chosen)) return;
    switch (command) {
      case 'next':
      case 'previous': {
        const next = neighbour(steady.rows, chosen?.alert.alertId, command === 'next' ? 1 : -1);
        if (next !== undefined) choose(next);
        return;
      }
      case 'take':
        if (chosen !== undefined) void act(chosen.alert.alertId, api.acknowledge(chosen));
        return;
      case 'mute':
        alarm.toggleMute();
        return;
      case 'search':
        searchInput.current?.focus();
        return;
      case 'card':
        document.getElementById('household-card')?.focus();
        return;
      default:
        setDialog(command);
    }
  };
  useKeys(dialog === undefined, (event) => {
    const command = isTyping(event) || isInDialog(event) ? undefined : commandOf(event.key);
    if (event.key === 'Escape') setOpened(false);
    if (command === undefined) return;
    // Arrows would scroll, and the letter would be typed into what gets the focus.
    event.preventDefault();
    steady.onKey();
    run(command);
  });

  const onShow = useStable(openAlert);
  const onCommand = useStable(run);
  const onBack = useStable(() => setOpened(false));

  return (
    <main className={isOpened ? 'board opened' : 'board'}>
      <QueuePanel
        filter={filter}
        onFilter={setFilter}
        search={search}
        onSearch={setSearch}
        searchInput={searchInput}
        counts={{ open: Math.max(open.length, board.openTotal), mine: mine.length }}
        red={red}
        queue={steady}
        chosenId={chosen?.alert.alertId}
        onChoose={onShow}
        onCommand={onCommand}
      />
      <section className="detail" aria-label={t('chosenAlert')}>
        {chosen === undefined || !isSettled ? (
          <p className="empty">{steady.rows.length === 0 && t(emptyText(filter, stale !== undefined))}</p>
        ) : (
          <AlertDetail
            view={chosen}
            role={user.role}
            related={related}
            onRetryRelated={retryRelated}
            onCommand={onCommand}
            onShow={onShow}
            onBack={onBack}
          />
        )}
      </section>
      <aside aria-label={t('gateways')}>{isSettled && <Aside />}</aside>
      {dialog !== undefined && (
        <BoardDialog
          kind={dialog}
          chosen={chosen}
          nearby={related.state === 'ready' ? related.value.nearby : []}
          onEnd={() => setDialog(undefined)}
          onActed={retryRelated}
          onShow={onShow}
        />
      )}
    </main>
  );
}

function loadRelated(view: AlertView | undefined) {
  return () => (view === undefined ? Promise.resolve({ nearby: [], household: [] }) : boardApi.related(view));
}

/** What a search looks through. */
function wordsIn(view: AlertView, t: (key: string) => string): (string | null)[] {
  const { alert, cameraName, division } = view;
  return [t(`type.${alert.type}`), alert.place.label, cameraName, alert.gatewayId, ...division.names];
}

/** Another dialog, such as the day of a household, or a chosen list. */
function isInDialog({ target }: KeyboardEvent): boolean {
  return target instanceof HTMLElement && target.closest('[role=dialog], [role=listbox]') !== null;
}
