/**
 * A text field with a list of choices under it, after the ARIA combobox pattern: the focus stays in the field, the arrows
 * walk the list, Enter takes a choice, Escape closes the list, then gives back the text that was there.
 */

import { latest, settled } from "../api.js";
import { h, icon } from "../dom.js";
import { POSITION, SEARCH, STOP } from "../words.js";

const QUIET_MS = 200;
const SLOW_MS = 1000;
const CALM_MS = 150;

/**
 * `known(text)` are the choices there are at once, `find(text, signal)` those to wait for: `{options, note, credit}`. An option is
 * `{title, detail, tag, symbol, …}`; the one taken is given to `choose(option)`. `left(text)` is called when the field is
 * left with a text nobody chose; `shown()` is the text that stands there otherwise; `quit()` gives up what `await` told of.
 */
export class Search {
  constructor({ id, label, known, find, choose, left, shown, quit }) {
    Object.assign(this, { id, known, choose, left, shown, quit, options: [], active: -1, edited: false, sought: false, hurried: false, awaits: "" });
    this.input = h("input", {
      id, type: "text", role: "combobox", autocomplete: "off", autocapitalize: "off", spellcheck: "false", enterkeyhint: "search",
      "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": `${id}-list`, "aria-describedby": `${id}-p`,
    });
    this.list = h("ul", { id: `${id}-list`, role: "listbox", "aria-label": label });
    this.words = h("span", {});
    this.halt = h("button", { type: "button", class: "textbtn", tabindex: "-1", hidden: true }, STOP);
    this.credit = h("span", {});
    this.told = h("div", { class: "told" }, h("p", { role: "status" }, this.words, this.halt), this.credit);
    this.box = h("div", { class: "suggest", hidden: true }, this.list, this.told);
    this.seek = latest((signal, text) => find(text, signal));
    this.later = settled(QUIET_MS, (text) => this.look(text));
    this.listen();
  }

  listen() {
    this.input.addEventListener("input", () => { this.edited = true; this.typed(); });
    this.input.addEventListener("focus", () => { if (this.input.value) this.input.select(); else this.offer(); });
    this.input.addEventListener("click", () => { if (this.box.hidden && !this.edited) this.offer(); });
    this.input.addEventListener("keydown", (event) => this.key(event));
    // What closes or appears under the field must not slip away from under the finger that leaves it.
    this.input.addEventListener("blur", () => { this.leaving = setTimeout(() => this.leave(), CALM_MS); });
    this.input.addEventListener("focus", () => clearTimeout(this.leaving));
    // The field keeps the focus while a choice is pressed.
    this.box.addEventListener("pointerdown", (event) => event.preventDefault());
    this.halt.addEventListener("click", () => this.giveUp());
  }

  /** What stands in the field when nobody is writing in it. */
  draw() {
    if (!this.edited) this.input.value = this.shown();
  }

  typed() {
    const text = this.input.value.trim();
    this.stop();
    if (this.awaits) this.quit();
    const known = this.known(text);
    this.show(known.options, known.note);
    this.hurried = false;
    this.sought = known.search;
    if (known.search) this.later(text);
  }

  /** The choices that need no words. */
  offer() {
    if (this.awaits) return;
    const { options, note } = this.known("");
    this.show(options, note);
  }

  async look(text) {
    const slow = setTimeout(() => { this.tell(SEARCH.slow); this.halt.hidden = false; }, SLOW_MS);
    this.waiting = slow;
    try {
      const answer = await this.seek(text);
      if (answer && this.input === document.activeElement && this.input.value.trim() === text) this.found(answer);
    } finally {
      clearTimeout(slow);
      if (this.waiting === slow) this.halt.hidden = true;
    }
  }

  /** Who pressed Enter before the answer came meant its first choice. */
  found({ options, note, credit }) {
    this.sought = false;
    this.show(options, note, credit);
    if (this.hurried) this.enter();
  }

  stop() {
    this.later.cancel();
    this.seek.stop();
    clearTimeout(this.waiting);
    this.halt.hidden = !this.awaits;
  }

  /** Something other than addresses is awaited, "" when nothing is: it stays said, with its way out, wherever the focus goes. */
  await(note) {
    if (note === this.awaits) return;
    this.awaits = note;
    this.box.classList.toggle("awaits", Boolean(note));
    this.halt.textContent = note ? POSITION.stop : STOP;
    this.halt.tabIndex = note ? 0 : -1;
    this.stop();
    this.show([], note);
  }

  /** What is awaited or looked for is not wanted any more; the choices there are without it come back. */
  giveUp() {
    this.stop();
    if (!this.awaits) return this.tell(SEARCH.stopped);
    this.quit();
    this.input.focus();
    return this.show(this.known("").options, SEARCH.stopped);
  }

  tell(note) {
    this.words.textContent = note ?? "";
    this.told.classList.toggle("quiet", !note);
  }

  show(options, note = "", credit = "") {
    this.options = options;
    this.list.replaceChildren(...options.map((option, i) => this.row(option, i)));
    this.list.hidden = !options.length;
    this.tell(note);
    this.credit.textContent = credit;
    this.open(Boolean(options.length || note));
    this.mark(-1);
  }

  row(option, i) {
    const row = h("li", { id: `${this.id}-o${i}`, role: "option", "aria-selected": "false", class: option.act ? "act" : null }, icon(option.symbol ?? "pin", true),
      h("span", { class: "grow" }, h("b", {}, option.title), option.detail && h("span", {}, option.detail)),
      option.tag && h("span", { class: "status" }, option.tag));
    row.addEventListener("click", () => this.take(option));
    return row;
  }

  open(yes) {
    this.box.hidden = !yes;
    this.input.setAttribute("aria-expanded", String(yes && this.options.length > 0));
  }

  mark(index) {
    this.list.children[this.active]?.setAttribute("aria-selected", "false");
    this.active = index;
    const row = this.list.children[index];
    row?.setAttribute("aria-selected", "true");
    row?.scrollIntoView({ block: "nearest" });
    if (row) this.input.setAttribute("aria-activedescendant", row.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  key(event) {
    const { key } = event;
    if (key === "ArrowDown" || key === "ArrowUp") {
      event.preventDefault();
      if (!this.box.hidden) this.walk(key === "ArrowDown" ? 1 : -1);
      else if (this.edited) this.typed();
      else this.offer();
    } else if (key === "Enter") {
      event.preventDefault();
      this.enter();
    } else if (key === "Escape" && (!this.box.hidden || this.edited)) {
      event.stopPropagation();
      this.escape();
    } else if (key === "Tab" && this.active >= 0) this.take(this.options[this.active]);
  }

  /** One choice further, round by the field itself. */
  walk(step) {
    const ranks = this.options.length + 1;
    this.mark(((this.active + 1 + step + ranks) % ranks) - 1);
  }

  /** The marked choice, else the first one that is a place. */
  enter() {
    const option = this.options[this.active] ?? (this.edited ? this.options.find(({ act }) => !act) : null);
    if (option) this.take(option);
    else if (this.sought) this.hurried = true;
    else if (this.edited) this.left(this.input.value.trim());
  }

  escape() {
    this.stop();
    if (this.awaits) return this.quit();
    if (!this.box.hidden) return this.open(false);
    this.edited = false;
    return this.draw();
  }

  take(option) {
    this.stop();
    this.edited = false;
    this.open(false);
    this.mark(-1);
    this.choose(option);
    this.draw();
  }

  leave() {
    this.stop();
    this.open(Boolean(this.awaits));
    if (this.edited) this.left(this.input.value.trim());
  }
}
