/** Who can be sent in tests; the place is township 520602101. */
import type { Database } from '../../dashboard/server/store/database.ts';

export const RESPONDERS = [
  { responder_id: 'grid-3', role: 'grid_worker', label: '三组网格员', division: '520602101' },
  { responder_id: 'village-1', role: 'village_centre', label: '村综治中心', division: '520602101003' },
  { responder_id: 'county-1', role: 'county', label: '县值班车', division: '520602' },
  { responder_id: 'elsewhere', role: 'grid_worker', label: '邻乡网格员', division: '520602102' },
  { responder_id: 'gone', role: 'grid_worker', label: '离任网格员', division: '520602101', is_active: false },
] as const;

export async function addResponders(database: Database): Promise<void> {
  await database
    .insertInto('responders')
    .values(RESPONDERS.map((responder) => ({ phone: null, username: null, ...responder })))
    .execute();
}
