/** What goes with a trip: what it emits and how that is known, what the law wants said of it. */

import { h, icon } from "../dom.js";
import { sentence, spaced } from "../french.js";
import { emitted } from "../trip-sentences.js";
import { EMISSIONS, METHOD, NOTICES } from "../trip-words.js";

/** The figure with its range, then its method. */
export function emissions(route) {
  if (!route.emissions) return null;
  const { method, source } = route.emissions;
  return h("section", { class: "stack emissions" }, h("h2", {}, EMISSIONS), h("p", {}, sentence(emitted(route.emissions))),
    h("p", { class: "small muted" }, `${METHOD}\u00a0: ${sentence(spaced(method))} ${sentence(spaced(source))}`));
}

/** The decree's notices, each with the order it speaks of; the one on gas only when no figure stands beside it. */
export function notices(route) {
  const told = (route.notices ?? []).filter(({ code }) => code !== "gas" || !route.emissions);
  if (!told.length) return null;
  return h("section", { class: "stack notices" }, h("h2", {}, NOTICES),
    h("ul", {}, told.map((notice) => h("li", {}, icon("doc", true), h("div", {}, h("b", { class: "strong" }, spaced(notice.title)),
      notice.detail && h("p", {}, sentence(spaced(notice.detail))), notice.order && h("p", { class: "tiny muted" }, `Arrêté ${spaced(notice.order)}`))))));
}
