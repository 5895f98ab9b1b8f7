/**
 * Keeps the shell of the responders' pages, so that they open without network, and shows pushes. What the console knows
 * (/api/) is never kept here: alerts and pictures are nobody's to find later.
 */
const CACHE = 'duty-shell-1';
const PAGE = '/duty/';

/** The page, and what it names: its scripts and styles have their content in their names. */
async function keepShell() {
  const answer = await fetch(PAGE, { cache: 'no-store' });
  if (!answer.ok) return;
  const html = await answer.clone().text();
  const parts = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path);
  const cache = await caches.open(CACHE);
  await cache.addAll(parts);
  await cache.put(PAGE, answer);
  const kept = new Set([PAGE, ...parts]);
  for (const request of await cache.keys()) {
    if (!kept.has(new URL(request.url).pathname)) await cache.delete(request);
  }
}

self.addEventListener('install', (event) => {
  event.waitUntil(keepShell().then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(self.clients.claim());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin || pathname.startsWith('/api/')) return;
  if (request.mode === 'navigate') {
    if (pathname !== PAGE) return;
    event.respondWith(
      fetch(request)
        .then((answer) => {
          // A newer version of the page: its parts are kept as well.
          if (answer.ok) event.waitUntil(keepShell().catch(() => {}));
          return answer;
        })
        .catch(async () => (await caches.match(PAGE)) ?? Response.error()),
    );
    return;
  }
  event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
});

self.addEventListener('push', (event) => {
  let push;
  try {
    push = event.data?.json();
  } catch {
    push = undefined;
  }
  if (typeof push?.title !== 'string') return;
  event.waitUntil(
    self.registration.showNotification(push.title, {
      body: push.body,
      tag: push.tag,
      renotify: push.silent !== true,
      silent: push.silent === true,
      requireInteraction: push.kind === 'alert',
      data: { url: push.url },
      icon: '/icon.svg',
    }),
  );
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const told = event.notification.data?.url;
  const url = typeof told === 'string' && told.startsWith('/duty/') ? told : PAGE;
  event.waitUntil(
    self.clients.matchAll({ type: 'window' }).then(async (pages) => {
      const open = pages.find((page) => new URL(page.url).pathname === PAGE);
      if (open === undefined) return self.clients.openWindow(url);
      await open.navigate(url);
      return open.focus();
    }),
  );
});
