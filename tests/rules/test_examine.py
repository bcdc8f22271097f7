"""The shelf of seeded faults: each is found where it stands, and sound territories are left in peace."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from rules.bundle import Bundle
from rules.compiler import compile_sources, wanted
from rules.examine import Finding, examine
from rules.ir import All, Block, Compare, Days, Holds, OneOf, Rule
from rules.model import DaySet, GeoJSON, RightKind, Source
from rules.texts.findings import FINDINGS
from rules.vocabulary import SECONDARY_ROAD

type Seal = Callable[..., Bundle]

HERE = Path(__file__).resolve().parent
SHELF = sorted((HERE / "faults").glob("*.yaml"))
TERRITORIES = HERE.parents[1] / "tenants" / "territories"
TERRITORY = """\
schema: joptimiz/territory@1
slug: essai
name: Essai
timezone: Europe/Paris
crs: "EPSG:2154"
demonstration: true
holidays: {source: Code du travail, dates: {2026-01-01: Jour de l’an, 2026-05-01: Fête du travail}}
"""
SQUARE: GeoJSON = {
    "type": "Polygon",
    "coordinates": [[[7.42, 43.73], [7.43, 43.73], [7.43, 43.74], [7.42, 43.74], [7.42, 43.73]]],
}
GEOMETRIES = {"zones/centre.geojson": SQUARE, "zones/port.geojson": SQUARE}


def plain(text: str) -> str:
    """The text with plain spaces and apostrophes."""
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


def found_in(text: str) -> tuple[Finding, ...]:
    """What an examination of one rules file finds."""
    compiled = compile_sources([Source("territory.yaml", TERRITORY), Source("rules/essai.yaml", text)], GEOMETRIES)
    return examine(compiled.bundle, compiled.places)


@pytest.mark.parametrize("path", SHELF, ids=lambda path: path.stem)
def test_a_seeded_fault_is_found_where_it_stands(path: Path) -> None:
    """The first comment says which fault and how it is told, « # ici » where; nothing else is blamed."""
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    said = re.fullmatch(r"# attendu : (\w+) : (.+)", lines[0])
    assert said, "the first line says what is expected"
    code, words = said.groups()
    findings = found_in(text)
    (finding,) = [one for one in findings if one.severity != "note" or one.code == code]
    assert (finding.code, finding.file) == (code, "rules/essai.yaml")
    assert plain(words) in plain(finding.message)
    assert finding.line == next(place for place, line in enumerate(lines, 1) if line.endswith("# ici"))
    assert finding.hint


def test_the_shelf_has_more_than_twenty_kinds() -> None:
    """Files and the faults that no file can write, seeded below."""
    kinds = {path.read_text(encoding="utf-8").split(" : ")[1] for path in SHELF}
    assert len(kinds) >= 30
    below = {"zone_without_geometry", "quota_impossible", "unused_days", "days_end", "too_many_cells"}
    assert set(FINDINGS) - kinds == below


@pytest.mark.parametrize("name", sorted(path.parent.name for path in TERRITORIES.glob("*/territory.yaml")))
def test_sound_territories_are_left_in_peace(name: str) -> None:
    """No error and no warning on the territories of the house."""
    root = TERRITORIES / name
    files = [root / "territory.yaml", *sorted((root / "rules").glob("*.yaml"))]
    sources = [Source(str(path.relative_to(root)), path.read_text(encoding="utf-8")) for path in files]
    needed = wanted(sources)
    shared = [(word, TERRITORIES / "_national" / Path(word).name) for word in needed.sets]
    sources += [Source(word, path.read_text(encoding="utf-8")) for word, path in shared]
    shapes = {str(path.relative_to(root)): json.loads(path.read_text()) for path in root.rglob("*.geojson")}
    compiled = compile_sources(sources, {**dict.fromkeys(needed.shapes, SQUARE), **shapes})
    blamed = [one for one in examine(compiled.bundle, compiled.places) if one.severity != "note"]
    assert blamed == []


def codes(bundle: Bundle) -> set[str]:
    """The codes of what is found."""
    return {one.code for one in examine(bundle)}


def test_faults_that_no_file_can_write(sealed: Seal) -> None:
    """A zone drawn empty, a quota of more days than a year has, days nobody looks at, a list that ends."""
    feries = Rule("feries", "prohibit", ("a", "b"), "A", "1", schedule=(Block(days=Days(only=("public_holiday",))),))
    match = DaySet("match", "jours de match", "le club", (), ((date(2026, 1, 1), date(2027, 1, 1)),))
    quota = RightKind("rare", "le droit rare", "A", "2", quota_days=400)
    allow = Rule("rare", "allow", ("a", "b"), "A", "2", overrides=("feries",), condition=Holds("rare"))
    found = codes(sealed(feries, allow, rights=(quota,), days=(match,)))
    assert {"quota_impossible", "unused_days", "days_end"} <= found
    bundle = sealed(feries)
    empty = {**bundle.zones, "a": replace(bundle.zones["a"], geometry={"type": "Polygon", "coordinates": []})}
    assert "zone_without_geometry" in codes(replace(bundle, zones=empty))


def test_secondary_roads_need_no_rule() -> None:
    """A zone of « voies secondaires » tells routes what to spare: nobody has to write a rule about it."""
    text = (HERE / "faults/zone-without-rule.yaml").read_text(encoding="utf-8")
    assert "zone_without_rule" in {one.code for one in found_in(text)}
    changed = text.replace("kind: zfe, name: Port", f"kind: {SECONDARY_ROAD}, name: Port")
    assert "zone_without_rule" not in {one.code for one in found_in(changed)}


def test_a_zone_with_too_many_classes_is_searched_in_part_and_says_so(sealed: Seal) -> None:
    """Nothing is passed over in silence."""
    facts = ("gvw_kg", "gcw_kg", "axle_load_kg", "length_cm", "width_cm", "height_cm")
    cuts = (100, 200, 300, 400, 450)
    rules = [
        Rule(
            f"{fact}-{cut}",
            "prohibit",
            ("a",),
            "A",
            "1",
            condition=All((Compare(fact, "gt", cut), OneOf("activity", (what,)))),
        )
        for fact in facts
        for cut, what in zip(cuts, ("transit", "works", "moving", "waste", "service"), strict=True)
    ]
    assert "too_many_cells" in codes(sealed(*rules))


def test_a_finding_has_a_witness_that_the_rules_agree_with(sealed: Seal) -> None:
    """The case told for a contradiction is one where both rules hold."""
    closed = Rule("ztl", "prohibit", ("a",), "A", "1")
    heavy = Rule("poids", "prohibit", ("a",), "A", "2", condition=Compare("gvw_kg", "gt", 19000))
    allow = Rule(
        "livraison", "allow", ("a",), "A", "3", overrides=("poids",), condition=OneOf("activity", ("delivery",))
    )
    (finding,) = [one for one in examine(sealed(closed, heavy, allow)) if one.code == "contradiction"]
    assert "19,001" in plain(finding.message)
    assert "livraison" in finding.message.split("Exemple")[1]


def test_every_kind_of_finding_has_a_sentence_and_a_way_to_mend_it() -> None:
    """In French, with its gravity."""
    for code, (severity, message, hint) in FINDINGS.items():
        assert severity in ("error", "warning", "note"), code
        assert message.endswith(".")
        assert hint.endswith(".")
