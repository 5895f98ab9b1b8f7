/** Calls of the wall. */
import type { Overview, Shapes } from '../../../../../edge-config/contracts/rest.ts';
import { ApiError, call } from '../../shared/api.ts';

/** A console that does not answer is asked again rather than waited for. */
const PATIENCE_MS = 10_000;

/** @param division undefined: the caller's own. @throws ApiError */
export function fetchOverview(division: string | undefined): Promise<Overview> {
  const query = division === undefined ? '' : `?division=${encodeURIComponent(division)}`;
  return call<Overview>('GET', `/api/overview${query}`, undefined, AbortSignal.timeout(PATIENCE_MS));
}

/** @returns null when there are no shapes of what lies in `division`. @throws ApiError */
export async function fetchShapes(division: string): Promise<Shapes | null> {
  try {
    const path = `/api/shapes?under=${encodeURIComponent(division)}`;
    const shapes = await call<Shapes>('GET', path, undefined, AbortSignal.timeout(PATIENCE_MS));
    return shapes.features.length > 0 ? shapes : null;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}
