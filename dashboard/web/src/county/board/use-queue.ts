import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { AlertView } from '../../../../../edge-config/contracts/rest.ts';
import { arrange, KEY_HOLD_MS } from './steady.ts';

export interface SteadyQueue {
  readonly rows: readonly AlertView[];
  readonly waiting: number;
  readonly onPointerOver: (isOver: boolean) => void;
  readonly onKey: () => void;
  /** Inserts what waits although a hand is there. */
  readonly showNew: () => void;
}

/** @param scope what is looked at: another filter or search begins anew. */
export function useSteadyQueue(
  views: readonly AlertView[],
  alerts: ReadonlyMap<string, AlertView>,
  scope: string,
): SteadyQueue {
  const [isOver, setOver] = useState(false);
  const [isKeyed, setKeyed] = useState(false);
  const [, drawAgain] = useState(0);
  const keyed = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(keyed.current), []);
  const held = useRef<{ readonly scope: string; readonly order: readonly string[] }>(undefined);
  const live = useMemo(() => views.map((view) => view.alert.alertId), [views]);
  // Where nothing stands, nothing can move.
  const isHeld = (isOver || isKeyed) && held.current?.order.length !== 0;
  if (!isHeld || held.current?.scope !== scope) held.current = { scope, order: live };
  const { order, waiting } = arrange(isHeld ? held.current.order : undefined, live);
  const rows = order.flatMap((id) => alerts.get(id) ?? []);
  return {
    rows,
    waiting,
    onPointerOver: setOver,
    onKey: useCallback(() => {
      clearTimeout(keyed.current);
      keyed.current = setTimeout(() => setKeyed(false), KEY_HOLD_MS);
      setKeyed(true);
    }, []),
    showNew: () => {
      held.current = { scope, order: live };
      drawAgain((count) => count + 1);
    },
  };
}
