/** What a responder sees once signed in: the board, and one alert of it. */
import { useCallback, useEffect, useState } from 'react';
import type { UserView } from '../../../../edge-config/contracts/rest.ts';
import { api } from '../shared/api.ts';
import { AlertPage } from './alert-page.tsx';
import { BoardPage } from './board-page.tsx';
import { useBoard } from './use-board.ts';
import { useDeeds } from './use-deeds.ts';
import { useRinging } from './use-ringing.ts';

/** Of an address such as `#/alert/01J…`. */
function alertIdOf(hash: string): string | undefined {
  return /^#\/alert\/([0-9A-Z]{26})$/.exec(hash)?.[1];
}

function useShownAlert(): string | undefined {
  const [alertId, setAlertId] = useState(() => alertIdOf(location.hash));
  useEffect(() => {
    const changed = (): void => {
      setAlertId(alertIdOf(location.hash));
      window.scrollTo(0, 0);
    };
    window.addEventListener('hashchange', changed);
    return () => window.removeEventListener('hashchange', changed);
  }, []);
  return alertId;
}

export function Duty({ user, onSignedOut }: { user: UserView; onSignedOut: () => void }) {
  const board = useBoard(user, onSignedOut);
  const { act, deeds, dismiss } = useDeeds({
    ...{ user, onSignedOut, isHeard: board.isHeard },
    learn: board.learn,
  });
  const alarm = useRinging(board.open, board.monotonicMs);
  const alertId = useShownAlert();
  const view = alertId === undefined ? undefined : board.find(alertId);
  const signOut = useCallback(() => {
    void api
      .signOut()
      .catch(() => {})
      .finally(onSignedOut);
  }, [onSignedOut]);
  const shared = { board, deeds, dismiss, alarm };
  return view === undefined ? (
    <BoardPage {...shared} user={user} onSignOut={signOut} />
  ) : (
    <AlertPage
      key={view.alert.alertId}
      {...shared}
      user={user}
      view={view}
      onAct={(deed) => act(view, deed)}
    />
  );
}
