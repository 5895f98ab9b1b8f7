/** What the page of drills asks the console. */
import type { Drill, StartedDrill } from '../../../../../edge-config/contracts/rest.ts';
import { call } from '../../shared/api.ts';
import type { Page } from '../../shared/use-paged.ts';

const queryOf = (values: Readonly<Record<string, string | undefined>>): string =>
  String(
    new URLSearchParams(Object.entries(values).flatMap(([key, value]) => (value ? [[key, value]] : []))),
  );

export const drillsApi = {
  list: async (division: string, cursor: string | undefined): Promise<Page<Drill>> => {
    const path = `/api/drills?${queryOf({ division, cursor })}`;
    const { drills, nextCursor } = await call<{ drills: Drill[]; nextCursor: string | null }>('GET', path);
    return { items: drills, nextCursor };
  },
  read: (drillId: string) => call<Drill>('GET', `/api/drills/${drillId}`),
  start: (division: string) => call<StartedDrill>('POST', '/api/drills/division', { division }),
};

export function exportUrl(values: { division?: string; drillId?: string; lang: string }): string {
  return `/api/drills/export?${queryOf(values)}`;
}
