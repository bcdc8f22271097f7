/** While the disc runs: the time first, the departure under the thumb. */

import { fill, h, icon } from "../dom.js";
import { distance, duration } from "../french.js";
import { diamondClock, makeDial } from "./dial.js";
import { metresTo, nextFree } from "./near.js";
import { clockOf, dialOf } from "./phase.js";
import { NOTHING_SENT, phaseSaid } from "./words.js";

function mark(sign) {
  return sign === "soon" ? diamondClock() : icon(sign === "none" ? "clock" : sign);
}

/** Draws the screen of a stay into an element; `tick()` moves it, and gives its phase. */
export function stayScreen(element, app, stay, act) {
  const dial = makeDial();
  const [word, under, kept] = [h("div", { class: "row centre" }), h("p", { class: "muted centre" }), h("p", { class: "kept", role: "status" })];
  const foot = h("footer", { class: "acts" });
  const place = [stay.bay?.address !== stay.bay?.name && stay.bay?.address, stay.place ? `place ${stay.place}` : null].filter(Boolean).join(", ");
  const excess = stay.excess;
  element.replaceChildren(
    h("header", { class: "standing" }, h("div", { class: "grow" }, h("h1", {}, stay.bay?.name ?? "Sans aire"), h("p", { class: "muted small" }, place || (excess ? "Hors des places, toutes prises" : "")))),
    h("section", { class: "stack l grow" }, dial.element, h("div", { class: "stack" }, word, under, kept)), foot);
  let drawn = "";
  return {
    tick() {
      const { now, timezone } = app;
      const due = stay.due_at && clockOf(timezone, Date.parse(stay.due_at), now);
      const shown = dialOf(stay, now);
      dial.show(shown, due ? `Fin à ${due}` : "");
      dial.element.setAttribute("aria-label", due ? `Disque, fin à ${due}` : "Disque, sans fin connue");
      const next = stay.bay && nextFree(app.bays, stay.bay);
      const key = [shown.phase, app.network, stay.sent, stay.extendable_min, next?.id, app.alerted, app.canAsk].join();
      if (key === drawn) return shown.phase;
      drawn = key;
      element.closest("body").dataset.phase = shown.phase;
      const [sign, text, said] = phaseSaid(stay, now, { timezone, next: next && distance(metresTo(next, stay.bay.position)), alerted: app.alerted });
      fill(word, h("span", { class: `verdict verdict--${sign === "soon" ? "conditional" : sign} big` }, mark(sign), h("span", {}, text)));
      under.replaceChildren(...said.map((each) => (each.whole ? h("span", { class: "nowrap" }, each.whole) : each)));
      kept.hidden = stay.sent;
      kept.textContent = stay.sent ? "" : app.network === "off" ? NOTHING_SENT : "Envoi du disque…";
      fill(foot, buttons(app, stay, next, act, shown.phase));
      return shown.phase;
    },
  };
}

function buttons(app, stay, next, act, phase) {
  const more = stay.extendable_min > 0 && stay.sent;
  const first = phase === "over" ? h("button", { class: "btn", type: "button", "data-key": "why", onclick: () => act.why(stay) }, stay.why ? "Changer la raison" : "Dire pourquoi")
    : more ? h("button", { class: "btn", type: "button", "data-key": "more", onclick: () => act.extend(stay) }, `Prolonger de ${duration(stay.extendable_min * 60)}`)
      : phase === "soon" && next ? h("button", { class: "btn", type: "button", "data-key": "next", onclick: () => act.go(next) }, `Aller à ${distance(metresTo(next, stay.bay.position))}`)
        : app.canAsk ? h("button", { class: "btn", type: "button", "data-key": "alert", onclick: () => act.alert(stay) }, "Me prévenir") : null;
  return [
    h("button", { class: "btn btn--primary btn--glove", type: "button", "data-key": "leave", onclick: () => act.leave(stay) }, "Je repars"),
    h("div", { class: "thumb" }, first, h("button", { class: "btn", type: "button", "data-key": "report", onclick: () => act.report(stay) }, "Signaler")),
  ];
}
