"""The officer’s page: a plate typed, its discs told at arm’s length."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from html import unescape

import discs
import httpx
import pytest
from discs import some_phone
from signing import COOKIE, SignedByCookie
from visits import HERE

from admin_ui.exchange.rights import LOOKUPS
from admin_ui.stays import plates
from numeriz.core.stay import Limits, Told
from numeriz.service.kept import Kept
from tenants.database import Scope, scoped
from tenants.who import Who

from .conftest import NOW, Town

PAGE = "/controle/disque"
PLATE = "AB-123-CD"


@dataclass
class Beat:
    """An officer’s browser, and the discs of the town."""

    http: httpx.AsyncClient
    street: discs.Town

    async def send(self, **form: str) -> httpx.Response:
        """The form as the browser sends it."""
        bound = re.findall(r'name="form" value="(\w+)"', (await self.http.get(PAGE)).text)
        return await self.http.post(PAGE, data={"form": bound[-1], **form}, headers={"origin": HERE})

    async def read(self, plate: str = PLATE) -> str:
        """What is told of a plate."""
        answer = await self.send(plate=plate, country="FR")
        assert answer.status_code == 200, answer.text
        return words(answer)

    async def set(self, bay: object, ago: float, **more: object) -> tuple[bytes, Kept]:
        """A disc that somebody set so many minutes ago."""
        self.street.at, phone = NOW - timedelta(minutes=ago), some_phone()
        said = self.street.asked(bay, **{"plate": "AB123CD", "country": "FR", **more})  # type: ignore[arg-type]
        kept = await self.street.stays.set(phone, said)
        self.street.at = NOW
        return phone, kept


def words(answer: httpx.Response) -> str:
    """A page as its reader sees it, on one line."""
    shown = re.sub(r"<svg.*?</svg>", "", answer.text.split("<main")[1], flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", shown)).replace("\u00a0", " ").split())


@pytest.fixture
async def beat(app: SignedByCookie, town: Town) -> AsyncIterator[Beat]:
    """An officer of the town."""
    async with browser(app, await town.member("police")) as http:
        yield Beat(http, discs.Town(town.slug, NOW))


def browser(app: SignedByCookie, who: Who) -> httpx.AsyncClient:
    """Somebody’s."""
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type]  # as elsewhere
    client = httpx.AsyncClient(transport=transport, base_url=HERE)
    client.cookies.set(COOKIE, str(who.person))
    return client


async def test_each_state_of_a_disc_is_told(beat: Beat, town: Town) -> None:
    """Running, five minutes left, over, ended: a word, since or until when, its bay and place."""
    cases = {
        10: "EN COURS En règle jusqu’à 10 h 20. Comparez avec l’aire où vous êtes.",
        26: "BIENTÔT LA FIN En règle jusqu’à 10 h 04.",
        30: "TEMPS DÉPASSÉ Depuis 10 h, moins d’une minute.",
        37: "TEMPS DÉPASSÉ Depuis 9 h 53, soit 7 min.",
        50: "DISQUE TERMINÉ Terminé de lui-même à 9 h 55. Si le véhicule est encore là, il n’a plus de disque.",
        200: "AUCUN DISQUE Ni en cours, ni terminé depuis moins de deux heures. Un disque peut avoir été posé sans",
    }
    for ago, said in cases.items():
        bay, plate = await town.bay(f"A-{ago}"), f"AB{ago + 100}CD"
        await beat.set(bay.id, ago, plate=plate)
        told = await beat.read(plate)
        assert said in told, told
        assert f"AB-{ago + 100}-CD" in told
        assert "Deux téléphones" not in told
        if ago == 10:
            assert f"12 rue d’Essai Place 1 Posé à 9 h 50 Jusqu’à 10 h 20 Code {bay.code} Lu à 10 h." in told


async def test_what_is_not_a_plain_disc_is_told(beat: Beat, town: Town) -> None:
    """Free for now, without known length, without place, taken back, in no bay."""
    bay = await town.bay()
    beat.street.limits = Limits("conditional", 30, source="rule", regulated_from=NOW + timedelta(hours=1))
    await beat.set(bay.id, 5)
    assert "PAS ENCORE RÉGLEMENTÉ Stationnement libre jusqu’à 11 h." in await beat.read()
    beat.street.limits = Limits()
    await beat.set(bay.id, 4, plate="AB124CD")
    told = await beat.read("AB124CD")
    assert "DISQUE POSÉ Rien ne dit ici combien de temps : lisez le panneau." in told
    assert "Place aucune : l’aire était complète" in told
    await beat.set(None, 3, plate="AB125CD", means="map")
    assert "Hors d’une aire Place aucune Posé à 9 h 57" in await beat.read("AB125CD")
    phone, kept = await beat.set((await town.bay("A-2")).id, 9, plate="AB126CD")
    await beat.street.stays.end(phone, kept.id, Told(NOW - timedelta(minutes=3), 0))
    assert "DISQUE TERMINÉ Le conducteur a dit être parti à 9 h 57." in await beat.read("AB126CD")


async def test_two_phones_with_one_plate_are_told(beat: Beat, town: Town) -> None:
    """Each of the discs, those that run first, and that somebody is wrong perhaps."""
    await beat.set((await town.bay("A-1", name="Rue Basse")).id, 50)
    await beat.set((await town.bay("A-2", name="Rue Haute")).id, 37)
    await beat.set((await town.bay("A-3", name="Quai Neuf")).id, 10)
    told = await beat.read()
    assert "2 DISQUES Lisez celui de l’aire où vous êtes." in told
    assert "Deux téléphones ont posé un disque pour cette plaque" in told
    names = [told.index(name) for name in ("Quai Neuf État En cours", "Rue Haute État Temps", "Rue Basse État Disque")]
    assert names == sorted(names)


async def test_a_foreign_plate_is_looked_up_under_its_country(beat: Beat, town: Town) -> None:
    """The same signs of another country are another plate."""
    await beat.set((await town.bay()).id, 10, plate="1ABC123", country="BE")
    told = words(await beat.send(plate="1-abc-123", country="BE"))
    assert "EN COURS" in told
    assert "Plaque de ce pays : Belgique" in told
    assert "AUCUN DISQUE" in words(await beat.send(plate="1-abc-123", country="ES"))


async def test_what_is_typed_wrongly_is_told_and_stays(beat: Beat) -> None:
    """What was typed comes back with what is wrong with it; nothing is looked up."""
    for typed, country, told in (
        ("", "FR", "La plaque manque."),
        ("AB-12O-CD", "FR", "AB-120-CD"),
        ("AB\0" + "1" * 500, "FR", "carte grise"),
        (PLATE, "Atlantide", "n’est pas un pays connu"),
    ):
        answer = await beat.send(plate=typed, country=country)
        assert (answer.status_code, told in words(answer)) == (422, True), words(answer)
    assert f'value="{PLATE}"' in answer.text
    assert await looked_up(beat) == []


async def test_a_look_up_is_paced_and_leaves_a_trace_without_the_plate(
    beat: Beat, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A street at a brisk walk, not a register; the page is kept by no cache."""
    monkeypatch.setattr(plates, "LOOKUPS", replace(LOOKUPS, name="essai-page", free=1))
    answers = [await beat.send(plate=PLATE, country="FR") for _ in range(3)]
    assert [each.status_code for each in answers] == [200, 200, 429]
    wait = answers[2].headers["retry-after"]
    assert f"Réessayez dans {wait} s." in words(answers[2])
    assert answers[0].headers["cache-control"] == "no-store"
    assert PLATE not in answers[0].text.split("</title>")[0]
    traces = await looked_up(beat)
    assert len(traces) == 2
    assert "123" not in "".join(traces)


async def test_only_officers_reach_it_by_its_own_form(beat: Beat, app: SignedByCookie, town: Town) -> None:
    """From the scanner, the tabs and the menu; nobody else, nor from another site."""
    for page in ("/controle", "/territoire/disques", "/"):
        assert f'href="{PAGE}"' in (await beat.http.get(page)).text, page
    assert (await beat.http.post(PAGE, data={"plate": PLATE})).status_code == 403
    for role in ("admin", "partner"):
        async with browser(app, await town.member(role)) as other:
            assert (await other.get(PAGE)).status_code == 403
            assert f'href="{PAGE}"' not in (await other.get("/territoire/disques")).text


async def looked_up(beat: Beat) -> list[str]:
    """What the journal of the town says of look-ups."""
    async with scoped(Scope(beat.street.slug)) as connection:
        rows = await connection.fetch(
            "SELECT after FROM audit WHERE territory = $1 AND what = 'stays.plate_looked_up'", beat.street.slug
        )
    return [row["after"] for row in rows]
