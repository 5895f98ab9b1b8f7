/**
 * Passwords and sessions. Passwords by argon2id (RFC 9106); those of an older version, by scrypt (RFC 7914), are read
 * until their owner signs in the next time. Sessions by a random cookie of which only a digest is kept.
 */
import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { hash, verify } from '@node-rs/argon2';

const scryptAsync = promisify<string, Buffer, number, { N: number; r: number; p: number }, Buffer>(scrypt);

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane. It is the library's algorithm by default. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export function hashPassword(password: string): Promise<string> {
  return hash(password, COST);
}

/** Of a password that nobody knows, so that an unknown user takes as long as a wrong password. */
const nobody = hashPassword(randomBytes(24).toString('base64url'));

/** @param stored undefined for an unknown user; empty while no password was set. */
export async function verifyPassword(password: string, stored: string | undefined): Promise<boolean> {
  if (stored?.startsWith('scrypt$')) return verifyScrypt(password, stored);
  const isKnown = stored?.startsWith('$argon2id$') === true;
  const agrees = await verify(isKnown ? stored : await nobody, password);
  return isKnown && agrees;
}

/** Whether it should be hashed anew, now that the password is at hand. */
export function isOutdated(stored: string): boolean {
  return stored.startsWith('scrypt$');
}

const SCRYPT_COST = { N: 2 ** 14, r: 8, p: 5 };
const SCRYPT_KEY_BYTES = 32;

async function verifyScrypt(password: string, stored: string): Promise<boolean> {
  const [, salt = '', key = ''] = stored.split('$');
  const actual = await scryptAsync(password, Buffer.from(salt, 'base64url'), SCRYPT_KEY_BYTES, SCRYPT_COST);
  const expected = Buffer.from(key, 'base64url');
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

/** 256 random bits. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
