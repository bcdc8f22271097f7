/** The four verdicts, ordered by gravity: the gravest wins. */

export const VERDICTS = ["allowed", "conditional", "unknown", "forbidden"];

export const gravity = (verdict) => VERDICTS.indexOf(verdict);

/** The gravest of these verdicts; null of none. */
export function gravest(verdicts) {
  let worst = null;
  for (const verdict of verdicts) if (verdict && (worst === null || gravity(verdict) > gravity(worst))) worst = verdict;
  return worst;
}
