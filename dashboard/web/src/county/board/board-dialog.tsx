/** The dialog that is open over the board, and what comes of it. */
import { useRef } from 'react';
import type { AlertView } from '../../../../../edge-config/contracts/rest.ts';
import { api } from '../../shared/api.ts';
import { useCounty } from '../shell/county-context.tsx';
import { byTrouble } from '../shell/state.ts';
import { useMinuteMs } from '../shell/time.tsx';
import { boardApi } from './api.ts';
import './detail.css';
import { CloseDialog } from './close-dialog.tsx';
import { DispatchDialog } from './dispatch-dialog.tsx';
import { DrillDialog } from './drill-dialog.tsx';
import { HelpDialog } from './help-dialog.tsx';
import { MergeDialog } from './merge-dialog.tsx';
import { RemarkDialog } from './remark-dialog.tsx';
import { ShiftDialog } from './shift-dialog.tsx';
import { useAct } from './use-act.ts';

export type DialogKind = 'dispatch' | 'onScene' | 'close' | 'merge' | 'note' | 'drill' | 'shift' | 'help';

interface BoardDialogProps {
  readonly kind: DialogKind;
  readonly chosen: AlertView | undefined;
  /** Alerts that may tell of the same happening. */
  readonly nearby: readonly AlertView[];
  readonly onEnd: () => void;
  readonly onActed: () => void;
  readonly onShow: (alertId: string) => void;
}

export function BoardDialog({ kind, chosen, nearby, onActed, onEnd, onShow }: BoardDialogProps) {
  const { board, user } = useCounty();
  const nowMs = useMinuteMs();
  const act = useAct();
  const isBusy = useRef(false);
  if (kind === 'help') return <HelpDialog role={user.role} onClose={onEnd} />;
  if (kind === 'shift') return <ShiftDialog onClose={onEnd} />;
  if (kind === 'drill') {
    return (
      <DrillDialog
        view={chosen}
        gateways={byTrouble([...board.gateways.values()]).reverse()}
        onCancel={onEnd}
        onStarted={(alertId) => {
          onEnd();
          onShow(alertId);
        }}
      />
    );
  }
  if (chosen === undefined) return null;
  // A refused one leaves the dialog open: nothing that was typed is lost, and it says what happened meanwhile.
  const finish = async (ask: () => Promise<AlertView>): Promise<void> => {
    // Enter twice is meant once.
    if (isBusy.current) return;
    isBusy.current = true;
    const isDone = await act(chosen.alert.alertId, ask());
    isBusy.current = false;
    if (!isDone) return;
    onEnd();
    onActed();
  };
  const common = { view: chosen, onCancel: onEnd };
  switch (kind) {
    case 'dispatch':
      return (
        <DispatchDialog
          {...common}
          onSend={(id, note) => void finish(() => boardApi.dispatch(chosen, id, note))}
        />
      );
    case 'close':
      return (
        <CloseDialog
          {...common}
          onClose={(outcome, note) => void finish(() => api.close(chosen, outcome, note))}
        />
      );
    case 'merge':
      return (
        <MergeDialog
          {...common}
          others={nearby}
          nowMs={nowMs}
          onMerge={(into) => void finish(() => boardApi.merge(chosen, into))}
        />
      );
    case 'onScene':
      return (
        <RemarkDialog
          {...common}
          kind={kind}
          onSubmit={(text) => void finish(() => boardApi.onScene(chosen, text))}
        />
      );
    case 'note':
      return (
        <RemarkDialog
          {...common}
          kind={kind}
          onSubmit={(text) => void finish(() => boardApi.note(chosen, text))}
        />
      );
  }
}
