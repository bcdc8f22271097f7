/** The service worker of a carrier’s passes: each page that was seen opens again without a network, as it was. */

/* global ASSETS, STAMP */
const SHELL = `joptimiz-laissez-passer-${STAMP}`;
const PAGES = "joptimiz-laissez-passer-pages";
const HOME = "/derogations/laissez-passer";
const SHOWN = /^\/derogations\/laissez-passer(\/[a-z0-9-]+\/[0-9a-f-]{36})?$/;
const SLOW = 4_000;
const MOST = 200;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(ASSETS)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const names = (await caches.keys()).filter((name) => name.startsWith("joptimiz-laissez-passer-") && name !== SHELL && name !== PAGES);
    await Promise.all(names.map((name) => caches.delete(name)));
    await self.clients.claim();
  })());
});

// The page that brought this worker came before it: it says where it is, to be kept too.
self.addEventListener("message", (event) => {
  if (event.data?.keep) event.waitUntil(Promise.all([HOME, ...event.data.keep].map((path) => keep(path).catch(() => {}))).then(() => event.source.postMessage("kept")));
});

async function keep(path) {
  return take(path, await fetch(path, { redirect: "manual", signal: AbortSignal.timeout(SLOW) }));
}

self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== self.location.origin) return;
  const path = pathname.replace(/\/$/, "");
  if (event.request.mode === "navigate" && SHOWN.test(path)) event.respondWith(page(event.request, path));
  else if (event.request.mode !== "navigate" && pathname.startsWith("/static/")) event.respondWith(file(event.request, pathname));
});

/** A page as the server has it, if it answers soon; else as it was, with when that was. */
async function page(request, path) {
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(SLOW) });
    await take(path, answer);
    if (answer.status < 500) return answer;
  } catch {
    // No network: what was kept answers.
  }
  const found = await (await caches.open(PAGES)).match(path);
  return found ? asItWas(found) : unseen();
}

async function take(path, answer) {
  // Sent to sign in, or refused: none of these pages is for whoever holds this telephone now.
  if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return caches.delete(PAGES);
  const cache = await caches.open(PAGES);
  if (answer.status === 404) return cache.delete(path);
  if (!answer.ok || answer.redirected) return null;
  await cache.put(path, answer.clone());
  const paths = await cache.keys();
  await Promise.all(paths.slice(0, Math.max(0, paths.length - MOST)).map((each) => cache.delete(each)));
  return null;
}

async function asItWas(found) {
  const text = (await found.text()).replace("<body", `<body data-kept="${found.headers.get("date") ?? ""}"`);
  const headers = new Headers(found.headers);
  for (const name of ["content-encoding", "content-length"]) headers.delete(name);
  return new Response(text, { headers });
}

const unseen = () => new Response(
  `<!doctype html><html lang="fr"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Sans réseau</title><link rel="stylesheet" href="${ASSETS.find((path) => path.endsWith(".css"))}"><body class="showpage"><main class="shown"><h1>Sans réseau</h1><p>Ce laissez-passer n’a pas encore été ouvert sur ce téléphone. Revenez en réseau pour l’afficher.</p><p><a href="${HOME}">Mes laissez-passer</a></p></main>`,
  { status: 503, headers: { "content-type": "text/html; charset=utf-8" } },
);

/** Without the mark of its build: a page that was kept may ask for the file of an earlier one. */
const bare = (path) => path.replace(/-[A-Za-z0-9]{8}(\.\w+)$/, "$1");

async function file(request, pathname) {
  const cache = await caches.open(SHELL);
  if (ASSETS.includes(pathname)) return (await cache.match(request)) ?? fetch(request);
  return fetch(request).catch(async (error) => {
    const path = ASSETS.find((each) => bare(each) === bare(pathname));
    if (path) return (await cache.match(path)) ?? Promise.reject(error);
    throw error;
  });
}
