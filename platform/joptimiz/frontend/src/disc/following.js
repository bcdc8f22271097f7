/** Places free at the bays of the territory, told as they change, as long as the page is looked at; it asks now and then all the same. */

let [stream, followed] = [null, null];

/** The same bays with the states that were heard. */
export function withStates(bays, states) {
  const heard = new Map(states.map(({ id, ...state }) => [id, state]));
  return bays.map((bay) => (heard.has(bay.id) ? { ...bay, state: heard.get(bay.id) } : bay));
}

/** Follows what is shown, or nothing; called again whenever that may have changed. */
export function follow(app, changed) {
  const wanted = app.network === "on" && !document.hidden ? app.territory : null;
  if (wanted === followed && stream?.readyState !== EventSource.CLOSED) return;
  stream?.close();
  [stream, followed] = [wanted && new EventSource(`/api/v1/territories/${encodeURIComponent(wanted)}/bays/live`), wanted];
  stream?.addEventListener("bays", ({ data }) => {
    app.bays = withStates(app.bays, JSON.parse(data).bays);
    app.bay = app.bays.find(({ id }) => id === app.bay?.id) ?? app.bay;
    changed();
  });
}
