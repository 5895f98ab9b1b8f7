/**
 * Basic and Digest access authentication as cameras ask for it (RFC 2617 with MD5; `qop` absent or `auth`). Pure
 * but for hashing. MD5 is what installed cameras speak: it proves nothing about security here.
 */
import { createHash, timingSafeEqual } from 'node:crypto';

export interface Credentials {
  readonly scheme: 'basic' | 'digest';
  /** Digest only: offer `qop="auth"`. Without it the older form of RFC 2069 is spoken, as most cameras do. */
  readonly qop?: 'auth' | undefined;
  readonly username: string;
  readonly password: string;
}

export interface AuthorisationAttempt {
  /** Value of the `Authorization` header; absent when the client sent none. */
  readonly header: string | undefined;
  readonly method: string;
  readonly uri: string;
  /** The nonce that this connection was challenged with. */
  readonly nonce: string;
}

const REALM = 'Shouwang camera simulator';

/** Value of the `WWW-Authenticate` header. */
export function challenge(credentials: Pick<Credentials, 'scheme' | 'qop'>, nonce: string): string {
  if (credentials.scheme === 'basic') return `Basic realm="${REALM}"`;
  const qop = credentials.qop === undefined ? '' : `, qop="${credentials.qop}"`;
  return `Digest realm="${REALM}", nonce="${nonce}", algorithm=MD5${qop}`;
}

/** Whether the attempt proves knowledge of the password. Secrets are compared in constant time. */
export function isAuthorised(credentials: Credentials, attempt: AuthorisationAttempt): boolean {
  const [, scheme = '', rest = ''] = /^(\S+)\s+(.*)$/.exec(attempt.header ?? '') ?? [];
  if (scheme.toLowerCase() !== credentials.scheme) return false;
  return credentials.scheme === 'basic'
    ? basicMatches(credentials, rest)
    : digestMatches(credentials, attempt, rest);
}

function basicMatches({ username, password }: Credentials, encoded: string): boolean {
  return equalInConstantTime(Buffer.from(encoded, 'base64').toString('utf8'), `${username}:${password}`);
}

function digestMatches(credentials: Credentials, attempt: AuthorisationAttempt, text: string): boolean {
  const fields = parseDigestFields(text);
  const field = (name: string): string => fields.get(name) ?? '';
  // RFC 2617 3.2.2.5: the signed address must be the requested one; some clients sign its path alone.
  const addresses = [attempt.uri, attempt.uri.replace(/^rtsp:\/\/[^/]*/i, '')];
  if (field('nonce') !== attempt.nonce || field('realm') !== REALM || !addresses.includes(field('uri')))
    return false;
  if (credentials.qop === 'auth' && field('qop') !== 'auth') return false;
  const userHash = md5(`${credentials.username}:${REALM}:${credentials.password}`);
  const requestHash = md5(`${attempt.method}:${field('uri')}`);
  const signedBetween = field('qop') === 'auth' ? [field('nc'), field('cnonce'), 'auth'] : [];
  const expected = md5([userHash, attempt.nonce, ...signedBetween, requestHash].join(':'));
  const sameUser = equalInConstantTime(field('username'), credentials.username);
  return equalInConstantTime(field('response').toLowerCase(), expected) && sameUser;
}

/** `name="value"` or `name=value`, separated by commas. */
function parseDigestFields(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const [, name = '', quoted, bare] of text.matchAll(/([a-z]+)\s*=\s*(?:"([^"]*)"|([^\s",]+))/gi)) {
    fields.set(name.toLowerCase(), quoted ?? bare ?? '');
  }
  return fields;
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

/** Hashing first gives both sides one length, so that not even the length is told by the time taken. */
function equalInConstantTime(left: string, right: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}
