"""The stops of a trip: put in order, dragged, taken out and put back, said what is done there, shared."""

import json
import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, expect
from walking import AXE, EXAMINED, RULES

pytestmark = pytest.mark.browser

type Visit = Callable[..., Page]
LORRY = "vehicle=porteur-75&activity=delivery&at=2026-11-24T04:00"
NORTH, MIDDLE, SOUTH = "43.742,7.427", "43.7386,7.4265", "43.734,7.4197"
THREE = f"{LORRY}&from={NORTH}~~~Dépôt&via={MIDDLE}~pickup~15&to={SOUTH}~~~Client"


def french(browser: Browser, width: int = 1440, height: int = 900, **more: object) -> BrowserContext:
    """A device in France."""
    size = {"width": width, "height": height}
    return browser.new_context(locale="fr-FR", timezone_id="Europe/Paris", viewport=size, **more)  # type: ignore[arg-type]


def stops_of(page: Page) -> list[str]:
    """The stops as the address says them, in order."""
    query = parse_qs(urlsplit(page.url).query)
    return [*query.get("from", []), *query.get("via", []), *query.get("to", [])]


def field(page: Page, name: str) -> Locator:
    """A stop's own field."""
    return page.get_by_role("combobox", name=re.compile(f"^{name}$"))


def answered(page: Page) -> Locator:
    """The verdict as it is said, once nothing is being renewed."""
    region = page.get_by_role("region", name="Réponse")
    expect(region).to_have_attribute("aria-busy", "false")
    return region.get_by_role("heading", level=2)


def told(request: Request, rank: int = 1) -> dict[str, object]:
    """A stop as the server is told of it."""
    body = json.loads(request.post_data or "{}")
    return dict(body["stops"][rank])


def test_stops_are_put_in_order_by_button(chromium: Browser, visit: Visit) -> None:
    """Up and down keep the focus on the row that moves, turning round reverses all, and each asks for the trip anew."""
    with french(chromium) as context:
        page = visit(context, THREE)
        expect(answered(page)).to_have_text(re.compile("Autorisé|Interdit"))
        before = stops_of(page)
        page.get_by_role("button", name=re.compile(r"^Motif, durée et ordre, Étape\s2$")).press("Enter")
        page.get_by_role("button", name="Monter").press("Enter")
        assert stops_of(page) == [before[1], before[0], before[2]]
        expect(page.get_by_role("button", name="Descendre")).to_be_focused()
        expect(page.locator("#stop-0")).not_to_have_value("Dépôt")
        expect(page.locator("#stop-1")).to_have_value("Dépôt")
        page.get_by_role("button", name="Inverser").press("Enter")
        assert stops_of(page) == [before[2], before[0], before[1]]
        expect(page.locator("#stop-0")).to_have_value("Client")
        expect(page.locator("#stops > li").last).to_contain_text(re.compile(r"Enlèvement, 15\smin"))
        page.go_back()
        page.go_back()
        expect(page.locator("#stop-2")).to_have_value("Client")
        assert stops_of(page) == before


def test_stops_are_put_in_order_by_hand(chromium: Browser, visit: Visit) -> None:
    """The number of a stop is its handle: dropped last, the first stop becomes the arrival; Escape gives up."""
    with french(chromium) as context:
        page = visit(context, THREE)
        before = stops_of(page)

        def carry(to: int) -> None:
            spots = page.locator("#stops .spot")
            grip, goal = spots.first.bounding_box(), spots.nth(to).bounding_box()
            assert grip is not None
            assert goal is not None
            page.mouse.move(grip["x"] + 10, grip["y"] + 10)
            page.mouse.down()
            page.mouse.move(grip["x"] + 10, goal["y"] + 16, steps=6)

        carry(2)
        page.keyboard.press("Escape")
        page.mouse.up()
        assert stops_of(page) == before
        carry(2)
        page.mouse.up()
        expect(page.locator("#stop-2")).to_have_value("Dépôt")
        assert stops_of(page) == [before[1], before[2], before[0]]


def test_a_stop_is_taken_out_and_put_back(chromium: Browser, visit: Visit) -> None:
    """What is taken out can be put back where it was, with all that was said of it."""
    with french(chromium) as context:
        page = visit(context, THREE)
        before = stops_of(page)
        page.get_by_role("button", name=re.compile(r"ordre, Étape\s2$")).click()
        page.get_by_role("button", name="Retirer").click()
        expect(page.locator("#stops > li")).to_have_count(2)
        assert stops_of(page) == [before[0], before[2]]
        expect(page.get_by_role("button", name="Remettre l’arrêt")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#stops > li")).to_have_count(3)
        assert stops_of(page) == before


def test_a_verdict_stays_with_the_trip_it_was_given_of(chromium: Browser, visit: Visit) -> None:
    """Turned round while the server is silent, the trip carries no verdict of before to another place."""
    with french(chromium) as context:
        page = visit(context, f"{LORRY.replace('04:00', '10:00')}&from={NORTH}&to={SOUTH}")
        refused = page.locator("#stops .spot[data-state=refused]")
        expect(refused).to_have_text(["2"])
        context.set_offline(True)
        page.get_by_role("button", name="Inverser").click()
        expect(page.get_by_role("heading", name="Le serveur ne répond pas.")).to_be_visible()
        expect(refused).to_have_count(0)
        context.set_offline(False)
        page.get_by_role("button", name="Réessayer").click()
        expect(page.locator("#stops .spot:not([data-state=''])")).not_to_have_count(0)


def test_a_purpose_and_a_stay_are_asked_of_the_router(chromium: Browser, visit: Visit) -> None:
    """What is done at a stop, and for how long, is in the question; a stay that is no number is said in its place."""
    with french(chromium) as context:
        page = visit(context, f"{LORRY}&from={NORTH}&to={SOUTH}")
        page.get_by_role("button", name=re.compile("ordre, Arrivée$")).click()
        with page.expect_request("**/api/v1/routes") as asked:
            page.get_by_label("Motif sur place").last.select_option("pickup")
        assert told(asked.value)["activity"] == "pickup"
        stay = page.get_by_label("Temps sur place").last
        stay.fill("longtemps")
        stay.press("Tab")
        expect(page.get_by_text("Écrivez un nombre de minutes")).to_be_visible()
        with page.expect_response(lambda answer: "stay_min" in (answer.request.post_data or "")) as answer:
            stay.fill("25")
            stay.press("Tab")
        assert told(answer.value.request) == {"position": [7.4197, 43.734], "activity": "pickup", "stay_min": 25}
        assert answer.value.ok
        assert stops_of(page)[1].endswith("~pickup~25")


def test_the_purpose_a_departure_lacks_is_given_to_the_departure(chromium: Browser, visit: Visit) -> None:
    """A departure in a zone lacks its own purpose, whatever the trip's: it is asked for beside the answer."""
    with french(chromium) as context:
        page = visit(context, f"{LORRY.replace('04:00', '10:00')}&from=43.73511,7.41927&to={NORTH}")
        expect(answered(page)).to_have_text("À vérifier")
        with page.expect_request("**/api/v1/routes") as asked:
            page.get_by_label("Motif sur place, au départ").select_option("delivery")
        assert told(asked.value, 0)["activity"] == "delivery"
        expect(answered(page)).to_have_text(re.compile("Interdit"))
        assert stops_of(page)[0] == "43.73511,7.41927~delivery"


def test_a_marker_is_dragged_and_the_route_follows_when_released(chromium: Browser, visit: Visit) -> None:
    """While a stop is carried nothing is asked; released, the trip is asked once more, from there."""
    with french(chromium) as context:
        page = visit(context, THREE)
        expect(answered(page)).to_have_text(re.compile("Autorisé|Interdit"))
        asked: list[str] = []
        context.on("request", lambda request: asked.append(request.url) if request.url.endswith("/routes") else None)
        marker = page.get_by_role("button", name=re.compile(r"^Étape, repère\s2")).bounding_box()
        assert marker is not None
        x, y = marker["x"] + 17, marker["y"] + 17
        before = stops_of(page)
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x - 60, y + 20, steps=8)
        page.wait_for_timeout(400)
        assert asked == []
        with page.expect_response("**/api/v1/routes"):
            page.mouse.up()
        after = stops_of(page)
        assert after[1] != before[1]
        assert after[1].endswith("~pickup~15")
        assert [after[0], after[2]] == [before[0], before[2]]
        marked = page.get_by_role("button", name=re.compile(r"^Étape, repère\s2"))
        marked.focus()
        with page.expect_response("**/api/v1/routes"):
            page.keyboard.press("ArrowRight")
        assert stops_of(page)[1] != after[1]


def test_a_marker_is_dragged_with_a_finger(chromium: Browser, visit: Visit) -> None:
    """On a phone the same stop follows the finger."""
    with french(chromium, 390, 844, has_touch=True, is_mobile=True) as context:
        page = visit(context, THREE)
        before = stops_of(page)
        marker = page.get_by_role("button", name=re.compile(r"^Étape, repère\s2")).bounding_box()
        assert marker is not None
        x, y = marker["x"] + 17, marker["y"] + 17
        finger = context.new_cdp_session(page)

        def touch(kind: str, *points: dict[str, float]) -> None:
            finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

        touch("touchStart", {"x": x, "y": y})
        for step in range(1, 6):
            touch("touchMove", {"x": x - 10 * step, "y": y + 4 * step})
        touch("touchEnd")
        page.wait_for_function("stop => !location.search.includes(stop)", arg=f"via={MIDDLE}")
        assert [stops_of(page)[0], stops_of(page)[2]] == [before[0], before[2]]


def test_a_shared_link_asks_the_same_trip_elsewhere(chromium: Browser, visit: Visit) -> None:
    """The copied link opens the same question and the same answer on another device; it has no plate and no view."""
    with french(chromium, permissions=["clipboard-read", "clipboard-write"]) as context:
        page = visit(context, f"{THREE}&right=artisan:3&view=15,43.738,7.424")
        heading = answered(page).inner_text()
        page.get_by_role("button", name="Partager", exact=True).click()
        expect(page.get_by_text("Lien copié")).to_be_visible()
        link = page.evaluate("navigator.clipboard.readText()")
        fields = [page.locator(f"#stop-{index}").input_value() for index in range(3)]
        asked = parse_qs(urlsplit(link).query)
        assert {*asked} == {"territory", "vehicle", "activity", "right", "at", "from", "via", "to"}
        assert {key: asked[key] for key in ("from", "via", "to")} == {
            "from": [f"{NORTH}~~~Dépôt"], "via": [f"{MIDDLE}~pickup~15"], "to": [f"{SOUTH}~~~Client"],
        }  # fmt: skip
    with french(chromium, 390, 844) as elsewhere:
        page = visit(elsewhere, urlsplit(link).query)
        expect(answered(page)).to_have_text(heading)
        page.get_by_label("Changer le véhicule et le trajet").click()
        assert [page.locator(f"#stop-{index}").input_value() for index in (0, 2)] == [fields[0], fields[2]]
        expect(page.locator("#stops > li").nth(1)).to_contain_text(re.compile(r"Enlèvement, 15\smin"))


def test_twenty_stops_and_no_more(chromium: Browser, visit: Visit) -> None:
    """At twenty stops nothing is added, and the page says why."""
    with french(chromium) as context:
        page = visit(context, f"{LORRY}&from={NORTH}&to={SOUTH}" + f"&via={MIDDLE}" * 17)
        expect(page.locator("#stops > li")).to_have_count(19)
        page.get_by_role("button", name="Ajouter une étape").click()
        expect(page.locator("#stops > li")).to_have_count(20)
        expect(page.get_by_role("button", name="Ajouter une étape")).to_be_hidden()
        expect(page.get_by_text("Vingt arrêts au plus par trajet.")).to_be_visible()


@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing_in_the_form(chromium: Browser, visit: Visit, width: int) -> None:
    """A list open, a stop unfolded, a complaint, a stop taken out: no fault a machine can see, light and dark."""
    with french(chromium, width, bypass_csp=True) as context:
        page = visit(context, f"{LORRY}&from={NORTH}&via={MIDDLE}&via=48.85,2.35&to={SOUTH}")
        if width < 900:
            page.get_by_label("Changer le véhicule et le trajet").click()
        page.get_by_role("button", name=re.compile(r"ordre, Étape\s2$")).click()
        page.get_by_role("button", name="Retirer").click()
        page.get_by_role("button", name=re.compile("ordre, Arrivée$")).click()
        field(page, "Départ").focus()
        field(page, "Départ").press("ArrowDown")
        field(page, "Départ").press("ArrowDown")
        expect(page.locator(".suggest [role=option]:visible").first).to_have_attribute("aria-selected", "true")
        page.add_script_tag(path=AXE)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            found = page.evaluate(EXAMINED, {"runOnly": RULES})
            assert [(v["id"], [n["target"] for n in v["nodes"]]) for v in found["violations"]] == [], scheme
