/** While the disc runs: the time first, the departure under the thumb. */

import { fill, h, icon, patch } from "../dom.js";
import { distance, duration } from "../french.js";
import { diamondClock, makeDial } from "./dial.js";
import { metresTo, nextFree } from "./near.js";
import { clockOf, dialOf } from "./phase.js";
import { NOTHING_SENT, phaseSaid } from "./words.js";

function mark(sign) {
  return sign === "soon" ? diamondClock() : icon(sign === "none" ? "clock" : sign);
}

/** Draws the screen of a stay into an element; `tick()` moves it, and gives its phase; `renew(stay)` takes what is known of it since. */
export function stayScreen(element, app, stay, act) {
  const dial = makeDial();
  const [word, under, kept] = [h("div", { class: "row centre" }), h("p", { class: "muted centre" }), h("p", { class: "kept", role: "status" })];
  const [head, foot] = [h("header", { class: "standing" }), h("footer", { class: "acts" })];
  element.replaceChildren(head, h("section", { class: "stack l grow" }, dial.element, h("div", { class: "stack" }, word, under, kept)), foot);
  let drawn = "";
  function title() {
    const place = [stay.bay?.address !== stay.bay?.name && stay.bay?.address, stay.place ? `place ${stay.place}` : null].filter(Boolean).join(", ");
    patch(head, h("div", { class: "grow" }, h("h1", {}, stay.bay?.name ?? "Sans aire"), h("p", { class: "muted small" }, place || (stay.excess ? "Hors des places, toutes prises" : ""))));
  }
  title();
  return {
    renew(since) {
      [stay, drawn] = [since, ""];
      title();
    },
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
      patch(foot, buttons(app, () => stay, next, act, shown.phase));
      return shown.phase;
    },
  };
}

/** A button that stays under a finger acts on the disc as it is known by then: `current()`. */
function buttons(app, current, next, act, phase) {
  const stay = current();
  const more = stay.extendable_min > 0 && stay.sent;
  const button = (key, text, onclick, more = "") => h("button", { class: `btn ${more}`.trim(), type: "button", "data-key": key, onclick }, text);
  const first = phase === "over" ? button("why", stay.why ? "Changer la raison" : "Dire pourquoi", () => act.why(current()))
    : more ? button("more", `Prolonger de ${duration(stay.extendable_min * 60)}`, () => act.extend(current()))
      : phase === "soon" && next ? button("next", `Aller à ${distance(metresTo(next, stay.bay.position))}`, () => act.go(nextFree(app.bays, current().bay) ?? next))
        : app.canAsk ? button("alert", "Me prévenir", () => act.alert(current())) : null;
  return [
    button("leave", "Je repars", () => act.leave(current()), "btn--primary btn--glove"),
    h("div", { class: "thumb" }, first, button("report", "Signaler", () => act.report(current()))),
  ];
}
