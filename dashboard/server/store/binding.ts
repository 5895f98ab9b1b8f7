/**
 * Codes that bind a phone to a household, and the bindings they make.
 *
 * Six digits are few: what keeps them safe is that they are hardly ever tried. A wrong try names no household, so it counts
 * against every code that is live at that moment, and a code whose digits have seen ten of them can only be used by its link
 * (256 random bits). Whoever guesses, from however many addresses, thus has at most ten tries in a million at any one code;
 * that somebody can waste those ten tries costs the family the way to scan the QR code instead. The router bounds tries by
 * address besides. Digits are kept as an HMAC under the console's key, since a plain digest of a million values hides nothing.
 */
import { createHmac, randomInt } from 'node:crypto';
import { type Selectable, sql, type Transaction } from 'kysely';
import { ulid } from 'ulid';
import { ShouwangError } from '../../../edge-config/contracts/errors.ts';
import type { Bindings } from '../../../edge-config/contracts/rest.ts';
import { newToken, tokenHash } from '../auth.ts';
import type { Database } from './database.ts';
import type { HouseholdKey } from './household-records.ts';
import type { Schema } from './schema.ts';

/** Long enough to hand the phone over; short, since a code lies open on a desk. */
export const BINDING_CODE_MS = 30 * 60_000;
/** Wrong digits that a code outlives. */
export const MAX_WRONG_TRIES = 10;
const DIGITS = 6;

interface NewCode extends HouseholdKey {
  readonly relation: string;
  readonly position: number | null;
  readonly madeBy: string;
  readonly atMs: number;
}

/** @returns digits and token: the only time that they are known. */
export async function makeBindingCode(
  database: Database,
  key: string,
  { atMs, gatewayId, householdId, madeBy, position, relation }: NewCode,
): Promise<{ codeId: string; digits: string; token: string; expiresAt: string }> {
  const at = new Date(atMs);
  const token = newToken();
  const codeId = ulid(atMs);
  const expiresAt = new Date(atMs + BINDING_CODE_MS).toISOString();
  const digits = await database.transaction().execute(async (tx) => {
    // A code made anew takes the place of the one before for the same person.
    await tx
      .deleteFrom('binding_codes')
      .where('gateway_id', '=', gatewayId)
      .where('household_id', '=', householdId)
      .where('relation', '=', relation)
      .where('used_at', 'is', null)
      .execute();
    const live = await tx
      .selectFrom('binding_codes')
      .select('digits_hash')
      .where('used_at', 'is', null)
      .where('expires_at', '>', at)
      .execute();
    const taken = new Set(live.map(({ digits_hash }) => digits_hash));
    const free = freeDigits((digits) => taken.has(digitsHash(key, digits)));
    await tx
      .insertInto('binding_codes')
      .values({
        ...{ code_id: codeId, gateway_id: gatewayId, household_id: householdId, relation, position },
        ...{ digits_hash: digitsHash(key, free), token_hash: tokenHash(token) },
        ...{ made_by: madeBy, made_at: at.toISOString(), expires_at: expiresAt },
      })
      .execute();
    return free;
  });
  return { codeId, digits, token, expiresAt };
}

/** Digits of a live code are never given twice. */
function freeDigits(isTaken: (digits: string) => boolean): string {
  for (;;) {
    const digits = String(randomInt(10 ** DIGITS)).padStart(DIGITS, '0');
    if (!isTaken(digits)) return digits;
  }
}

function digitsHash(key: string, digits: string): string {
  return createHmac('sha256', key).update(`shouwang binding ${digits}`).digest('base64url');
}

export interface Redeeming {
  /** Six digits, or the token of the link. */
  readonly code: string;
  /** Who is signed in on this phone already; undefined makes a new guardian. */
  readonly guardianId: string | undefined;
  readonly language: 'zh' | 'en';
  readonly at: string;
}

export interface Redeemed extends HouseholdKey {
  readonly guardianId: string;
  readonly isNew: boolean;
  readonly relation: string;
}

/**
 * Uses a code once and binds, or counts a wrong try and does nothing.
 * @throws ShouwangError BINDING_CODE_INVALID
 */
export async function redeemBinding(
  database: Database,
  key: string,
  redeeming: Redeeming,
): Promise<Redeemed> {
  const redeemed = await database.transaction().execute(async (tx) => {
    const code = await takeCode(tx, key, redeeming);
    return code && bind(tx, code, redeeming);
  });
  if (redeemed !== undefined) return redeemed;
  // On its own: a refusal must not undo the count.
  if (isDigits(redeeming.code)) {
    await database
      .updateTable('binding_codes')
      .set({ wrong_tries: sql`wrong_tries + 1` })
      .where('used_at', 'is', null)
      .where('expires_at', '>', new Date(redeeming.at))
      .execute();
  }
  throw new ShouwangError('BINDING_CODE_INVALID', '');
}

function isDigits(code: string): boolean {
  return code.length === DIGITS;
}

function takeCode(
  tx: Transaction<Schema>,
  key: string,
  { at, code }: Redeeming,
): Promise<Selectable<Schema['binding_codes']> | undefined> {
  let taking = tx
    .updateTable('binding_codes')
    .set({ used_at: at })
    .where('used_at', 'is', null)
    .where('expires_at', '>', new Date(at));
  taking = isDigits(code)
    ? taking.where('digits_hash', '=', digitsHash(key, code)).where('wrong_tries', '<', MAX_WRONG_TRIES)
    : taking.where('token_hash', '=', tokenHash(code));
  return taking.returningAll().executeTakeFirst();
}

async function bind(
  tx: Transaction<Schema>,
  code: Selectable<Schema['binding_codes']>,
  { guardianId, language }: Redeeming,
): Promise<Redeemed> {
  const { code_id, gateway_id, household_id, relation } = code;
  const id = guardianId ?? `g-${ulid().toLowerCase()}`;
  if (guardianId === undefined) {
    await tx
      .insertInto('guardians')
      .values({ guardian_id: id, label: relation, password_hash: '', language })
      .execute();
  }
  await placeGuardian(tx, code, id);
  // Those that are open now; later ones are written down when they come.
  await sql`INSERT INTO alert_guardians (alert_id, guardian_id)
    SELECT alert_id, ${id} FROM alerts
    WHERE gateway_id = ${gateway_id} AND household_id = ${household_id} AND state <> 'closed'
    ON CONFLICT DO NOTHING`.execute(tx);
  await tx.updateTable('binding_codes').set({ used_by: id }).where('code_id', '=', code_id).execute();
  return {
    ...{ guardianId: id, isNew: guardianId === undefined, relation },
    ...{ gatewayId: gateway_id, householdId: household_id },
  };
}

/** The order of calling stays whole: 1, 2, 3 … */
async function placeGuardian(
  tx: Transaction<Schema>,
  { gateway_id, household_id, position, relation }: Selectable<Schema['binding_codes']>,
  guardianId: string,
): Promise<void> {
  const others = await tx
    .deleteFrom('household_guardians')
    .where('gateway_id', '=', gateway_id)
    .where('household_id', '=', household_id)
    .returningAll()
    .execute();
  const kept = others
    .filter(({ guardian_id }) => guardian_id !== guardianId)
    .sort((a, b) => a.position - b.position)
    .map(({ guardian_id, relation: told }) => ({ guardian_id, relation: told }));
  kept.splice((position ?? kept.length + 1) - 1, 0, { guardian_id: guardianId, relation });
  await tx
    .insertInto('household_guardians')
    .values(kept.map((row, index) => ({ ...row, gateway_id, household_id, position: index + 1 })))
    .execute();
}

export async function listBindings(
  database: Database,
  { gatewayId, householdId }: HouseholdKey,
  now: string,
): Promise<Bindings> {
  const guardians = await database
    .selectFrom('household_guardians as bound')
    .leftJoin('guardians', 'guardians.guardian_id', 'bound.guardian_id')
    .select(['bound.guardian_id as guardianId', 'label', 'relation', 'position'])
    .where('gateway_id', '=', gatewayId)
    .where('household_id', '=', householdId)
    .orderBy('position')
    .execute();
  const sessions = await database
    .selectFrom('sessions')
    .select('subject')
    .where('kind', '=', 'guardian')
    .where('subject', 'in', ['', ...guardians.map(({ guardianId }) => guardianId)])
    .where('expires_at', '>', new Date(now))
    .execute();
  const codes = await database
    .selectFrom('binding_codes')
    .select(['code_id', 'relation', 'expires_at', 'made_by', 'wrong_tries'])
    .where('gateway_id', '=', gatewayId)
    .where('household_id', '=', householdId)
    .where('used_at', 'is', null)
    .where('expires_at', '>', new Date(now))
    .orderBy('code_id')
    .execute();
  return {
    guardians: guardians.map(({ label, ...guardian }) => ({
      ...guardian,
      label: label ?? guardian.guardianId,
      phones: sessions.filter(({ subject }) => subject === guardian.guardianId).length,
    })),
    codes: codes.map(({ code_id, expires_at, made_by, relation, wrong_tries }) => ({
      ...{ codeId: code_id, relation, expiresAt: expires_at.toISOString(), madeBy: made_by },
      hasDigits: wrong_tries < MAX_WRONG_TRIES,
    })),
  };
}

/** @returns whether there was such a code of this household that was not used. */
export async function cancelBindingCode(
  database: Database,
  { gatewayId, householdId }: HouseholdKey,
  codeId: string,
): Promise<boolean> {
  const gone = await database
    .deleteFrom('binding_codes')
    .where('code_id', '=', codeId)
    .where('gateway_id', '=', gatewayId)
    .where('household_id', '=', householdId)
    .where('used_at', 'is', null)
    .returning('code_id')
    .executeTakeFirst();
  return gone !== undefined;
}

/**
 * Takes a guardian off a household, and its alerts from the guardian's list; those of which the gateway told the guardian
 * itself stay, as they stay on the phone.
 * @returns undefined when there is no such binding; else whether the guardian was signed out everywhere.
 */
export function removeBinding(
  database: Database,
  { gatewayId, householdId }: HouseholdKey,
  guardianId: string,
): Promise<{ isSignedOut: boolean } | undefined> {
  return database.transaction().execute(async (tx) => {
    const gone = await tx
      .deleteFrom('household_guardians')
      .where('gateway_id', '=', gatewayId)
      .where('household_id', '=', householdId)
      .where('guardian_id', '=', guardianId)
      .returning('position')
      .executeTakeFirst();
    if (gone === undefined) return undefined;
    await tx
      .updateTable('household_guardians')
      .set({ position: sql`position - 1` })
      .where('gateway_id', '=', gatewayId)
      .where('household_id', '=', householdId)
      .where('position', '>', gone.position)
      .execute();
    await sql`DELETE FROM alert_guardians USING alerts
      WHERE alert_guardians.alert_id = alerts.alert_id AND alert_guardians.guardian_id = ${guardianId}
        AND alerts.gateway_id = ${gatewayId} AND alerts.household_id = ${householdId}
        AND NOT (alerts.latest->'guardianIds' @> ${JSON.stringify([guardianId])}::jsonb)`.execute(tx);
    const left = await tx
      .selectFrom('guardians')
      .select('guardian_id')
      .where('guardian_id', '=', guardianId)
      // Without a password there is no other way in.
      .where('password_hash', '=', '')
      .where(({ exists, not, selectFrom }) =>
        not(
          exists(
            selectFrom('household_guardians')
              .select('household_guardians.guardian_id')
              .whereRef('household_guardians.guardian_id', '=', 'guardians.guardian_id'),
          ),
        ),
      )
      .executeTakeFirst();
    if (left === undefined) return { isSignedOut: false };
    await tx
      .deleteFrom('sessions')
      .where('kind', '=', 'guardian')
      .where('subject', '=', guardianId)
      .execute();
    return { isSignedOut: true };
  });
}
