/** Who may be sent. */
import { ShouwangError } from '../../../edge-config/contracts/errors.ts';
import type { Recipient } from '../../../edge-config/contracts/notify.ts';
import { covers } from '../../domain/division.ts';
import type { Database } from './database.ts';

/**
 * Whether a responder may be sent to an alert in `division`: active, and serving it, or a part of it where only the
 * township is known.
 * @throws ShouwangError NOT_FOUND, DISPATCH_REFUSED
 */
export async function requireSendable(
  database: Database,
  responderId: string,
  division: string,
): Promise<void> {
  const row = await database
    .selectFrom('responders')
    .select(['division', 'is_active'])
    .where('responder_id', '=', responderId)
    .executeTakeFirst();
  if (row === undefined) throw new ShouwangError('NOT_FOUND', `responder ${responderId}`);
  const serves = covers(row.division, division) || covers(division, row.division);
  if (!row.is_active || !serves) {
    throw new ShouwangError('DISPATCH_REFUSED', `${responderId} serves ${row.division}, not ${division}`);
  }
}

/** As messages name him; undefined when there is none of this id. */
export async function readSendable(
  database: Database,
  responderId: string,
): Promise<(Recipient & { readonly responderId: string }) | undefined> {
  const row = await database
    .selectFrom('responders')
    .select(['label', 'phone', 'role'])
    .where('responder_id', '=', responderId)
    .executeTakeFirst();
  return row && { responderId, ...row };
}
