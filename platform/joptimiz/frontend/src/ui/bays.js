/** The bays beside the map: the list of those in view, the card of the one that is looked at. */

import { ask, latest, Trouble } from "../api.js";
import { byId, fill, h, icon, patch } from "../dom.js";
import { bayState, inView, stateSaid, toldSaid } from "../bay-sentences.js";
import { ribbon, source, verdictRow } from "../disc/find-screen.js";
import { count, duration, NB } from "../french.js";
import { BAYS } from "../layers.js";
import { profile, store } from "../model.js";
import { openSheet } from "./sheet.js";

const app = store.value;
const STEP = 30;
const AGE_MS = 30_000;
let most = STEP;
/** Was the card opened from the list of a phone, which then makes room for the map? */
let listed = false;
/** What a bay allows to this vehicle now: null while it is asked, "away" when nothing answers. */
let allows = { bay: null, conditions: null };

function makeRoom() {
  listed = matchMedia("(max-width: 899px)").matches && document.body.dataset.sheet === "list";
  if (listed) openSheet("answer");
}

function row(bay) {
  const known = bayState(bay);
  const choose = () => { makeRoom(); store.set({ bay: bay.id }); focusCard(); };
  const where = bay.address && bay.address !== bay.name ? bay.address : "";
  return h("li", {}, h("button", { type: "button", class: "bayline", "data-key": bay.id, "aria-pressed": String(app.bay === bay.id), onclick: choose },
    h("span", { class: "grow" }, h("b", {}, bay.name), where && h("span", { class: "muted small" }, where)),
    h("span", { class: `state ${known}` }, stateSaid(bay))));
}

function drawList() {
  const shown = Boolean(app.layers.get(BAYS)?.shown);
  byId("bays").hidden = !shown;
  if (!shown) return;
  const seen = inView(app.bays.values(), app.looked);
  byId("bay-count").textContent = app.bays.size ? count(seen.length, "aire", "aires", "aucune aire") : "";
  drawAge();
  byId("no-bay").hidden = Boolean(seen.length) || !app.bays.size;
  patch(byId("baylist"), seen.slice(0, most).map(row));
  byId("more-bays").hidden = seen.length <= most;
  byId("more-bays").textContent = `Montrer plus d’aires (${seen.length - most})`;
}

function drawAge() {
  const said = app.place ? toldSaid(app.told, app.place.timezone, Date.now()) : "";
  byId("bay-told").textContent = `${said}.`;
  const told = byId("bay-card").querySelector("[data-told]");
  if (told) told.textContent = said;
}

const readConditions = latest(async (signal, bay) => {
  const body = { territory: bay.territory, code: bay.code, vehicle: profile().vehicle };
  const { bays } = await ask("/api/v1/discs/bays", { body, signal });
  return bays.find(({ id }) => id === bay.id)?.conditions ?? "away";
});

async function askConditions() {
  allows = { bay: app.bay, conditions: null };
  drawCard();
  const bay = app.bays.get(app.bay);
  if (!bay) return readConditions.stop();
  try {
    const conditions = await readConditions(bay);
    if (conditions === undefined) return;
    allows = { bay: bay.id, conditions };
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    allows = { bay: bay.id, conditions: "away" };
  }
  drawCard();
}

function allowed(bay) {
  const conditions = allows.bay === bay.id ? allows.conditions : null;
  if (conditions === null) return h("p", { class: "muted small" }, "Lecture de ce qu’elle permet…");
  if (conditions === "away") return h("p", { class: "small" }, "Ce que cette aire permet ne peut pas être lu maintenant. Lisez le panneau.");
  const { timezone } = app.place;
  return h("div", { class: "stack" }, h("p", { class: "muted small" }, "Maintenant, pour votre véhicule"), verdictRow(conditions, timezone, Date.now()), ribbon(conditions, timezone, Date.now()), source(conditions),
    bay.stay_max_min && conditions.source !== "sign" && h("p", { class: "small muted" }, `Panneau${NB}: ${duration(bay.stay_max_min * 60)} au plus.`));
}

function drawCard() {
  const card = byId("bay-card");
  const bay = app.bays.get(app.bay);
  card.hidden = !bay;
  if (!bay) return card.replaceChildren();
  fill(card,
    h("div", { class: "row top" }, h("h2", { id: "bay-name", tabindex: "-1", "data-key": "name" }, bay.name),
      h("button", { type: "button", class: "btn btn--icon btn--quiet push", "aria-label": "Fermer la fiche de l’aire", "data-key": "close", onclick: close }, icon("close"))),
    h("p", { class: "small muted" }, [bay.address !== bay.name && bay.address, `code${NB}${bay.code}`].filter(Boolean).join(" · ")),
    h("p", {}, h("b", { class: `state ${bayState(bay)}` }, stateSaid(bay)), " ", h("span", { class: "small muted", "data-told": true })),
    bay.closed_reason && stateSaid(bay) === "Fermée" && h("p", { class: "small" }, bay.closed_reason),
    allowed(bay),
    h("div", { class: "row wrap acts" },
      h("a", { class: "btn btn--primary", href: `/B/${bay.territory}/${bay.code}`, "data-key": "set" }, "Poser le disque ici"),
      h("a", { class: "btn btn--quiet", href: "/disque", "data-key": "disc" }, "Aires près de moi")));
  drawAge();
}

const focusCard = () => { drawCard(); byId("bay-name")?.focus({ preventScroll: true }); };

/** The focus goes back where the card was opened from. */
function close() {
  const held = byId("bay-card").contains(document.activeElement);
  if (listed) openSheet("list");
  listed = false;
  const line = byId("baylist").querySelector(`[data-key="${CSS.escape(app.bay ?? "")}"]`);
  store.set({ bay: null });
  drawCard();
  if (held) (line?.offsetParent ? line : document.querySelector("#map canvas"))?.focus({ preventScroll: !line?.offsetParent });
}

export function startBayList() {
  byId("more-bays").addEventListener("click", () => { most += STEP; drawList(); });
  addEventListener("keydown", (event) => { if (event.key === "Escape" && app.bay) close(); });
  store.on(["place", "looked"], () => { most = STEP; });
  store.on(["bays", "bay", "layers", "looked", "told", "place"], drawList);
  store.on(["bays", "place"], drawCard);
  store.on(["bay", "vehicle", "facts"], askConditions);
  setInterval(drawAge, AGE_MS);
  drawList();
}
