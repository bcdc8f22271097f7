/** The derogations held: part of the question, kept in the address and on this device. */

import { byId, fill, h } from "../dom.js";
import { spaced } from "../french.js";
import { put, store } from "../model.js";
import { aboutRight, bareName, rightsSummary, withRight } from "../rights.js";
import { parseNumber } from "../vehicles.js";
import { DAYS_LEFT, NOT_A_DAY } from "../words.js";
import { cite, drawProblem } from "./parts.js";

const app = store.value;
let drawnFor = null;

function daysLeft(right) {
  const input = h("input", { id: `days-${right.kind}`, type: "text", inputmode: "numeric", autocomplete: "off", "aria-describedby": `days-${right.kind}-p` });
  input.addEventListener("change", () => {
    const value = parseNumber(input.value, 1);
    const wrong = Number.isNaN(value) || value > 366 ? NOT_A_DAY : "";
    drawProblem(input, byId(`days-${right.kind}-p`), wrong);
    if (!wrong) put({ rights: withRight(app.rights, right.kind, true, value) }, { push: true });
  });
  return h("div", { class: "days field", hidden: true }, h("label", { class: "label", for: input.id }, DAYS_LEFT, h("span", { class: "sr" }, `, ${spaced(bareName(right.name))}`)),
    h("div", { class: "input" }, input, h("span", { class: "unit", "aria-hidden": "true" }, "jours")),
    h("p", { class: "problem", id: `days-${right.kind}-p`, hidden: true }));
}

function row(right) {
  const box = h("input", { type: "checkbox", id: `right-${right.kind}`, "aria-describedby": `right-${right.kind}-a` });
  box.addEventListener("change", () => put({ rights: withRight(app.rights, right.kind, box.checked) }, { push: true }));
  return h("li", {}, box, h("div", { class: "grow" }, h("label", { for: box.id }, spaced(bareName(right.name))),
    h("p", { class: "hint", id: `right-${right.kind}-a` }, aboutRight(right), " ", cite(right)), right.quota_days && daysLeft(right)));
}

function draw() {
  const kinds = app.place?.rights ?? [];
  const fold = byId("rights");
  fold.hidden = !kinds.length;
  if (drawnFor !== app.place) {
    drawnFor = app.place;
    fill(byId("rights-list"), kinds.map(row));
  }
  byId("rights-held").textContent = spaced(rightsSummary(app.rights, app.place));
  for (const { kind, quota_days } of kinds) {
    const mine = app.rights.find((right) => right.kind === kind);
    byId(`right-${kind}`).checked = Boolean(mine);
    if (!quota_days) continue;
    const input = byId(`days-${kind}`);
    input.closest(".days").hidden = !mine;
    if (input !== document.activeElement) input.value = mine?.days_left ?? "";
  }
}

export function startRights() {
  store.on(["place", "rights"], draw);
  draw();
}
