import { useCallback, useEffect, useRef, useState } from 'react';
import type { LedgerPage, LedgerRow } from '../../../../../edge-config/contracts/rest.ts';
import { readLedgerPage } from './api.ts';

export interface LedgerState {
  readonly rows: readonly LedgerRow[];
  /** undefined before the first answer */
  readonly total: LedgerPage['total'] | undefined;
  readonly isLoading: boolean;
  readonly hasMore: boolean;
  readonly error: unknown;
  readonly loadMore: () => void;
  readonly reload: () => void;
}

interface Loaded {
  readonly search: string;
  readonly rows: readonly LedgerRow[];
  readonly total: LedgerPage['total'];
  readonly cursor: string | null;
}

/** The rows of the filters, page after page. An answer that comes after the filters changed is dropped. */
export function useLedger(search: string): LedgerState {
  const [loaded, setLoaded] = useState<Loaded>();
  const [error, setError] = useState<unknown>();
  const [isLoading, setLoading] = useState(true);
  const asked = useRef(0);
  const load = useCallback(
    (before: Loaded | undefined): void => {
      asked.current += 1;
      const mine = asked.current;
      setLoading(true);
      setError(undefined);
      readLedgerPage(search, before?.cursor ?? undefined).then(
        ({ nextCursor, rows, total }) => {
          if (asked.current !== mine) return;
          setLoaded({
            search,
            rows: [...(before?.rows ?? []), ...rows],
            total: before === undefined ? total : before.total,
            cursor: nextCursor,
          });
          setLoading(false);
        },
        (fault: unknown) => {
          if (asked.current !== mine) return;
          setError(fault);
          setLoading(false);
        },
      );
    },
    [search],
  );
  useEffect(() => load(undefined), [load]);
  const current = loaded?.search === search ? loaded : undefined;
  const hasMore = (current?.cursor ?? null) !== null;
  return {
    rows: current?.rows ?? [],
    total: current?.total,
    isLoading,
    hasMore,
    error,
    loadMore: () => {
      if (hasMore && !isLoading) load(current);
    },
    reload: () => load(undefined),
  };
}
