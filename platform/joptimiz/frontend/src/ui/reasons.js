/** What stands under a verdict: duties to tick, a clause read two ways, an edge that is only approximate, the whole reasoning. */

import { dutyLines } from "../duties.js";
import { h, icon } from "../dom.js";
import { listed, sentence, spaced } from "../french.js";
import { DUTIES, EXPLAINED, READING, READINGS, ROUGH_AT } from "../words.js";
import { cite, verdict } from "./parts.js";

/** The duties a lawful visit rests on, each with its source. */
export function duties(obligations, reason) {
  if (!obligations.length) return null;
  return h("div", { class: "duties" }, h("h3", {}, DUTIES),
    h("ul", {}, dutyLines(obligations, reason).map((duty) => h("li", {}, icon(duty.icon),
      h("div", {}, h("b", { class: "strong" }, duty.name), duty.texts.map((text) => h("p", {}, text)),
        duty.sources.length > 0 && h("div", { class: "row wrap" }, duty.sources.map(cite)))))));
}

/** Both readings of each clause in doubt, and which was kept: the one that gives the answer, else the graver. */
export function readings(doubts, answered) {
  return doubts.map((doubt) => {
    const written = { verdict: doubt.as_written, kept: doubt.as_written === answered };
    const other = { verdict: doubt.otherwise, kept: !written.kept };
    const [kept, left] = written.kept ? [written, other] : [other, written];
    return h("div", { class: "doubt" }, h("h3", {}, READINGS), h("p", {}, sentence(spaced(doubt.text))),
      h("dl", {}, [[READING.kept, kept], [READING.other, left]].map(([name, reading]) => h("div", {}, h("dt", {}, name), h("dd", {}, verdict(reading.verdict))))));
  });
}

/** Beside an outline drawn by hand, the signs decide. */
export const rough = (names) => (names.length ? h("p", { class: "rough" }, icon("edge", true), h("span", {}, ROUGH_AT(listed(names)))) : null);

/** The reasoning, sentence by sentence, folded. */
export function explained(sentences, open, onToggle) {
  if (!sentences?.length) return null;
  const fold = h("details", { open, class: "explained" }, h("summary", { "data-key": "explained" }, icon("right", true), EXPLAINED),
    h("ol", {}, sentences.map((text) => h("li", {}, sentence(spaced(text))))));
  fold.addEventListener("toggle", () => onToggle(fold.open));
  return fold;
}
