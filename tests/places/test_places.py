"""The public pages of the territories: what they say is what the interface answers; plain where something is not."""

import json
import random
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from hashlib import sha256
from html import unescape
from zoneinfo import ZoneInfo

import httpx
import pytest
from litestar import Litestar
from publishing import DEMONSTRATIONS, VERDICTS

from accounts.core.limits import COMPARISONS, network_of
from joptimiz.public.presets import ACTIVITIES, PRESETS
from tenants.database import NOBODY, scoped

BAND = re.compile(r'<rect x="([\d.]+)%" width="([\d.]+)%"[^>]*fill="[^"]*?(allowed|conditional|unknown|forbidden)')


def strips(html: str) -> list[list[tuple[int, int, str]]]:
    """The ribbons of a page: minutes and verdict of each band."""
    return [
        [
            (round(float(x) * 14.4), round((float(x) + float(width)) * 14.4), word)
            for x, width, word in BAND.findall(svg)
        ]
        for svg in re.findall(r'<svg class="strip.*?</svg>', html, re.DOTALL)
    ]


@dataclass(frozen=True)
class Drawn:
    """A vehicle, a purpose, a zone and a wall time drawn at random, as a page and as the interface are asked."""

    slug: str
    zone: str
    clock: ZoneInfo
    facts: dict[str, int | str]
    query: dict[str, str]
    wall: datetime

    @property
    def case(self) -> dict[str, object]:
        """What both doors of the interface are asked."""
        return {"vehicle": self.facts, "activity": self.query["activity"], "territory": self.slug}


async def draw_cases(client: httpx.AsyncClient, draw: random.Random) -> AsyncIterator[Drawn]:
    """Two cases in every zone of every demonstration."""
    for slug in DEMONSTRATIONS:
        clock = ZoneInfo((await client.get(f"/api/v1/territories/{slug}")).json()["timezone"])
        zones = (await client.get(f"/api/v1/territories/{slug}/zones")).json()["features"]
        for zone in zones * 2:
            name, activity = draw.choice(list(PRESETS)), draw.choice(list(ACTIVITIES))
            facts, query = dict(PRESETS[name].facts), {"vehicle": name, "activity": activity}
            if draw.random() < 0.3:
                query["critair"] = facts["critair"] = draw.choice(["EL", "1", "4", "NC"])
            wall = datetime(2026, 12, 1) + timedelta(minutes=draw.randrange(300 * 1440))  # noqa: DTZ001
            query["at"] = wall.isoformat()
            yield Drawn(slug, zone["properties"]["zone"], clock, facts, query, wall)


async def test_a_page_says_what_decisions_say(client: httpx.AsyncClient) -> None:
    """At random instants, for random vehicles, in every zone: verdict, its word, what is missing, the order."""
    asked = 0
    async for case in draw_cases(client, random.Random(20261124)):
        page = (await client.get(f"/t/{case.slug}/zones/{case.zone}", params=case.query)).text
        at = case.wall.replace(tzinfo=case.clock).isoformat()
        said = (await client.post("/api/v1/decisions", json=case.case | {"zone": case.zone, "at": at})).json()
        shown = re.search(r'verdict verdict--(\w+) big">.*?<span>([^<]+)</span>', page, re.DOTALL)
        assert shown is not None
        assert shown.groups() == (said["verdict"], VERDICTS[said["verdict"]]), case
        for need in said["missing"]:
            assert need["label"] in unescape(page)
        for reason in said["zones"][0]["reasons"][:1]:
            assert f"Arrêté {reason['order']}" in unescape(page)
        asked += 1
    assert asked >= 30


async def test_ribbons_say_what_windows_say(client: httpx.AsyncClient) -> None:
    """Seven days to scale, whole, each band within an interval of the same verdict."""
    banded = 0
    async for case in draw_cases(client, random.Random(7)):
        start = datetime.combine(case.wall.date(), time(), case.clock)
        asked = {"zones": [case.zone], "from": start.isoformat(), "to": (start + timedelta(7)).isoformat()}
        told = (await client.post("/api/v1/windows", json=case.case | asked)).json()["zones"][0]
        page = (await client.get(f"/t/{case.slug}/zones/{case.zone}", params=case.query)).text
        for number, bands in enumerate(strips(page)[:7]):
            assert (bands[0][0], bands[-1][1]) == (0, 1440)
            for low, high, word in bands:
                middle = datetime.combine(case.wall.date(), time()) + timedelta(number, minutes=(low + high) // 2)
                spans = [(datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in told[word]]
                assert any(a <= middle.replace(tzinfo=case.clock) < b for a, b in spans), (case, middle, word)
                banded += 1
    assert banded >= 7 * 30


async def test_the_list_says_what_decisions_say(client: httpx.AsyncClient) -> None:
    """The verdict of each zone on a territory's page, its link, and how many have each verdict."""
    for slug in DEMONSTRATIONS:
        page = (await client.get(f"/t/{slug}?vehicle=fourgon-35&at=2026-12-05T09:30")).text
        zones = (await client.get(f"/api/v1/territories/{slug}/zones")).json()["features"]
        clock = ZoneInfo((await client.get(f"/api/v1/territories/{slug}")).json()["timezone"])
        at = datetime(2026, 12, 5, 9, 30, tzinfo=clock).isoformat()
        facts = dict(PRESETS["fourgon-35"].facts)
        shown = dict(re.findall(r'/zones/([\w-]+)\?vehicle.*?verdict verdict--(\w+)"', page, re.DOTALL))
        assert len(shown) == len(zones)
        for zone in zones:
            case = {
                "vehicle": facts,
                "activity": "delivery",
                "territory": slug,
                "zone": zone["properties"]["zone"],
                "at": at,
            }
            decision = (await client.post("/api/v1/decisions", json=case)).json()
            assert shown[zone["properties"]["zone"]] == decision["verdict"]


PAGES = (
    "", "/zones/centre", "/zones/nue", "/zones/centre/avis", "/arretes", "/arretes/A-1", "/versions", "/versions/1",
    "/versions/2", "/versions?de=1&a=2", "/versions?de=2&a=2", "/donnees", "/accessibilite", "/mentions-legales",
)  # fmt: skip


@pytest.mark.parametrize("tail", PAGES)
async def test_pages_stand_without_script_or_other_host(client: httpx.AsyncClient, tail: str) -> None:
    """Whole HTML in French, nothing inline, nothing from elsewhere, kept until it changes; links lead somewhere."""
    answer = await client.get(f"/t/vallon{tail}")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "public, no-cache")
    html = answer.text
    assert '<html lang="fr"' in html
    assert not re.search(r'\sstyle="|<style|\son\w+="', html)
    assert re.findall(r"<script[^>]*>", html) == [f'<script src="{re.search(r"/static/dist/scheme[^\"]+", html)[0]}">']  # type: ignore[index]
    assert not re.search(r'(?:src|<link[^>]*href)="(?:https?:)?//', html)
    assert "None" not in html
    again = await client.get(f"/t/vallon{tail}", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    for link in set(re.findall(r'href="(/t/[^"#]*)"', html)):
        assert (await client.get(unescape(link))).status_code == 200, link


async def test_a_page_changes_its_tag_with_the_vehicle(client: httpx.AsyncClient) -> None:
    """Another vehicle, another entity tag; a field left empty is taken out of the address."""
    one = await client.get("/t/vallon/zones/centre?vehicle=semi-40")
    other = await client.get("/t/vallon/zones/centre?vehicle=fourgon-35")
    assert one.headers["etag"] != other.headers["etag"]
    tidy = await client.get("/t/vallon?vehicle=fourgon-35&critair=&gvw_kg=")
    assert (tidy.status_code, tidy.headers["location"]) == (303, "/t/vallon?vehicle=fourgon-35")


async def test_a_zone_says_its_order(client: httpx.AsyncClient) -> None:
    """Its quote as written, its article, its published text, the mail to tell mistakes to; a bare zone says so."""
    page = unescape((await client.get("/t/vallon/zones/centre")).text)
    assert "Interdit <de 6\u00a0h à\u00a020\u00a0h> & puis c’est tout." in page
    assert "art.\u00a02" in page
    assert 'href="https://vallon.example/a-1.pdf"' in page
    assert "mailto:erreur@example.org?subject=" in page
    bare = unescape((await client.get("/t/vallon/zones/nue")).text)
    assert "Aucune règle n’est écrite pour cette zone." in bare
    assert "Rien n’y est interdit." in bare


async def test_demonstrations_say_so_on_each_page(client: httpx.AsyncClient) -> None:
    """Invented orders are never taken for law, not even on paper or in an agenda."""
    for tail in ("", "/zones/ztl-centre", "/arretes", "/donnees", "/versions", "/mentions-legales"):
        assert "Données de démonstration" in (await client.get(f"/t/riviera{tail}")).text
    assert "arrêté inventé, sans effet" in (await client.get("/t/riviera/zones/ztl-centre/avis")).text
    assert "Démonstration" in (await client.get("/t/riviera/zones/ztl-centre/horaires.ics")).text
    assert "DÉMONSTRATION" in (await client.get("/t/riviera/zones/ztl-centre/regles.yaml")).text


async def test_whom_a_derogation_is_for_is_said(client: httpx.AsyncClient) -> None:
    """A body in everyday words; several facts together."""
    page = unescape((await client.get("/t/riviera/zones/ztl-centre")).text)
    assert "Pour les dépanneuses. Sans demande, si vous y avez droit" in page
    assert "Les dépanneuses passent à toute heure, sans demande." in page
    lyon = unescape((await client.get("/t/lyon/zones/zfe-lyon")).text)
    assert "les porte-engins et les bétonnières, de catégorie N1, N2 ou N3, Crit’Air 3, 4 et 5. À demander" in lyon


async def test_wrong_fields_are_told_and_the_rest_is_shown(client: httpx.AsyncClient) -> None:
    """Every problem at its field, with the zones still answered; nothing said back unescaped."""
    bad = {"vehicle": "<b>avion", "gvw_kg": "7", "length_cm": "abc", "critair": "9", "at": "hier"}
    for where in ("/t/vallon", "/t/vallon/zones/centre", "/t/vallon/zones/centre/avis"):
        answer = await client.get(where, params=bad)
        assert (answer.status_code, answer.headers["cache-control"]) == (422, "no-store")
        assert "<b>avion" not in answer.text
        assert "À vérifier" in answer.text
        if not where.endswith("/avis"):
            assert re.findall(r'id="p-(\w+)"', answer.text) == ["vehicle", "at", "gvw_kg", "critair", "length_cm"]
            assert "5\u00a0champs à corriger" in answer.text


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/t/valon", ["Ce territoire n’existe pas ici.", 'href="/t/vallon"']),
        ("/t/valon/arretes", ["Ce territoire n’existe pas ici.", 'href="/t/vallon"']),
        ("/t/bientot", ["Val-Bientôt ouvre bientôt."]),
        ("/t/bientot/zones/x", ["Val-Bientôt ouvre bientôt."]),
        ("/t/vallon/zones/center", ["Cette zone n’existe pas.", 'href="/t/vallon/zones/centre"']),
        ("/t/vallon/zones/%3Cb%3E/avis", ["Cette zone n’existe pas.", "&lt;b&gt;"]),
        ("/t/vallon/zones/center/contour.geojson", ["Cette zone n’existe pas."]),
        ("/t/vallon/zones/center/regles.yaml", ["Cette zone n’existe pas."]),
        ("/t/vallon/zones/center/horaires.ics", ["Cette zone n’existe pas."]),
        ("/t/vallon/arretes/A-2", ["Cet arrêté n’existe pas ici.", 'href="/t/vallon/arretes/A-1"']),
        ("/t/vallon/versions/9", ["Cette version n’existe pas.", 'href="/t/vallon/versions/2"']),
        ("/t/vallon/versions/abc", ["Cette version n’existe pas."]),
        ("/t/vallon/versions?de=1&a=9", ["Cette version n’existe pas."]),
        (f"/t/vallon/versions/{10**30}", ["Cette version n’existe pas."]),
        ("/t/" + "x" * 3000, ["Ce territoire n’existe pas ici."]),
    ],
)
async def test_what_does_not_exist_is_said_on_a_page(client: httpx.AsyncClient, path: str, said: list[str]) -> None:
    """404, in HTML, with the nearest names; never a problem document, never kept."""
    answer = await client.get(path)
    assert (answer.status_code, answer.headers["cache-control"]) == (404, "no-store")
    assert answer.headers["content-type"].startswith("text/html")
    for words in said:
        assert words in answer.text


async def test_changes_are_told_by_verdict(client: httpx.AsyncClient) -> None:
    """Between two versions, forwards and backwards, and on each version's own page."""
    forwards = unescape((await client.get("/t/vallon/versions?de=1&a=2")).text)
    changed = "Le centre\u00a0: plus de 3,5\u00a0t et 7,5\u00a0t au plus, de 6\u00a0h à\u00a020\u00a0h"
    plain = re.sub(r"\s", " ", forwards)
    assert re.sub(r"\s", " ", changed) in plain
    assert "autorisé → interdit." in plain
    assert "1 règle modifiée." in plain
    backwards = unescape((await client.get("/t/vallon/versions?de=2&a=1")).text)
    assert "interdit → autorisé." in backwards
    assert "autorisé → interdit." in unescape((await client.get("/t/vallon/versions/2")).text)
    assert "C’est la première version." in (await client.get("/t/vallon/versions/1")).text
    assert "exactement la même chose" in (await client.get("/t/vallon/versions?de=2&a=2")).text


async def test_the_directory_lists_every_territory(client: httpx.AsyncClient) -> None:
    """Each with its link; those that have published nothing are not there."""
    page = (await client.get("/t")).text
    for slug in (*DEMONSTRATIONS, "vallon"):
        assert f'href="/t/{slug}"' in page
    assert "bientot" not in page
    assert json.loads((await client.get("/api/v1/territories")).text)["territories"]


async def test_comparisons_are_spared(places: Litestar, client: httpx.AsyncClient) -> None:
    """Past what one network may ask, a page says when to come back; rules, and other networks, go on."""
    source = f"2001:db8:{random.randrange(1, 9999)}::1"
    away = httpx.ASGITransport(places, client=(source, 9))  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=away, base_url=str(client.base_url)) as many:
        assert (await many.get("/t/vallon/versions?de=1&a=2")).status_code == 200
        async with scoped(NOBODY) as connection:
            await connection.execute(
                "UPDATE throttle SET tries = $1 WHERE key = $2", COMPARISONS.free - 1, _key(source)
            )
        await many.get("/t/vallon/versions/2")
        for tail in ("versions?de=1&a=2", "versions/2", "changements.atom", "changements.json"):
            refused = await many.get(f"/t/vallon/{tail}")
            assert (refused.status_code, refused.headers["cache-control"]) == (429, "no-store"), tail
            assert 0 < int(refused.headers["retry-after"]) <= 60
            assert "Trop de comparaisons" in unescape(refused.text)
        for tail in ("", "/versions", "/versions/1"):
            assert (await many.get(f"/t/vallon{tail}")).status_code == 200, tail
    assert (await client.get("/t/vallon/versions?de=1&a=2")).status_code == 200


def _key(source: str) -> bytes:
    return sha256(f"{COMPARISONS.name}\0{network_of(source)}".encode()).digest()
