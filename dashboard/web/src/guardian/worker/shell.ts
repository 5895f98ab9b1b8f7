/** The app's own files on the phone, so that it opens without a network. Never an answer of the console. */

declare const __SHELL__: readonly string[];
declare const __VERSION__: string;

const PREFIX = 'shouwang-shell-';
const CACHE = `${PREFIX}${__VERSION__}`;
const PAGE = '/guardian/';

export async function keepShell(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll([PAGE, ...__SHELL__].map((path) => new Request(path, { cache: 'no-cache' })));
}

/** Those of earlier versions. */
export async function dropOldShells(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
}

/** @returns undefined when the network alone may answer. */
export function fromShell(request: Request, origin: string): Promise<Response> | undefined {
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== origin || url.pathname.startsWith('/api/')) return undefined;
  const isPage = request.mode === 'navigate' && url.pathname === PAGE;
  if (!isPage && !__SHELL__.includes(url.pathname)) return undefined;
  // All of one version: a page and its scripts must fit, whatever the server has by now.
  const stored = async (): Promise<Response> => {
    const cache = await caches.open(CACHE);
    return (await cache.match(isPage ? PAGE : url.pathname)) ?? fetch(request);
  };
  return stored();
}
