"""The centre of Martinique: another clock, other holidays, lists that stop, warnings and a line."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import shapely

from rules.bundle import Bundle
from rules.compiler import compile_bundle
from rules.model import Activation, Case, Facts, Profile, Verdict
from rules.reference import judge
from tenants.files import read_folder
from tenants.locate import geometry_of

HOME = Path(__file__).parents[2] / "tenants/territories/martinique-centre"
EASTER = {2026: date(2026, 4, 5), 2027: date(2027, 3, 28), 2028: date(2028, 4, 16)}
VAN: Facts = {"category": "N1", "gvw_kg": 3500, "critair": "2", "energy": "diesel", "activity": "delivery"}


@pytest.fixture(scope="module")
def martinique() -> Bundle:
    """The rulebook its files make."""
    return compile_bundle(*read_folder(HOME))


def test_it_is_a_demonstration_under_a_true_name(martinique: Bundle) -> None:
    """The community is real, the orders are not, and it says so."""
    territory = martinique.territory
    assert territory.demonstration
    assert "démonstration" in territory.name
    assert (territory.siren, territory.members) == ("249720061", ("97209", "97213", "97224", "97229"))
    assert (territory.timezone, territory.crs) == ("America/Martinique", "EPSG:5490")


def test_the_zfe_of_fort_de_france_is_not_in_force(martinique: Bundle) -> None:
    """The project of 2018 is kept with its source and applies to nobody, on any date."""
    (rule,) = (rule for rule in martinique.rules if rule.order == "FDF-ZFE-PROJET")
    order = martinique.orders[rule.order]
    assert order.statuses == ((None, "to_come"),)
    assert "aucun arrêté connu" in order.title
    for year in (2018, 2026, 2040):
        at = datetime(year, 11, 24, 10, tzinfo=ZoneInfo("America/Martinique"))
        (zone,) = judge(martinique, Case(Profile({**VAN, "critair": "NC"}), at, ("zfe-fort-de-france",)))
        assert zone.verdict is Verdict.ALLOWED


def test_its_public_holidays_are_those_of_the_law() -> None:
    """The eleven of L3133-1, and 22 May of L3422-2: twelve days a year, no custom among them."""
    text = (HOME / "territory.yaml").read_text(encoding="utf-8")
    written = {date.fromisoformat(day) for day in re.findall(r"^    (\d{4}-\d\d-\d\d): ", text, re.MULTILINE)}
    fixed = ((1, 1), (5, 1), (5, 8), (5, 22), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
    wanted = {date(year, month, day) for year in EASTER for month, day in fixed}
    wanted |= {easter + timedelta(days=days) for easter in EASTER.values() for days in (1, 39, 50)}
    assert written == wanted
    assert len(written) == 36


def test_its_carnival_follows_easter(martinique: Bundle) -> None:
    """From the Sunday before Lent to Ash Wednesday, which is the last day."""
    assert martinique.days["jours_gras"].periods == tuple(
        (easter - timedelta(days=49), easter - timedelta(days=45)) for easter in EASTER.values()
    )


def test_the_hours_are_its_own(martinique: Bundle) -> None:
    """The same instant is closed there and would be open by the clock of Paris; summer changes nothing."""
    for month in (1, 7):
        at = datetime(2026, month, 21, 5, 59, tzinfo=ZoneInfo("America/Martinique"))
        assert at.utcoffset() == timedelta(hours=-4)
        before, after = (
            judge(martinique, Case(Profile({**VAN, "activity": "transit"}), instant, ("ztl-centre",)))[0].verdict
            for instant in (at, at + timedelta(minutes=1))
        )
        assert (before, after) == (Verdict.ALLOWED, Verdict.FORBIDDEN)


def test_a_warning_closes_the_sea_front_and_its_end_opens_it(martinique: Bundle) -> None:
    """An activation is an ordinary dated overlay, `[from, to)`."""
    start = datetime(2026, 9, 15, 12, tzinfo=ZoneInfo("America/Martinique"))
    end = start + timedelta(hours=30)
    warned = martinique.with_overlays([Activation("vigilance-cyclone", start, end, "préfecture")])
    minute = timedelta(minutes=1)
    verdicts = [
        judge(warned, Case(Profile(VAN), at, ("front-de-mer",)))[0].verdict
        for at in (start - minute, start, end - minute, end)
    ]
    assert verdicts == [Verdict.ALLOWED, Verdict.FORBIDDEN, Verdict.FORBIDDEN, Verdict.ALLOWED]


def test_beyond_the_school_calendar_nothing_is_allowed(martinique: Bundle) -> None:
    """Every school morning after the last known day is to be verified, and says what is missing."""
    (_, end) = martinique.days["school_holiday"].known[0]
    at = datetime.combine(end, datetime.min.time(), ZoneInfo("America/Martinique")) + timedelta(hours=7, minutes=30)
    for week in range(60):
        monday = at + timedelta(days=7 * week + (0 - at.weekday()) % 7)
        (zone,) = judge(martinique, Case(Profile(VAN), monday, ("ecole-schoelcher",)))
        if zone.verdict is Verdict.ALLOWED:
            assert monday.date() in martinique_holidays(), monday
        else:
            assert zone.verdict is Verdict.UNKNOWN, monday
            assert zone.needs == {"school_holiday"}, monday


def martinique_holidays() -> set[date]:
    """The Mondays, among others, that are public holidays."""
    text = (HOME / "territory.yaml").read_text(encoding="utf-8")
    return {date.fromisoformat(day) for day in re.findall(r"^    (\d{4}-\d\d-\d\d): ", text, re.MULTILINE)}


def test_one_zone_is_a_line(martinique: Bundle) -> None:
    """A street drawn as it runs; a street that follows it can be matched."""
    line = shapely.geometry.shape(martinique.zones["voie-jambette"].geometry)
    assert line.geom_type == "LineString"
    assert geometry_of(martinique.territory.coverage).contains(line)
