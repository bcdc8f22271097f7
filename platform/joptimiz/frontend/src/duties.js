/** What a conditional answer rests on: each duty once, as a line to tick. */

import { sentence, spaced } from "./french.js";
import { DUTY } from "./words.js";

export const DUTY_ICON = { stay_min: "clock", speed_kmh: "gauge", visits_per_day: "repeat", no_return_min: "repeat", hold_min: "clock", extension_min: "clock", pass: "pass", booking: "calendar", declaration: "doc", disc: "disc" };

/** « Arrêt de 30 min au plus » of a duty, in our own words. */
export function dutyName({ kind, amount }) {
  const name = DUTY[kind];
  return typeof name === "function" ? name(amount) : (name ?? spaced(kind));
}

/**
 * The duties of several zones: `{icon, name, texts, sources}`; the same duty asked twice is one line with both sources.
 * What the reason of the answer already says, sentence and source, is not said again.
 */
export function dutyLines(obligations, reason = null) {
  const lines = new Map();
  const said = new Set(reason?.message ? [sentence(spaced(reason.message))] : []);
  for (const duty of obligations) {
    const name = dutyName(duty);
    const text = duty.message ? sentence(spaced(duty.message)) : "";
    const line = lines.get(name) ?? { kind: duty.kind, amount: duty.amount, icon: DUTY_ICON[duty.kind] ?? "doc", name, texts: [], sources: [] };
    if (text && !said.has(text) && text !== sentence(name)) line.texts.push(text);
    said.add(text);
    if (![reason, ...line.sources].some((s) => s && s.order === duty.order && s.article === duty.article)) line.sources.push({ order: duty.order, article: duty.article });
    lines.set(name, line);
  }
  return binding(lines);
}

/** Of several limits of one kind only the strictest binds: the others are left out. */
function binding(lines) {
  const all = [...lines.values()];
  const strictness = ({ kind, amount }) => (kind === "no_return_min" ? -amount : amount);
  const binds = (line) => line.amount == null || all.every((other) => other.kind !== line.kind || strictness(other) >= strictness(line));
  return all.filter(binds);
}
