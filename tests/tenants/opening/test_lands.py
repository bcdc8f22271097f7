"""Legal time, projections, public holidays and school zones, against what others know of the same places."""

import sqlite3
from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pyproj
import pytest
import shapely
from shapely.geometry import shape

from connectors.valhalla.build import OUR_TIMEZONES
from tenants.opening.holidays import easter, feasts_of
from tenants.opening.lands import SCHOOL_ZONE, department_of, land_of
from tenants.opening.reference import Reference

SEATS = {
    "75056": "+1:00", "97105": "-4:00", "97209": "-4:00", "97302": "-3:00", "97411": "+4:00", "97502": "-3:00",
    "97611": "+3:00", "97701": "-4:00", "97801": "-4:00", "98412": "+5:00", "98414": "+10:00", "98611": "+12:00",
    "98735": "-10:00", "98719": "-9:00", "98731": "-9:30", "98818": "+11:00", "98901": "-8:00", "2A004": "+1:00",
}  # fmt: skip


@pytest.mark.parametrize(("insee", "offset"), SEATS.items())
def test_the_legal_time_is_that_of_the_decree(insee: str, offset: str) -> None:
    """Decree 2017-292, in winter; only the metropole and Saint-Pierre-et-Miquelon change with summer."""
    zone = ZoneInfo(land_of(insee).timezone)
    hours, minutes = offset.split(":")
    sign = -1 if offset.startswith("-") else 1
    winter = datetime(2026, 1, 15, 12, tzinfo=zone).utcoffset()
    assert winter == timedelta(hours=int(hours), minutes=sign * int(minutes))
    summer = datetime(2026, 7, 15, 12, tzinfo=zone).utcoffset()
    assert (summer != winter) == (insee in ("75056", "2A004", "97502"))


def test_the_twelve_offsets_are_all_there() -> None:
    """From −10 to +12, half an hour apart in the Marquesas."""
    assert len(set(SEATS.values())) >= 12


def test_the_router_knows_the_same_time(reference: Reference) -> None:
    """Where the router's time-zone database has a rectangle, the time it gives a commune is the one proposed."""
    with sqlite3.connect(OUR_TIMEZONES) as database:
        names = {row[0] for row in database.execute("SELECT TZID FROM tz_world")}
    codes = [code for code in reference.table.communes if code[-2:] == "09" or code.startswith("97")]
    assert names <= {land_of(code).timezone for code in codes}


def test_each_projection_is_made_for_its_land(reference: Reference) -> None:
    """Every outlined commune asked about is within a degree of the area its projection is meant for."""
    sample = [code for code in sorted(reference.table.communes) if code.startswith("97") or code.endswith("29")]
    for code, outline in reference.outlines(sample).items():
        area = pyproj.CRS(land_of(code).crs).area_of_use
        assert area is not None
        assert shapely.box(*area.bounds).buffer(1).contains(shape(outline).centroid), code


@pytest.mark.parametrize("insee", list(SEATS))
def test_each_projection_exists(insee: str) -> None:
    """EPSG knows it by the number written."""
    land = land_of(insee)
    area = pyproj.CRS(land.crs).area_of_use
    assert area is not None
    assert "projection légale" in land.crs_name or pyproj.CRS(land.crs).is_projected


def test_easter_is_where_tables_have_it() -> None:
    """Dates of a printed table, the earliest and the latest among them."""
    known = [
        "1818-03-22",
        "1943-04-25",
        "2000-04-23",
        "2008-03-23",
        "2024-03-31",
        "2026-04-05",
        "2027-03-28",
        "2038-04-25",
    ]
    assert [easter(int(day[:4])).isoformat() for day in known] == known
    assert all(easter(year).weekday() == 6 for year in range(1900, 2200))


@pytest.mark.parametrize(
    ("insee", "count", "own", "law"),
    [
        ("38185", 11, None, "L3133-1"),
        ("67482", 13, date(2026, 12, 26), "L3134-13"),
        ("97105", 12, date(2026, 5, 27), "L3422-2"),
        ("97209", 12, date(2026, 5, 22), "L3422-2"),
        ("97302", 12, date(2026, 6, 10), "L3422-2"),
        ("97411", 12, date(2026, 12, 20), "L3422-2"),
        ("97611", 12, date(2026, 4, 27), "L3422-2"),
        ("97701", 12, date(2026, 10, 9), "L3422-2"),
        ("97801", 12, date(2026, 5, 28), "L3422-2"),
        ("97502", 11, None, "L3133-1"),
    ],
)
def test_holidays_are_those_of_the_law(insee: str, count: int, own: date | None, law: str) -> None:
    """How many in 2026, the day proper to the land, and the article that says so."""
    feasts = feasts_of(insee, land_of(insee), range(2026, 2029))
    assert sum(day.year == 2026 for day in feasts.dates) == count
    assert own is None or own in feasts.dates
    assert law in feasts.source
    assert list(feasts.dates) == sorted(feasts.dates)


@pytest.mark.parametrize("insee", ["98735", "98818", "98611"])
def test_where_labour_law_is_local_holidays_are_to_be_checked(insee: str) -> None:
    """Nothing is proposed there in silence."""
    feasts = feasts_of(insee, land_of(insee), range(2026, 2027))
    assert "à vérifier" in feasts.source
    assert feasts.notes


def test_every_department_has_its_school_zone(reference: Reference) -> None:
    """Each of the metropole but Corsica, once; none overseas."""
    departments = {department_of(code) for code in reference.table.communes}
    assert {one for one in departments if len(one) == 2} - SCHOOL_ZONE.keys() == {"2A", "2B"}
    assert SCHOOL_ZONE.keys() <= departments
    assert Counter(SCHOOL_ZONE.values()) == {"A": 32, "B": 41, "C": 21}
