import assert from "node:assert/strict";
import test from "node:test";
import { named, partMissing } from "../src/missing.js";
import { aboutRight, bareName, formatRights, heldRights, parseRights, rightsSummary, uncounted, withRight } from "../src/rights.js";

const seen = (text) => text.replaceAll("\u00a0", "_");
const PLACE = {
  slug: "lyon",
  rights: [
    { kind: "artisan", name: "la dérogation artisan", order: "A", article: "6", holder: "vehicle", quota_days: 52, decided_by: "desk", delay_days: 15 },
    { kind: "pmr", name: "la carte mobilité inclusion", order: "A", article: "7", holder: "vehicle", quota_days: null, decided_by: "automatic", delay_days: null },
  ],
};

test("rights are read and written the same, each kind once and in order", () => {
  const rights = parseRights(["pmr", "artisan:12", "artisan:3", "<b>", "x:999"]);
  assert.deepEqual(rights, [{ kind: "artisan", days_left: 3 }, { kind: "pmr", days_left: null }]);
  assert.deepEqual(parseRights(formatRights(rights)), rights);
});

test("a right is taken and put back", () => {
  const held = withRight([{ kind: "pmr", days_left: null }], "artisan", true, 0);
  assert.deepEqual(held, [{ kind: "artisan", days_left: 0 }, { kind: "pmr", days_left: null }]);
  assert.deepEqual(withRight(held, "artisan", false), [{ kind: "pmr", days_left: null }]);
});

test("the API is told only of kinds that exist here, with the days that are known", () => {
  const rights = [{ kind: "artisan", days_left: 3 }, { kind: "ailleurs", days_left: null }, { kind: "pmr", days_left: null }];
  assert.deepEqual(heldRights(rights, PLACE), [{ kind: "artisan", territory: "lyon", days_left: 3 }, { kind: "pmr", territory: "lyon" }]);
  assert.deepEqual(heldRights(rights, { slug: "riviera" }), []);
});

test("what a right is, said in one line", () => {
  assert.equal(bareName("la dérogation artisan"), "Dérogation artisan");
  assert.equal(bareName("l’autorisation de chantier"), "Autorisation de chantier");
  assert.equal(seen(aboutRight(PLACE.rights[0])), "52_jours par an, réponse en 15_jours");
  assert.equal(aboutRight(PLACE.rights[1]), "De droit, sans demande");
  assert.equal(rightsSummary([], PLACE), "aucune");
  assert.equal(seen(rightsSummary([{ kind: "artisan", days_left: 1 }, { kind: "pmr", days_left: null }], PLACE)), "Dérogation artisan (1_jour restant), Carte mobilité inclusion");
});

test("facts are asked, lists that only the territory can publish are told", () => {
  const missing = named(["critair", "dangerous_goods", "days_left", "match_day", "activity"], [{ need: "match_day", label: "la liste des jours de match" }]);
  const { asked, told } = partMissing(missing, [{ kind: "artisan", days_left: null }], PLACE);
  assert.deepEqual(asked.map((each) => each.id), ["critair", "dangerous_goods", "days_left-artisan", "activity"]);
  assert.deepEqual(told, ["la liste des jours de match"]);
});

test("days left are asked only of counted rights that do not tell them", () => {
  assert.deepEqual(uncounted([{ kind: "artisan", days_left: 2 }, { kind: "pmr", days_left: null }], PLACE), []);
  assert.deepEqual(uncounted([{ kind: "artisan", days_left: null }], PLACE).map((right) => right.kind), ["artisan"]);
});
