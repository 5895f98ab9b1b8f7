import { useCallback } from 'react';
import { estateApi } from './api.ts';
import { useLoaded } from './use-loaded.ts';

/** Villages of a township, to choose from. */
export function useVillages(township: string | undefined): { value: string; label: string }[] {
  const load = useCallback(
    () => (township === undefined ? Promise.resolve([]) : estateApi.divisions(township)),
    [township],
  );
  const { loaded } = useLoaded(load);
  return loaded.state === 'here' ? loaded.value.map(({ code, name }) => ({ value: code, label: name })) : [];
}
