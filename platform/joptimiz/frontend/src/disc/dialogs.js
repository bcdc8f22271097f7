/** What opens over the page: one dialog at a time, shut with Escape or its button. */

import { h, icon } from "../dom.js";
import { count } from "../french.js";
import { beLoud, isLoud } from "../scanner/sounds.js";
import { bayRow } from "./find-screen.js";
import { ranked, readCode } from "./near.js";
import { DOUBLE, REASONS, REPORTS, pastSaid } from "./words.js";
import { fleetRows, nameOf, plateOf, vehicleForm, vehicleRow } from "./vehicles.js";

let serial = 0;

/** Opens a dialog with a title; `build(close)` gives what it holds. It leaves the page when it is shut. */
export function open(title, build, closed = () => {}) {
  const id = `dialog-${++serial}`;
  const element = h("dialog", { class: "discdialog", "aria-labelledby": id });
  const close = () => element.close();
  element.append(h("header", {}, h("h2", { id }, title), h("button", { class: "btn btn--icon btn--quiet push", type: "button", "aria-label": "Fermer", onclick: close }, icon("close"))), h("div", { class: "stack l" }, build(close)));
  element.addEventListener("close", () => { element.remove(); closed(); });
  document.body.append(element);
  element.showModal();
  return close;
}

const choices = (rows, chosen) => h("ul", { class: "disclist" }, rows.map(([kind, cause, words]) => h("li", {}, h("button", { class: "btn", type: "button", onclick: () => chosen(kind, cause) }, words))));

export const openReport = (chosen) => open("Que se passe-t-il ici\u00a0?", (close) => {
  const pick = (kind, cause) => { close(); chosen(kind, cause); };
  return [choices(REPORTS, pick), h("p", { class: "muted small" }, "Pas de place\u00a0? Le dire aide la ville à en créer. Aucune plaque n’est jointe."), choices([DOUBLE], pick)];
});

export const openWhy = (chosen) => open("Pourquoi ce dépassement\u00a0?", (close) => [
  h("p", { class: "muted small" }, "Dire pourquoi aide la ville à régler la durée des aires. Cela ne donne pas plus de temps."),
  choices(Object.entries(REASONS).map(([reason, words]) => [reason, null, words]), (reason) => { close(); chosen(reason); }),
]);

export const openBays = (app, { choose, code, scan, map }) => open("Choisir une aire", (close) => {
  const pick = (bay) => { close(); choose(bay); };
  const rows = ranked(app.bays, app.position).slice(0, 40);
  return [
    h("div", { class: "thumb" }, h("button", { class: "btn", type: "button", onclick: () => { close(); scan(); } }, "Lire le panneau"), h("button", { class: "btn", type: "button", onclick: () => { close(); code(); } }, "Saisir le code")),
    rows.length ? h("ul", { class: "bayrows" }, rows.map((bay) => bayRow(bay, app, pick))) : h("p", { class: "muted" }, "Aucune aire connue ici pour l’instant."),
    map && h("button", { class: "btn", type: "button", onclick: () => { close(); map(); } }, "Choisir sur la carte"),
  ];
});

/** Types a code; `found(code, territory)` says what is wrong with it, or null. */
export const openCode = (app, found) => open("Code du panneau", (close) => {
  const field = h("input", { id: "code", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", maxlength: "12", "aria-describedby": "code-wrong" });
  const where = h("select", { id: "code-where" }, !app.territory && h("option", { value: "" }, "À choisir"), app.places.map((place) => h("option", { value: place.slug, selected: place.slug === app.territory }, place.name)));
  const wrong = h("p", { class: "wrong", id: "code-wrong", role: "alert" });
  const form = h("form", { class: "stack", novalidate: true }, h("label", { for: "code" }, "Les cinq lettres et chiffres du panneau"), h("div", { class: "input big" }, field), wrong,
    app.places.length > 1 && [h("label", { for: "code-where" }, "Territoire"), h("div", { class: "input" }, where)],
    h("button", { class: "btn btn--primary btn--glove", type: "submit" }, "Trouver l’aire"));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const [code, place] = [readCode(field.value), app.places.length > 1 ? where.value : app.places[0]?.slug ?? app.territory];
    const trouble = !code ? (field.value.trim() ? "Ce code a une faute. Relisez les cinq signes du panneau." : "Le code manque.")
      : place ? await found(code, place) : "Choisissez le territoire du panneau.";
    wrong.textContent = trouble ?? "";
    field.setAttribute("aria-invalid", String(Boolean(trouble && place)));
    where.setAttribute("aria-invalid", String(!place));
    if (trouble) (code && !place ? where : field).focus();
    else close();
  });
  return form;
});

export const openVehicles = (app, { choose, add, remove }) => open("Mes véhicules", (close) => {
  const fleet = app.fleet.filter((one) => !app.vehicles.some(({ id }) => id === one.id));
  const tapped = (vehicle) => { close(); choose(vehicle); };
  const row = (vehicle) => h("li", { class: "row" }, vehicleRow(vehicle, tapped, vehicle.id === app.vehicle?.id),
  !vehicle.fleet && app.vehicles.length > 1 && h("button", { type: "button", class: "btn btn--icon btn--quiet", "aria-label": `Retirer ${plateOf(vehicle) || nameOf(vehicle)}`, onclick: () => { close(); remove(vehicle); } }, icon("close")));
  return [h("ul", { class: "bayrows" }, app.vehicles.map(row)), fleetRows(fleet, "h3", tapped),
    h("button", { class: "btn", type: "button", onclick: () => { close(); open("Ajouter un véhicule", (shut) => vehicleForm({ first: false, done: (vehicle) => { shut(); add(vehicle); } })); } }, icon("plus"), "Ajouter un véhicule")];
});

export const openPast = (app, { forget }) => open("Historique de ce téléphone", (close) => {
  const past = app.stays.filter((stay) => stay.ended_at).sort((a, b) => Date.parse(b.starts_at) - Date.parse(a.starts_at));
  const row = (stay) => {
    const line = h("li", { class: "row" }, h("span", { class: "grow" }, h("b", {}, stay.bay?.name ?? "Sans aire"), h("span", { class: "muted small block" }, [pastSaid(stay, app.timezone), plateOf(stay.vehicle), stay.refused ? "refusé" : null, stay.ended_by === "automatic" ? "fini de lui-même" : null].filter(Boolean).join(" · ")), stay.refused && h("span", { class: "small block" }, stay.refused)),
      h("button", { type: "button", class: "btn btn--icon btn--quiet", "aria-label": `Effacer ${stay.bay?.name ?? "cet arrêt"}, ${pastSaid(stay, app.timezone)}`, onclick: () => { forget([stay]); line.remove(); } }, icon("close")));
    return line;
  };
  if (!past.length) return h("p", { class: "muted" }, "Aucun arrêt pour l’instant.");
  return [h("p", { class: "muted small" }, `${count(past.length, "arrêt", "arrêts", "")}, ici seulement. Ils s’effacent après trente jours.`), h("ul", { class: "bayrows" }, past.map(row)),
    h("button", { class: "btn", type: "button", onclick: () => { close(); forget(past); } }, "Tout effacer")];
});

export const openMenu = ({ past, vehicles }) => open("Disque de livraison", (close) => {
  const loud = h("input", { type: "checkbox", checked: isLoud() });
  loud.addEventListener("change", () => beLoud(loud.checked));
  return [
    h("button", { class: "btn", type: "button", onclick: () => { close(); past(); } }, "Historique"),
    h("button", { class: "btn", type: "button", onclick: () => { close(); vehicles(); } }, "Mes véhicules"),
    h("label", { class: "check" }, loud, " Son avant la fin"),
    h("p", { class: "muted small" }, "Pour ouvrir le disque comme une application, ajoutez cette page à l’écran d’accueil depuis le menu du navigateur."),
    h("p", { class: "small row wrap" }, h("a", { href: "/donnees-personnelles" }, "Ce qui est gardé, et jusqu’à quand"), h("a", { href: "/" }, "La carte des règles")),
  ];
});
