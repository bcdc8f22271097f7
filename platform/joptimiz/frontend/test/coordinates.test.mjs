import assert from "node:assert/strict";
import test from "node:test";
import { formatPlace, parsePlace } from "../src/coordinates.js";

const near = (text, lon, lat) => {
  const found = parsePlace(text);
  assert.ok(found && Math.abs(found[0] - lon) < 1e-5 && Math.abs(found[1] - lat) < 1e-5, `${text}: ${found}`);
};

test("latitude then longitude, with points or commas", () => {
  for (const text of ["43.7384, 7.4246", " 43.7384 7.4246 ", "43,7384; 7,4246", "43,7384 7,4246"]) near(text, 7.4246, 43.7384);
  near("-20.88, 55.45", 55.45, -20.88);
});

test("degrees, minutes and seconds, the quarter before or after, in French or not", () => {
  for (const text of [
    "43°44′03″N 7°25′12″E", "43° 44' 3\" N, 7° 25' 12\" E", "N 43°44’03” E 7°25’12”", "43°44.05'N 7°25.2'E", "43°44'3,0''N ; 7°25'12''e",
  ]) near(text, 7.42, 43.734167);
  near("14° 36′ 20″ N 61° 4′ 18″ O", -61.071667, 14.605556);
  near("20°52'48\"S 55°27'W", -55.45, -20.88);
});

test("a geo: link, and a link of OpenStreetMap: its marker before its middle", () => {
  for (const text of ["geo:43.73,7.42", "geo:43.73,7.42,12;u=35", "GEO:43.73,7.42?z=17"]) near(text, 7.42, 43.73);
  near("https://www.openstreetmap.org/?mlat=43.73&mlon=7.42#map=17/43.1/7.1", 7.42, 43.73);
  near("https://www.openstreetmap.org/node/123#map=17/43.73000/7.42000", 7.42, 43.73);
  near("osm.org/#map=12/-20.88/55.45&layers=N", 55.45, -20.88);
});

test("what is no place on Earth is not taken for one", () => {
  for (const text of [
    "", null, "43.7384", "95, 7", "43, 181", "12, rue des Tanneurs", "43.7, 7.4, 3", "geo:43.73", "geo:95,7", "43°60′N 7°E", "91°N 7°E", "12 34 56",
    "https://example.org/#map=17/43.73/7.42", "https://www.openstreetmap.org/node/123",
  ]) assert.equal(parsePlace(text), null, text);
});

test("a place is shown as it is typed", () => {
  assert.equal(formatPlace([7.4165, 43.7372]), "43.73720, 7.41650");
  assert.equal(formatPlace(null), "");
});
