/** Who may connect, and as what. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { BrokerServerConfig } from '../../edge-config/contracts/console-config.ts';
import { slugSchema } from '../../edge-config/contracts/primitives.ts';
import { type AccessRules, accessRules } from '../../edge-config/contracts/topics.ts';
import { guardianPassword, guardianUsername } from './guardian-password.ts';

const GUARDIAN_PREFIX = guardianUsername('');

/** @returns what the user may do; `undefined` when user or password is wrong. */
export function authenticate(
  config: Pick<BrokerServerConfig, 'accounts' | 'guardianKey'>,
  username: string,
  password: string,
): AccessRules | undefined {
  if (username.startsWith(GUARDIAN_PREFIX)) {
    const guardianId = username.slice(GUARDIAN_PREFIX.length);
    // Only ids that the contracts know: a "+" here would be a wildcard in the rules.
    if (!slugSchema.safeParse(guardianId).success) return undefined;
    const expected = guardianPassword(config.guardianKey, guardianId);
    return isEqual(password, expected) ? accessRules({ kind: 'guardian', guardianId }) : undefined;
  }
  const account = config.accounts.find((item) => item.username === username);
  if (!isEqual(password, account?.password ?? '') || account === undefined) return undefined;
  return accessRules(account.role);
}

/** In constant time; hashing gives both sides one length. */
function isEqual(left: string, right: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}
