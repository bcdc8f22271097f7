"""The way out: what a refusal proposes, what a doubt asks, what is held, and another territory."""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

pytestmark = pytest.mark.browser

type Visit = Callable[..., Page]
DAY = "2026-11-24"
TRIP = "from=43.742,7.427&to=43.734,7.4197"
LORRY = f"vehicle=porteur-75&activity=delivery&{TRIP}"
OLD_VAN = f"territory=lyon&vehicle=vul-ancien&activity=delivery&to=45.75,4.86&at={DAY}T10:00"
VAN_3 = f"territory=lyon&vehicle=own&category=N1&gvw_kg=2800&critair=3&activity=delivery&to=45.75,4.86&at={DAY}T10:00"
ZTL_OF_THE_ISLAND = "territory=martinique-centre&zone=ztl-centre"


def heading(page: Page) -> Locator:
    """The verdict as it is said."""
    return page.get_by_role("region", name="Réponse").get_by_role("heading", level=2)


def follow_ups(page: Page) -> Locator:
    """Where the remedies stand."""
    return page.get_by_role("region", name="Changements et trajet")


def query_of(page: Page) -> dict[str, list[str]]:
    """What the address says."""
    return parse_qs(urlsplit(page.url).query)


def french(browser: Browser) -> BrowserContext:
    """A device in France."""
    return browser.new_context(locale="fr-FR", timezone_id="Europe/Paris")


def test_every_proposal_keeps_its_promise_and_is_undone(chromium: Browser, visit: Visit) -> None:
    """Each change taken makes the trip lawful; going back to the question brings the refusal and its proposals back."""
    with french(chromium) as context:
        page = visit(context, f"{LORRY}&at={DAY}T10:00")
        expect(heading(page)).to_have_text(re.compile("Interdit"))
        proposals = follow_ups(page).locator("button[data-key^=remedy]")
        expect(proposals.first).to_be_visible()
        asked = query_of(page)
        for number in range(proposals.count()):
            proposals.nth(number).click()
            expect(heading(page)).to_have_text(re.compile("Autorisé|Sous condition"))
            assert query_of(page) != asked
            page.get_by_role("button", name="Revenir à la question").click()
            expect(heading(page)).to_have_text(re.compile(r"Interdit à 10\sh"))
            assert query_of(page) == asked
            expect(proposals.first).to_be_visible()


def test_from_the_question_to_the_way_out_by_keyboard(chromium: Browser, visit: Visit) -> None:
    """Refusal, proposal, lawful answer and back without a mouse; the focus follows the answer."""
    with french(chromium) as context:
        page = visit(context, f"vehicle=porteur-75&activity=delivery&to=43.734,7.4197&at={DAY}T10:00")
        expect(follow_ups(page).get_by_role("heading", name="Le moindre changement")).to_be_visible()
        page.get_by_role("slider", name="Heure").focus()
        page.keyboard.press("Tab")
        expect(follow_ups(page).locator("[data-key=remedy]")).to_be_focused()
        page.keyboard.press("Enter")
        expect(heading(page)).to_have_text(re.compile("Autorisé|Sous condition"))
        expect(heading(page)).to_be_focused()
        page.keyboard.press("Shift+Tab")
        expect(page.get_by_role("button", name="Revenir à la question")).to_be_focused()
        page.keyboard.press("Enter")
        expect(heading(page)).to_have_text(re.compile("Interdit"))
        expect(heading(page)).to_be_focused()


def test_when_nothing_helps_it_is_proved(chromium: Browser, visit: Visit) -> None:
    """Through traffic has no way into a pedestrian area: all that was tried is said."""
    with french(chromium) as context:
        page = visit(context, f"vehicle=porteur-75&activity=transit&zone=pietonne-casino&at={DAY}T10:00")
        expect(follow_ups(page).get_by_role("heading", name="Rien n’y change")).to_be_visible()
        expect(follow_ups(page)).to_contain_text("Rien de ce qui a été essayé")
        expect(follow_ups(page).locator("button[data-key^=remedy]")).to_have_count(0)


def test_remedies_that_fail_leave_the_verdict(chromium: Browser, visit: Visit) -> None:
    """The verdict stands without its proposals, which can be asked for again."""
    with french(chromium) as context:
        context.route("**/api/v1/remedies", lambda route: route.abort())
        page = visit(context, f"vehicle=porteur-75&activity=delivery&zone=ztl-centre&at={DAY}T10:00")
        expect(heading(page)).to_have_text(re.compile(r"Interdit à 10\sh"))
        expect(follow_ups(page)).to_contain_text("n’ont pas pu être cherchés")
        context.unroute("**/api/v1/remedies")
        follow_ups(page).get_by_role("button", name="Réessayer").click()
        expect(follow_ups(page).get_by_role("heading", name="Le moindre changement")).to_be_visible()


def test_a_missing_fact_is_asked_without_losing_the_focus(chromium: Browser, visit: Visit) -> None:
    """With the arrow keys each class answers at once; the list stays until it is left."""
    with french(chromium) as context:
        page = visit(context, f"vehicle=own&category=N2&gvw_kg=7500&activity=delivery&at={DAY}T10:00&zone=zfe-riviera")
        asked = page.get_by_role("region", name="Ce qui manque").get_by_label("Vignette Crit’Air")
        asked.focus()
        page.keyboard.press("ArrowDown")
        expect(heading(page)).to_have_text(re.compile("Autorisé"))
        expect(asked).to_be_focused()
        for _ in range(4):
            page.keyboard.press("ArrowDown")
        expect(asked).to_have_value("4")
        expect(heading(page)).to_have_text(re.compile("Interdit"))
        page.keyboard.press("Tab")
        expect(page.get_by_role("region", name="Ce qui manque")).to_be_hidden()


def test_what_only_the_territory_can_know_is_told(chromium: Browser, visit: Visit) -> None:
    """Beyond the calendars nobody is asked for the list of holidays."""
    with french(chromium) as context:
        page = visit(
            context,
            "territory=martinique-centre&vehicle=fourgon-35&activity=delivery&zone=ztl-centre&at=2031-06-03T08:30",
        )
        expect(heading(page)).to_have_text("À vérifier")
        expect(page.get_by_role("region", name="Réponse")).to_contain_text("suivez la signalisation")
        expect(page.get_by_role("region", name="Ce qui manque")).to_be_hidden()


def test_days_left_are_asked_and_the_conditions_listed(chromium: Browser, visit: Visit) -> None:
    """A counted derogation without its days is « À vérifier »; told, its conditions are there to tick."""
    with french(chromium) as context:
        page = visit(context, f"{VAN_3}&right=petit-rouleur")
        expect(heading(page)).to_have_text("À vérifier")
        days = page.get_by_role("region", name="Ce qui manque").get_by_label(re.compile("Jours restants"))
        days.fill("12")
        days.press("Enter")
        expect(heading(page)).to_have_text(re.compile(r"Sous condition à 10\sh"))
        region = page.get_by_role("region", name="Réponse")
        expect(region.get_by_role("heading", name="À respecter")).to_be_visible()
        expect(region.get_by_role("listitem")).to_contain_text(["Laissez-passer"])
        assert query_of(page)["right"] == ["petit-rouleur:12"]


def test_derogations_are_kept_in_the_address_and_on_the_device(chromium: Browser, visit: Visit) -> None:
    """What is held stands in a shared address; on this device it comes back, and an address that says none has none."""
    with french(chromium) as context:
        page = visit(context, VAN_3)
        expect(heading(page)).to_have_text(re.compile("Interdit"))
        fold = page.locator("#rights")
        fold.locator("summary").click()
        expect(fold.get_by_role("listitem").first).to_contain_text("Arrêté 2023-ZFE-007")
        fold.get_by_label(re.compile("petit rouleur")).first.check()
        fold.get_by_label(re.compile("Jours restants")).fill("3")
        fold.get_by_label(re.compile("Jours restants")).press("Enter")
        expect(heading(page)).to_have_text(re.compile("Sous condition"))
        page.reload()
        expect(heading(page)).to_have_text(re.compile("Sous condition"))
        expect(page.locator("#rights-held")).to_have_text(re.compile(r"petit rouleur.*3\sjours restants"))

        page = visit(context, "territory=lyon")
        expect(page.locator("#rights-held")).to_have_text(re.compile("petit rouleur"))
        expect(page.get_by_label("PTAC", exact=False).first).to_have_value("2,8")
        page = visit(context, VAN_3)
        expect(page.locator("#rights-held")).to_have_text("aucune")


def test_two_readings_are_both_shown(chromium: Browser, visit: Visit) -> None:
    """A clause that can be read two ways says so, and which reading was kept."""
    with french(chromium) as context:
        page = visit(context, f"{ZTL_OF_THE_ISLAND}&vehicle=fourgon-35&activity=pickup&at={DAY}T10:00")
        region = page.get_by_role("region", name="Réponse")
        expect(heading(page)).to_have_text(re.compile("Interdit"))
        expect(region.get_by_role("heading", name="Deux lectures de l’arrêté")).to_be_visible()
        expect(region.locator(".doubt")).to_contain_text("l’enlèvement de marchandises")
        expect(region.locator(".doubt dl > div").first).to_have_text(re.compile("Lecture retenue.*Interdit"))
        expect(region.locator(".doubt dl > div").last).to_have_text(re.compile("Autre lecture.*Sous condition"))


def test_another_territory_has_its_own_clock_and_no_trip(chromium: Browser, visit: Visit) -> None:
    """The menu leads there; without streets a place is asked for; the hours are the island's; back comes back."""
    with french(chromium) as context:
        page = visit(context, f"vehicle=fourgon-35&activity=delivery&at={DAY}T10:00")
        page.get_by_label("Territoire").first.select_option("martinique-centre")
        expect(page.locator("#nobase")).to_contain_text("Fond de carte non installé ici")
        expect(page.locator("#no-streets")).to_contain_text("sans trajet")
        expect(page.get_by_label("Départ", exact=True)).to_be_hidden()
        expect(page.get_by_label("Lieu", exact=True)).to_be_visible()
        expect(page.locator("[data-clock]").first).to_contain_text(re.compile(r"UTC\s−\s4\sh"))
        expect(page.locator('[data-zone="ztl-centre"] .verdict')).to_have_text("Sous condition")
        assert query_of(page)["territory"] == ["martinique-centre"]
        page.get_by_label("Lieu", exact=True).fill("14.6055, -61.0718")
        page.get_by_label("Lieu", exact=True).press("Enter")
        expect(heading(page)).to_have_text(re.compile(r"à 10\sh"))
        page.go_back()
        page.go_back()
        expect(page.get_by_label("Départ", exact=True)).to_be_visible()
        expect(page.locator('[data-zone="ztl-larvotto"]')).to_be_attached()


def test_paper_shows_duties_and_remedies(chromium: Browser, visit: Visit) -> None:
    """Printed, the refusal keeps its proposals and loses its buttons; a condition keeps its list."""
    with french(chromium) as context:
        page = visit(context, f"vehicle=porteur-75&activity=delivery&zone=ztl-centre&at={DAY}T10:00")
        expect(page.locator(".remedies > li").first).to_be_visible()
        page.emulate_media(media="print")
        expect(page.locator(".best h3")).to_be_visible()
        expect(page.locator(".remedies > li h3").first).to_be_visible()
        expect(page.locator(".best .btn")).to_be_hidden()
        page = visit(context, f"{ZTL_OF_THE_ISLAND}&vehicle=fourgon-35&activity=works&right=artisan:3&at={DAY}T15:00")
        page.emulate_media(media="print")
        expect(page.locator(".duties li").first).to_be_visible()
