/** What is typed by hand: a plate, or the number below a code; told what is wrong with it, and what was meant. */

import { names, readNumber } from "../pass/number.js";
import { SUSPENDED, INVALID, nameOf, refusalOf, statusIn } from "../pass/index.js";
import { judgeFound } from "./judging.js";
import { readPlate } from "./plates.js";
import { all } from "./stock.js";

const FIELDS = { plate: ["Plaque française", "AB123CD"], number: ["Numéro du laissez-passer", "7K2M-9QXA"] };
const OFF = { [INVALID]: "revoked", [SUSPENDED]: "suspended" };

export class Typing {
  /** `found` is told `plate` or `number`, and what was read. */
  constructor(part, slips, found) {
    Object.assign(this, { form: part("plate-form"), field: part("plate-field"), label: part("plate-label"), wrong: part("plate-wrong"), slips, found });
    this.form.addEventListener("submit", (event) => this.read(event));
    this.form.addEventListener("change", ({ target }) => target.name === "means" && this.turn(target.value));
  }

  get empty() {
    return !this.field.value;
  }

  clear() {
    this.field.value = "";
    this.say(null);
  }

  turn(means) {
    this.form.elements.means.value = means;
    [this.label.textContent, this.field.placeholder] = FIELDS[means];
    this.say(null);
    this.field.focus();
  }

  say(wrong) {
    this.wrong.textContent = wrong ?? "";
    this.field.setAttribute("aria-invalid", String(Boolean(wrong)));
  }

  read(event) {
    event.preventDefault();
    const text = this.field.value;
    const [plate, number] = [readPlate(text), readNumber(text)];
    // What is no plate at all, and falls right as a number, is one, whichever was chosen.
    const isNumber = this.form.elements.means.value === "number" || Boolean(plate.wrong && number.number);
    const wrong = isNumber ? this.slips[number.slip] : plate.wrong;
    this.say(wrong);
    if (wrong) return;
    this.field.value = "";
    if (isNumber) this.found("number", number.number, text);
    else this.found("plate", plate.number);
  }
}

/** Asks the server what a plate holds, or which passes have a number; throws with its status, or as a network that is away. */
export async function lookUp(what, asked) {
  const answer = await fetch(`/api/v1/checks/${what}`, {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(asked), signal: AbortSignal.timeout(6_000),
  });
  if (!answer.ok) throw Object.assign(new TypeError(`${what}: ${answer.status}`), { status: answer.status });
  return answer.json();
}

/** What the device itself knows of a number: a pass that it read today, or what the list says; null for neither. */
export async function known(ground, number, at, place, seen) {
  const read = (await all("seen").catch(() => [])).find(({ pass }) => pass && names(number, pass.payload));
  if (read && ground?.ring) {
    const answer = refusalOf(read.pass, read.pass.payload, at, ground.territories);
    return { ...(await judgeFound(ground, { ...read.pass, answer }, at, place, seen)), note: "seen_today" };
  }
  // A number does not say whose it is: the list of one territory tells, among several none does.
  const [territory, ...others] = ground?.territories ?? [];
  const list = territory && !others.length && ground.lists[nameOf(territory, number.status)];
  const answer = list && OFF[statusIn(list, number.status)];
  return answer ? { answer, territory, note: "listed", zones: [] } : null;
}
