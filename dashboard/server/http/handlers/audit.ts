/** The audit, for those who look after it. */
import { ShouwangError } from '../../../../edge-config/contracts/errors.ts';
import type { AUDIT_ROUTES, AuditEntry } from '../../../../edge-config/contracts/rest.ts';
import { listAudit } from '../../store/audit.ts';
import type { HandlerContext } from '../context.ts';
import type { HandlersOf } from '../router.ts';

export function auditHandlers({ database }: HandlerContext): HandlersOf<typeof AUDIT_ROUTES> {
  return {
    listAudit: async ({ query: { cursor, limit, ...filter }, user }) => {
      const after = cursor === undefined ? undefined : readCursor(cursor);
      const rows = await listAudit(database, { ...filter, bound: user.division, after, limit: limit + 1 });
      const entries = rows.slice(0, limit);
      const last = entries.at(-1);
      const isMore = rows.length > limit && last !== undefined;
      return { entries, nextCursor: isMore ? `${last.at}_${last.id}` : null };
    },
  };
}

/** @throws ShouwangError REQUEST_INVALID */
function readCursor(cursor: string): Pick<AuditEntry, 'at' | 'id'> {
  const [, at, id] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)_(\d{1,9})$/.exec(cursor) ?? [];
  if (at === undefined || id === undefined || Number.isNaN(Date.parse(at))) {
    throw new ShouwangError('REQUEST_INVALID', 'the cursor is none of this list');
  }
  return { at, id: Number(id) };
}
