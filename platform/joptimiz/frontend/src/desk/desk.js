/**
 * The editor of an order: it takes the place of each `<textarea data-desk="…address…" data-revision="…">`, which stays in
 * its form and holds the text when the form is sent. It lives in a shadow root, whose style sheets a strict content
 * policy allows.
 */

import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { collab } from "@codemirror/collab";
import { bracketMatching, indentOnInput, indentUnit } from "@codemirror/language";
import { lintKeymap } from "@codemirror/lint";
import { yaml } from "@codemirror/lang-yaml";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorState, Transaction } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from "@codemirror/view";
import { h } from "../dom.js";
import { renewAll } from "./calendar.js";
import { doorAt } from "./door.js";
import { help, sentence } from "./help.js";
import { look as looks } from "./look.js";
import { placeOf, positionOf } from "./places.js";
import { keepTrue } from "./refresh.js";
import { Sync } from "./sync.js";

const SAID = {
  saved: "Enregistré.",
  saving: "Enregistrement…",
  offline: "Hors ligne : vos modifications sont gardées ici et seront envoyées.",
  refused: "Ce texte n’est plus modifiable ici. Copiez vos modifications, puis rechargez la page.",
};
const SHOWN = 20;

const name = (area) => area.labels?.[0]?.textContent.trim() || area.getAttribute("aria-label") || "Règles en YAML";

class Desk {
  constructor(area) {
    this.area = area;
    this.problems = [];
    this.host = h("div", { class: "desk-text" });
    this.state = h("p", { class: "desk-state", role: "status" });
    this.here = h("p", { class: "desk-here", role: "status" });
    this.list = h("ol", { class: "desk-problems", "aria-label": "Problèmes du fichier" });
    area.after(h("div", { class: "desk" }, this.host, h("div", { class: "desk-foot" }, this.here, this.state), this.list));
    area.hidden = true;
    for (const button of area.form?.querySelectorAll("[data-unscripted]") ?? []) button.hidden = true; // saved as one types
    const door = doorAt(area.dataset.desk, area.dataset.file);
    this.view = this.#view(door);
    this.sync = new Sync(this.view, door, (state) => this.#say(state));
    area.form?.addEventListener("submit", () => { area.value = this.view.state.doc.toString(); });
    window.addEventListener("beforeunload", (event) => { if (this.sync.unsaved) event.preventDefault(); });
    area.labels?.[0]?.addEventListener("click", () => this.view.focus());
    this.sync.run();
    this.beside = document.querySelector(`[data-line-of="${CSS.escape(area.dataset.file ?? "")}"]`);
    for (const link of document.querySelectorAll("a[data-line]")) {
      if (link.dataset.file && link.dataset.file !== area.dataset.file) continue;
      link.addEventListener("click", (event) => { event.preventDefault(); this.#go({ line: Number(link.dataset.line), column: 1 }); });
    }
  }

  #view(door) {
    const root = this.host.attachShadow({ mode: "open" });
    const save = () => { this.#save(); return true; };
    const state = EditorState.create({
      doc: this.area.value,
      extensions: [
        lineNumbers(), history(), drawSelection(), indentOnInput(), bracketMatching(), closeBrackets(), highlightActiveLine(),
        highlightActiveLineGutter(), highlightSelectionMatches(), yaml(), indentUnit.of("  "), looks,
        collab({ startVersion: Number(this.area.dataset.revision ?? 0), clientID: crypto.randomUUID() }),
        help(door, (problems) => this.#tell(problems)),
        keymap.of([{ key: "Mod-s", run: save, preventDefault: true }, ...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, ...completionKeymap, ...lintKeymap]),
        EditorView.contentAttributes.of({ "aria-label": name(this.area), spellcheck: "false", tabindex: "0" }),
        EditorView.lineWrapping,
        EditorView.clipboardInputFilter.of((text) => text.replaceAll("\0", "")),
        EditorView.updateListener.of((update) => this.#updated(update)),
      ],
    });
    return new EditorView({ state, parent: root, root });
  }

  #updated(update) {
    if (update.docChanged) queueMicrotask(() => this.#changed());
    if (update.transactions.some((each) => each.annotation(Transaction.remote))) this.host.dispatchEvent(new CustomEvent("desk:received", { bubbles: true }));
    if (update.docChanged || update.selectionSet) this.#under();
  }

  /** Sends what was typed; until it is there, it is not said to be saved. */
  #changed() {
    if (!this.sync?.unsaved) return;
    if (this.sync.state === "saved") this.#say("saving");
    this.sync.exchange();
  }

  /** Everything is saved as one types: the key of habit only says so. */
  async #save() {
    this.#say(await this.sync.exchange());
  }

  #say(state) {
    if (state === "saved" && this.state.dataset.state === "saving") this.host.dispatchEvent(new CustomEvent("desk:saved", { bubbles: true }));
    if (this.state.textContent !== SAID[state]) this.state.textContent = SAID[state];
    this.state.dataset.state = state;
  }

  #tell(problems) {
    this.problems = problems;
    this.host.dispatchEvent(new CustomEvent("desk:checked", { bubbles: true }));
    if (!problems.length) renewAll(); // computed on the last version without a problem
    const shown = problems.slice(0, SHOWN).map((problem) => h("li", {}, this.#link(problem)));
    const rest = problems.length - shown.length;
    this.list.replaceChildren(...shown, ...(rest > 0 ? [h("li", { class: "muted" }, `… et ${rest} autres.`)] : []));
    this.#under();
  }

  #link(problem) {
    if (!problem.line) return `${problem.message}${problem.hint ? ` ${problem.hint}` : ""}`;
    return h("button", { type: "button", class: "link", onclick: () => this.#go(problem) }, sentence(problem));
  }

  #go({ line, column }) {
    this.view.dispatch({ selection: { anchor: positionOf(this.view.state.doc, line, column) }, scrollIntoView: true });
    this.view.focus();
  }

  /** What is wrong where the cursor is. */
  #under() {
    const { line } = placeOf(this.view.state.doc, this.view.state.selection.main.head);
    const found = this.problems.find((problem) => problem.line === line);
    const said = found ? sentence(found) : "";
    if (this.here.textContent !== said) this.here.textContent = said;
    if (this.beside && !this.beside.form.elements.words.value) this.beside.value = line; // what is being commented stays
  }
}

/** An editor in a closed part of the page is made as it opens. */
function make(area) {
  const closed = area.closest("details:not([open])");
  if (closed) closed.addEventListener("toggle", () => make(area), { once: true });
  else new Desk(area);
}

/** `<select data-look>`: whom and where the calendars of the page are for. */
function look(select) {
  for (const element of document.querySelectorAll("[data-week], [data-year]")) {
    element.dataset.case = JSON.stringify({ ...JSON.parse(element.dataset.case ?? "{}"), [select.dataset.look]: select.value });
  }
}

document.querySelectorAll("textarea[data-desk]").forEach(make);
keepTrue();
for (const select of document.querySelectorAll("select[data-look]")) {
  look(select);
  select.addEventListener("change", () => { look(select); renewAll(); });
}
renewAll();
