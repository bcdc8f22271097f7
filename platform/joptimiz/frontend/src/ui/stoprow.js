/** One stop of the list: its number, its field, and, folded, what is done there, for how long, and its rank. */

import { formatPlace } from "../coordinates.js";
import { byId, h, icon } from "../dom.js";
import { awaitedBy, MOST_STAY, roleOf, startWait, withStop } from "../itinerary.js";
import { hasStreets, nameOfStop, placeStop, put, store } from "../model.js";
import { stopAbout, stopCalled } from "../sentences.js";
import { ACTIVITIES, activityName, parseNumber, WORDS } from "../vehicles.js";
import { POSITION, STOPS } from "../words.js";
import { stopState } from "./current.js";
import { drawProblem } from "./parts.js";
import { find, known, whereAmI } from "./places.js";
import { Search } from "./search.js";

const app = store.value;
const button = (props, ...inside) => h("button", { type: "button", ...props }, inside);

export class StopRow {
  /** `lists` are the list's own acts: `{remove(index), move(index, to), fold(index), onMap(index), rowAt(index)}`. */
  constructor(index, lists) {
    Object.assign(this, { index, lists, wrong: "", stayWrong: "" });
    const id = `stop-${index}`;
    this.search = new Search({
      id, label: STOPS.list, known, find, shown: () => this.text(), choose: (option) => this.choose(option), left: (text) => this.left(text),
      quit: () => this.quit(),
    });
    this.spot = h("span", { class: "spot", "data-grip": "" });
    this.label = h("label", { for: id });
    this.about = h("span", { class: "about" });
    this.clear = button({ class: "inbtn", onclick: () => this.erase() }, icon("close", true));
    this.more = button({ class: "inbtn", "aria-expanded": "false", "aria-controls": `${id}-more`, onclick: () => lists.fold(index) }, icon("more", true));
    this.problem = h("p", { class: "problem", id: `${id}-p`, hidden: true });
    this.fold = h("div", { class: "stopmore", id: `${id}-more`, hidden: true }, this.purpose(id), this.stay(id), this.order());
    this.element = h("li", { class: "stopline" },
      h("div", { class: "input stopfield" }, this.spot, h("div", { class: "grow" }, h("div", { class: "stophead" }, this.label, this.about), this.search.input), this.clear, this.more),
      this.search.box, this.problem, this.fold);
    this.element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !awaitedBy(this.stop())) return;
      event.stopPropagation();
      this.quit();
    });
    this.search.input.addEventListener("focus", () => { if (!this.stop().position) store.set({ aim: this.index }); });
  }

  stop() {
    return app.stops[this.index];
  }

  text() {
    const stop = this.stop();
    return stop?.position ? (nameOfStop(stop) ?? formatPlace(stop.position)) : "";
  }

  purpose(id) {
    this.activity = h("select", { id: `${id}-activity`, class: "plain" });
    this.activity.addEventListener("change", () => this.change({ activity: this.activity.value || null }));
    return h("div", { class: "field" }, h("label", { class: "label", for: `${id}-activity` }, STOPS.purpose), h("div", { class: "input" }, this.activity, icon("down", true)));
  }

  stay(id) {
    this.minutes = h("input", { id: `${id}-stay`, type: "text", inputmode: "numeric", autocomplete: "off", "aria-describedby": `${id}-stay-p` });
    this.minutes.addEventListener("change", () => {
      const value = parseNumber(this.minutes.value, 1) ?? 0;
      this.stayWrong = Number.isNaN(value) || value > MOST_STAY ? STOPS.not_stay : "";
      drawProblem(this.minutes, byId(`${id}-stay-p`), this.stayWrong);
      if (!this.stayWrong) this.change({ stay: value });
    });
    return h("div", { class: "field" }, h("label", { class: "label", for: `${id}-stay` }, STOPS.stay),
      h("div", { class: "input" }, this.minutes, h("span", { class: "unit" }, STOPS.minutes)), h("p", { class: "problem", id: `${id}-stay-p`, hidden: true }));
  }

  order() {
    const act = (name, symbol, run) => button({ class: "btn btn--quiet", "data-act": name, onclick: run }, icon(symbol, true), STOPS[name]);
    this.up = act("up", "up", () => this.lists.move(this.index, this.index - 1));
    this.down = act("down", "down", () => this.lists.move(this.index, this.index + 1));
    this.remove = act("remove", "minus", () => this.lists.remove(this.index));
    return h("div", { class: "row wrap acts" }, this.up, this.down, this.remove);
  }

  change(patch) {
    put({ stops: withStop(app.stops, this.index, patch) }, { push: true });
  }

  erase() {
    this.wrong = "";
    this.search.edited = false;
    placeStop(this.index, null);
    this.search.draw();
    this.search.input.focus();
  }

  choose({ act, position, name }) {
    this.say("");
    if (act === "map") this.lists.onMap(this.index);
    else if (act === "here") this.here();
    else placeStop(this.index, position, { name });
  }

  /** The position goes to the stop that asked, wherever it is by then; to none when that was given up, removed or placed. */
  async here() {
    const wait = startWait(this.stop());
    this.drawWait();
    const found = await whereAmI().then((position) => ({ position }), ({ message }) => ({ message }));
    const index = app.stops.findIndex((stop) => awaitedBy(stop) === wait);
    wait.abort();
    if (index >= 0) this.lists.rowAt(index).come(found);
  }

  come({ position, message }) {
    this.drawWait();
    if (position) placeStop(this.index, position);
    else this.say(message);
    if (this.search.input === document.activeElement) this.search.input.select();
  }

  quit() {
    awaitedBy(this.stop())?.abort();
    this.drawWait();
  }

  drawWait() {
    this.search.await(awaitedBy(this.stop()) ? POSITION.wait : "");
  }

  /** The field was left with a text nobody chose: an empty one empties the stop, coordinates place it, another waits. */
  left(text) {
    const [coordinates] = text ? known(text).options.filter(({ position }) => position) : [];
    if (text && !coordinates) return this.say(STOPS.choose);
    this.search.edited = false;
    if (coordinates) this.choose(coordinates);
    else if (this.stop().position) placeStop(this.index, null);
    return this.say("");
  }

  say(problem) {
    this.wrong = problem;
    drawProblem(this.search.input, this.problem, problem);
  }

  /** `refused` is what the server said against this stop, "" when nothing. */
  draw(refused, open) {
    const stop = this.stop();
    // Without streets there is one place to write, and one field of that name.
    const alone = !hasStreets();
    const role = alone && this.index === app.stops.length - 1 ? "place" : roleOf(app.stops, this.index);
    const name = stopCalled(role, this.index + 1);
    this.element.hidden = alone && role !== "place";
    this.element.dataset.role = role;
    this.spot.textContent = role === "place" ? "" : String(this.index + 1);
    this.spot.dataset.state = stopState(this.index);
    this.spot.title = STOPS.grip(name);
    this.label.textContent = name;
    this.about.textContent = stopAbout(stop);
    this.search.draw();
    this.search.input.placeholder = STOPS.hint;
    this.clear.hidden = !stop.position;
    this.clear.setAttribute("aria-label", `${STOPS.clear}, ${name}`);
    this.more.setAttribute("aria-label", `${STOPS.more}, ${name}`);
    this.more.hidden = role === "place";
    drawProblem(this.search.input, this.problem, this.wrong || refused);
    this.drawWait();
    this.drawFold(role, open && role !== "place");
  }

  drawFold(role, open) {
    const { activity, stay } = this.stop();
    this.fold.hidden = !open;
    this.more.setAttribute("aria-expanded", String(open));
    if (!open) return;
    const usual = role === "from" ? STOPS.none : STOPS.same(activityName(app.activity).toLocaleLowerCase("fr"));
    this.activity.replaceChildren(h("option", { value: "" }, usual), ...ACTIVITIES.map((each) => h("option", { value: each }, WORDS.activity[each])));
    this.activity.value = activity ?? "";
    if (this.minutes !== document.activeElement) this.minutes.value = stay || "";
    this.up.hidden = this.index === 0;
    this.down.hidden = this.index === app.stops.length - 1;
    this.remove.hidden = app.stops.length < 3;
  }

  /** The order has changed: what was being written here was about another stop. */
  forget() {
    this.search.edited = false;
    this.wrong = "";
  }
}
