/** Bays by number, as `…/bays/live` tells of them. */

/** The same with these states; a bay that is not known here is left out. */
export function withStates(bays, states) {
  const next = new Map(bays);
  for (const { id, ...state } of states) if (next.has(id)) next.set(id, { ...next.get(id), state, places: state.places });
  return next;
}
