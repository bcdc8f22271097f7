/** The trip as a link: handed to the phone's own sharing, else copied; without either it stands there to be copied by hand. */

import { byId, fill, h } from "../dom.js";
import { shareAddress, store } from "../model.js";
import { SHARE } from "../words.js";

const handheld = matchMedia("(pointer: coarse)");

function say(tell, ...words) {
  fill(tell, words);
  tell.hidden = false;
}

function showLink(url, tell) {
  const field = h("input", { type: "text", readonly: true, value: url, "aria-label": SHARE.link });
  say(tell, h("span", {}, SHARE.by_hand), h("div", { class: "input" }, field));
  field.focus();
  field.select();
}

async function share(tell) {
  const url = shareAddress();
  if (handheld.matches && navigator.share) {
    try {
      await navigator.share({ title: SHARE.title, url });
      return;
    } catch (error) {
      if (error.name === "AbortError") return;
    }
  }
  try {
    await navigator.clipboard.writeText(url);
    say(tell, h("span", {}, SHARE.copied));
  } catch {
    showLink(url, tell);
  }
}

/** Every button that carries `data-share` hands the trip out; what was said of a link holds until the question changes. */
export function startShare() {
  const tell = byId("shared");
  addEventListener("click", (event) => { if (event.target.closest("[data-share]")) share(tell); });
  store.on(["stops", "at", "vehicle", "facts", "rights", "activity", "zone"], () => { tell.hidden = true; });
}
