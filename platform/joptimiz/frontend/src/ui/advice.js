/** The departure that would be better: one press takes it, another brings the question back. */

import { wallOf } from "../clock.js";
import { h } from "../dom.js";
import { sentence, spaced } from "../french.js";
import { store, tryOut } from "../model.js";
import { leave, saving, shift } from "../trip-sentences.js";
import { ADVICE } from "../trip-words.js";
import { readAnswer } from "./parts.js";

const app = store.value;

/** The wall time of the departure that is advised, null when there is none. */
export const advisedAt = (route) => (route?.advice ? wallOf(app.place.timezone, Date.parse(route.advice.depart_at)) : null);

/** The advice of the route's own answer. */
export function advice(route) {
  const { timezone } = app.place;
  const instant = Date.parse(route.advice.depart_at);
  const button = leave(instant, app.at, timezone);
  const take = () => { tryOut({ at: advisedAt(route) }); readAnswer(); };
  return h("div", { class: "best advice" }, h("div", { class: "row base" }, h("h2", {}, ADVICE),
    h("span", { class: "push strong nowrap" }, saving(route.advice) || shift(instant, app.at, timezone))),
    h("p", {}, sentence(spaced(route.advice.message))),
    h("button", { type: "button", class: "btn btn--primary", onclick: take, "data-key": "advice" }, button));
}
