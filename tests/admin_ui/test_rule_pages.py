"""The pages of drafts, without script: every act of the life of a draft is a form, every refusal a sentence."""

import html
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest
from drafting import NOW, Town, rules, some_town
from litestar import Litestar
from settling import settle
from signing import COOKIE, SignedByCookie
from visits import HERE

from joptimiz.app import create_app
from joptimiz.wiring import wire
from tenants.drafts.differing import work_out
from tenants.migrate import Addresses
from tenants.nodes import Status, be_seen, leave, report
from tenants.settings import Settings
from tenants.shelf import Shelf
from tenants.who import Who

RULEBOOK = "/territoire/reglement"


@dataclass
class Reader:
    """Somebody in front of the pages, with a browser of their own."""

    client: httpx.AsyncClient
    who: Who

    async def read(self, path: str, status: int = 200) -> str:
        """A page."""
        answer = await self.client.get(path)
        assert answer.status_code == status, answer.text
        return html.unescape(answer.text).replace("\u00a0", " ").replace("\u202f", " ")

    async def send(self, page: str, to: str, status: int = 303, **filled: str) -> str:
        """A form of a page, sent; the page that follows."""
        # The first is that of the head, for whoever has a session.
        bound = re.findall(r'name="form" value="(\w+)"', (await self.client.get(page)).text)[-1]
        answer = await self.client.post(to, data=filled | {"form": bound}, headers={"origin": HERE})
        assert answer.status_code == status, answer.text
        if status == 303:
            return await self.read(answer.headers["location"])
        return html.unescape(answer.text).replace("\u00a0", " ").replace("\u202f", " ")


@dataclass
class Room:
    """A territory and three people of it."""

    town: Town
    editor: Reader
    validator: Reader
    partner: Reader

    async def start(self) -> str:
        """The address of a new draft."""
        await self.editor.send(RULEBOOK, "/territoire/projets", title=f"Projet {uuid4()}")
        found = re.findall(r"/territoire/projets/[0-9a-f-]{36}", await self.editor.read(RULEBOOK))
        return str(found[0])


@pytest.fixture(scope="module")
def app(database: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Litestar:
    """The application, its clock stopped."""
    folder = str(tmp_path_factory.mktemp("pages"))
    return create_app(wire(Settings.of({"JOPTIMIZ_DATA": folder}), Shelf(), lambda: NOW))


@pytest.fixture
async def room(app: Litestar) -> AsyncIterator[Room]:
    """A territory at its first version."""
    town, readers = await some_town(), []
    for role, name in (("editor", "Ada Roux"), ("validator", "Bel Osmane"), ("partner", "Cléo Petit")):
        who = await settle(town.slug, role, name)
        transport = httpx.ASGITransport(SignedByCookie(app))  # type: ignore[arg-type]  # as elsewhere
        client = httpx.AsyncClient(transport=transport, base_url=HERE)
        client.cookies.set(COOKIE, str(who.person))
        readers.append(Reader(client, who))
    yield Room(town, *readers)
    for reader in readers:
        await reader.client.aclose()


async def test_from_a_project_to_a_live_order(room: Room) -> None:
    """Begun, written, commented, sent back, approved by somebody else, published: each with a form."""
    draft = await room.start()
    shown = await room.editor.send(draft, f"{draft}/enregistrer", file="rules/r.yaml", revision="0", text=rules("2"))
    assert "Aucun problème" in shown
    assert "Comparaison en cours" in shown
    assert "Approuver ce projet" not in shown
    await room.partner.send(draft, f"{draft}/commenter", words="Nos fourgons font 3,6 t.")
    shown = await room.editor.send(draft, f"{draft}/soumettre")
    assert "Projet soumis" in shown
    assert "Cléo Petit" in shown
    shown = await room.validator.send(draft, f"{draft}/renvoyer", words="Et le dimanche ?")
    assert "demande des changements" in shown
    await room.editor.send(draft, f"{draft}/soumettre")
    page = await room.validator.read(draft)
    digest = re.search(r'name="digest" value="(\w{64})"', page)
    assert digest
    shown = await room.validator.send(draft, f"{draft}/approuver", digest=digest[1])
    assert "Approuvé par Bel Osmane" in shown
    assert "Publier la version 2" in shown
    shown = await room.editor.send(draft, f"{draft}/programmer", publish_at="2026-12-01T06:00")
    assert "Publication le 1er décembre 2026 à 6 h" in shown
    await room.editor.send(draft, f"{draft}/deprogrammer")
    shown = await room.editor.send(draft, f"{draft}/publier", digest=digest[1])
    assert "Ce projet est la version 2" in shown
    # The same form sent twice publishes once.
    assert "Ce projet est la version 2" in await room.editor.send(draft, f"{draft}/publier", digest=digest[1])
    shown = await room.editor.read(RULEBOOK)
    assert "Version 2 en vigueur" in shown
    shown = await room.editor.send(RULEBOOK, "/territoire/projets", version="1")
    assert "Retour à la version 1" in shown


async def test_a_comment_stays_beside_its_line(room: Room) -> None:
    """Said of a line, it follows the line as the text is written; it is closed and opened again there."""
    draft = await room.start()
    said = {"file": "rules/r.yaml", "line": "7", "words": "Et 7,5 t ?"}
    shown = await room.partner.send(draft, f"{draft}/commenter", 303, **said)
    assert 'data-line="7"' in shown
    assert "Lire ligne à ligne" in shown
    assert "Cléo Petit : Et 7,5 t ?" in shown
    text = "# Une ligne de plus.\n" + rules("1")
    shown = await room.editor.send(draft, f"{draft}/enregistrer", file="rules/r.yaml", revision="0", text=text)
    assert 'data-line="8"' in shown
    assert 'data-line="7"' not in shown
    assert "r-1, do: prohibit" in shown.partition('data-line="8"')[2].partition("</code>")[0]
    comment = re.findall(r'name="comment" value="([\w-]+)"', shown)[0]
    assert "Rouvrir" in await room.editor.send(draft, f"{draft}/clore", comment=comment)
    shown = await room.partner.send(draft, f"{draft}/rouvrir", comment=comment)
    assert "Cléo Petit : Et 7,5 t ?" in shown
    for line in ("99", "0"):
        answer = await room.partner.send(draft, f"{draft}/commenter", 422, **said | {"line": line, "words": "Encore"})
        assert "Cette ligne n’existe pas" in answer
        assert "Encore" in answer


async def test_what_a_draft_changes(room: Room) -> None:
    """Nothing, or for whom and when in words; not known while something is to be mended."""
    draft = await room.start()
    scope, number = room.town.reader.scope(), UUID(draft.rpartition("/")[2])
    assert "Comparaison en cours" in await room.partner.read(draft)
    await work_out(scope, number, lambda: NOW)
    assert "Aucune réponse ne change" in await room.partner.read(draft)
    text = rules("1", heaviest_kg=7500)
    await room.editor.send(draft, f"{draft}/enregistrer", file="rules/r.yaml", revision="0", text=text)
    await work_out(scope, number, lambda: NOW)
    shown = await room.partner.read(draft)
    assert "Centre : plus de 3,5 t et 7,5 t au plus, à toute heure : interdit → autorisé." in shown
    shown = await room.editor.send(draft, f"{draft}/retirer", file="rules/r.yaml")
    assert "Connu dès que plus rien n’est à corriger" in shown


async def test_two_people_on_the_same_lines(room: Room) -> None:
    """The second one is shown both texts, hers still in the form, and may save again; who wrote last is told."""
    draft = await room.start()
    assert "Personne n’a encore écrit" in await room.validator.read(draft)
    await room.editor.send(draft, f"{draft}/enregistrer", file="rules/r.yaml", revision="0", text=rules("2"))
    shown = await room.editor.send(
        draft, f"{draft}/enregistrer", 409, file="rules/r.yaml", revision="0", text=rules("3")
    )
    assert "Quelqu’un a modifié les mêmes lignes" in shown
    assert "r-2" in shown
    assert "r-3" in shown
    assert 'name="revision" value="1"' in shown
    assert re.search(r"Vous</b> <span[^>]*>rules/r.yaml, à l’instant", shown)
    assert re.search(
        r'aria-labelledby="hands".*?(?<!Vous)</b> <span[^>]*>rules/r.yaml', await room.validator.read(draft), re.DOTALL
    )
    shown = await room.editor.send(draft, f"{draft}/enregistrer", file="rules/r.yaml", revision="1", text=rules("3"))
    assert "r-2" not in shown


@pytest.mark.parametrize(
    ("act", "filled", "status", "said"),
    [
        ("enregistrer", {"file": "rules/r.yaml", "revision": "x", "text": ""}, 422, "Rechargez la page"),
        ("enregistrer", {"file": "rules/absent.yaml", "revision": "0", "text": ""}, 404, "n’est pas dans le projet"),
        ("ajouter", {"name": "../x"}, 422, "Ce nom n’est pas recevable"),
        ("ajouter", {"name": "rules/r.yaml"}, 409, "déjà dans le projet"),
        ("commenter", {"words": " "}, 422, "Écrivez un commentaire"),
        ("commenter", {"words": "x", "line": "0", "file": "rules/r.yaml"}, 422, "ligne"),
        ("clore", {"comment": "x"}, 404, "n’existe pas"),
        ("approuver", {"digest": "x"}, 403, "valideur"),
        ("publier", {}, 409, "pas approuvé"),
        ("programmer", {"publish_at": "2026-12-01T06:00"}, 409, "en cours de rédaction"),
        ("restaurer", {}, 409, "en cours de rédaction"),
        ("dormir", {}, 404, "n’existe pas"),
    ],
)
async def test_each_refusal_is_a_sentence(room: Room, act: str, filled: dict[str, str], status: int, said: str) -> None:
    """On the page of the draft, which stays whole."""
    draft = await room.start()
    assert said in await room.editor.send(draft, f"{draft}/{act}", status, **filled)


async def test_forms_of_elsewhere_change_nothing(room: Room) -> None:
    """Without the binding of the browser, whoever is signed in."""
    draft = await room.start()
    answer = await room.editor.client.post(f"{draft}/abandonner", data={"form": "x"}, headers={"origin": HERE})
    assert answer.status_code == 403
    assert "Projet en cours" in await room.editor.read(draft)


async def test_what_is_not_there(room: Room, app: Litestar) -> None:
    """Another territory’s draft, a draft that never was, a version that never was, a title that is none."""
    draft = await room.start()
    other = await some_town()
    stranger = await settle(other.slug, "admin")
    transport = httpx.ASGITransport(SignedByCookie(app))  # type: ignore[arg-type]  # as elsewhere
    async with httpx.AsyncClient(transport=transport, base_url=HERE) as client:
        client.cookies.set(COOKIE, str(stranger.person))
        assert "n’existe pas" in await Reader(client, stranger).read(draft, 404)
    assert "n’existe pas" in await room.editor.read(f"/territoire/projets/{uuid4()}", 404)
    for version in ("9", "x", "9" * 5000):
        await room.editor.send(RULEBOOK, "/territoire/projets", 404, version=version)
    assert "titre" in await room.editor.send(RULEBOOK, "/territoire/projets", 422, title=" ")
    await room.partner.send(RULEBOOK, "/territoire/projets", 403, title="Le mien")


async def test_who_answers_with_which_version(room: Room) -> None:
    """In one sentence, and node by node; the health desk counts what waits."""
    assert "Aucun nœud" in await room.partner.read("/territoire/publication")
    for node, version in (("a", 1), ("b", 1), ("c", 0)):
        await be_seen(node)
        await report(node, {room.town.slug: Status(version, "illisible" if version == 0 else None)})
    shown = await room.partner.read("/territoire/publication")
    assert "2 nœuds sur 3 répondent avec la version 1." in shown
    assert "illisible" in shown
    shown = await room.validator.read("/territoire/sante")
    assert "Faits mis de côté" in shown
    await room.partner.read("/territoire/sante", 403)
    for node in "abc":
        await leave(node)


def test_no_template_is_left_out() -> None:
    """Each one is drawn, or included by one that is."""
    folder = Path(__file__).resolve().parents[2] / "admin_ui/rules/templates"
    code = "".join(path.read_text(encoding="utf-8") for path in (*folder.glob("*"), *folder.parent.glob("*.py")))
    assert [path.name for path in folder.glob("*.html") if f'"{path.name}"' not in code] == []
