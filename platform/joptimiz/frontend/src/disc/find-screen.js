/** Before the disc is set: the bay that is proposed, what it allows to this vehicle now, one button. */

import { h, icon } from "../dom.js";
import { NB, distance, duration, metres } from "../french.js";
import { minuteOf, wallOf } from "../clock.js";
import { ribbonSentence } from "../trip-sentences.js";
import { drawBands } from "../ui/ribbon.js";
import { VERDICTS } from "../verdicts.js";
import { HERE_M, metresTo } from "./near.js";
import { clockOf } from "./phase.js";
import { FAITH, REASONS, freeSaid, limitSaid, verdictSaid, whereSaid, whySaid } from "./words.js";

const TICKS = [0, 6, 12, 18, 24];

/** The day of a bay for this vehicle, drawn; null where nothing is known of it. */
export function ribbon(conditions, timezone, now) {
  if (!conditions?.day?.length) return null;
  // What no order regulates stays blank, as on paper.
  const bands = conditions.day.filter(({ verdict }) => VERDICTS.includes(verdict));
  const strip = h("div", { class: "bands" });
  drawBands(strip, bands, minuteOf(wallOf(timezone, now)));
  const ticks = TICKS.map((at) => {
    const tick = h("i", {}, String(at));
    tick.style.left = `${(at / 24) * 100}%`;
    return tick;
  });
  return h("div", { class: "ribbon", role: "img", "aria-label": `Aujourd’hui${NB}: ${bands.length ? ribbonSentence(bands) : "aucune règle"}` }, strip, h("div", { class: "ticks" }, ticks));
}

/** What a bay allows now, and for how long. */
export function verdictRow(conditions, timezone, now) {
  if (!conditions) return h("p", { class: "muted" }, "Les conditions pour ce véhicule ne sont pas connues sur ce téléphone. Lisez le panneau.");
  const [sign, words] = verdictSaid(conditions);
  return h("div", { class: "row wrap" }, h("span", { class: `verdict verdict--${sign}` }, sign === "none" ? icon("clock") : icon(sign), h("span", {}, words)), h("b", { class: "push num" }, limitSaid(conditions, timezone, now)));
}

/** Why: the sentence and its article. */
export function source(conditions) {
  const { text, cite } = whySaid(conditions);
  return [text && h("p", { class: "small" }, text), cite && h("p", { class: "small" }, h("span", { class: "cite" }, cite.article && h("b", {}, `art.${NB}${cite.article}`), cite.order))];
}

/** Why one stops, kept from one stop to the next: a native list, so that it costs no tap when it stays. */
function reasonChip(app, act) {
  const select = h("select", { "aria-label": "Raison de l’arrêt" }, Object.entries(REASONS).map(([reason, words]) => h("option", { value: reason, selected: reason === app.reason }, words)));
  select.addEventListener("change", () => act.reason(select.value));
  return h("li", { class: "chip pickchip" }, select, icon("down", true));
}

const chips = (bay, app, act) => h("ul", { class: "chips" }, reasonChip(app, act),
  h("li", { class: "chip" }, icon("bay", true), freeSaid(bay)),
  bay.length_cm && h("li", { class: "chip" }, `${metres(bay.length_cm)} de long`),
  bay.conditions?.no_return_min && h("li", { class: "chip" }, `Retour après ${duration(bay.conditions.no_return_min * 60)}`));

/** The bay in the sheet; with no bay, how to find one. */
export function findScreen(app, act) {
  const { bay, now, timezone, position, hold } = app;
  if (!bay) return nothing(app, act);
  const far = metresTo(bay, position);
  const here = far === null || far <= HERE_M;
  const mine = hold?.bay.id === bay.id;
  const forbidden = bay.conditions?.verdict === "forbidden";
  const canHold = !here && !mine && bay.conditions?.hold_min > 0 && bay.state?.free !== 0;
  return [
    h("section", { class: "stack", "aria-labelledby": "bay-name" },
      h("p", { class: "muted small" }, mine ? `Réservée pour vous jusqu’à ${clockOf(timezone, Date.parse(hold.until), now)}` : whereSaid(bay, far, timezone, now)),
      h("h1", { id: "bay-name" }, bay.name),
      bay.address && bay.address !== bay.name && h("p", { class: "muted small" }, bay.address),
      verdictRow(bay.conditions, timezone, now), ribbon(bay.conditions, timezone, now), source(bay.conditions), chips(bay, app, act),
      h("p", { class: "muted tiny" }, FAITH)),
    h("footer", { class: "acts" },
      forbidden ? h("button", { class: "btn btn--primary btn--glove", type: "button", "data-key": "set", onclick: act.other }, "Choisir une autre aire")
        : h("button", { class: "btn btn--primary btn--glove", type: "button", "data-key": "set", onclick: act.set }, "Poser le disque"),
      h("div", { class: "thumb" },
        forbidden ? h("button", { class: "btn", type: "button", "data-key": "scan", onclick: act.scan }, "Lire le panneau") : h("button", { class: "btn", type: "button", "data-key": "other", onclick: act.other }, "Autre aire"),
        canHold ? h("button", { class: "btn", type: "button", "data-key": "hold", onclick: act.hold }, `Réserver ${duration(bay.conditions.hold_min * 60)}`)
          : mine ? h("button", { class: "btn", type: "button", "data-key": "unhold", onclick: act.unhold }, "Libérer")
            : h("button", { class: "btn", type: "button", "data-key": "full", onclick: act.report }, "Place occupée"))),
  ];
}

function nothing(app, act) {
  const lost = app.place === "denied" ? "La position n’est pas partagée avec cette page." : app.place === "away" ? "La position ne vient pas." : "Recherche de votre position…";
  const none = app.position && app.loaded ? "Aucune aire connue autour de vous." : lost;
  return [
    h("section", { class: "stack" }, h("h1", {}, app.sign ? "Aire inconnue" : "Sur quelle aire êtes-vous\u00a0?"),
      h("p", { class: "muted", role: "status" }, app.sign ? `Le code ${app.sign.code} ne correspond à aucune aire connue ici. Vérifiez-le sur le panneau.` : none),
      h("p", { class: "muted" }, "Le panneau de l’aire porte un code et un carré à photographier.")),
    h("footer", { class: "acts" },
      h("button", { class: "btn btn--primary btn--glove", type: "button", "data-key": "scan", onclick: act.scan }, "Lire le panneau"),
      h("div", { class: "thumb" }, h("button", { class: "btn", type: "button", "data-key": "code", onclick: act.code }, "Saisir le code"), h("button", { class: "btn", type: "button", "data-key": "other", onclick: act.other }, "Voir les aires"))),
  ];
}

/** A row of the list of bays. */
export function bayRow(bay, app, choose) {
  const [sign, word] = bay.conditions ? verdictSaid(bay.conditions) : [null, ""];
  const far = metresTo(bay, app.position);
  return h("li", {}, h("button", { type: "button", class: "bayrow", onclick: () => choose(bay) },
    h("span", { class: "grow" }, h("b", {}, bay.name), h("span", { class: "muted small" }, [far === null ? null : distance(far), freeSaid(bay).toLowerCase(), `code ${bay.code}`].filter(Boolean).join(" · "))),
    sign && sign !== "none" && h("span", { class: `verdict verdict--${sign}` }, icon(sign), h("span", { class: "sr" }, word))));
}
