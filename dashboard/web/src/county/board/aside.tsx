/** Beside the queue: quiet alerts as digests, and the gateways that need somebody. */
import { DigestPanel } from '../escalation/digest-panel.tsx';
import { useCounty } from '../shell/county-context.tsx';
import './detail.css';
import { Gateways } from './gateways.tsx';

export function Aside() {
  const { board, stale } = useCounty();
  return (
    <>
      <DigestPanel />
      <Gateways gateways={board.gateways} totals={board.totals} isStale={stale !== undefined} />
    </>
  );
}
