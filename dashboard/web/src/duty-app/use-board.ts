/** The board of the user's division: live, and as it was heard last while there is no network. */
import { useEffect, useMemo, useState } from 'react';
import type { AlertView, UserView } from '../../../../edge-config/contracts/rest.ts';
import { LIVE_HEARTBEAT_MS } from '../../../../edge-config/contracts/timing.ts';
import { useLive } from '../county/shell/live.ts';
import { EMPTY_BOARD, queue } from '../county/shell/state.ts';
import { useNow } from '../county/shell/use-now.ts';
import { type KeptBoard, kept } from './store.ts';

export interface DutyBoard {
  /** Open ones, gravest and newest first. */
  readonly open: readonly AlertView[];
  readonly find: (alertId: string) => AlertView | undefined;
  readonly isHeard: boolean;
  /** How old the picture is, ms; undefined while nothing was ever heard. */
  readonly ageMs: number | undefined;
  readonly nowMs: number;
  readonly monotonicMs: number;
  readonly learn: (view: AlertView) => void;
}

export function useBoard({ username }: UserView, onSignedOut: () => void): DutyBoard {
  const { board, learnView } = useLive(onSignedOut);
  const { monotonicMs, wallMs } = useNow();
  const [before, setBefore] = useState<KeptBoard>();
  useEffect(() => {
    void kept.board(username).then(setBefore);
  }, [username]);

  const hasHeard = board.heardAtMs !== undefined;
  const shown = useMemo(
    () =>
      hasHeard || before === undefined
        ? board
        : { ...EMPTY_BOARD, alerts: new Map(before.alerts.map((view) => [view.alert.alertId, view])) },
    [hasHeard, before, board],
  );
  const open = useMemo(() => queue(shown, 'open'), [shown]);

  // At once, since a phone may leave the page at any moment; the database writes in the order in which it is asked.
  const { heardAtMs } = board;
  useEffect(() => {
    if (heardAtMs === undefined) return;
    void kept.setBoard(username, { alerts: open, heardMs: Date.now() - (performance.now() - heardAtMs) });
  }, [username, heardAtMs, open]);

  const heardMs =
    board.heardAtMs === undefined ? before?.heardMs : wallMs - Math.max(0, monotonicMs - board.heardAtMs);
  return {
    open,
    find: (alertId) => shown.alerts.get(alertId),
    isHeard: board.heardAtMs !== undefined && monotonicMs - board.heardAtMs <= 2 * LIVE_HEARTBEAT_MS,
    ageMs: heardMs === undefined ? undefined : Math.max(0, wallMs - heardMs),
    nowMs: wallMs,
    monotonicMs,
    learn: learnView,
  };
}
