"""Machines ask over HTTP: the answers of the demonstration, and a clear no to everything wrong."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from time import sleep
from typing import Any

import httpx
import pytest

LORRY = {
    "category": "N2", "gvw_kg": 7500, "critair": "3", "energy": "diesel",
    "length_cm": 700, "width_cm": 220, "height_cm": 300,
}  # fmt: skip
VAN = {"category": "N1", "gvw_kg": 3500, "critair": "EL", "energy": "electric", "length_cm": 550}
CASE = {"vehicle": LORRY, "position": [7.42, 43.73], "activity": "delivery"}
HELD = {"kind": "artisan", "territory": "riviera"}
CLOSED, OPEN = "2026-11-24T10:00:00+01:00", "2026-11-24T04:00:00+01:00"
START, END = [7.4245, 43.7375], [7.4193, 43.7325]
ROUTE = {
    "territory": "riviera", "vehicle": LORRY, "depart_at": CLOSED,
    "stops": [{"position": START}, {"position": END, "activity": "delivery"}],
}  # fmt: skip


@pytest.fixture(scope="module")
def client(product: str) -> Iterator[httpx.Client]:
    """A client of the running product."""
    with httpx.Client(base_url=product, timeout=30) as client:
        yield client


def ask(client: httpx.Client, path: str, body: object) -> dict[str, Any]:
    """A POST that must succeed."""
    answer = client.post(f"/api/v1/{path}", json=body)
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    return document


def test_the_hour_and_the_vehicle_decide(client: httpx.Client) -> None:
    """The lorry is refused at 10:00 with the article, admitted at 04:00; the electric van passes at both."""
    refused = ask(client, "decisions", CASE | {"at": CLOSED})
    assert refused["verdict"] == "forbidden"
    zone = next(zone for zone in refused["zones"] if zone["zone"] == "ztl-centre")
    assert (zone["reasons"][0]["rule"], zone["reasons"][0]["article"]) == ("ztl", "2")
    assert zone["reasons"][0]["message"]
    assert refused["until"] == "2026-11-24T23:00:00+01:00"
    assert refused["rulebooks"] == ["riviera@1"]
    assert ask(client, "decisions", CASE | {"at": OPEN})["verdict"] == "allowed"
    for at in (CLOSED, OPEN):
        assert ask(client, "decisions", CASE | {"at": at, "vehicle": VAN})["verdict"] == "allowed"


def test_missing_facts_are_unknown_and_named(client: httpx.Client) -> None:
    """Without its Crit’Air the lorry is not allowed but unknown, and the answer says what it lacks."""
    vehicle = {key: value for key, value in LORRY.items() if key != "critair"}
    answer = ask(client, "decisions", CASE | {"at": OPEN, "vehicle": vehicle})
    assert (answer["verdict"], answer["needs"]) == ("unknown", ["critair"])


def test_outside_every_territory_is_unknown(client: httpx.Client) -> None:
    """Where nobody has published anything, nothing is allowed: a rulebook is needed."""
    answer = ask(client, "decisions", CASE | {"at": OPEN, "position": [2.35, 48.85]})
    assert (answer["verdict"], answer["needs"], answer["rulebooks"]) == ("unknown", ["rulebook"], [])


def test_a_batch_keeps_its_order(client: httpx.Client) -> None:
    """Each case has its answer in its place, a bad one its problem, and the others are answered all the same."""
    good = CASE | {"at": CLOSED}
    bad = good | {"vehicle": {"gvw_kg": 90_000, "critairs": 1}}
    decisions = ask(client, "decisions", {"cases": [good, bad, good | {"at": OPEN}, "nothing"]})["decisions"]
    assert [decision.get("verdict") for decision in decisions] == ["forbidden", None, "allowed", None]
    assert {problem["pointer"] for problem in decisions[1]["problems"]} == {"/vehicle/gvw_kg", "/vehicle/critairs"}


def test_a_right_without_a_day_is_told_at_once_with_the_rest(client: httpx.Client) -> None:
    """« to » is exclusive: on or before « from », each right points at it; in a batch, of its own case only."""
    day = HELD | {"from": "2026-11-24", "to": "2026-11-25"}
    wrong = [day, day | {"to": "2026-11-24"}, day | {"to": "2026-11-01"}]
    at, there = {"at": "1990-01-01T00:00:00Z"}, ["/rights/1/to", "/rights/2/to"]
    windows = {"territory": "riviera", "vehicle": LORRY, "from": CLOSED, "to": OPEN, "rights": wrong}
    other = {"vehicles": [{"label": "l’autre", "vehicle": VAN, "rights": wrong}]}
    far = [{"position": START}, {"position": [2.35, 48.85]}]
    for path, body, pointers in (
        ("decisions", CASE | at | {"rights": wrong}, ["/at", *there]),
        ("decisions", {"at": CLOSED, "position": START, "rights": wrong}, ["/vehicle", *there]),
        ("windows", windows, ["/to", *there]),
        ("remedies", CASE | at | {"rights": wrong, "options": other},
         ["/at", *there, *(f"/options/vehicles/0{pointer}" for pointer in there)]),
        ("routes", ROUTE | {"rights": wrong, "stops": far}, [*there, "/stops/1/position"]),
    ):  # fmt: skip
        answer = client.post(f"/api/v1/{path}", json=body)
        problems = [problem for problem in answer.json()["problems"] if problem["code"] == "right-reversed"]
        assert (answer.status_code, [each["pointer"] for each in answer.json()["problems"]]) == (422, pointers)
        assert all("n’a aucun jour" in each["message"] and "lendemain" in each["hint"] for each in problems)
    good = CASE | {"at": CLOSED, "rights": [day]}
    first, second = ask(client, "decisions", {"cases": [good, good | {"rights": wrong}]})["decisions"]
    assert "verdict" in first
    assert (second["status"], [problem["pointer"] for problem in second["problems"]]) == (422, there)


def test_windows_cover_the_day(client: httpx.Client) -> None:
    """The four verdicts of a zone cover the horizon without hole or overlap."""
    horizon = {"from": "2026-11-24T00:00:00+01:00", "to": "2026-11-25T00:00:00+01:00"}
    asked = {"territory": "riviera", "vehicle": LORRY, "zones": ["ztl-centre"], "activity": "delivery"} | horizon
    zone = ask(client, "windows", asked)["zones"][0]
    spans = sorted(span for verdict in ("allowed", "conditional", "unknown", "forbidden") for span in zone[verdict])
    assert spans[0][0] == horizon["from"]
    assert spans[-1][1] == horizon["to"]
    assert all(left[1] == right[0] for left, right in pairwise(spans))
    assert zone["forbidden"] == [["2026-11-24T05:00:00+01:00", "2026-11-24T23:00:00+01:00"]]


def test_a_route_obeys_and_says_why(client: httpx.Client) -> None:
    """The lorry is led around the closed zone, told which rule it avoids; at 04:00 it is not."""
    day, night = ask(client, "routes", ROUTE), ask(client, "routes", ROUTE | {"depart_at": OPEN})
    assert day["feasible"]
    assert night["feasible"]
    assert not day["unverified"]
    assert "ztl-centre" in {zone["zone"] for zone in day["zones_avoided"]}
    assert "ztl-centre" not in {zone["zone"] for zone in night["zones_avoided"]}
    assert all(zone["article"] for zone in day["zones_avoided"])
    assert day["instructions"]


BAD: list[tuple[str, object, int]] = [
    ("decisions", CASE, 422),
    ("decisions", CASE | {"at": "2026-11-24T10:00:00"}, 422),
    ("decisions", CASE | {"at": "2026-02-30T10:00:00+01:00"}, 422),
    ("decisions", CASE | {"at": "1799-01-01T10:00:00Z"}, 422),
    ("decisions", CASE | {"at": CLOSED, "vehicle": {"gvw_kg": 90_000}}, 422),
    ("decisions", CASE | {"at": CLOSED, "position": [200, 100]}, 422),
    ("decisions", CASE | {"at": CLOSED, "zone": "ztl-centre"}, 422),
    ("decisions", {"vehicle": {}, "at": CLOSED}, 422),
    ("decisions", {"vehicle": {}, "at": CLOSED, "territory": "riviera", "zone": "nowhere"}, 404),
    ("decisions", {"vehicle": {}, "at": CLOSED, "territory": "nowhere", "zone": "ztl"}, 404),
    ("decisions", CASE | {"at": CLOSED, "as_known_at": "2090-01-01T00:00:00Z"}, 422),
    ("decisions", CASE | {"at": CLOSED, "as_known_at": "2026-01-01T00:00:00"}, 422),
    ("decisions", CASE | {"at": CLOSED, "explain": "de"}, 422),
    ("decisions", CASE | {"at": CLOSED, "rights": [{"kind": "artisan"}]}, 422),
    ("decisions", CASE | {"at": CLOSED, "rights": [HELD | {"from": "2026-02-01", "to": "2026-02-01"}]}, 422),
    ("decisions", CASE | {"at": CLOSED, "rights": [HELD | {"from": "2026-02-30"}]}, 422),
    ("decisions", CASE | {"at": CLOSED, "rights": [HELD | {"days_left": -1}]}, 422),
    ("decisions", [], 422),
    ("decisions", {"cases": [{}] * 10_001}, 422),
    ("remedies", CASE, 422),
    ("remedies", CASE | {"at": CLOSED, "options": {"hours_before": -1}}, 422),
    ("remedies", CASE | {"at": CLOSED, "options": {"stops": [{"label": "là", "position": [200, 0]}]}}, 422),
    ("remedies", CASE | {"at": CLOSED, "options": {"stops": [{"label": "là", "position": START}] * 2}}, 422),
    ("remedies", CASE | {"at": CLOSED, "options": {"stops": [{"label": "", "position": START}]}}, 422),
    ("remedies", CASE | {"at": CLOSED, "options": {"vehicles": [{"label": "l’autre", "vehicle": VAN}] * 51}}, 422),
    ("remedies", {"vehicle": {}, "at": CLOSED, "territory": "riviera", "zone": "nowhere"}, 404),
    ("windows", {"territory": "riviera", "vehicle": {}, "from": CLOSED, "to": OPEN}, 422),
    ("windows", {"territory": "riviera", "vehicle": {}, "from": CLOSED, "to": "2027-11-24T10:00:00+01:00"}, 422),
    ("windows", {"territory": "nowhere", "vehicle": {}, "from": OPEN, "to": CLOSED}, 404),
    ("routes", ROUTE | {"depart_at": "2026-11-24T10:00:00"}, 422),
    ("routes", ROUTE | {"depart_at": "2026-11-31T10:00:00+01:00"}, 422),
    ("routes", ROUTE | {"vehicle": {"gvw_kg": 90_000}}, 422),
    ("routes", ROUTE | {"territory": "nowhere"}, 404),
    ("routes", ROUTE | {"stops": [{"position": START}]}, 422),
    ("routes", ROUTE | {"stops": [{"position": START}, {"position": [2.35, 48.85]}]}, 422),
    ("routes", ROUTE | {"stops": [{"position": START}, {"position": [1e308, 43.7]}]}, 422),
    ("routes", ROUTE | {"stops": [{"position": START}, {"position": END, "activity": "delivry"}]}, 422),
    ("routes", {}, 422),
]


@pytest.mark.parametrize(("path", "body", "status"), BAD)
def test_everything_wrong_is_told_in_french(client: httpx.Client, path: str, body: object, status: int) -> None:
    """A wrong request is problem details with a title, a stable code, and no trace of our insides."""
    answer = client.post(f"/api/v1/{path}", json=body)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    document = answer.json()
    assert document["title"].endswith((".", "?"))
    assert document["code"]
    assert status != 422 or document["problems"]
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 50_000, b'{"vehicle": NaN}', b"null"])
@pytest.mark.parametrize("path", ["decisions", "windows", "remedies", "routes"])
def test_what_is_not_json_is_told_too(client: httpx.Client, path: str, body: bytes) -> None:
    """Bytes that are no JSON are a 4xx with a sentence."""
    answer = client.post(f"/api/v1/{path}", content=body, headers={"content-type": "application/json"})
    assert answer.status_code in {400, 422}, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_wrong_addresses_and_methods(client: httpx.Client) -> None:
    """Unknown paths, territories, methods and ranges are told as problem details."""
    for path, status in (("/nowhere", 404), ("/api/v1/territories/x", 404), ("/basemaps/../secret", 404)):
        assert client.get(path).status_code == status
    assert client.delete("/api/v1/decisions").status_code == 405
    assert client.get("/basemaps/riviera/0123456789abcdef.pmtiles").status_code == 404
    path = client.get("/api/v1/territories/riviera").json()["basemap"]
    basemap = client.get(path, headers={"range": "bytes=99999999-"})
    assert basemap.status_code == 416
    assert basemap.headers["content-type"] == "application/problem+json"


def test_the_basemap_is_read_by_ranges(client: httpx.Client) -> None:
    """A range gives its bytes, with the length of the whole."""
    path = client.get("/api/v1/territories/riviera").json()["basemap"]
    answer = client.get(path, headers={"range": "bytes=0-6"})
    assert (answer.status_code, answer.content) == (206, b"PMTiles")
    assert answer.headers["content-range"].startswith("bytes 0-6/")
    again = client.get(path, headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304


def test_health_readiness_and_document(client: httpx.Client) -> None:
    """The probes answer, and the OpenAPI document names every interface with its own viewer."""
    assert client.get("/healthz").json() == {"status": "ok"}
    ready = client.get("/readyz").json()
    assert ready["ready"]
    assert ready["rulebooks"] == ["lyon@1", "martinique-centre@1", "riviera@1"]
    document = client.get("/schema/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert {"/api/v1/decisions", "/api/v1/routes", "/api/v1/windows", "/api/v1/territories"} <= set(document["paths"])
    viewer = client.get("/schema")
    assert viewer.status_code == 200
    assert "http://" not in viewer.text
    assert "https://" not in viewer.text


def test_zones_are_geojson(client: httpx.Client) -> None:
    """The zones of a territory are a GeoJSON collection whose features say what they are."""
    answer = client.get("/api/v1/territories/riviera/zones")
    assert answer.headers["content-type"].startswith("application/geo+json")
    features = answer.json()["features"]
    assert {"ztl-centre", "zfe-riviera"} <= {feature["properties"]["zone"] for feature in features}
    assert all(set(feature["properties"]) >= {"no", "kind", "name", "precision"} for feature in features)


def test_what_ranges_and_places_get_wrong_is_told_at_once(client: httpx.Client) -> None:
    """A far date, a position off the Earth and a missing vehicle are three problems of one answer."""
    wrong = {"at": "1990-01-01T00:00:00Z", "position": [200, 0], "zone": "ztl-centre"}
    for body, pointers in (
        (wrong | {"vehicle": LORRY}, ["/at", "", "/position"]),
        (wrong, ["/vehicle", "/at", "", "/position"]),
        ({}, ["/vehicle", "/at", ""]),
        ({"cases": [], "vehicle": LORRY}, ["/cases"]),
    ):
        problems = client.post("/api/v1/decisions", json=body).json()["problems"]
        assert [problem["pointer"] for problem in problems] == pointers
    horizon = {"territory": "nowhere", "vehicle": {}, "from": "2100-01-01T00:00:00Z", "to": "1990-01-01T00:00:00Z"}
    problems = client.post("/api/v1/windows", json=horizon).json()["problems"]
    assert [problem["pointer"] for problem in problems] == ["/from", "/to", "/to"]


def test_the_last_instant_is_told_as_any_other(client: httpx.Client) -> None:
    """The year 2100 is out of range on its very first instant, and the pointer says where."""
    answer = client.post("/api/v1/decisions", json=CASE | {"at": "2100-01-01T00:00:00Z"})
    assert [problem["pointer"] for problem in answer.json()["problems"]] == ["/at"]


@pytest.mark.parametrize("path", ["/static/%00", f"/static/{'a' * 5_000}", "/schema/nowhere", "/static/dist/nowhere"])
def test_impossible_names_are_not_found(client: httpx.Client, path: str) -> None:
    """A name no file may have, and a page the viewer lacks, are a French 404 like any other."""
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-security-policy"]


def test_a_batch_does_not_keep_the_others_waiting(client: httpx.Client) -> None:
    """While ten thousand cases are decided, a probe is answered within half a second."""
    batch = {"cases": [CASE | {"at": CLOSED}] * 10_000}
    with ThreadPoolExecutor(1) as pool:
        deciding = pool.submit(client.post, "/api/v1/decisions", json=batch)
        waits = []
        while not deciding.done():
            waits.append(client.get("/healthz").elapsed.total_seconds())
            sleep(0.05)
    assert len(deciding.result().json()["decisions"]) == 10_000
    assert len(waits) > 3
    assert sorted(waits)[len(waits) // 2] < 0.5
