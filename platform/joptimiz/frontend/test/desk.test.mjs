import assert from "node:assert/strict";
import test from "node:test";
import { collab } from "@codemirror/collab";
import { EditorState, Text } from "@codemirror/state";
import { lead, monthRows, monthsFrom } from "../src/desk/calendar.js";
import { aligned, inserted, sentence } from "../src/desk/help.js";
import { placeOf, positionOf, stretchOf } from "../src/desk/places.js";
import { Sync } from "../src/desk/sync.js";
import { instantOf } from "../src/clock.js";

const doc = (text) => Text.of(text.split("\n"));

test("places are counted in signs, positions in units", () => {
  const text = doc("é😀a: b\nsuite");
  assert.deepEqual(placeOf(text, 4), { line: 1, column: 4 });
  assert.equal(positionOf(text, 1, 4), 4);
  assert.equal(positionOf(text, 2, 99), text.length);
  assert.equal(positionOf(text, 99, 1), 8);
  for (const position of [0, 1, 3, 4, 7, 8, 13]) {
    const { line, column } = placeOf(text, position);
    assert.equal(positionOf(text, line, column), position);
  }
});

test("a problem underlines the word that stands there, a quotation whole", () => {
  const text = doc("do: prohibt # non\nat: \"a b\", x");
  assert.deepEqual(stretchOf(text, 1, 5), { from: 4, to: 11 });
  assert.deepEqual(stretchOf(text, 2, 5), { from: 22, to: 27 });
  assert.deepEqual(stretchOf(text, 2, 99), { from: 30, to: 30 });
});

test("an offer writes no colon and no quotation mark twice", () => {
  const key = { label: "do", insert: "do: ", kind: "key" };
  assert.equal(inserted(key, "  ", ""), "do: ");
  assert.equal(inserted(key, "  ", ": allow"), "do");
  const word = { label: "1", insert: '"1"', kind: "word" };
  assert.equal(inserted(word, "article: ", ""), '"1"');
  assert.equal(inserted(word, 'article: "', '"'), "1");
});

test("the lines of a skeleton stand under its first word", () => {
  assert.equal(aligned("id: ${nom}\ndo: allow", "  - "), "id: ${nom}\n  do: allow");
  assert.equal(aligned("a\nb", "  "), "a\nb");
});

test("a problem is a sentence: where, what, how", () => {
  assert.equal(sentence({ line: 12, column: 13, message: "Cette zone n’existe pas.", hint: "Vouliez-vous dire « x » ?" }), "Ligne 12, colonne 13 : Cette zone n’existe pas. Vouliez-vous dire « x » ?");
  assert.equal(sentence({ line: 1, column: 1, message: "Vide.", hint: null }), "Ligne 1, colonne 1 : Vide.");
});

/** A text that accepts what is made on its last revision, and refuses the rest with 409. */
class Shelf {
  constructor(text) {
    this.doc = doc(text);
    this.updates = [];
    this.pushed = 0;
  }

  async since(revision) {
    return { revision: this.updates.length, changes: this.updates.slice(revision) };
  }

  async push(revision, changes, by) {
    this.pushed += 1;
    if (this.down) throw Object.assign(new Error("no network"), { status: undefined });
    if (this.status) throw Object.assign(new Error("refused"), { status: this.status });
    if (revision !== this.updates.length) throw Object.assign(new Error("conflict"), { status: 409 });
    this.updates.push(...changes.map((change) => ({ change, by })));
    return this.since(revision);
  }
}

/** An editor without a screen. */
function page(shelf, name, text = "abc") {
  const view = { state: EditorState.create({ doc: text, extensions: [collab({ startVersion: 0, clientID: name })] }), dispatch(spec) { this.state = (spec.state ? spec : this.state.update(spec)).state; } };
  const said = [];
  const sync = new Sync(view, shelf, (state) => said.push(state));
  return { view, sync, said, type: (from, insert) => view.dispatch({ changes: { from, insert } }), text: () => view.state.doc.toString() };
}

test("two editors end on one text, a conflict being only a matter of asking first", async () => {
  const shelf = new Shelf("abc");
  const [one, two] = [page(shelf, "one"), page(shelf, "two")];
  one.type(1, "X");
  two.type(1, "Y");
  await one.sync.exchange();
  assert.equal(await two.sync.exchange(), "saving");
  assert.equal(await two.sync.exchange(), "saved");
  await one.sync.exchange();
  assert.equal(one.text(), two.text());
  assert.deepEqual([...one.text()].sort(), [..."XYabc"].sort());
});

test("what is typed without network waits, and goes when it is back", async () => {
  const shelf = new Shelf("abc");
  const { sync, said, type } = page(shelf, "one");
  shelf.down = true;
  type(0, "X");
  assert.equal(await sync.exchange(), "offline");
  assert.ok(sync.unsaved);
  shelf.down = false;
  assert.equal(await sync.exchange(), "saved");
  assert.ok(!sync.unsaved);
  assert.deepEqual(said, ["saving", "offline", "saving", "saved"]);
});

test("calls made during an exchange end with everything sent", async () => {
  const shelf = new Shelf("abc");
  const { sync, type } = page(shelf, "one");
  type(0, "X");
  const first = sync.exchange();
  type(0, "Y");
  await Promise.all([first, sync.exchange(), sync.exchange()]);
  assert.ok(!sync.unsaved);
  assert.equal(shelf.updates.length, 2);
});

test("a text that may no longer be edited is not asked again", async () => {
  const shelf = new Shelf("abc");
  const { sync, type } = page(shelf, "one");
  shelf.status = 404;
  type(0, "X");
  assert.equal(await sync.exchange(), "refused");
  await sync.exchange();
  assert.equal(shelf.pushed, 1);
});

test("a conflict with nobody is a refusal: it is not tried for ever", async () => {
  const shelf = new Shelf("abc");
  const { sync, type } = page(shelf, "one");
  shelf.status = 409;
  type(0, "X");
  assert.equal(await sync.exchange(), "refused");
  assert.ok(sync.unsaved);
});

test("a year is twelve months of days, from the Monday of each", () => {
  assert.deepEqual(monthsFrom("2026-11-30").slice(0, 3), ["2026-11", "2026-12", "2027-01"]);
  assert.equal(monthsFrom("2026-11-30").at(-1), "2027-10");
  assert.equal(lead("2026-11-30"), 0);
  assert.equal(lead("2026-11-01"), 6);
  const at = (wall) => instantOf("Europe/Paris", wall);
  const rows = monthRows([{ from: at("2026-12-05T06:00"), to: at("2026-12-05T14:00"), verdict: "forbidden" }], "Europe/Paris", "2026-12");
  assert.equal(rows.length, 31);
  assert.deepEqual(rows[4], { date: "2026-12-05", bands: [{ from: 360, to: 840, verdict: "forbidden" }] });
});
