import type { AuditEntry } from '../../../../../edge-config/contracts/rest.ts';
import { call } from '../../shared/api.ts';
import type { Page } from '../../shared/use-paged.ts';

export interface AuditFilter {
  readonly actor?: string;
  readonly what?: string;
  readonly subject?: string;
  readonly from?: string;
  readonly to?: string;
}

export async function listAudit(filter: AuditFilter, cursor: string | undefined): Promise<Page<AuditEntry>> {
  const query = new URLSearchParams({ ...filter, ...(cursor === undefined ? {} : { cursor }) });
  type Answer = { entries: AuditEntry[]; nextCursor: string | null };
  const { entries, nextCursor } = await call<Answer>('GET', `/api/audit?${query}`);
  return { items: entries, nextCursor };
}
