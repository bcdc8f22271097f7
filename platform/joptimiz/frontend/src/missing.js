/** What an answer lacks: the facts a person can give, and what only the territory can. */

import { uncounted } from "./rights.js";
import { FIELDS } from "./vehicles.js";
import { NEED } from "./words.js";

export const DAYS_LEFT = "days_left";
const GIVEN = new Set([...FIELDS.map((field) => field.name), "activity"]);

/** `[{need, label}]` of names alone, or of what the server said. */
export const named = (needs, said = []) => needs.map((need) => ({
  need, label: said.find((each) => each.need === need)?.label ?? NEED[need] ?? need,
}));

/**
 * Parts what is missing: `asked` are questions `{id, need, kind?}` this page can ask, `told` the labels of what it
 * cannot. Days left are asked of each right held that is counted and does not tell them.
 */
export function partMissing(missing, rights, place) {
  const asked = [];
  const told = [];
  for (const { need, label } of missing) {
    const kinds = need === DAYS_LEFT ? uncounted(rights, place) : [];
    if (GIVEN.has(need)) asked.push({ id: need, need });
    else if (kinds.length) asked.push(...kinds.map((right) => ({ id: `${DAYS_LEFT}-${right.kind}`, need, kind: right.kind, name: right.name })));
    else if (need !== "rulebook") told.push(label);
  }
  return { asked, told };
}
