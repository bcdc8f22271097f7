/** The trip as a link: handed to the phone's own sharing, else copied; without either it stands there to be copied by hand. */

import { byId, fill, h, icon } from "../dom.js";
import { shareAddress } from "../model.js";
import { SHARE } from "../words.js";

const handheld = matchMedia("(pointer: coarse)");

function showLink(url, tell) {
  const field = h("input", { type: "text", readonly: true, value: url, "aria-label": SHARE.link });
  fill(tell, h("span", {}, SHARE.by_hand), h("div", { class: "input" }, field));
  tell.hidden = false;
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
    fill(tell, h("span", {}, SHARE.copied));
    tell.hidden = false;
  } catch {
    showLink(url, tell);
  }
}

/** What was said of a link holds until the question changes. */
export function startShare(store) {
  const tell = byId("shared");
  for (const button of document.querySelectorAll("[data-share]")) {
    button.append(icon("share", true), h("span", {}, SHARE.name));
    button.addEventListener("click", () => share(tell));
  }
  store.on(["stops", "at", "vehicle", "facts", "rights", "activity", "zone"], () => { tell.hidden = true; });
}
