/** Small parts that several views share: a verdict, a citation, a trouble said in words. */

import { byId, fill, h, icon } from "../dom.js";
import { NB, spaced } from "../french.js";
import { citation } from "../sentences.js";
import { formatNumber } from "../vehicles.js";
import { BROKEN, NOT_A_NUMBER, OFFLINE, RETRY, TOO_MUCH, VERDICT } from "../words.js";

/** A verdict: its shape and its word, or another text for it. */
export function verdict(name, text = VERDICT[name], big = false) {
  return h("span", { class: `verdict verdict--${name}${big ? " big" : ""}` }, icon(name), h("span", {}, text));
}

/** « art. 2 Arrêté A-2026-118 », a link when the order has an address. */
export function cite(reason) {
  const said = citation(reason);
  if (!said) return null;
  const inside = [h("b", {}, said.article), h("span", {}, spaced(said.order))];
  const props = { class: "cite", title: said.title || null };
  const element = said.url ? h("a", { ...props, href: said.url, rel: "noreferrer" }, inside) : h("span", props, inside);
  return h("span", { class: "source" }, element, said.marks.map((mark) => h("span", { class: "status" }, mark)));
}

/** The answer is what is read next: it has the focus, and the panel starts with it. */
export function readAnswer() {
  byId("answer").focus({ preventScroll: true });
  byId("panel").scrollTop = 0;
}

/** What is wrong with a number typed in a field, "" when nothing is. */
export function wrongNumber(field, value) {
  if (Number.isNaN(value)) return NOT_A_NUMBER;
  return value > field.most ? TOO_MUCH(`${formatNumber(field.most, field.scale)}${NB}${field.unit}`) : "";
}

/** The sentence under a field, and its mark; an empty sentence clears both. */
export function drawProblem(input, place, sentence) {
  fill(place, sentence ? [icon("alert", true), h("span", {}, spaced(sentence))] : []);
  place.hidden = !sentence;
  input.closest(".input").classList.toggle("bad", Boolean(sentence));
  if (sentence) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
}

/** What went wrong, where, how to repair: the server's words when it has some. */
export function trouble(problem, retry) {
  const words = problem.kind === "offline" ? OFFLINE : problem.title ? problem : BROKEN;
  const problems = (problem.problems ?? []).map((p) => h("li", {}, spaced([p.message, p.hint].filter(Boolean).join(" "))));
  return h("div", { class: "notice error", role: "alert" },
    h("h2", {}, icon(problem.kind === "offline" ? "offline" : "alert"), h("span", {}, spaced(words.title))),
    words.detail && h("p", {}, spaced(words.detail)),
    problems.length > 0 && h("ul", { class: "stack" }, problems),
    // Asking the same wrong question again helps nobody.
    retry && !(problem.status >= 400 && problem.status < 500) && h("div", {}, h("button", { type: "button", class: "btn", onclick: retry, "data-key": "retry" }, RETRY)));
}
