/** The service worker of the disc: the page opens without a network, and a reminder shows when the page is shut. */

/* global ASSETS, PAGE, PREFIX, STAMP */
const NAME = PREFIX + STAMP;
const SLOW = 4_000;

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(NAME);
    await cache.addAll(ASSETS);
    await keepPage(cache, await fetch(PAGE));
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

const isPage = (path) => path.replace(/\/$/, "") === PAGE || path.startsWith("/B/");

self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== self.location.origin) return;
  if (event.request.mode === "navigate" && isPage(pathname)) event.respondWith(page(event.request, pathname));
  else if (ASSETS.includes(pathname)) event.respondWith(kept(event.request));
});

/** The page as the server has it, if it answers soon; else as it was: what a sign opens is read from its address. */
async function page(request, pathname) {
  const cache = await caches.open(NAME);
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(SLOW) });
    if (!pathname.startsWith("/B/")) await keepPage(cache, answer);
    if (answer.status < 500) return answer;
  } catch {
    // No network: what was kept answers.
  }
  return (await cache.match(PAGE)) ?? Response.error();
}

async function keepPage(cache, answer) {
  if (answer.ok && !answer.redirected) await cache.put(PAGE, answer.clone());
}

async function kept(request) {
  const cache = await caches.open(NAME);
  return (await cache.match(request, { ignoreSearch: true })) ?? fetch(request);
}

self.addEventListener("push", (event) => {
  const { title, body, stay } = event.data?.json() ?? { title: "Disque", body: "Votre stationnement se termine." };
  event.waitUntil(self.registration.showNotification(title, { body, tag: stay, renotify: true, icon: "/disque/icone.svg", lang: "fr", vibrate: [300, 100, 300], data: { stay } }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil((async () => {
    const [open] = (await self.clients.matchAll({ type: "window" })).filter(({ url }) => isPage(new URL(url).pathname));
    return open ? open.focus() : self.clients.openWindow(PAGE);
  })());
});
