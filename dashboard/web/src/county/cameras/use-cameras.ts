/** Rows of the cameras' table, page by page as they are scrolled to. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { CameraCounts, CameraRow } from '../../../../../edge-config/contracts/rest.ts';
import { type CameraFilter, camerasApi } from './api.ts';

export interface CamerasRead {
  readonly rows: readonly CameraRow[];
  readonly counts: CameraCounts | undefined;
  readonly isReading: boolean;
  /** What went wrong with the newest question. */
  readonly fault: unknown;
  readonly more: () => void;
  readonly again: () => void;
}

/** What is shown ages: the first page is asked for again. */
const REFRESH_MS = 30_000;

export function useCameras(filter: CameraFilter): CamerasRead {
  const [rows, setRows] = useState<readonly CameraRow[]>([]);
  const [counts, setCounts] = useState<CameraCounts>();
  const [isReading, setReading] = useState(true);
  const [fault, setFault] = useState<unknown>();
  const [round, setRound] = useState(0);
  /** Null at the end; undefined before the first page. */
  const cursor = useRef<string | null>(undefined);
  /** Answers to an older question are not taken in. */
  const question = useRef(0);
  const isBusy = useRef(false);
  const key = JSON.stringify(filter);

  const read = useCallback(async (asked: CameraFilter, isFirst: boolean): Promise<void> => {
    if (!isFirst && (isBusy.current || cursor.current === null)) return;
    if (isFirst) question.current += 1;
    const mine = question.current;
    isBusy.current = true;
    setReading(true);
    try {
      const page = await camerasApi.list(asked, isFirst ? undefined : (cursor.current ?? undefined));
      if (mine !== question.current) return;
      cursor.current = page.nextCursor;
      setRows((before) => (isFirst ? page.cameras : [...before, ...page.cameras]));
      setCounts(page.counts);
      setFault(undefined);
    } catch (error) {
      if (mine === question.current) setFault(error);
    } finally {
      if (mine === question.current) {
        isBusy.current = false;
        setReading(false);
      }
    }
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `round` asks the same question again
  useEffect(() => {
    void read(JSON.parse(key) as CameraFilter, true);
  }, [key, round, read]);
  const again = useCallback(() => setRound((value) => value + 1), []);
  // Who has scrolled on must not lose the place.
  const isAtStart = rows.length <= 200;
  useEffect(() => {
    if (!isAtStart) return;
    const timer = setInterval(again, REFRESH_MS);
    return () => clearInterval(timer);
  }, [again, isAtStart]);

  return {
    ...{ rows, counts, isReading, fault, again },
    more: () => void read(JSON.parse(key) as CameraFilter, false),
  };
}
