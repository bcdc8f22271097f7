/** The rules of the territory that is shown: when they change, the page asks its question again and says so. */

import { ask, settled, Trouble } from "./api.js";
import { byId } from "./dom.js";
import { askAgain, store } from "./model.js";
import { RULES_CHANGED } from "./words.js";

const WAIT_S = 25;
/** Between two askings when the server does not make us wait: it is away, or holds as many as it can. */
const PAUSE_MS = 10_000;
const SHOWN_MS = 12_000;

const app = store.value;
let current = null;

const pause = (ms, signal) => new Promise((done) => {
  const timer = setTimeout(done, ms);
  signal.addEventListener("abort", () => { clearTimeout(timer); done(); }, { once: true });
});

const hide = settled(SHOWN_MS, () => { byId("rules-changed").hidden = true; });

function tell() {
  if (!app.place) return;
  byId("rules-changed").hidden = false;
  byId("rules-changed").textContent = RULES_CHANGED(app.place.name);
  hide();
}

/** Waits for one change after another, until aborted. */
async function follow(slug, signal) {
  let known = "";
  while (!signal.aborted) {
    const since = performance.now();
    try {
      const query = new URLSearchParams(known ? { known, wait_s: WAIT_S } : {});
      const { rulebook, state } = await ask(`/api/v1/territories/${encodeURIComponent(slug)}/rules?${query}`, { signal });
      const news = known ? state !== known : rulebook !== app.place?.rulebook;
      const waited = !known || news || performance.now() - since > PAUSE_MS;
      known = state;
      if (news) { await askAgain(); tell(); }
      if (!waited) await pause(PAUSE_MS, signal);
    } catch (error) {
      if (!(error instanceof Trouble)) { if (signal.aborted) return; throw error; }
      await pause(PAUSE_MS, signal);
    }
  }
}

/** Only a page that is looked at is kept up to date; one that is looked at again is brought up to date. */
function restart() {
  current?.abort();
  current = null;
  if (document.hidden || !app.place) return;
  current = new AbortController();
  current.slug = app.place.slug;
  follow(current.slug, current.signal);
}

export function startLive() {
  store.on(["place"], () => { if (app.place?.slug !== current?.slug) restart(); });
  document.addEventListener("visibilitychange", restart);
}
