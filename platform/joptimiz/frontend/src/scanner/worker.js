/** The service worker of a page for outdoors: it and all it needs are kept, so that it opens without a network. */

/* global ASSETS, PAGE, PREFIX, STAMP */
const NAME = PREFIX + STAMP;
const SLOW = 4_000;

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(NAME);
    await cache.addAll(ASSETS);
    await keepPage(cache, await fetch(PAGE, { redirect: "manual" }));
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== NAME);
    await Promise.all(names.map((name) => caches.delete(name)));
    await self.clients.claim();
  })());
});

self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== self.location.origin) return;
  if (event.request.mode === "navigate" && pathname.replace(/\/$/, "") === PAGE) event.respondWith(page(event.request));
  else if (ASSETS.includes(pathname)) event.respondWith(kept(event.request));
});

/** The page as the server has it, if it answers soon; else as it was. */
async function page(request) {
  const cache = await caches.open(NAME);
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(SLOW) });
    await keepPage(cache, answer);
    if (answer.status < 500) return answer;
  } catch {
    // No network: what was kept answers.
  }
  return (await cache.match(PAGE)) ?? Response.error();
}

async function keepPage(cache, answer) {
  if (answer.ok && !answer.redirected && answer.type !== "opaqueredirect") await cache.put(PAGE, answer.clone());
  // Sent to sign in, or refused: the page of whoever was here is no longer theirs to open.
  else if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) await cache.delete(PAGE);
}

async function kept(request) {
  const cache = await caches.open(NAME);
  const found = await cache.match(request, { ignoreSearch: true });
  if (found) return found;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(request, answer.clone());
  return answer;
}
