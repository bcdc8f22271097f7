/**
 * What a draft has to mend, what it changes and who writes in it, kept true as it is written: the page is read again once what was typed is
 * saved, and while a comparison is under way. A part in which somebody is, is left as it stands.
 */

import { settled } from "../api.js";

const PARTS = ["problems", "changes", "hands"];
const AFTER_MS = 1_200;
const AGAIN_MS = 2_000;

const partOf = (page, id) => page.querySelector(`section[aria-labelledby="${id}"]`);

function swap(before, after) {
  if (!before || !after || before.innerHTML === after.innerHTML || before.contains(document.activeElement)) return;
  const open = [...before.querySelectorAll("details")].map((each) => each.open);
  before.replaceChildren(...after.childNodes);
  before.querySelectorAll("details").forEach((each, number) => { each.open = open[number] ?? each.open; });
}

async function read() {
  let page = null;
  try {
    const answer = await fetch(location.pathname, { headers: { accept: "text/html" } });
    if (answer.ok) page = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    // Away for now: what is typed next asks again.
  }
  if (!page) return;
  for (const id of PARTS) swap(partOf(document, id), partOf(page, id));
  if (partOf(page, "changes")?.querySelector('[role="status"]')) setTimeout(later, AGAIN_MS);
}

const later = settled(AFTER_MS, read);

/** Starts on a page of a draft; elsewhere there is nothing to keep true. */
export function keepTrue() {
  if (!partOf(document, "changes")) return;
  for (const event of ["desk:saved", "desk:received"]) document.addEventListener(event, later);
  if (partOf(document, "changes").querySelector('[role="status"]')) later();
}
