/** Pages of the phone by the hash of the address. Pure. */

export type Route =
  | { readonly page: 'home' | 'history' | 'settings' | 'sign-in' }
  /** `token`: of a scanned link; null: digits are typed in. */
  | { readonly page: 'bind'; readonly token: string | null }
  | { readonly page: 'alert'; readonly alertId: string };

const PLAIN = ['history', 'settings', 'sign-in'] as const;

/** What is not known is the home page: an old link must not strand anybody. */
export function readRoute(hash: string): Route {
  const [page = '', rest = ''] = hash.replace(/^#\/?/, '').split('/');
  const plain = PLAIN.find((name) => name === page);
  if (plain !== undefined) return { page: plain };
  if (page === 'bind') return { page, token: /^[\w-]{43}$/.test(rest) ? rest : null };
  if (page === 'alert' && /^[0-9A-Z]{26}$/.test(rest)) return { page, alertId: rest };
  return { page: 'home' };
}
