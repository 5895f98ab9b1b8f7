/** Codes that bind a phone to a household: used once, hard to guess, and what a binding leaves behind when it goes. */
import { sql } from 'kysely';
import { ulid } from 'ulid';
import { beforeEach, describe, expect, it } from 'vitest';
import { isBoundTo } from '../../../dashboard/server/store/alerts.ts';
import { recordAlert } from '../../../dashboard/server/store/arrivals.ts';
import {
  BINDING_CODE_MS,
  cancelBindingCode,
  listBindings,
  MAX_WRONG_TRIES,
  makeBindingCode,
  redeemBinding,
  removeBinding,
} from '../../../dashboard/server/store/binding.ts';
import { readPreferences, writePreferences } from '../../../dashboard/server/store/guardian-home.ts';
import { openSession, readGuardianSession } from '../../../dashboard/server/store/people.ts';
import { sampleAlert } from '../../support/alerts.ts';
import { suiteDatabase } from '../../support/suite-database.ts';

const KEY = 'a key of the test';
const HOME = { gatewayId: 'gw-1', householdId: 'home' };
const START = Date.parse('2026-03-23T02:00:00.000Z');
const at = (ms = 0): string => new Date(START + ms).toISOString();

describe('binding codes', () => {
  const database = suiteDatabase();
  beforeEach(async () => {
    for (const table of ['binding_codes', 'household_guardians', 'guardians', 'sessions'] as const)
      await database().deleteFrom(table).execute();
    for (const table of ['alert_guardians', 'actions', 'alert_events', 'alerts'] as const)
      await database().deleteFrom(table).execute();
  });

  const make = (more: Partial<Parameters<typeof makeBindingCode>[2]> = {}) =>
    makeBindingCode(database(), KEY, {
      ...{ ...HOME, relation: '女儿', position: null, madeBy: 'operator', atMs: START },
      ...more,
    });
  const redeem = (code: string, more: { guardianId?: string; atMs?: number } = {}) =>
    redeemBinding(database(), KEY, {
      ...{ code, guardianId: more.guardianId, language: 'zh', at: at(more.atMs) },
    });
  const order = async (): Promise<string[]> =>
    (await listBindings(database(), HOME, at())).guardians.map(
      ({ position, relation }) => `${position} ${relation}`,
    );
  /** Six digits that are none of these. */
  const wrong = (...right: string[]): string => {
    const wrongDigits = ['000000', '111111', '222222'].find((digits) => !right.includes(digits));
    return wrongDigits ?? expect.unreachable();
  };

  it('bind a new guardian by digits or by link, once, and keep neither', async () => {
    const { digits, token } = await make();
    expect(digits).toMatch(/^\d{6}$/);
    const stored = await database().selectFrom('binding_codes').selectAll().executeTakeFirstOrThrow();
    expect(JSON.stringify(stored)).not.toContain(token);
    expect(Object.values(stored)).not.toContain(digits);
    const bound = await redeem(digits);
    expect(bound).toMatchObject({ ...HOME, isNew: true, relation: '女儿' });
    expect(bound.guardianId).toMatch(/^g-[0-9a-z]{26}$/);
    await expect(redeem(digits)).rejects.toMatchObject({ code: 'BINDING_CODE_INVALID' });
    await expect(redeem(token)).rejects.toMatchObject({ code: 'BINDING_CODE_INVALID' });
    const second = await make({ relation: '儿子' });
    expect((await redeem(second.token)).guardianId).not.toBe(bound.guardianId);
    expect(await order()).toEqual(['1 女儿', '2 儿子']);
  });

  it('expire after half an hour, give way to a newer one for the same person, and can be cancelled', async () => {
    const first = await make();
    await expect(redeem(first.token, { atMs: BINDING_CODE_MS })).rejects.toMatchObject({
      code: 'BINDING_CODE_INVALID',
    });
    const second = await make();
    await expect(redeem(first.token)).rejects.toMatchObject({ code: 'BINDING_CODE_INVALID' });
    expect(await cancelBindingCode(database(), { ...HOME, householdId: 'other' }, second.codeId)).toBe(false);
    expect(await cancelBindingCode(database(), HOME, second.codeId)).toBe(true);
    await expect(redeem(second.token)).rejects.toMatchObject({ code: 'BINDING_CODE_INVALID' });
  });

  it('put one more household on the same guardian, at the place in the order that was said', async () => {
    const { guardianId } = await redeem((await make()).digits);
    await redeem((await make({ relation: '儿子', position: 1 })).digits);
    expect(await order()).toEqual(['1 儿子', '2 女儿']);
    const other = await make({ householdId: 'home-2', relation: '外甥女' });
    expect(await redeem(other.token, { guardianId })).toMatchObject({
      guardianId,
      isNew: false,
      householdId: 'home-2',
    });
    // The same household again changes who they are, and doubles nothing.
    await redeem((await make({ relation: '大女儿', position: 1 })).token, { guardianId });
    expect(await order()).toEqual(['1 大女儿', '2 儿子']);
  });

  it('let the digits of every live code die at ten wrong tries, whoever tries, and spare their links', async () => {
    const one = await make();
    const two = await make({ householdId: 'home-2' });
    for (let tries = 1; tries < MAX_WRONG_TRIES; tries++)
      await expect(redeem(wrong(one.digits, two.digits))).rejects.toMatchObject({
        code: 'BINDING_CODE_INVALID',
      });
    expect((await redeem(one.digits)).householdId).toBe('home');
    await expect(redeem(wrong(one.digits, two.digits))).rejects.toMatchObject({
      code: 'BINDING_CODE_INVALID',
    });
    await expect(redeem(two.digits)).rejects.toMatchObject({ code: 'BINDING_CODE_INVALID' });
    const { codes } = await listBindings(database(), { ...HOME, householdId: 'home-2' }, at());
    expect(codes).toMatchObject([{ hasDigits: false, madeBy: 'operator', relation: '女儿' }]);
    // A wrong link counts against nobody: there is nothing to guess.
    const three = await make({ householdId: 'home-3' });
    for (let tries = 0; tries < MAX_WRONG_TRIES + 1; tries++)
      await expect(redeem('x'.repeat(43))).rejects.toMatchObject({ code: 'BINDING_CODE_INVALID' });
    expect((await redeem(three.digits)).householdId).toBe('home-3');
    expect((await redeem(two.token)).householdId).toBe('home-2');
  });

  it('show the alerts that are open already, and take them away with the binding', async () => {
    const open = sampleAlert({ alertId: ulid(), householdId: 'home', guardianIds: [] });
    const told = sampleAlert({ alertId: ulid(), householdId: 'home', guardianIds: ['guardian-1'] });
    for (const alert of [open, told]) {
      const arrival = { alert, late: false, outboxAt: null, publishedAt: null, receivedAt: at() };
      await recordAlert(database(), arrival);
    }
    const { guardianId } = await redeem((await make()).digits);
    await redeem((await make({ relation: '儿子' })).digits, { guardianId: 'guardian-1' });
    expect(await isBoundTo(database(), open.alertId, guardianId)).toBe(true);
    const session = {
      kind: 'guardian',
      subject: guardianId,
      at: at(),
      expiresAt: at(1e9),
      userAgent: '',
    } as const;
    const token = await openSession(database(), session);
    expect((await listBindings(database(), HOME, at())).guardians).toMatchObject([
      { phones: 1 },
      { phones: 0 },
    ]);
    expect(await removeBinding(database(), HOME, guardianId)).toEqual({ isSignedOut: true });
    expect(await isBoundTo(database(), open.alertId, guardianId)).toBe(false);
    expect(await readGuardianSession(database(), token, at())).toBeUndefined();
    expect(await order()).toEqual(['1 儿子']);
    // Of what its gateway tells itself, the console takes nothing back.
    await removeBinding(database(), HOME, 'guardian-1');
    expect(await isBoundTo(database(), open.alertId, 'guardian-1')).toBe(false);
    expect(await isBoundTo(database(), told.alertId, 'guardian-1')).toBe(true);
    expect(await removeBinding(database(), HOME, 'guardian-1')).toBeUndefined();
  });

  it('leave a guardian who has another household, or a password, signed in', async () => {
    const { guardianId } = await redeem((await make()).digits);
    await redeem((await make({ householdId: 'home-2' })).digits, { guardianId });
    expect(await removeBinding(database(), HOME, guardianId)).toEqual({ isSignedOut: false });
    await sql`UPDATE guardians SET password_hash = 'something'`.execute(database());
    expect(await removeBinding(database(), { ...HOME, householdId: 'home-2' }, guardianId)).toEqual({
      isSignedOut: false,
    });
  });

  it('come with what the guardian wishes of the phone', async () => {
    const { guardianId } = await redeem((await make()).digits);
    expect(await readPreferences(database(), guardianId)).toEqual({ language: 'zh', quietHours: null });
    const wishes = { language: 'en', quietHours: { fromMin: 1320, toMin: 420 } } as const;
    await writePreferences(database(), guardianId, wishes);
    expect(await readPreferences(database(), guardianId)).toEqual(wishes);
  });
});
