"""An editor of a commune: its own orders and zones, and nothing of another’s, by whatever door."""

from dataclasses import replace

import pytest
from drafting import NOW, RULES, Town, rules, some_town

from rules.edits.changes import Change
from rules.edits.merge import difference
from tenants.drafts.drawing import Taken, draw_zone, take_new_zone, take_zones
from tenants.drafts.editing import Hand, push_changes
from tenants.drafts.model import Draft
from tenants.drafts.rights import Refused
from tenants.drafts.saving import add_file, remove_file, save_text
from tenants.errors import Unreadable
from tenants.migrate import Addresses
from tenants.who import Role, Who

NICE = "06088"
IN_NICE = {"type": "Polygon", "coordinates": [[[7.26, 43.7], [7.27, 43.7], [7.27, 43.71], [7.26, 43.7]]]}
IN_MENTON = {"type": "Polygon", "coordinates": [[[7.49, 43.77], [7.5, 43.77], [7.5, 43.78], [7.49, 43.77]]]}
ACROSS = {"type": "Polygon", "coordinates": [[[7.27, 43.7], [7.4, 43.7], [7.4, 43.75], [7.27, 43.7]]]}
OWN = """schema: joptimiz/rules@1
orders:
  N-1: {title: "Arrêté de Nice", authority: "06088", status: demonstration}
rules:
  - {id: nice-1, do: prohibit, zones: [centre], order: N-1, article: "1"}
"""


def bound(who: Who, code: str = NICE) -> Who:
    """The same, as an editor of a commune."""
    role = Role("editor", who.acting.territory if who.acting else "", authority=code)
    return replace(who, roles=(role,), acting=role)


@pytest.fixture
async def town(database: Addresses) -> Town:
    """A territory at its first version."""
    return await some_town()


@pytest.fixture
async def draft(town: Town) -> Draft:
    """A draft of it."""
    return await town.start()


def pushed(before: str, after: str) -> list[list[object]]:
    """The change that leads from one text to another, as an editor sends it."""
    change: Change = difference(before, after)
    return [list(change.written())]


async def test_its_own_orders(town: Town, draft: Draft) -> None:
    """Added, changed, typed, removed."""
    hand = town.hand(draft, bound(town.editor))
    await add_file(hand, "rules/nice.yaml", OWN)
    saved = await save_text(hand, "rules/nice.yaml", 1, OWN.replace('"1"', '"2"'))
    news = await push_changes(hand, "rules/nice.yaml", saved.revision, pushed(saved.text, saved.text + "# fin\n"))
    await push_changes(hand, "rules/nice.yaml", news.revision, pushed(saved.text + "# fin\n", "orders: {\n"))
    await push_changes(hand, "rules/nice.yaml", news.revision + 1, pushed("orders: {\n", OWN))
    await remove_file(hand, "rules/nice.yaml")


@pytest.mark.parametrize(
    "text",
    [
        rules("1", heaviest_kg=7500),
        rules("1", "2"),
        rules(),
        rules("1").replace("Arrêté", "Autre"),
        rules("1").replace("status: demonstration", 'status: demonstration, authority: "06088"'),
        "schema: joptimiz/rules@1\n",
    ],
)
async def test_an_order_of_another_authority(town: Town, draft: Draft, text: str) -> None:
    """A rule on it, the order itself, or all of it: refused with a sentence, and nothing is changed."""
    hand = town.hand(draft, bound(town.editor))
    with pytest.raises(Refused, match="pour votre commune"):
        await save_text(hand, RULES, 0, text)
    with pytest.raises(Refused):
        await push_changes(hand, RULES, 0, pushed(rules("1"), text))
    _, content = await town.content(draft)
    assert content.files[1].text == rules("1")


async def test_around_the_door(town: Town, draft: Draft) -> None:
    """By a text that does not read for a while, by the territory’s file, by a removal, by a new file on that order."""
    hand = town.hand(draft, bound(town.editor))
    with pytest.raises(Unreadable):
        await save_text(hand, RULES, 0, "orders: {")
    await push_changes(hand, RULES, 0, pushed(rules("1"), "orders: {\n"))
    with pytest.raises(Refused):
        await push_changes(hand, RULES, 1, pushed("orders: {\n", rules("2")))
    await push_changes(hand, RULES, 1, pushed("orders: {\n", rules("1")))
    with pytest.raises(Refused):
        await save_text(hand, "territory.yaml", 0, "schema: joptimiz/territory@1\n")
    with pytest.raises(Refused):
        await remove_file(hand, RULES)
    with pytest.raises(Refused):
        await add_file(hand, "rules/b.yaml", "rules:\n  - {id: x, do: prohibit, zones: all, order: O-1, article: a}\n")
    with pytest.raises(Refused):
        await add_file(hand, "rules/c.yaml", OWN.replace("06088", "06083"))


async def test_zones_within_its_boundary(town: Town, draft: Draft) -> None:
    """Inside is kept; beyond, across, or over the zone of somebody else is refused, whatever the way in."""
    hand: Hand = town.hand(draft, bound(town.editor))
    assert await draw_zone(hand, "zones/nice.geojson", 0, IN_NICE) == 1
    line = '  nice: {kind: ztl, name: "Nice", geometry: zones/nice2.geojson}\n'
    await take_new_zone(hand, "nice", Taken("zones/nice2.geojson", IN_NICE, line), line)
    for shape in (IN_MENTON, ACROSS):
        with pytest.raises(Refused, match="pour votre commune"):
            await draw_zone(hand, "zones/autre.geojson", 0, shape)
        with pytest.raises(Refused):
            await take_zones(hand, [Taken("zones/a.geojson", IN_NICE), Taken("zones/b.geojson", shape)])
    with pytest.raises(Refused):
        await draw_zone(hand, "zones/centre.geojson", 0, None)
    with pytest.raises(Refused):
        await draw_zone(hand, "zones/centre.geojson", 0, IN_NICE)
    with pytest.raises(Refused, match="autre commune"):
        await take_new_zone(hand, "m", None, '  m: {kind: zfe, name: "M", geometry: {communes: ["06083"]}}\n')
    await take_new_zone(hand, "n", None, '  n: {kind: zfe, name: "N", geometry: {communes: ["06088"]}}\n')
    with pytest.raises(Refused, match="contour de la commune"):
        await draw_zone(town.hand(draft, bound(town.editor, "99999")), "zones/x.geojson", 0, IN_NICE)
    _, content = await town.content(draft)
    assert {zone.path for zone in content.zones} == {
        "zones/centre.geojson",
        "zones/nice.geojson",
        "zones/nice2.geojson",
    }
    assert draft.created_at == NOW
