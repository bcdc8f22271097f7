"""Orders of another territory brought to a draft: chosen, seen by what they change, renamed, with zones to draw."""

import html
import json
import re
from collections.abc import AsyncIterator

import httpx
import pytest
from drafting import NOW, SHAPE, Town, people, rules, some_town, territory
from litestar import Litestar
from settling import settle
from signing import COOKIE, SignedByCookie
from visits import HERE

from joptimiz.app import create_app
from joptimiz.wiring import wire
from rules.edits.carrying import Wish, carry, offers
from rules.edits.pooling import pooled
from rules.model import Source
from tenants.borrowing import list_lenders
from tenants.migrate import Addresses
from tenants.opinion import Opinion
from tenants.registry import publish
from tenants.settings import Settings
from tenants.shelf import Shelf

PAGE = "/territoire/reglement/reprendre"
THEIRS = """schema: joptimiz/rules@1
orders:
  O-1: {title: "Arrêté du marché", signed: 2026-01-05, authority: "69123", status: demonstration}
  O-2: {title: "Arrêté des nuits", status: demonstration}
zones:
  centre: {kind: ztl, name: Hypercentre, geometry: zones/centre.geojson}
  halles: {kind: ztl, name: Les Halles, geometry: zones/halles.geojson}
calendars:
  soirs: {days: [fr, sa]}
values:
  lourd: {2026-01-01: "3500"}
rights:
  abonne: {name: "l’abonnement", order: O-2, article: "9"}
rules:
  - id: r-1
    do: prohibit
    zones: [centre, halles]
    when: {calendar: soirs, time: "18:00-23:00"}
    if: {gvw_kg: {gt: {value: lourd}}}
    order: O-1
    article: "4"
    message: Fermé le soir.
    tags: [soir]
  - {id: r-abonnes, do: allow, overrides: [soir, r-nuit], zones: [halles], if: {right: {has: abonne}}, order: O-1,
     article: "5"}
  - {id: r-nuit, do: prohibit, zones: [halles], when: {time: "23:00-05:00"}, order: O-2, article: "1"}
"""


def test_what_is_needed_comes_along() -> None:
    """Rights with their order, calendars, values; names that are taken change; nothing passes for checked."""
    pool, ours = pooled({"rules/a.yaml": THEIRS}), pooled({"rules/r.yaml": rules("1")})
    assert [(one.order, one.zones) for one in offers(pool)] == [("O-1", ("centre", "halles")), ("O-2", ("halles",))]
    wish = Wish({"O-1"}, {"centre": "centre"}, "Lyon, version 3", paths=("zones/halles.geojson",))
    made = carry(pool, ours, wish)
    again = pooled({"x": made.text})
    assert not again.unread
    assert set(again.of("orders")) == {"O-1-2", "O-2"}
    assert {one["status"] for one in again.of("orders").values()} == {"to_verify"}
    assert "signed" not in made.text
    assert "69123" not in made.text
    closed, freed = again.of("rules")["r-1-2"], again.of("rules")["r-abonnes"]
    assert (closed["order"], closed["article"], closed["zones"]) == ("O-1-2", "a_verifier", ["centre", "halles"])
    assert "message" not in closed
    assert freed["overrides"] == ["soir"]
    assert set(again.of("rights")) == {"abonne"}
    assert again.of("rights")["abonne"]["order"] == "O-2"
    assert set(again.of("calendars")) == {"soirs"}
    assert [(one.id, one.path) for one in made.to_draw] == [("halles", "zones/halles-2.geojson")]
    assert ("r-1", "r-1-2") in made.renamed


def test_what_is_the_same_here_is_not_written_twice() -> None:
    """A calendar of the same days is ours; one of other days takes another name, there too where it is spoken of."""
    theirs = pooled({"a": THEIRS})
    same = carry(theirs, pooled({"r": "schema: joptimiz/rules@1\ncalendars:\n  soirs: {days: [fr, sa]}\n"}), _all())
    assert "calendars:" not in same.text
    other = carry(theirs, pooled({"r": "schema: joptimiz/rules@1\ncalendars:\n  soirs: {days: [su]}\n"}), _all())
    assert "calendar: soirs-2" in other.text
    assert ("soirs", "soirs-2") in other.renamed


def _all() -> Wish:
    return Wish({"O-1", "O-2"}, {}, "Lyon, version 3")


@pytest.fixture(scope="module")
def app(database: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Litestar:
    """The application, its clock stopped."""
    folder = str(tmp_path_factory.mktemp("desk"))
    return create_app(wire(Settings.of({"JOPTIMIZ_DATA": folder}), Shelf(), lambda: NOW))


@pytest.fixture
async def lender(database: Addresses) -> Town:
    """A territory that published two orders."""
    slug = (await some_town()).slug + "-la"
    shapes = {"zones/centre.geojson": SHAPE, "zones/halles.geojson": SHAPE}
    sources = [territory(slug), Source("rules/r.yaml", THEIRS)]
    await publish(slug, sources, shapes, base=0, by="test", at=NOW, second=lambda _bundle, _day: Opinion(0))
    return people(slug)


@pytest.fixture
async def editor(app: Litestar, lender: Town) -> AsyncIterator[tuple[httpx.AsyncClient, Town]]:
    """Somebody who writes the rules of another town."""
    town = await some_town()
    who = await settle(town.slug, "editor", "Ada Roux")
    transport = httpx.ASGITransport(SignedByCookie(app))  # type: ignore[arg-type]  # as elsewhere
    async with httpx.AsyncClient(transport=transport, base_url=HERE) as client:
        client.cookies.set(COOKIE, str(who.person))
        yield client, town


async def _send(client: httpx.AsyncClient, to: str, status: int, **filled: str) -> httpx.Response:
    bound = re.findall(r'name="form" value="(\w+)"', (await client.get("/territoire/reglement")).text)[-1]
    answer = await client.post(to, data=filled | {"form": bound}, headers={"origin": HERE})
    assert answer.status_code == status, answer.text
    return answer


def _plain(answer: httpx.Response) -> str:
    return html.unescape(answer.text).replace("\u00a0", " ").replace("\u202f", " ")


async def test_from_their_orders_to_a_draft(editor: tuple[httpx.AsyncClient, Town], lender: Town) -> None:
    """Found, chosen, seen by what it changes, written with its source; the draft says what is to be drawn."""
    client, town = editor
    assert (
        f"{PAGE}/{lender.slug}"
        in (await client.get(f"{PAGE}?q=ville&page=1")).text + (await client.get(f"{PAGE}?q={lender.slug}")).text
    )
    assert "Aucun territoire de ce nom" in _plain(await client.get(f"{PAGE}?q=atlantide"))
    page = f"{PAGE}/{lender.slug}"
    shown = _plain(await client.get(page))
    assert "Arrêté du marché" in shown
    assert "publiée le 30 novembre 2026" in shown
    shown = _plain(await _send(client, page, 200, **{"order.0": "O-1", "voir": "1"}))
    assert "Les Halles zones/halles.geojson" in re.sub(r"<[^>]+>", "", shown)
    assert "O-1 devient O-1-2" in shown
    assert "De vos règles aux leurs" in shown
    assert "Les Halles : plus de 3,5 t" in shown.partition("Ce que cela change ici")[2].partition("</section>")[0]
    answer = await _send(client, page, 303, **{"order.0": "O-1", "zone.centre": "centre", "zone.halles": ""})
    draft = answer.headers["location"]
    shown = _plain(await client.get(draft))
    assert f"rules/repris-{lender.slug}.yaml" in shown
    assert "halles.geojson" in shown.partition("À corriger")[2].partition("</section>")[0]
    assert f'href="{draft}/zones/halles.geojson"' in shown.partition("À dessiner")[2].partition("</ul>")[0]
    assert (await client.get(f"{draft}/zones/halles.geojson")).status_code == 200
    await _send(client, f"{draft}/zones/halles.geojson", 303, shape=json.dumps(SHAPE), revision="0")
    shown = _plain(await client.get(draft))
    assert "À dessiner" not in shown
    assert "Aucun problème" in shown
    text = (await client.get(f"/api/v1/territories/{town.slug}/drafts/{draft.rpartition('/')[2]}")).text
    assert lender.slug in text
    again = await _send(
        client, page, 303, **{"order.1": "O-2", "projet": draft.rpartition("/")[2], "zone.halles": "centre"}
    )
    assert again.headers["location"] == draft
    assert f"rules/repris-{lender.slug}-2.yaml" in (await client.get(draft)).text


async def test_a_choice_that_cannot_be_obeyed(editor: tuple[httpx.AsyncClient, Town], lender: Town) -> None:
    """Each with a sentence, and nothing written."""
    client, town = editor
    page = f"{PAGE}/{lender.slug}"
    assert "Choisissez au moins un arrêté" in _plain(await _send(client, page, 422))
    assert "Choisissez au moins un arrêté" in _plain(await _send(client, page, 422, voir="1"))
    assert "n’est pas à vous" in _plain(await _send(client, page, 422, **{"order.0": "O-1", "zone.centre": "ailleurs"}))
    await _send(client, page, 404, **{"order.0": "O-1", "projet": "x"})
    await _send(client, page, 404, **{"order.0": "O-1", "projet": "00000000-0000-0000-0000-000000000001"})
    assert (await client.get(f"{PAGE}/atlantide")).status_code == 404
    assert (await client.get(f"{PAGE}/{town.slug}")).status_code == 404
    assert (await client.get(f"{PAGE}?page=x")).status_code == 200
    assert "Aucun projet en cours" in _plain(await client.get("/territoire/reglement"))


async def test_the_same_for_a_program_of_pages(editor: tuple[httpx.AsyncClient, Town], lender: Town) -> None:
    """Listed, offered, brought."""
    client, town = editor
    door = f"/api/v1/territories/{town.slug}/lenders"
    assert [one["slug"] for one in (await client.get(f"{door}?q={lender.slug}")).json()["lenders"]] == [lender.slug]
    offered = (await client.get(f"{door}/{lender.slug}")).json()
    assert [one["order"] for one in offered["orders"]] == ["O-1", "O-2"]
    assert offered["alike"] == {"centre": "centre"}
    made = await client.post(f"{door}/{lender.slug}", json={"orders": ["O-1"], "zones": {"centre": "centre"}})
    assert made.status_code == 201, made.text
    assert [one["zone"] for one in made.json()["to_draw"]] == ["halles"]
    bodies = ('{"orders": []}', '{"orders": ["O-1"], "draft": "x"}', '{"orders": ["O-1"], "zones": {"centre": 3}}')
    for wrong in bodies:
        refused = await client.post(f"{door}/{lender.slug}", content=wrong)
        assert refused.status_code == 422, refused.text


async def test_lenders_come_by_page(database: Addresses, lender: Town) -> None:
    """Never oneself; an unknown word finds nobody."""
    found, pages = await list_lenders(lender.slug, lender.slug, 0)
    assert (found, pages) == ([], 0)
    found, _ = await list_lenders("", lender.slug, 0)
    assert [one.slug for one in found] == [lender.slug]
