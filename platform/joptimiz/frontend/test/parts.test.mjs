import assert from "node:assert/strict";
import test from "node:test";
import { ask, latest, Trouble } from "../src/api.js";
import { bounds, holds, labelPoint } from "../src/geometry.js";
import { factsOf, FIELDS, formatNumber, LOADS, parseNumber, PRESETS, summaryOf, WORDS } from "../src/vehicles.js";
import { gravest } from "../src/verdicts.js";
import { ASKED, FIELD, NEED } from "../src/words.js";

const ELL = { type: "Polygon", coordinates: [[[0, 0], [10, 0], [10, 2], [2, 2], [2, 10], [0, 10], [0, 0]]] };

test("the gravest verdict wins", () => {
  assert.equal(gravest(["allowed", "unknown", "conditional"]), "unknown");
  assert.equal(gravest(["unknown", "forbidden"]), "forbidden");
  assert.equal(gravest([null, undefined]), null);
});

test("a label lies inside its zone, even a bent one", () => {
  assert.ok(holds(ELL, labelPoint(ELL)));
  assert.ok(!holds(ELL, [8, 8]));
  assert.deepEqual(bounds(ELL), [0, 0, 10, 10]);
  assert.equal(labelPoint({ type: "Polygon", coordinates: [] }), null);
});

test("numbers are typed as French writes them; what is not known is left out", () => {
  assert.equal(parseNumber("7,5", 1000), 7500);
  assert.equal(parseNumber(" 1 240 ", 1), 1240);
  assert.equal(parseNumber("", 1000), null);
  assert.ok(Number.isNaN(parseNumber("lourd", 1000)));
  assert.equal(formatNumber(7500, 1000), "7,5");
  assert.deepEqual(factsOf({ vehicle: "own", facts: { critair: "3" } }), { critair: "3" });
});

test("a vehicle is summed up in one line", () => {
  assert.equal(summaryOf(PRESETS["porteur-75"].facts).replaceAll("\u00a0", " "), "Crit’Air 3, gazole, 7 m");
  assert.equal(summaryOf({ critair: "3", dangerous_goods: "adr" }).replaceAll("\u00a0", " "), "Crit’Air 3, marchandises dangereuses");
  assert.equal(summaryOf({ critair: "3", energy: "diesel", body: "concrete_mixer" }).replaceAll("\u00a0", " "), "Crit’Air 3, gazole, bétonnière");
  assert.equal(summaryOf({}), "Rien n’est renseigné");
});

test("every fact of the form has its words, in the form, as a question and as what is missing", () => {
  for (const { name, kind, values } of FIELDS) {
    assert.ok(FIELD[name] && ASKED[name] && NEED[name], name);
    if (kind === "choice") assert.ok(values.every((value) => WORDS[name][value]), name);
  }
  assert.deepEqual(LOADS.map((load) => WORDS.dangerous_goods[load]), ["Aucune", "Oui (ADR)"]);
});

test("a refusal keeps the server's words, silence is said as such", async (t) => {
  const problem = { title: "Hors du territoire", detail: "Déplacez le départ.", code: "outside", problems: [{ message: "x" }] };
  t.mock.method(globalThis, "fetch", async () => Response.json(problem, { status: 422 }));
  await assert.rejects(ask("/x"), (e) => e instanceof Trouble && e.kind === "problem" && e.title === problem.title && e.problems.length === 1);
  globalThis.fetch.mock.mockImplementation(async () => { throw new TypeError("network"); });
  await assert.rejects(ask("/x"), (e) => e.kind === "offline");
  globalThis.fetch.mock.mockImplementation(async () => new Response("<html>", { status: 502 }));
  await assert.rejects(ask("/x"), (e) => e.kind === "problem" && e.status === 502);
});

test("asking again cancels what was under way: only the newest answers", async () => {
  const signals = [];
  const run = latest(async (signal, value) => {
    signals.push(signal);
    await new Promise((resolve) => { setTimeout(resolve, value === "first" ? 30 : 1); });
    return value;
  });
  const [first, second] = await Promise.all([run("first"), run("second")]);
  assert.equal(first, undefined);
  assert.equal(second, "second");
  assert.ok(signals[0].aborted);
});
