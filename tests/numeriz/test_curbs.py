"""What leaves of the inventory: CDS 1.1, GeoJSON, Cerema; validated by others’ tools."""

import csv
import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from beside import find_beside
from jsonschema import Draft202012Validator, FormatChecker  # type: ignore[import-untyped]

from connectors.bays import Lines, read_bays
from numeriz.core.importing import Memory, Ways, propose, read_lines, units_of
from numeriz.service.bays import Closing, close_bay

from .conftest import ELSEWHERE, IN_CENTRE, NOW, Doors, Town, square

BUNDLE = find_beside("schemas/cds/cds-1.1.bundle.schema.json") or Path("absent")
needs_bundle = pytest.mark.skipif(not BUNDLE.is_file(), reason="../shared/data/schemas/cds is absent")
SHAPES = {"zones": "curb_zone", "spaces": "curb_space", "policies": "curb_policy", "objects": "curb_object"}


async def street(town: Town) -> None:
    """Bays of every make."""
    lon, lat = town.at(IN_CENTRE)
    await town.bay(
        "A", outline=square(lon, lat, 0.0001), places=3, length_cm=2_400, width_cm=220, arrangement="parallel",
        equipment=("lamp", "charger", "camera"), setting="median",
    )  # fmt: skip
    await town.bay("B", ELSEWHERE, hours="Sa 22:00-06:00; PH off")
    await town.bay("C", ELSEWHERE, hours="", stay_max_min=None, sign="absent")
    shut = await town.bay("D", ELSEWHERE, hours="off")
    await close_bay(town.on, town.keeper, shut.id, shut.updated_at, Closing(NOW.replace(year=2027), "travaux"))
    await town.bay("E", active=False)


async def answers(doors: Doors, town: Town, kind: str, **query: object) -> list[dict[str, Any]]:
    """What an endpoint says of the town."""
    answer = await doors.ask(None, "GET", f"/cds/curbs/{kind}", params={"territory": town.slug, **query})
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert (body["version"], body["time_zone"], type(body["last_updated"])) == ("1.1", "Europe/Paris", int)
    found: list[dict[str, Any]] = body["data"][kind]
    return found


@needs_bundle
@pytest.mark.parametrize("kind", SHAPES)
async def test_every_answer_is_valid(town: Town, doors: Doors, kind: str) -> None:
    """By the schemas of CDS 1.1."""
    await street(town)
    bundle = json.loads(BUNDLE.read_text(encoding="utf-8"))
    schema = {"$schema": bundle["$schema"], "$defs": bundle["$defs"], "$ref": f"#/$defs/{SHAPES[kind]}"}
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    found = await answers(doors, town, kind)
    assert found
    for each in found:
        assert [error.message for error in validator.iter_errors(each)] == []


async def test_zones_name_policies_spaces_and_objects_that_are_told(town: Town, doors: Doors) -> None:
    """The law of the order with its bonus, else the sign; nothing that is out of use."""
    await street(town)
    zones = {zone["name"]: zone for zone in await answers(doors, town, "zones")}
    zones = {zone["user_zone_id"]: zone for zone in await answers(doors, town, "zones")}
    assert len(zones) == 4
    policies = {each["curb_policy_id"]: each for each in await answers(doors, town, "policies")}
    spaces = {each["curb_space_id"] for each in await answers(doors, town, "spaces")}
    objects = {each["curb_object_id"]: each for each in await answers(doors, town, "objects")}
    for zone in zones.values():
        assert set(zone["curb_policy_ids"]) <= policies.keys()
        assert set(zone["curb_space_ids"]) <= spaces
        assert set(zone.get("curb_object_ids", ())) <= objects.keys()
    centre = next(zone for zone in zones.values() if zone["num_spaces"] == 3)
    assert (centre["length"], centre["width"], centre["parking_angle"], centre["available_spaces"]) == (
        2_400, 220, "parallel", 3,
    )  # fmt: skip
    bonus, usual = (policies[each] for each in centre["curb_policy_ids"])
    assert [(rule["activity"], rule["max_stay"], rule["user_classes"]) for rule in bonus["rules"]] == [
        ("loading", 45, ["electric"]), ("unloading", 45, ["electric"]),
    ]  # fmt: skip
    assert (usual["rules"][0]["max_stay"], usual["rules"][0]["no_return"]) == (30, 60)
    assert usual["time_spans"] == [
        {
            "days_of_week": ["mon", "tue", "wed", "thu", "fri", "sat"],
            "time_of_day_start": "07:00", "time_of_day_end": "19:00",
        }
    ]  # fmt: skip
    shut = [zone for zone in zones.values() if not zone["available"]]
    assert [zone["curb_policy_ids"] for zone in shut] == [[]]
    kinds = sorted(each["object_type"] for each in objects.values())
    assert kinds == ["ev_charging", "lighting", "sensor", "signage", "signage", "signage"]


async def test_a_box_a_circle_or_an_id_narrow_the_answer(town: Town, doors: Doors) -> None:
    """What is asked wrongly is told, what is not served is 501."""
    await street(town)
    lon, lat = town.at(IN_CENTRE)
    (one,) = await answers(doors, town, "zones", lng=lon, lat=lat, radius=10_000)
    assert await answers(doors, town, "zones", curb_zone_id=one["curb_zone_id"]) == [one]
    assert await answers(doors, town, "zones", curb_zone_id=uuid4()) == []
    box = {"min_lng": lon - 0.001, "min_lat": lat - 0.001, "max_lng": lon + 0.001, "max_lat": lat + 0.001}
    assert await answers(doors, town, "zones", **box) == [one]
    for query, status in (
        ({"curb_zone_id": "x"}, 422), ({"lng": "x"}, 422), ({"min_lng": "nan", "min_lat": 1}, 422),
        ({"territory": "nulle-part"}, 404), ({"territory": ""}, 422),
    ):  # fmt: skip
        answer = await doors.ask(None, "GET", "/cds/curbs/zones", params={"territory": town.slug, **query})
        if query != {"territory": ""} or len(town.on.current().rulebooks) > 1:
            assert answer.status_code == status, (query, answer.text)
    areas = await doors.ask(None, "GET", "/cds/curbs/areas")
    assert (areas.status_code, areas.json()["code"]) == (501, "cds-unimplemented")


async def test_the_inventory_in_geojson_and_in_cerema(town: Town, doors: Doors) -> None:
    """With its state and its version; the file comes back whole, its losses told at an address."""
    await street(town)
    home = f"/api/v1/territories/{town.slug}/bays"
    answer = await doors.ask(None, "GET", home)
    assert answer.headers["content-type"].startswith("application/geo+json")
    features = answer.json()["features"]
    assert [(each["properties"]["reference"], each["geometry"]["type"]) for each in features] == [
        ("A", "Polygon"), ("B", "Point"), ("C", "Point"), ("D", "Point"), ("E", "Point"),
    ]  # fmt: skip
    assert [each["properties"]["state"]["free"] for each in features] == [3, 1, 1, 0, 0]
    sheet = await doors.ask(None, "GET", f"{home}/cerema-aires.csv")
    again = await doors.ask(None, "GET", f"/api/v1/territories/{town.slug}/exports/cerema-aires")
    assert again.content == sheet.content
    rows = list(csv.DictReader(sheet.text.splitlines()))
    assert [row["ID"] for row in rows] == ["A", "B", "C", "D", "E"]
    losses = (await doors.ask(None, "GET", f"{home}/cerema-aires.losses.json")).json()["losses"]
    assert sheet.headers["x-losses"] == str(len(losses))
    assert f"{home}/cerema-aires.losses.json" in sheet.headers["link"]
    lines = read_bays(answer.content)
    assert isinstance(lines, Lines)
    columns, cut = propose(lines.rows, Memory())
    found = read_lines(columns, cut, Ways(units_of(columns, cut, Memory(), {})))
    assert (len(found.entries), found.problems) == (5, ())
    assert (await doors.ask(None, "GET", "/api/v1/territories/nulle-part/bays")).status_code == 404


async def test_the_bays_around_somebody(town: Town, doors: Doors) -> None:
    """The nearest first, with how far; a position or a radius that is none is told."""
    await street(town)
    lon, lat = town.at(IN_CENTRE)
    answer = await doors.ask(None, "GET", "/api/v1/bays", params={"near": f"{lon},{lat}", "radius": "200"})
    (only,) = answer.json()["features"]
    assert (only["properties"]["reference"], only["properties"]["metres"]) == ("A", 0)
    for query, code in (
        ({}, "near-unreadable"), ({"near": "1"}, "near-unreadable"), ({"near": "nan,nan"}, "near-unreadable"),
        ({"near": "200,1"}, "near-unreadable"), ({"near": "1,2", "radius": "x"}, "radius-unreadable"),
        ({"near": "1,2", "radius": "50000"}, "radius-unreadable"),
    ):  # fmt: skip
        refused = await doors.ask(None, "GET", "/api/v1/bays", params=query)
        assert (refused.status_code, refused.json()["code"]) == (422, code)
