"""What the interfaces say beyond the verdict: the past, the reasons in words, the ways out, the versions."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

LORRY = {
    "category": "N2", "gvw_kg": 7500, "critair": "3", "energy": "diesel",
    "length_cm": 700, "width_cm": 220, "height_cm": 300,
}  # fmt: skip
VAN = {"category": "N1", "gvw_kg": 3500, "critair": "EL", "energy": "electric", "length_cm": 550}
CLOSED, OPEN = "2026-11-24T10:00:00+01:00", "2026-11-24T04:00:00+01:00"
CASE = {"vehicle": LORRY, "position": [7.42, 43.73], "activity": "delivery", "at": CLOSED}
OUTSIDE = {"label": "la place d’Armes", "position": [7.4185, 43.7315]}
CARGO = {"label": "le fourgon électrique", "vehicle": VAN}
BEFORE = "2020-01-01T00:00:00Z"


@pytest.fixture(scope="module")
def client(product: str) -> Iterator[httpx.Client]:
    """A client of the running product."""
    with httpx.Client(base_url=product, timeout=30) as client:
        yield client


def now() -> str:
    """The instant the product takes for the present."""
    return datetime.now(UTC).isoformat()  # noqa: TID251


def ask(client: httpx.Client, path: str, body: object) -> dict[str, Any]:
    """A POST that must succeed."""
    answer = client.post(f"/api/v1/{path}", json=body)
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    return document


def test_the_past_is_answered_as_it_was_known(client: httpx.Client) -> None:
    """Before its first publication a place has no rulebook, by position, zone or windows; a moment ago is as now."""
    named = {"vehicle": LORRY, "at": CLOSED, "territory": "riviera", "zone": "ztl-centre", "activity": "delivery"}
    for case in (CASE, named):
        then = ask(client, "decisions", case | {"as_known_at": BEFORE})
        assert (then["verdict"], then["needs"], then["rulebooks"]) == ("unknown", ["rulebook"], [])
        assert then["missing"] == [{"need": "rulebook", "label": "des règles publiées à cet endroit"}]
        assert ask(client, "decisions", case | {"as_known_at": now()}) == ask(client, "decisions", case)
    horizon = {"from": OPEN, "to": CLOSED}
    asked = {"territory": "riviera", "vehicle": LORRY, "zones": ["ztl-centre"], "activity": "delivery"} | horizon
    then = ask(client, "windows", asked | {"as_known_at": BEFORE})
    assert (then["rulebooks"], then["zones"][0]["unknown"]) == ([], [[OPEN, CLOSED]])
    assert ask(client, "windows", asked | {"as_known_at": now()}) == ask(client, "windows", asked)
    batch = {"cases": [named | {"as_known_at": at} for at in (BEFORE, now(), "2090-01-01T00:00:00Z")]}
    told = ask(client, "decisions", batch)["decisions"]
    assert [each.get("verdict") for each in told] == ["unknown", "forbidden", None]
    assert [problem["code"] for problem in told[2]["problems"]] == ["known-later"]


def test_a_decision_is_explained_when_asked(client: httpx.Client) -> None:
    """In French or in English, with the verdict, the rule’s article and the next change; else nothing is."""
    french, english = (ask(client, "decisions", CASE | {"explain": locale})["explanation"] for locale in ("fr", "en"))
    assert french[0].startswith("Interdit")
    assert any("art.\u00a02" in sentence for sentence in french)
    assert len(french) == len(english) > 3
    assert set(french).isdisjoint(english)
    assert ask(client, "decisions", CASE)["explanation"] == []
    nowhere = ask(client, "decisions", CASE | {"position": [2.35, 48.85], "explain": "fr"})
    assert nowhere["explanation"] == ["Il manque des règles publiées à cet endroit."]


def test_a_refusal_comes_with_its_ways_out(client: httpx.Client) -> None:
    """Another hour, vehicle or stop, cheapest first; each one, decided for itself, is lawful."""
    answer = ask(client, "remedies", CASE | {"options": {"vehicles": [CARGO], "stops": [OUTSIDE]}})
    assert answer["decision"] == ask(client, "decisions", CASE)
    assert answer["none"] is None
    ways = answer["remedies"]
    assert [way["minutes"] for way in ways] == sorted(way["minutes"] for way in ways)
    assert {way["kind"]: way["label"] for way in ways} == {
        "stop": OUTSIDE["label"], "vehicle": CARGO["label"], "time": None,
    }  # fmt: skip
    assert {way["at"] for way in ways} == {None, "2026-11-24T04:59:00+01:00", "2026-11-24T23:00:00+01:00"}
    for way in ways:
        changed = {name: way[name] for name in ("at", "vehicle", "position") if way[name] is not None}
        assert ask(client, "decisions", CASE | changed)["verdict"] == way["verdict"] == "allowed"
        assert way["message"].endswith(".")


def test_nothing_to_change_and_nothing_that_helps(client: httpx.Client) -> None:
    """A lawful visit has no remedies; a refusal nothing mends says what was tried, in the language asked."""
    lawful = ask(client, "remedies", CASE | {"at": OPEN})
    assert (lawful["decision"]["verdict"], lawful["remedies"], lawful["none"]) == ("allowed", [], None)
    fixed = {"hours_before": 0, "hours_after": 0, "rights": False}
    for locale, word in (("fr", "Rien"), ("en", "Nothing")):
        stuck = ask(client, "remedies", CASE | {"options": fixed, "explain": locale})
        assert stuck["remedies"] == []
        assert stuck["none"].startswith(word)
    nobody = ask(client, "remedies", CASE | {"position": [2.35, 48.85]})
    assert (nobody["remedies"], nobody["none"]) == (
        [], "Aucune règle n’est publiée à cet endroit : rien ne dit ce qui rendrait ce passage autorisé.",
    )  # fmt: skip


def test_an_unknown_answer_asks_for_the_fact_that_settles_it(client: httpx.Client) -> None:
    """Given it, the answer is certain."""
    case = CASE | {"at": OPEN, "vehicle": {key: value for key, value in LORRY.items() if key != "critair"}}
    answer = ask(client, "remedies", case)
    first = answer["remedies"][0]
    assert (first["kind"], first["verdict"]) == ("fact", "unknown")
    assert first["missing"] == answer["decision"]["missing"] == [{"need": "critair", "label": "la vignette Crit’Air"}]
    assert ask(client, "remedies", case | {"vehicle": LORRY})["decision"]["verdict"] == "allowed"


def test_ways_out_of_the_past(client: httpx.Client) -> None:
    """As known before anything was published, nobody could say."""
    then = ask(client, "remedies", CASE | {"as_known_at": BEFORE})
    assert (then["decision"]["needs"], then["remedies"]) == (["rulebook"], [])
    assert then["none"]


def test_head_is_get_without_the_body(client: httpx.Client) -> None:
    """Wherever GET answers, with the same headers; a POST stays one."""
    for path in ("/healthz", "/api/v1/territories", "/api/v1/territories/riviera/rulebooks/1/bundle", "/"):
        whole, head = client.get(path), client.head(path)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers.get("content-length") == whole.headers.get("content-length")
        assert head.headers["content-type"] == whole.headers["content-type"]
    assert client.head("/nowhere").status_code == 404
    assert client.head("/api/v1/decisions").status_code == 405


def test_the_directory_says_what_rules_rest_on(client: httpx.Client) -> None:
    """Rights with their order and article, days with their source, for the territories that have some."""
    told = [client.get(f"/api/v1/territories/{slug}").json() for slug in ("lyon", "martinique-centre", "riviera")]
    assert all(each["days"] and each["days"][0]["source"] for each in told)
    rights = [right for each in told for right in each["rights"]]
    assert rights
    assert all(right["order"] and right["article"] and right["name"] for right in rights)
