import assert from "node:assert/strict";
import test from "node:test";
import { nearName, suggestions } from "../src/suggestions.js";

const NB = "\u00a0";
const feature = (properties, coordinates = [7.4192748, 43.7351066]) => ({ geometry: { coordinates }, properties });

test("an address says its street, then its town, and never twice the same", () => {
  const [street, place] = suggestions({ features: [
    feature({ name: "Boulevard d'Italie", postcode: "98000", city: "Monaco", accuracy: "rue" }),
    feature({ name: "Gare de Monaco", postcode: "98000", city: "Monaco", accuracy: "lieu" }),
  ] });
  assert.deepEqual(street, { title: "Boulevard d’Italie", detail: "98000 Monaco", tag: "rue", position: [7.41927, 43.73511], name: "Boulevard d’Italie, Monaco" });
  assert.equal(place.detail, "98000");
  assert.equal(place.name, "Gare de Monaco");
});

test("a number that is not known says where in the street the point stands", () => {
  const [found] = suggestions({ features: [feature({ name: "Rue Grimaldi", postcode: "98000", city: "Monaco", between: ["6", "34"] })] });
  assert.equal(found.detail, `entre le${NB}6 et le${NB}34, 98000 Monaco`);
  assert.equal(found.name, "Rue Grimaldi, Monaco");
});

test("the doors of one place are one choice, the same name elsewhere another", () => {
  const forum = (lon, lat) => feature({ name: "Grimaldi Forum", city: "Monaco" }, [lon, lat]);
  assert.equal(suggestions({ features: [forum(7.43112, 43.74353), forum(7.43183, 43.74396), forum(7.45, 43.75)] }).length, 2);
});

test("without a point or without words there is nothing to choose", () => {
  assert.deepEqual(suggestions({ features: [feature({ name: "Rue Grimaldi" }, []), feature({ name: "" })] }), []);
  assert.deepEqual(suggestions(null), []);
});

test("a point is called after the address where it is, near it when it is not far, and by nothing beyond", () => {
  const at = (distance_m) => nearName({ features: [feature({ name: "9 Avenue Princesse Alice", distance_m })] });
  assert.equal(at(13.3), "9 Avenue Princesse Alice");
  assert.match(at(120), new RegExp(`^près de${NB}9 Avenue Princesse Alice, à${NB}120${NB}m$`));
  assert.equal(at(900), null);
  assert.equal(nearName({ features: [] }), null);
});
