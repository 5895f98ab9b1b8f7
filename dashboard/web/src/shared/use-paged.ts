/** A list that is read page by page. */
import { useCallback, useEffect, useRef, useState } from 'react';

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

export interface Paged<T> {
  readonly items: readonly T[];
  readonly isLoading: boolean;
  /** What the last call failed with. */
  readonly error: unknown;
  readonly hasMore: boolean;
  readonly more: () => void;
  /** From the first page on. */
  readonly reload: () => void;
  /** Takes in what one's own action made of the list. */
  readonly change: (edit: (items: readonly T[]) => readonly T[]) => void;
}

/** @param load reads one page; a new function (see useCallback) means another list. */
export function usePaged<T>(load: (cursor: string | undefined) => Promise<Page<T>>): Paged<T> {
  const [items, setItems] = useState<readonly T[]>([]);
  const [cursor, setCursor] = useState<string | null>(null);
  const [isLoading, setLoading] = useState(true);
  const [error, setError] = useState<unknown>(undefined);
  /** Of the newest call: answers to older ones are of another list. */
  const call = useRef(0);
  const read = useCallback(
    async (from: string | undefined): Promise<void> => {
      call.current += 1;
      const own = call.current;
      setLoading(true);
      setError(undefined);
      try {
        const page = await load(from);
        if (own !== call.current) return;
        setItems((before) => (from === undefined ? page.items : [...before, ...page.items]));
        setCursor(page.nextCursor);
      } catch (failure) {
        if (own === call.current) setError(failure);
      } finally {
        if (own === call.current) setLoading(false);
      }
    },
    [load],
  );
  useEffect(() => void read(undefined), [read]);
  return {
    ...{ items, isLoading, error },
    hasMore: cursor !== null,
    more: () => {
      if (cursor !== null && !isLoading) void read(cursor);
    },
    reload: () => void read(undefined),
    change: setItems,
  };
}
