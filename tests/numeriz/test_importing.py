"""Files of bays as towns have them: every line counted, every fault told, taken whole, remembered, undone."""

import csv
import json
from collections import Counter
from pathlib import Path

import pytest
from beside import find_beside
from frictionless import Resource, Schema, system

from connectors.bays import Lines, read_bays
from joptimiz.__main__ import main
from numeriz.core.hours import write_osm
from numeriz.core.importing import Memory, Read, Ways, propose, read_lines, units_of
from numeriz.service.bays import Closing, change_bay, close_bay, list_bays, list_removed
from numeriz.service.exporting import write_cerema_file
from numeriz.service.importing import (
    Choices,
    Reading,
    forget_memory,
    get_memory,
    list_imports,
    read_file,
    take_file,
    undo_file,
)
from numeriz.service.rows import described
from numeriz.service.standing import Refused
from rules.model import Problem
from tenants.errors import Conflict, NotFound

from .conftest import SOUTH, Town, said

FEEDS = find_beside("feeds") or Path("absent/feeds")
SHARED = FEEDS.parent
CEREMA = FEEDS / "aires-livraison/cerema-v1.0.0_exemple-grand-lyon.csv"
SEINE = FEEDS / "aires-livraison/hauts-de-seine_aires-de-livraison.csv"
SCHEMA = SHARED / "schemas/aire-livraison/schema-aire-livraison-1.0.0.json"
needs_feeds = pytest.mark.skipif(not FEEDS.is_dir(), reason="../shared/data/feeds is absent")


def lines_of(text: str | bytes) -> Lines:
    """A file that can be cut."""
    found = read_bays(text if isinstance(text, bytes) else text.encode())
    assert isinstance(found, Lines), found
    return found


def read(text: str | bytes) -> Read:
    """A file anywhere on the globe, as it is proposed."""
    lines = lines_of(text)
    columns, rows = propose(lines.rows, Memory())
    return read_lines(columns, rows, Ways(units_of(columns, rows, Memory(), {})))


def codes(found: Read) -> list[tuple[int | None, int | None, str]]:
    """Its problems, by line and column."""
    return [(problem.line, problem.column, problem.code) for problem in found.problems]


@needs_feeds
def test_the_bays_of_lyon_are_all_read() -> None:
    """Sixteen real rows of the schema, one with a parenthesis too few."""
    found = read(CEREMA.read_bytes())
    assert (len(found.entries), found.left, found.problems) == (16, (), ())
    first, second = found.entries[0].said, found.entries[1].said
    assert (first.length_cm, first.width_cm, first.arrangement, first.side) == (900, 180, "parallel", "even")
    assert first.outline is not None
    assert second.schedule is not None
    assert (second.stay_max_min, write_osm(second.schedule)) == (30, "Mo-Sa 08:00-19:00")


@needs_feeds
def test_the_bays_of_hauts_de_seine_are_counted_one_by_one() -> None:
    """A thousand and seven real rows in metres: bays, places for cash in transit set aside, one type unknown."""
    found = read(SEINE.read_bytes())
    assert (len(found.entries), found.aside, len(found.left), found.lines) == (980, {"FONDS": 26}, 1, 1_007)
    assert codes(found) == [(799, 2, "bay-kind")]
    lengths = Counter(entry.said.length_cm for entry in found.entries)
    assert lengths.most_common(1)[0][0] == 1_000
    assert {entry.said.width_cm for entry in found.entries} == {None, 100, 250}
    with SEINE.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file, delimiter=";") if row["type"] == "LIVRAISON"]
    told = sum(row["h_debut"] != row["h_fin"] for row in rows)
    assert sum(entry.said.schedule is not None for entry in found.entries) == told > 300
    assert any("mètres" in note.message for note in found.notes)


@needs_feeds
def test_every_other_file_of_the_shelf_adds_up() -> None:
    """Curb zones, kerb bays of a far town, on-street places that are none: lines in are lines out."""
    for path, bays in (
        (FEEDS / "cds/curbs-zones-minimum_1.0.json", 1),
        (SHARED / "bays/melbourne_2018-09-08_two_snapshots.csv", 3_075),
    ):
        found = read(path.read_bytes())
        assert (len(found.entries), found.lines) == (bays, bays)
    street = lines_of((FEEDS / "emprise-stationnement/onstreet-parking_valid-sample.geojson").read_bytes())
    assert (street.rows, street.aside) == ((), {"PAYANT": 1, "ELECTRIQUE": 1})


@needs_feeds
def test_the_command_line_reports_a_file_without_a_database(capsys: pytest.CaptureFixture[str]) -> None:
    """The same counts, as JSON; its exit says whether a line is left."""
    assert main(["import", "cerema-aires", str(SEINE), "--report", "json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert [report[each] for each in ("lines", "bays", "left", "aside", "taken")] == [
        1_007,
        980,
        1,
        {"FONDS": 26},
        None,
    ]
    assert report["units"] == {"length": "m", "width": "m"}
    assert main(["import", "cerema-aires", str(CEREMA), "--report", "json"]) == 0
    assert main(["import", "aires", "nulle-part.csv"]) == 2


def test_a_file_like_that_of_antibes() -> None:
    """Hours in OpenStreetMap’s words, a position in one cell, « 1,1 » where nobody went."""
    text = (
        "ID;ADRESSE;INTERV_JH;INTERV_DUREE;GEOM_XY;LONGUEUR\n"
        "1;1 rue Aubernon;Mo-Sa 06:00-10:00;30;7.1251,43.5804;10\n"
        "2;2 rue Aubernon;Mo-Sa 06:00-10:00;30;1,1;10\n"
        "3;3 rue Aubernon;lundi matin;abc;;2000\n"
    )
    found = read(text)
    assert [entry.said.reference for entry in found.entries] == ["1"]
    assert (found.entries[0].said.lon, found.entries[0].said.stay_max_min) == (7.1251, 30)
    assert codes(found) == [
        (3, 5, "bay-lon"), (4, 5, "bay-lon"), (4, 4, "bay-number"), (4, 3, "hours"),
    ]  # fmt: skip
    assert found.lines == 3


def test_on_street_places_of_deliveries() -> None:
    """The one of several rules that is a delivery’s makes a bay, with its hours and its outline."""
    ring = [[2.32, 48.90], [2.3201, 48.90], [2.3201, 48.9001], [2.32, 48.90]]
    rules = [
        {"rule": {"type": "PAYANT"}, "opening_hours": "Mo-Fr 09:00-19:00"},
        {"rule": {"type": "LIVRAISON PERIODIQUE", "max_duration": 20}, "opening_hours": "Mo-Sa 07:00-11:00"},
    ]
    feature = {
        "type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]},
        "properties": {"street_name": "Rue Dora Maar", "lenght": 12.3, "places": 2, "regulations": rules},
    }  # fmt: skip
    found = read(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    (entry,) = found.entries
    assert (entry.said.kind, entry.said.length_cm, entry.said.stay_max_min, entry.said.places) == (
        "periodic", 1_230, 20, 2,
    )  # fmt: skip
    assert entry.said.outline == {"type": "Polygon", "coordinates": [ring]}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "file_empty"), ("id;nom\n1;x\n", "column_position"), ("{", "file_json"), ("[1]", "file_json_unknown"),
        ('{"type": "FeatureCollection", "features": 3}', "file_json_unknown"),
        ("PK\x03\x04x", "file_workbook_unreadable"),
        ("id;lon;lat\n", "file_empty"),
    ],
)  # fmt: skip
def test_a_file_that_is_none_says_why(text: str, code: str) -> None:
    """Before any line is read."""
    lines = read_bays(text.encode("latin-1"))
    found = [lines] if isinstance(lines, Problem) else list(read(text).problems)
    assert code in [problem.code for problem in found]


def test_all_that_is_wrong_is_told_by_line_and_column() -> None:
    """At once; a length in metres among centimetres is out of bounds, never turned by itself."""
    text = (
        "id,lon,lat,longueur,type,arr_present,equipements,temporalite_cds\n"
        "A,5.1,45.1,900,livraison,oui,candélabre,\n"
        "A,5.1,45.1,900,livraison,oui,,\n"
        'B,5.1,45.1,9,place,peut-être,trône,"[{""months"":[1]}]"\n'
        "C,5.1,,900,,,,\n"
    )
    found = read(text)
    assert [entry.said.reference for entry in found.entries] == ["A"]
    assert sorted(codes(found), key=str) == sorted(
        [
            (3, 1, "bay-reference"), (4, 5, "bay-kind"), (4, 6, "bay-flag"), (4, 7, "bay-equipment"),
            (4, 8, "hours_more"), (5, 2, "bay-lon"),
        ], key=str,
    )  # fmt: skip


def file_of(town: Town, *rows: str) -> str:
    """A list of bays of the town; each row is its reference, its length and what else."""
    lon, lat = town.at((0.005, 0.005))
    return "id;longueur;nom;lon;lat\n" + "".join(f"{row};{lon + n / 1e4};{lat}\n" for n, row in enumerate(rows))


async def reading_of(town: Town, text: str | bytes, **choices: object) -> Reading:
    """The file as its territory reads it."""
    chosen = Choices(**{"fields": {}, "units": {}, **choices})  # type: ignore[arg-type]
    return read_file(town.on, town.slug, lines_of(text), await get_memory(town.keeper), chosen)


async def test_a_file_is_taken_once_and_undone(town: Town) -> None:
    """New, changed and same add up; an empty cell changes nothing; what somebody changed since stays."""
    kept = await town.bay("B", stay_max_min=25)
    reading = await reading_of(town, file_of(town, "A;10;Un", "B;12;Deux", "C;8;Trois"))
    taken = await take_file(town.on, town.keeper, reading)
    assert (taken.new, taken.changed, taken.same, taken.left_out) == (2, 1, 0, 0)
    bays = {bay.reference: bay for bay in await list_bays(town.slug)}
    assert (bays["B"].length_cm, bays["B"].stay_max_min, bays["B"].code) == (1_200, 25, kept.code)
    again = await take_file(
        town.on, town.keeper, await reading_of(town, file_of(town, "A;10;Un", "B;12;", "C;8;Trois"))
    )
    assert (again.new, again.changed, again.same) == (0, 0, 3)
    await change_bay(town.on, town.keeper, bays["C"].id, said("C", *town.at((0.001, 0.001))), bays["C"].updated_at)
    assert await undo_file(town.on, town.keeper, taken.id) == (2, 1)
    after = {bay.reference: bay for bay in await list_bays(town.slug)}
    assert sorted(after) == ["B", "C"]
    assert described(after["B"]) == described(kept)
    assert [bay.reference for bay in await list_removed(town.keeper)] == ["A"]
    with pytest.raises(Conflict):
        await undo_file(town.on, town.keeper, taken.id)
    with pytest.raises(NotFound):
        await undo_file(town.on, town.keeper, kept.id)
    assert {each.id for each in await list_imports(town.keeper)} == {taken.id, again.id}
    with pytest.raises(Refused):
        await take_file(town.on, await town.member("reader"), reading)


async def test_columns_and_units_are_remembered_for_this_territory(town: Town) -> None:
    """Until somebody has them forgotten."""
    lon, lat = town.at((0.005, 0.005))
    text = f"cle;zz;lon;lat;longueur\nA;Marché;{lon};{lat};70\n"
    first = await reading_of(town, text, fields={1: "reference", 2: "name"}, units={5: "m"})
    assert not first.remembered
    await take_file(town.on, town.keeper, first)
    again = await reading_of(town, text)
    assert again.remembered
    assert [column.field for column in again.columns[:2]] == ["reference", "name"]
    assert again.units == {"length": "m"}
    metres = await reading_of(town, text.replace(";70\n", ";1200\n"))
    assert metres.units == {"length": "cm"}
    await forget_memory(town.on, town.keeper)
    assert not (await reading_of(town, text)).remembered


async def test_projected_and_swapped_positions_are_recognised(town: Town) -> None:
    """Lambert-93, latitude first: found because they then lie in the territory; elsewhere they are told."""
    from pyproj import Transformer

    lon, lat = town.at((0.005, 0.005))
    x, y = Transformer.from_crs("EPSG:4326", "EPSG:2154", always_xy=True).transform(lon, lat)
    for text in (f"id;x;y\nA;{x:.2f};{y:.2f}\n", f"id;lon;lat\nA;{lat};{lon}\n"):
        reading = await reading_of(town, text)
        (entry,) = reading.read.entries
        assert entry.said.lon == pytest.approx(lon, abs=1e-6)
        assert entry.said.lat == pytest.approx(lat, abs=1e-6)
    far = await reading_of(town, f"id;lon;lat\nA;{lon};{lat}\nB;{lon + 3};{SOUTH}\n")
    assert [(problem.line, problem.code) for problem in far.read.problems] == [(3, "bay-lon")]
    assert "km du territoire" in far.read.problems[0].message


@needs_feeds
async def test_what_leaves_in_cerema_is_valid_and_comes_back(town: Town, tmp_path: Path) -> None:
    """Frictionless validates; read again, it is the same inventory; what the schema cannot say is told."""
    lon, lat = town.at((0.005, 0.005))
    ring = {"type": "Polygon", "coordinates": [[[lon, lat], [lon + 0.0001, lat], [lon, lat + 0.0001], [lon, lat]]]}
    full = await town.bay(
        "A", outline=ring, address="1 rue d’Essai", postcode="20000", commune="Ajaccio", arrangement="angled",
        side="odd", setting="inset", length_cm=1_000, width_cm=200, marking_conform=True, kind="goods",
        stay_control="disc", equipment=("lamp", "charger"), charging_kw=22.0, kerb_lowered=False, order_present=True,
        order_url="https://ville.example/a.pdf", comment="=1+1", places=3, approximate=True,
    )  # fmt: skip
    bare = await town.bay("B", (0.006, 0.005), hours="", stay_max_min=None, sign=None, marking=None)
    await close_bay(town.on, town.keeper, bare.id, bare.updated_at, Closing(full.updated_at.replace(year=2027)))
    bays = await list_bays(town.slug)
    data, losses = write_cerema_file(bays)
    path = tmp_path / "aires.csv"
    path.write_bytes(data)
    with system.use_context(trusted=True):
        report = Resource(str(path), encoding="utf-8", schema=Schema(str(SCHEMA))).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])
    assert sorted((loss.reference, loss.column) for loss in losses) == [
        ("A", "CODE_POSTAL"), ("A", "TEMPORALITE_CDS"), ("A", "approximate"), ("A", "places"), ("B", "closed_until"),
    ]  # fmt: skip
    found = read(data)
    assert not found.problems
    assert [entry.id for entry in found.entries] == [str(bay.id) for bay in bays]
    assert found.entries[0].said.schedule == full.schedule
    assert found.entries[0].said.comment == "'=1+1"
    assert found.entries[0].said.equipment == full.equipment
