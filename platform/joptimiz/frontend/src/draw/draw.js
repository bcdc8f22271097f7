/** The page of a tracé: the map, the coordinates and what is wrong stay in step; what is sound is kept as it is drawn. */

import { h } from "../dom.js";
import { bounds, joinBounds } from "../geometry.js";
import { startGround } from "./ground.js";
import { geometryOf, Past, piecesOf, written } from "./model.js";
import { Pen } from "./pen.js";

const TOOLS = {
  area: ["Surface", "Cliquez les sommets ; cliquez le premier, ou Entrée, pour finir. Les rues et les autres zones attirent le point."],
  hole: ["Trou", "Cliquez les sommets du trou, à l’intérieur d’une surface."],
  line: ["Ligne", "Cliquez les sommets ; cliquez le dernier une seconde fois, ou Entrée, pour finir."],
  select: ["Modifier", "Cliquez un tracé, puis déplacez ses points ; un point pâle ajoute un sommet, un clic droit en retire un."],
  cut: ["Couper", "Tracez une ligne qui traverse la surface, le long d’une rue par exemple."],
};
const SAID = { saved: "Enregistré.", saving: "Enregistrement…", wrong: "Pas enregistré : à corriger d’abord.", offline: "Hors ligne : gardé dans cette page, envoyé dès que possible.", clash: "Pas enregistré : choisissez l’un des deux tracés." };
const JSON_TYPE = { "content-type": "application/json", accept: "application/json" };
const PATIENCE = 450;
const RETRY = 4000;

const ask = async (url, options) => {
  const response = await fetch(url, { headers: JSON_TYPE, ...options });
  return { status: response.status, body: await response.json().catch(() => ({})) };
};

class Work {
  constructor(box) {
    this.box = box;
    const { draw, path, revision, basemap, worker } = box.dataset;
    Object.assign(this, { api: draw, path, revision: Number(revision), assets: { basemap, worker }, readonly: "readonly" in box.dataset, fresh: "fresh" in box.dataset });
    this.form = box.closest("form");
    this.text = this.form.elements.shape;
    this.past = new Past(this.text.value);
    this.kept = this.text.value;
    this.theirs = this.form.querySelector("[data-theirs]")?.value;
  }

  one(name) {
    return this.form.querySelector(`[data-${name}]`);
  }

  async start() {
    const { body: around } = await ask(`${this.api}/around?path=${encodeURIComponent(this.path)}`);
    this.around = around;
    const canvas = h("div", { class: "ground" });
    this.help = h("p", { class: "zonehelp", role: "status" });
    this.box.append(this.#tools(), canvas, this.#legend(), this.help);
    this.box.hidden = false;
    const mine = this.#parsed();
    const frame = joinBounds((mine ? [mine] : [around.in_force, around.limit, ...around.others.map(({ shape }) => shape)]).filter(Boolean).map(bounds));
    const ground = await startGround(canvas, this.assets, frame);
    if (!ground) {
      this.box.hidden = true;
      return this.#listenText();
    }
    this.ground = ground;
    ground.show("limit", [around.limit]);
    ground.show("others", around.others.map(({ shape }) => shape));
    ground.show("before", [around.in_force]);
    if (this.theirs) ground.show("theirs", [JSON.parse(this.theirs)]);
    this.pen = new Pen(ground, { changed: () => this.#drawn(), cut: (line) => this.#cut(line), readonly: this.readonly });
    this.form.querySelector(".zonestill")?.remove();
    if (mine) this.pen.put(piecesOf(mine));
    this.#take(this.fresh && !mine && !this.readonly ? "area" : "select");
    this.#listenText();
    this.box.dataset.ready = "yes";
    if (!this.readonly) this.#review();
  }

  #tools() {
    const tool = (name) => h("button", { type: "button", class: "btn", "data-tool": name, "aria-pressed": "false", onclick: () => this.#take(name) }, TOOLS[name][0]);
    const act = (said, name, onclick) => h("button", { type: "button", class: "btn", "data-act": name, onclick }, said);
    const frame = act("Cadrer", "frame", () => this.ground?.frame([this.#parsed() ?? this.around.limit]));
    const bar = h("div", { class: "zonetools", role: "toolbar", "aria-label": "Outils de tracé" });
    if (this.readonly) bar.append(frame);
    else bar.append(...Object.keys(TOOLS).map(tool), act("Supprimer", "remove", () => this.#remove()), act("Annuler", "undo", () => this.#go(-1)), act("Rétablir", "redo", () => this.#go(1)), frame);
    return bar;
  }

  #legend() {
    const { around } = this;
    const entries = [["mine", "Ce tracé"], around.in_force && ["before", "Version en vigueur"], around.limit && ["limit", "Limite"], around.others.length && ["other", "Autres zones"], this.theirs && ["theirs", "Le tracé de l’autre"]];
    return h("div", { class: "zonelegend" }, ...entries.filter(Boolean).map(([name, said]) => h("span", { class: name }, said)), this.assets.basemap ? h("small", { class: "muted" }, "© les contributeurs d’OpenStreetMap, ODbL") : null);
  }

  #take(name) {
    this.pen?.take(name);
    this.help.textContent = this.readonly ? "" : TOOLS[name][1];
    for (const button of this.box.querySelectorAll("[data-tool]")) button.setAttribute("aria-pressed", String(button.dataset.tool === name));
  }

  /** The geometry of the text; null when it does not read. */
  #parsed() {
    try {
      return geometryOf(piecesOf(JSON.parse(this.text.value)));
    } catch {
      return null;
    }
  }

  /** After a change on the map. */
  #drawn() {
    this.text.value = written(geometryOf(this.pen.pieces()));
    this.past.push(this.text.value);
    if (this.pen.tool === "area" || this.pen.tool === "hole" || this.pen.tool === "line") this.#take("select");
    this.#later();
  }

  #remove() {
    if (this.pen?.remove()) this.#drawn();
    else this.help.textContent = "Cliquez d’abord le tracé à supprimer, avec « Modifier ».";
  }

  #go(step) {
    const text = this.past.go(step);
    if (text !== null) this.#write(text, false);
  }

  /** Puts a text in the page, on the map too when it reads. */
  #write(text, remember = true) {
    this.text.value = text;
    if (remember) this.past.push(text);
    const found = this.#parsed();
    if (found || !text.trim()) this.pen?.put(found ? piecesOf(found) : []);
    this.#later();
  }

  #listenText() {
    this.text.addEventListener("input", () => {
      clearTimeout(this.typing);
      this.typing = setTimeout(() => this.#write(this.text.value), PATIENCE);
    });
    this.form.elements.kind?.addEventListener("change", () => this.#later());
    window.addEventListener("online", () => this.#review());
  }

  async #cut(line) {
    const shape = this.#parsed();
    if (!shape) return;
    const { status, body } = await ask(`${this.api}/split`, { method: "POST", body: JSON.stringify({ shape, line }) });
    if (status !== 200 || body.parts.length < 2) {
      this.help.textContent = body.title ?? "Cette ligne ne traverse pas le tracé.";
      return;
    }
    this.#write(written(geometryOf(body.parts.flatMap(piecesOf))));
    this.#take("select");
    this.help.textContent = "Coupé : cliquez la partie à retirer, puis « Supprimer ».";
  }

  #later() {
    clearTimeout(this.waiting);
    this.#buttons();
    this.waiting = setTimeout(() => this.#review(), PATIENCE);
  }

  #buttons() {
    for (const [name, step] of [["undo", -1], ["redo", 1]]) this.box.querySelector(`[data-act="${name}"]`)?.toggleAttribute("disabled", !this.past.can(step));
  }

  async #review() {
    this.#buttons();
    const text = this.text.value;
    let shape;
    try { shape = JSON.parse(text); } catch { /* told below */ }
    if (!shape || typeof shape !== "object") return this.#tell(text.trim() ? [{ message: "Ce texte n’est pas du GeoJSON.", hint: "Vérifiez les crochets et les virgules.", blocking: true, places: [] }] : null);
    const body = { shape, kind: this.form.elements.kind?.value ?? "" };
    const answer = await ask(`${this.api}/review?path=${encodeURIComponent(this.path)}`, { method: "POST", body: JSON.stringify(body) }).catch(() => null);
    if (text !== this.text.value) return undefined;
    if (!answer) return this.#offline();
    if (answer.status !== 200) return this.#say(answer.body.title ?? "");
    this.one("measure").textContent = answer.body.measure?.said ?? "";
    this.#tell(answer.body.faults);
    if (!answer.body.sound) return this.#say(this.fresh ? "" : SAID.wrong);
    return this.#keep(text, shape);
  }

  #offline() {
    this.#say(SAID.offline);
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.#review(), RETRY);
  }

  /** What is sound is kept, over the revision it was read at. */
  async #keep(text, shape) {
    if (this.fresh || this.readonly || this.choosing) return;
    if (text === this.kept) { this.#say(SAID.saved); return; }
    this.#say(SAID.saving);
    const body = JSON.stringify({ revision: this.revision, shape });
    const answer = await ask(`${this.api}?path=${encodeURIComponent(this.path)}`, { method: "PUT", body }).catch(() => null);
    if (!answer) { this.#offline(); return; }
    if (answer.status === 200) {
      this.#at(answer.body.revision);
      this.kept = text;
      this.#say(this.text.value === text ? SAID.saved : SAID.saving);
    } else if (answer.status === 409 && answer.body.code === "zone-moved") await this.#clash();
    else this.#say([answer.body.title, answer.body.detail].filter(Boolean).join(" "));
  }

  #at(revision) {
    this.revision = revision;
    this.form.elements.revision.value = revision;
  }

  /** Two tracés: both are shown, and one is chosen; the other stays in the history. */
  async #clash() {
    const { status, body: theirs } = await ask(`${this.api}?path=${encodeURIComponent(this.path)}`);
    if (status !== 200) { this.#say(theirs.title ?? ""); return; }
    this.choosing = true;
    this.#say(SAID.clash);
    this.ground?.show("theirs", [theirs.shape]);
    const done = (text) => {
      this.choosing = false;
      this.#at(theirs.revision);
      this.one("choose").replaceChildren();
      this.ground?.show("theirs", []);
      if (text !== null) { this.kept = text; this.#write(text); } else this.#review();
    };
    this.one("choose").replaceChildren(h("section", { class: "notice stack", role: "alert" },
      h("h2", {}, "Quelqu’un vient de redessiner cette zone"), h("p", {}, "Son tracé est en violet sur la carte, le vôtre en bleu. Les deux restent dans l’historique."),
      h("div", { class: "row wrap" }, h("button", { type: "button", class: "btn", onclick: () => done(null) }, "Garder le mien"), h("button", { type: "button", class: "btn", onclick: () => done(written(theirs.shape)) }, "Prendre le sien"))));
  }

  #say(said) {
    const state = this.one("state");
    if (state.textContent !== said) state.textContent = said;
  }

  #tell(faults) {
    const list = faults?.length ? h("ul", { class: "wrongs" }, ...faults.map((fault) => this.#fault(fault))) : h("p", { class: "muted" }, faults ? "Rien à corriger." : "Rien n’est encore tracé.");
    this.one("faults").replaceChildren(list);
    this.ground?.show("places", (faults ?? []).flatMap(({ places }) => places).map((coordinates) => ({ type: "Point", coordinates })));
    this.ground?.show("proposal", [faults?.find(({ repaired, blocking }) => repaired && blocking)?.repaired]);
  }

  #fault(fault) {
    const show = fault.places.length && this.ground ? h("button", { type: "button", class: "btn btn--quiet", onclick: () => this.ground.map.easeTo({ center: fault.places[0], zoom: Math.max(this.ground.map.getZoom(), 16) }) }, "Voir où") : null;
    const mend = fault.repaired && !this.readonly ? h("button", { type: "button", class: "btn", onclick: () => this.#write(written(fault.repaired)), onfocus: () => this.ground?.show("proposal", [fault.repaired]), onmouseenter: () => this.ground?.show("proposal", [fault.repaired]) }, fault.act) : null;
    return h("li", { class: fault.blocking ? "graver" : "" }, h("b", { class: "strong" }, fault.message), h("span", { class: "small muted" }, fault.hint), h("span", { class: "row wrap" }, ...[mend, show].filter(Boolean)));
  }
}

for (const box of document.querySelectorAll("[data-draw]")) new Work(box).start();
