"""The desk without script: a rule from a template, a file as a form, what an open editor asks of a draft."""

import html
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from drafting import NOW, Town, some_town
from litestar import Litestar
from settling import settle
from signing import COOKIE, SignedByCookie
from visits import HERE

from admin_ui.rules.rows import Hours, Row, condition_of, hours_of, rows_of, schedule_of
from joptimiz.app import create_app
from joptimiz.wiring import wire
from tenants.migrate import Addresses
from tenants.settings import Settings
from tenants.shelf import Shelf

NEW = "/territoire/reglement/nouvelle"
MARKET = {
    "modele": "marche", "zone": "centre", "jours.sa": "1", "debut": "06:00", "fin": "14:00", "livraison": "08:00",
    "passages": "secours et riverains", "sauf": "15/08", "arrete": "A-2026-140", "titre": "Marché du samedi",
}  # fmt: skip


class Person:
    """Somebody in front of the pages and the doors."""

    def __init__(self, app: Litestar, town: Town, cookie: str) -> None:
        transport = httpx.ASGITransport(SignedByCookie(app))  # type: ignore[arg-type]  # as elsewhere
        self.client = httpx.AsyncClient(transport=transport, base_url=HERE)
        self.client.cookies.set(COOKIE, cookie)
        self.town = town

    async def read(self, path: str, status: int = 200) -> str:
        """A page."""
        answer = await self.client.get(path)
        assert answer.status_code == status, answer.text
        return _plain(answer.text)

    async def send(self, to: str, status: int = 303, /, **filled: str) -> str:
        """A form; the page that follows, or the refusal. The address it went to is kept."""
        bound = re.findall(r'name="form" value="(\w+)"', (await self.client.get("/territoire/reglement")).text)[-1]
        answer = await self.client.post(to, data=filled | {"form": bound}, headers={"origin": HERE})
        assert answer.status_code == status, answer.text
        if status != 303:
            return _plain(answer.text)
        self.at = answer.headers["location"]
        return await self.read(self.at)

    async def ask(self, path: str, status: int = 200, /, **body: Any) -> Any:
        """What a door answers."""
        answer = await self.client.post(f"/api/v1/territories/{self.town.slug}{path}", json=body)
        assert answer.status_code == status, answer.text
        return answer.json()


def _plain(text: str) -> str:
    return html.unescape(text).replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture(scope="module")
def app(database: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Litestar:
    """The application, its clock stopped."""
    folder = str(tmp_path_factory.mktemp("desk"))
    return create_app(wire(Settings.of({"JOPTIMIZ_DATA": folder}), Shelf(), lambda: NOW))


@pytest.fixture
async def editor(app: Litestar) -> AsyncIterator[Person]:
    """Somebody who writes the rules of a town whose centre has a rule already."""
    town = await some_town()
    who = await settle(town.slug, "editor", "Ada Roux")
    person = Person(app, town, str(who.person))
    yield person
    await person.client.aclose()


async def test_a_rule_from_a_template(editor: Person) -> None:
    """Shown before it is written, then a draft that holds it in a file of its own."""
    assert "Jour de marché" in await editor.read(NEW)
    assert "Choisissez une zone" in await editor.read(f"{NEW}?modele=marche")
    shown = await editor.send(NEW, 200, **MARKET, voir="1")
    assert "ZTL Centre, fermée de 6 h à 14 h, le samedi, sauf le 15 août." in shown
    assert "Aucun problème" in shown
    assert "samedi 5 : autorisé de 0 h à 8 h, interdit de 8 h à 14 h, autorisé de 14 h à 24 h" in shown
    assert "A-2026-140:" in shown
    piece = await editor.send(f"{NEW}/apercu", 200, **MARKET, cas="passage")
    assert "<html" not in piece
    assert "Passage, voiture" in piece
    shown = await editor.send(NEW, **MARKET)
    assert "Marché du samedi" in shown
    assert "rules/marche.yaml" in shown
    assert "Aucun problème" in shown


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"zone": ""}, "Choisissez la zone"),
        ({"zone": "ailleurs"}, "Choisissez la zone"),
        ({"debut": "6 h"}, "« Fermeture à » n’est pas lisible"),
        ({"sauf": "31/02"}, "« Sauf les » n’est pas lisible"),
        ({"signe": "hier"}, "Cette date n’est pas lisible"),
    ],
)
async def test_what_cannot_be_written_is_told(editor: Person, wrong: dict[str, str], said: str) -> None:
    """With the form as it was filled, and no draft."""
    shown = await editor.send(NEW, 422, **MARKET | wrong)
    assert said in shown
    assert "Marché du samedi" in shown
    assert said in await editor.send(f"{NEW}/apercu", 200, **MARKET | wrong)
    assert "Aucun projet en cours" in await editor.read("/territoire/reglement")


async def test_tests_of_a_zone_that_has_rules_say_what_all_say(editor: Person) -> None:
    """The template’s tests would be wrong where another rule answers too: they are settled, and it is told."""
    shown = await editor.send(NEW, 200, **MARKET | {"zone": "centre"}, voir="1")
    assert "expect: forbidden" in shown
    # The town’s own rule asks for a weight the vehicles of the tests do not pass.
    again = await editor.send(NEW, **MARKET)
    assert "essais comme attendu" in again
    second = await editor.send(NEW, 200, **MARKET, voir="1")
    assert "Aucun problème" in second


async def test_a_file_as_a_form(editor: Person) -> None:
    """A field changes its own line; a name changes everywhere; what was done is undone."""
    await editor.send(NEW, **MARKET)
    draft = editor.at
    form = f"{draft}/formulaire/marche.yaml"
    before = await _text(editor, draft)
    item = {"section": "rules", "name": "marche"}
    shown = await editor.send(form, **item, act="enregistrer", **{"f.article": "2", "f.do": "prohibit"})
    after = await _text(editor, draft)
    changed = [(one, other) for one, other in zip(before, after, strict=True) if one != other]
    assert changed == [("    article: a_verifier", '    article: "2"')]
    assert "C’est écrit" in shown
    await editor.send(form, act="annuler", avant=str(_revision(editor.at)))
    assert await _text(editor, draft) == before
    await editor.send(form, **item, act="renommer", new="fermeture")
    assert "    overrides: [fermeture]" in await _text(editor, draft)
    await editor.send(form, section="rules", name="fermeture", act="dupliquer", new="fermeture-bis")
    await editor.send(form, section="rules", name="fermeture-bis", act="monter")
    text = await _text(editor, draft)
    assert text.index("  - id: fermeture-bis") < text.index("  - id: fermeture")
    await editor.send(form, section="rules", name="fermeture-bis", act="retirer")
    await editor.send(form, section="orders", act="ajouter", new="A-2")
    assert "  A-2:" in await _text(editor, draft)


def _revision(address: str) -> int:
    return int(re.findall(r"avant=(\d+)", address)[0])


async def _text(person: Person, draft: str) -> list[str]:
    path = f"/api/v1/territories/{person.town.slug}/drafts/{draft.rpartition('/')[2]}/files/marche.yaml"
    return str((await person.client.get(path)).json()["text"]).splitlines()


async def test_rows_of_a_rule(editor: Person) -> None:
    """For whom and when, without a word of the language."""
    await editor.send(NEW, **MARKET)
    form = f"{editor.at}/formulaire/marche.yaml"
    sent = {
        "rows.if": "1", "f.if.0.fact": "activity", "f.if.0.is": "in", "f.if.0.value": "delivery, supply",
        "f.if.1.fact": "gvw_kg", "f.if.1.is": "lte", "f.if.1.value": "3500", "rows.when": "1", "f.when.sa": "1",
        "f.when.start": "06:00", "f.when.end": "09:00",
    }  # fmt: skip
    await editor.send(form, section="rules", name="marche-livraison", act="enregistrer", **sent)
    text = "\n".join(await _text(editor, form.partition("/formulaire")[0]))
    assert "if: {all: [{activity: {in: [delivery, supply]}}, {gvw_kg: {lte: 3500}}]}" in text
    assert [line.strip() for line in text.splitlines() if "09:00" in line] == [
        'when: {time: "06:00-09:00", days: [sa]}'
    ]
    assert "n’est pas" not in (await editor.read(form)).partition("<h2")[0]


async def test_a_form_that_cannot_be_obeyed(editor: Person) -> None:
    """Each with a sentence, and nothing written."""
    await editor.send(NEW, **MARKET)
    form = f"{editor.at}/formulaire/marche.yaml"
    item = {"section": "rules", "name": "marche"}
    assert "déjà pris" in await editor.send(form, 422, **item, act="renommer", new="marche-passages")
    assert "n’est plus dans le fichier" in await editor.send(form, 404, section="rules", name="x", act="retirer")
    assert "Donnez un nom" in await editor.send(form, 422, **item, act="dupliquer", new="")
    assert "incomplet" in await editor.send(form, 422, act="annuler", avant="x")
    assert "a changé depuis" in await editor.send(form, 409, act="annuler", avant="0")
    await editor.read(form.replace("marche.yaml", "rien.yaml"), 404)


async def test_the_bench(editor: Person) -> None:
    """Both answers side by side, the line that decides, and the case kept as a test."""
    await editor.send(NEW, **MARKET)
    draft = editor.at
    asked = {"zone": "centre", "cas": "passage", "quand": "2026-12-05T10:00"}
    shown = await editor.read(f"{draft}/banc?{httpx.QueryParams(asked)}")
    assert "Interdit" in shown
    assert "Version 1, en vigueur" in shown
    assert "Autorisé" in shown
    assert "Règle « marche », rules/marche.yaml, ligne" in shown
    kept = asked | {"file": "rules/marche.yaml", "nom": "Une voiture de passage"}
    assert "Aucun problème" in await editor.send(f"{draft}/banc", **kept)
    written = "\n".join(await _text(editor, draft))
    assert "Une voiture de passage" in written
    assert "déjà pris" in await editor.send(f"{draft}/banc", 422, **kept)
    assert "n’a pas de nom" in await editor.send(f"{draft}/banc", 422, **kept | {"nom": " "})
    assert "n’est pas dans le projet" in await editor.send(f"{draft}/banc", 404, **kept | {"file": "rules/x.yaml"})
    assert "n’est pas lisible" in await editor.read(f"{draft}/banc?zone=centre&quand=hier", 422)
    assert "n’est pas dans le projet" in await editor.read(f"{draft}/banc?zone=ici&quand=2026-12-05T10:00", 404)


async def test_the_bench_says_what_would_open(editor: Person) -> None:
    """The cheapest changes of a refused case; what was tried when none does; nothing for a case that may come."""
    await editor.send(NEW, **MARKET)
    bench = f"{editor.at}/banc"
    asked = {"zone": "centre", "cas": "livraison", "quand": "2026-12-05T10:00"}
    ours, _, theirs = (await editor.read(f"{bench}?{httpx.QueryParams(asked)}")).partition("Version 1, en vigueur")
    assert "Venez plus tôt : jusqu’à 7 h 59, c’est autorisé." in ours
    assert "Venez plus tard : à partir de 14 h, c’est autorisé." in ours
    assert "rendrait possible" not in theirs
    always = (
        "schema: joptimiz/rules@1\nrules:\n  - {id: jamais, do: prohibit, zones: [centre], order: O-1, article: '1'}\n"
    )
    await editor.send(f"{editor.at.partition('/banc')[0]}/ajouter", name="rules/jamais.yaml")
    await editor.send(f"{editor.at}/enregistrer", file="rules/jamais.yaml", revision="1", text=always)
    shut = await editor.read(f"{bench}?{httpx.QueryParams(asked)}")
    assert "Aucun changement ne suffit" in shut
    assert "Règle « jamais », rules/jamais.yaml, ligne 3" in shut


async def test_what_an_open_editor_asks(editor: Person) -> None:
    """Offers, meanings, and the hours of the draft’s own rules."""
    await editor.send(NEW, **MARKET)
    draft = f"/drafts/{editor.at.rpartition('/')[2]}"
    text = "schema: joptimiz/rules@1\nrules:\n  - id: a\n    zones: [cen]\n"
    offers = await editor.ask(f"{draft}/files/marche.yaml/complete", text=text, line=4, column=16)
    assert "centre" in [one["label"] for one in offers["completions"]]
    meaning = await editor.ask(f"{draft}/files/marche.yaml/hover", text=text, line=4, column=6)
    assert meaning["hover"]["title"] == "zones"
    span = {"from": "2026-12-05T00:00:00+01:00", "to": "2026-12-06T00:00:00+01:00"}
    hours = await editor.ask(f"{draft}/windows", **span, case={"zone": "centre", "who": "passage"})
    assert hours["zones"][0]["forbidden"] == [["2026-12-05T06:00:00+01:00", "2026-12-05T14:00:00+01:00"]]
    await editor.ask(f"{draft}/windows", 422, **span | {"to": span["from"]})
    await editor.ask(f"{draft}/windows", 404, **span, case={"zone": "ailleurs"})
    await editor.ask(f"{draft}/files/rien.yaml/hover", 404, text=text, line=1, column=1)


@pytest.mark.parametrize(
    "value",
    [
        {"any": [{"activity": {"in": ["delivery"]}}]},
        {"all": [{"not": {"activity": {"in": ["delivery"]}}}]},
        {"activity": "delivery"},
    ],
)
def test_what_rows_cannot_say_stays_text(value: Any) -> None:
    """It is shown as it is written."""
    assert rows_of(value) is None


def test_rows_and_hours_come_back_the_same() -> None:
    """What is read is written as it was."""
    rows = (Row("activity", "in", "delivery, supply"), Row("gvw_kg", "lte", "3500"))
    assert rows_of(condition_of(rows)) == rows
    assert condition_of(()) is None
    hours = Hours(("mo", "sa"), "06:00", "14:00", "ouvres")
    assert hours_of(schedule_of(hours)) == hours
    assert schedule_of(Hours()) is None
    assert hours_of({"time": ["06:00-07:00", "08:00-09:00"]}) is None


def test_a_row_may_be_written_in_french() -> None:
    """« Dépanneuse » is `recovery`; a word that nobody knows stays, for the checker to tell of it."""
    assert condition_of((Row("body", "in", "Dépanneuse, BEN AMO, recovery"),)) == {
        "body": {"in": ["recovery", "hook_lift", "recovery"]}
    }
    assert condition_of((Row("energy", "is", "gazole"),)) == {"energy": {"is": "diesel"}}
    assert condition_of((Row("body", "is", "zeppelin"), Row("right", "has", "depannage"))) == {
        "all": [{"body": {"is": "zeppelin"}}, {"right": {"has": "depannage"}}]
    }
