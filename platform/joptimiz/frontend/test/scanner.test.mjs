/** What a scanner says of here and now, to the second; clocks that are off; plates as they are typed. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Clock } from "../src/scanner/clock.js";
import { LONGEST, isStale, judge, judgeHere, judgePlate, judgeShown } from "../src/scanner/judging.js";
import { painted, readPlate } from "../src/scanner/plates.js";
import { moment, whySaid } from "../src/scanner/said.js";
import { open } from "../src/verify/index.js";

const square = (x) => ({ type: "Polygon", coordinates: [[[x, 43], [x + 1, 43], [x + 1, 44], [x, 44], [x, 43]].map(([lon, lat]) => [lon * 1e7, lat * 1e7])] });
const daily = (...windows) => [{ days: { weekdays: [0, 1, 2, 3, 4, 5, 6] }, windows }];
const RULES = [
  { id: "ztl", do: "prohibit", order: "O", article: "2", zones: ["centre", "quai"] },
  { id: "matin", do: "allow", order: "O", article: "4", overrides: ["ztl"], zones: ["centre"], schedule: daily([360, 660]), condition: { all: [{ right: "livreur" }, { fact: "activity", in: ["delivery", "pickup"] }] } },
  { id: "gros", do: "prohibit", order: "O", article: "9", zones: ["quai"], condition: { fact: "gvw_kg", op: "gt", to: 3500 } },
  { id: "zfe", do: "prohibit", order: "O", article: "8", zones: ["zfe"], condition: { fact: "critair", op: "gte", to: "4" } },
  { id: "quai", do: "allow", order: "O", article: "5", overrides: ["ztl"], zones: ["quai"], condition: { right: "artisan" } },
  { id: "travaux", do: "prohibit", order: "O", article: "7", zones: ["centre"], valid_from: "2026-12-05", valid_to: "2027-02-01" },
];
const right = { order: "O", article: "4", name: "la livraison" };
const version = open({
  territory: "valmont", expires: 2e9, overlays: [], offsets: [[Date.parse("2025-01-01T00:00:00Z") / 1000, 3600], [Date.parse("2028-01-01T00:00:00Z") / 1000, 0]],
  bundle: {
    ir: 2, rights: { livreur: right, artisan: { ...right, quota_days: 52 } }, orders: { O: { title: "Arrêté", statuses: [{ status: "in_force" }] } }, rules: RULES,
    zones: { centre: { no: 1, name: "Centre", geometry: square(7) }, quai: { no: 2, name: "Quai", geometry: square(9) }, zfe: { no: 3, name: "ZFE", geometry: square(11) } }, territory: { default: "allowed", slug: "valmont" },
  },
});
const at = (text) => Date.parse(text) / 1000;
const held = (more = {}) => ({ kind: "livreur", territory: "valmont", zones: [], days_left: 1, named: false, from: "2026-11-01", to: "2027-03-01", ...more });
const here = (text, more = {}, place = { zone: "centre" }) => judgeHere(version, held(more), at(text), place);

test("the edges of an hour, to the second", () => {
  assert.equal(here("2026-12-01T05:59:59+01:00").answer, "wrong_hour");
  assert.equal(here("2026-12-01T06:00:00+01:00").answer, "valid");
  assert.equal(here("2026-12-01T10:59:59+01:00").answer, "valid");
  assert.equal(here("2026-12-01T11:00:00+01:00").answer, "wrong_hour");
});

test("when it ends, and when it goes on", () => {
  assert.equal(here("2026-12-01T10:07:00+01:00").until, at("2026-12-01T11:00:00+01:00"));
  const told = here("2026-12-01T15:00:00+01:00");
  assert.equal(told.resumes, at("2026-12-02T06:00:00+01:00"));
  assert.equal(whySaid(told, {}, version, at("2026-12-01T15:00:00+01:00")), "Droit authentique. Il reprend à 6\u00a0h demain.");
  assert.equal(moment(version.offsets, at("2026-12-04T06:30:00+01:00"), at("2026-12-01T15:00:00+01:00")), "6\u00a0h\u00a030 le 4\u00a0décembre");
});

test("another zone, a place closed to all, a fact that is missing, no place at all", () => {
  assert.equal(here("2026-12-01T10:00:00+01:00", {}, { position: [9.5, 43.5] }).answer, "wrong_zone");
  assert.equal(here("2026-12-01T10:00:00+01:00", { zones: ["quai"], named: true }).answer, "wrong_zone");
  assert.equal(here("2026-12-10T10:00:00+01:00").answer, "closed");
  assert.deepEqual(here("2026-12-01T10:00:00+01:00", {}, { zone: "zfe" }).needs, ["critair"]);
  assert.equal(here("2026-12-01T10:00:00+01:00", { zones: ["centre"], named: true }, { zone: "zfe" }).answer, "wrong_zone");
  const quai = here("2026-12-01T10:00:00+01:00", { kind: "artisan" }, { zone: "quai" });
  assert.deepEqual([quai.answer, quai.needs], ["to_check", ["gvw_kg"]]);
  const seen = (gvw) => judgeHere(version, held({ kind: "artisan" }), at("2026-12-01T10:00:00+01:00"), { zone: "quai" }, { gvw_kg: gvw }).answer;
  assert.deepEqual([3500, 3501].map(seen), ["valid", "closed"]);
  assert.deepEqual(here("2026-12-01T10:00:00+01:00", {}, null).needs, ["place"]);
  assert.deepEqual(here("2026-12-01T10:00:00+01:00", { kind: null }).needs, ["kind"]);
  assert.equal(here("2026-12-01T10:00:00+01:00", {}, { position: [2, 48] }).nowhere, true);
});

test("a typed plate, by the rights that were found", () => {
  const found = { kind: "livreur", zones: [], ends_on: null, days_left: null, counted_today: false, active: true };
  const told = (rights) => judgePlate(version, rights, at("2026-12-01T10:00:00+01:00"), { zone: "centre" }).answer;
  assert.equal(told([]), "no_right");
  assert.equal(told([{ ...found, active: false }]), "suspended");
  assert.equal(told([{ ...found, kind: "artisan" }, found]), "valid");
});

test("a pass found by its number, as it stands, here and now", () => {
  const shown = { territory: "valmont", code: "0102030405060708", plate: "AB123CD", kind: "livreur", zones: ["centre"], starts_at: "2026-11-01T00:00:00+01:00", ends_at: "2026-12-05T00:00:00+01:00", state: "active", status: 7 };
  const told = (text, more = {}, place = { zone: "centre" }, rules = version) => judgeShown(rules, { ...shown, ...more }, at(text), place);
  const good = told("2026-12-01T10:00:00+01:00");
  assert.deepEqual([good.answer, good.payload.zones, good.payload.plate, good.article], ["valid", [1], "AB123CD", "4"]);
  assert.equal(told("2026-12-01T15:00:00+01:00").answer, "wrong_hour");
  assert.equal(told("2026-12-01T10:00:00+01:00", {}, { zone: "quai" }).answer, "wrong_zone");
  assert.equal(told("2026-12-05T00:00:00+01:00").answer, "expired");
  assert.equal(told("2026-10-31T10:00:00+01:00").answer, "not_yet");
  for (const state of ["suspended", "revoked"]) assert.equal(told("2026-12-01T10:00:00+01:00", { state }).answer, state);
  assert.deepEqual(told("2026-12-01T10:00:00+01:00", {}, null, null).needs, ["rulebook"]);
});

test("data of seventy-two hours, older, and of after what the clock says", async () => {
  const ground = { at: at("2026-12-01T10:00:00Z") };
  assert.equal(isStale(ground, ground.at + LONGEST), false);
  assert.equal(isStale(ground, ground.at + LONGEST + 1), true);
  assert.equal(isStale(ground, ground.at - 7200), true);
  assert.deepEqual(await judge({ ring: null }, "X", 0, null), { answer: "stale", lost: true });
});

test("a clock two hours off is told, and corrected; one that is changed during a visit changes nothing", () => {
  let [wall, ticks] = [at("2026-12-01T12:00:00Z") * 1000, 0];
  const clock = new Clock(null, { wall: () => wall, ticks: () => ticks });
  assert.equal(clock.off(), null);
  clock.told(at("2026-12-01T10:00:00Z") * 1000);
  assert.equal(clock.now(), at("2026-12-01T10:00:00Z"));
  assert.equal(clock.off(), 7200);
  [wall, ticks] = [at("2026-12-03T00:00:00Z") * 1000, 60_000];
  assert.equal(clock.now(), at("2026-12-01T10:01:00Z"));
});

test("plates, with letters that look like figures", () => {
  for (const [typed, number] of [["ab-123 cd", "AB123CD"], ["1234 AB 75", "1234AB75"], ["a-11-a", "A11A"], ["ＡＢ１２３ＣＤ", "AB123CD"]]) assert.equal(readPlate(typed).number, number, typed);
  for (const [typed, meant] of [["ABI23CD", "AB123CD"], ["AB12ECD", undefined], ["8B123CD", "BB123CD"], ["ABO2SCD", "AB025CD"]]) assert.equal(readPlate(typed).meant, meant, typed);
  for (const typed of ["", "SS123AB", "AB000CD", "AB123IO", "AB123C!", "ABCDEFGH"]) assert.ok(readPlate(typed).wrong, typed);
  assert.deepEqual(["AB123CD", "1234AB75", "ZZ"].map(painted), ["AB-123-CD", "1234 AB 75", "ZZ"]);
});
