/** Places free at the bays of the territory, told as they change, as long as the page is looked at; it asks now and then all the same. */

import { withStates } from "../bay-states.js";

let [stream, followed] = [null, null];

/** Follows what is shown, or nothing; called again whenever that may have changed. */
export function follow(app, changed) {
  const wanted = app.network === "on" && !document.hidden ? app.territory : null;
  if (wanted === followed && stream?.readyState !== EventSource.CLOSED) return;
  stream?.close();
  [stream, followed] = [wanted && new EventSource(`/api/v1/territories/${encodeURIComponent(wanted)}/bays/live`), wanted];
  stream?.addEventListener("bays", ({ data }) => {
    const heard = withStates(new Map(app.bays.map((bay) => [bay.id, bay])), JSON.parse(data).bays);
    app.bays = [...heard.values()];
    app.bay = heard.get(app.bay?.id) ?? app.bay;
    changed();
  });
}
