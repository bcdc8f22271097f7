"""School holidays: proposed with a source, never beyond what is known."""

from datetime import date, timedelta

import pytest
import yaml

from connectors.school_holidays import NothingToPropose, known_period, propose_school_holidays, school_holidays


def proposed(zone: str, start: date, end: date) -> dict[str, object]:
    """What the proposal says, read as YAML."""
    said = yaml.safe_load(propose_school_holidays(zone, start, end))
    assert list(said) == ["days"]
    assert list(said["days"]) == ["school_holiday"]
    return dict(said["days"]["school_holiday"])


def test_a_school_year_of_zone_a() -> None:
    """The dates of 2026-2027 (arrêté of the ministry, zone A), each as `[first day, day of return)`."""
    said = proposed("A", date(2026, 9, 1), date(2027, 9, 1))
    assert said["known"] == [date(2026, 9, 1), date(2027, 9, 1)]
    assert said["dates"] == [
        "2026-10-17/2026-11-02",
        "2026-12-19/2027-01-04",
        "2027-02-13/2027-03-01",
        "2027-04-10/2027-04-26",
        "2027-05-06/2027-05-09",
        "2027-07-03/2027-09-01",
    ]
    assert "vacances-scolaires-france" in str(said["source"])


def test_zones_differ_in_winter_and_agree_at_christmas() -> None:
    """The three zones leave together at Christmas and in turn in winter."""
    years = date(2026, 9, 1), date(2027, 9, 1)
    by_zone = {zone: {name: (a, b) for a, b, name in school_holidays(zone, *years)} for zone in "ABC"}
    assert len({holidays["Vacances de Noël"] for holidays in by_zone.values()}) == 1
    assert len({holidays["Vacances d'hiver"] for holidays in by_zone.values()}) == 3


@pytest.mark.parametrize("zone", ["A", "B", "C"])
def test_every_day_of_the_library_is_in_and_no_other(zone: str) -> None:
    """Day by day over what is known, a period holds a day exactly when the library calls it a holiday."""
    from vacances_scolaires_france import SchoolHolidayDates

    start, end = known_period()
    held = {
        first + timedelta(days=number)
        for first, last, _ in school_holidays(zone, start, end)
        for number in range((last - first).days)
    }
    library = SchoolHolidayDates()
    days = [start + timedelta(days=number) for number in range((end - start).days)]
    assert held == {day for day in days if library.is_holiday_for_zone(day, zone)}


def test_it_stops_where_the_library_stops_knowing() -> None:
    """The library's table goes on, empty, after its last holidays: nothing is claimed there."""
    _, end = known_period()
    said = proposed("b", date(2026, 9, 1), date(2040, 1, 1))
    assert said["known"] == [date(2026, 9, 1), end]
    assert end < date(2029, 1, 1)


@pytest.mark.parametrize(
    ("zone", "start", "end", "why"),
    [
        ("D", date(2026, 1, 1), date(2027, 1, 1), "pas une zone.*outre-mer"),
        ("Martinique", date(2026, 1, 1), date(2027, 1, 1), "à saisir à la main"),
        ("A", date(2027, 1, 1), date(2027, 1, 1), "suivre le début"),
        ("A", date(2035, 1, 1), date(2036, 1, 1), "connaît les vacances du"),
        ("A", date(1980, 1, 1), date(1981, 1, 1), "connaît les vacances du"),
    ],
)
def test_what_it_cannot_say_is_said(zone: str, start: date, end: date, why: str) -> None:
    """A zone or a year without data is refused in French."""
    with pytest.raises(NothingToPropose, match=why):
        propose_school_holidays(zone, start, end)
