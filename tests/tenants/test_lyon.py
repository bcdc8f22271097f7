"""Lyon: real orders, known by what others say of them, and saying so."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import shapely
from beside import find_beside

from connectors.school_holidays import school_holidays
from rules.bundle import Bundle
from rules.compiler import compile_bundle
from rules.model import Case, Facts, Profile, Right, Verdict
from rules.reference import judge
from tenants.files import read_folder
from tenants.locate import geometry_of

ROOT = Path(__file__).parents[2]
HOME = ROOT / "tenants/territories/lyon"
NATIONAL_BASE = find_beside("feeds/zfe/bnzfe-aires-2025-12_10-territoires.geojson")
LEVELS = ("EL", "1", "2", "3", "4", "5", "NC")


@pytest.fixture(scope="module")
def lyon() -> Bundle:
    """The rulebook its files make."""
    return compile_bundle(*read_folder(HOME))


def verdict(bundle: Bundle, day: str, facts: Facts, *rights: Right) -> Verdict:
    """In the ZFE, at ten."""
    at = datetime.fromisoformat(f"{day}T10:00:00+01:00")
    (zone,) = judge(bundle, Case(Profile({"activity": "delivery", **facts}, rights), at, ("zfe-lyon",)))
    return zone.verdict


def test_it_says_where_it_comes_from(lyon: Bundle) -> None:
    """Its name, its SIREN and the status of its orders hide nothing."""
    territory = lyon.territory
    assert not territory.demonstration
    assert "à vérifier" in territory.name
    assert territory.siren == "200046977"
    assert territory.members == ("69029", "69034", "69123", "69259", "69266")
    own = [rule for rule in lyon.rules if not rule.order.startswith("CGCT")]
    assert own
    assert all(rule.to_verify and lyon.orders[rule.order].status == "to_verify" for rule in own)


@pytest.mark.parametrize(
    ("category", "first_barred"),
    [
        ("N1", {"2019-06-03": None, "2020-06-01": "4", "2021-06-01": "3", "2026-06-01": "3"}),
        ("N3", {"2019-06-03": None, "2020-06-01": "4", "2021-06-01": "3", "2026-06-01": "3"}),
        ("M1", {"2022-06-01": None, "2022-10-03": "5", "2024-06-03": "4", "2025-06-02": "3", "2026-06-01": "3"}),
        ("L3", {"2022-06-01": None, "2022-10-03": "5", "2024-06-03": "4", "2025-06-02": "3", "2026-06-01": "3"}),
        ("M3", {"2019-06-03": None, "2026-06-01": None}),
    ],
)
def test_its_classes_tighten_by_date(lyon: Bundle, category: str, first_barred: dict[str, str | None]) -> None:
    """Each class of vignette, from the cleanest to the gravest, on each side of each date."""
    for day, level in first_barred.items():
        start = LEVELS.index(level) if level else len(LEVELS)
        for rank, critair in enumerate(LEVELS):
            expected = Verdict.FORBIDDEN if rank >= start else Verdict.ALLOWED
            assert verdict(lyon, day, {"category": category, "critair": critair}) is expected, (day, critair)


@pytest.mark.parametrize("kind", ["interet-general", "defense", "cmi-stationnement", "transport-commun-propre"])
def test_what_the_code_allows_enters_whatever_its_class(lyon: Bundle, kind: str) -> None:
    """The exemptions of right of CGCT R2213-1-0-1, II, lift every rule of the ZFE; nobody asks for them."""
    assert lyon.rights[kind].decided_by == "automatic"
    for category in ("N1", "M1", "L1"):
        facts: Facts = {"category": category, "critair": "NC"}
        assert verdict(lyon, "2026-06-01", facts) is Verdict.FORBIDDEN
        assert verdict(lyon, "2026-06-01", facts, Right(kind)) is Verdict.ALLOWED


def test_the_exemptions_of_right_stay_in_the_zfe(lyon: Bundle) -> None:
    """They say nothing of the limited-traffic zone."""
    national = [rule for rule in lyon.rules if rule.order == "CGCT-R2213-1-0-1"]
    assert len(national) == 4
    assert {zone for rule in national for zone in rule.zones} == {"zfe-lyon"}


def test_its_school_holidays_are_those_of_zone_a(lyon: Bundle) -> None:
    """What the file lists is what the library knows, day by day."""
    listed = lyon.days["school_holiday"]
    ((start, end),) = listed.known
    proposed = {
        first + timedelta(days=number)
        for first, last, _ in school_holidays("A", start, end)
        for number in range((last - first).days)
    }
    written = {a + timedelta(days=number) for a, b in listed.periods for number in range((b - a).days)}
    assert written == proposed
    assert (start, end) == (date(2026, 1, 1), date(2028, 9, 1))


def test_its_zones_are_where_they_are(lyon: Bundle) -> None:
    """Places known to be in or out of the ring, by name."""
    zfe = geometry_of(lyon.zones["zfe-lyon"].geometry)
    inside = {
        "Part-Dieu": (4.8590, 45.7606), "Bellecour": (4.8320, 45.7578), "mairie de Villeurbanne": (4.8795, 45.7665),
        "mairie de Caluire": (4.8420, 45.7950), "Gerland": (4.8305, 45.7280), "Grange Blanche": (4.8790, 45.7425),
    }  # fmt: skip
    outside = {
        "mairie de Vaulx-en-Velin": (4.9190, 45.7780), "centre de Saint-Priest": (4.9440, 45.6965),
        "Oullins": (4.8070, 45.7140), "aéroport": (5.0800, 45.7200), "Écully": (4.7780, 45.7740),
    }  # fmt: skip
    assert [name for name, place in inside.items() if not zfe.contains(shapely.Point(place))] == []
    assert [name for name, place in outside.items() if zfe.intersects(shapely.Point(place))] == []
    ztl = geometry_of(lyon.zones["ztl-presquile"].geometry)
    assert ztl.contains(shapely.Point(4.8345, 45.7645))
    assert zfe.contains(ztl)


@pytest.mark.skipif(NATIONAL_BASE is None, reason="the sample of the national base is not here")
def test_its_zfe_is_nearly_that_of_the_national_base(lyon: Bundle) -> None:
    """Drawn by us from words, it covers what the published outline covers, to a tenth."""
    assert NATIONAL_BASE is not None
    features = json.loads(NATIONAL_BASE.read_text(encoding="utf-8"))["features"]
    published = next(f["geometry"] for f in features if f["publisher"]["zfe_id"] == "LYON")
    theirs, ours = shapely.geometry.shape(published), geometry_of(lyon.zones["zfe-lyon"].geometry)
    assert ours.intersection(theirs).area / ours.union(theirs).area > 0.9
