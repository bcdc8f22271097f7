"""Each door says who opens it, and a refusal says which role would."""

import re

import pytest
from declared import check_declared
from doors import by, doors_of, title_of, tries
from houses import House
from litestar import Litestar

from accounts.core.roles import needed_roles
from accounts.web.forms import FIELD, binding_of
from joptimiz.app import create_app
from joptimiz.wiring import wire
from tenants.settings import Settings
from tenants.shelf import Shelf


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Litestar:
    """The application, which asks nothing of a database."""
    folder = str(tmp_path_factory.mktemp("roles"))
    return create_app(wire(Settings.of({"JOPTIMIZ_DATA": folder}), Shelf()))


def test_each_door_declares_who_opens_it(app: Litestar) -> None:
    """Everybody, some roles, or whoever it is about."""
    doors = doors_of(app)
    for door in doors:
        check_declared(door)
    assert len([door for door in doors if door.roles]) >= 20
    assert len([door for door in doors if door.signed and not door.roles]) >= 20


TALKS = ("/comments", "/resolve", "/commenter", "/clore", "/rouvrir")
DECIDES = (
    "/approve", "/send-back", "/reopen", "/publish", "/schedule", "/unschedule", "/approuver", "/renvoyer",
    "/reprendre", "/publier", "/programmer", "/deprogrammer", "/approuver-publier",
)  # fmt: skip
"""What a partner may do beside reading, and what a validator may."""
GIVES_UP = ("/difference", "/arreter", "/windows")
"""Whoever reads a draft may ask what it says and what it changes, and stop asking."""


@pytest.mark.parametrize("role", ["reader", "police", "partner", "validator"])
async def test_who_only_reads_changes_no_draft(house: House, role: str) -> None:
    """Each act on a draft of one’s own territory, at each door that opens to more roles than the act does."""
    somebody, asked = house.target.people[role], 0
    may = {"partner": TALKS, "validator": (*TALKS, *DECIDES)}.get(role, ())
    for door in doors_of(house.app):
        if "{draft:uuid}" not in door.path or door.method == "GET" or door.path.endswith((*GIVES_UP, *may)):
            continue
        sent = next(tries(door, house.target, role))
        if isinstance(form := sent.get("data"), dict):
            sent["data"] = form | {FIELD: binding_of(somebody.token)}
        answer = await house.client.request(
            door.method,
            door.address(house.target),
            headers=by(somebody),
            **sent,  # type: ignore[arg-type]
        )
        assert answer.status_code == 403, f"{door} as {role}: {answer.status_code} {title_of(answer)}"
        asked += 1
    assert asked >= 10


@pytest.mark.parametrize(
    ("acting", "held", "title", "way"),
    [
        ("driver", {"driver"}, r"Votre rôle, «\s?Conducteur\s?», ne permet pas cela", "Demandez une invitation"),
        ("driver", {"driver", "owner"}, "Votre rôle", "choisissez-le dans votre compte"),
        (None, {"owner"}, "Choisissez d’abord", "choisissez-le dans votre compte"),
        (None, set(), "aucun rôle", "ou créez-la"),
    ],
)
def test_a_refusal_says_which_role_and_how(acting: str | None, held: set[str], title: str, way: str) -> None:
    """The roles wanted, and what to do about it."""
    told, detail = needed_roles(("owner", "dispatcher"), acting, held)
    assert re.search(title, told)
    assert "« Responsable » ou « Exploitant »" in detail
    assert way in detail


@pytest.mark.parametrize(
    ("asked", "way"),
    [
        (("admin",), "Demandez une invitation à qui administre le territoire."),
        (("operator",), "L’exploitant du service nomme l’équipe nationale."),
        (("owner",), "Demandez une invitation à votre organisation, ou créez-la."),
    ],
)
def test_who_names_whom(asked: tuple[str, ...], way: str) -> None:
    """Nobody is sent to found a company in order to administer a territory, nor to an administrator for the nation."""
    assert needed_roles(asked, "driver", {"driver"})[1].endswith(way)
