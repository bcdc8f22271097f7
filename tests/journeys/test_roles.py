"""Each door for people signed in says which roles it opens to, or is about one's own account."""

import re

import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from accounts.core.roles import ROLE_WORDS, needed_roles
from joptimiz.app import create_app
from joptimiz.wiring import wire
from tenants.settings import Settings
from tenants.shelf import Shelf

OWN_ACCOUNT = {
    "/compte": "what one is, how one signs in, where, and in which role",
    "/organisation": "shows the form that founds one to who has none",
    "/organisation/nouvelle": "whoever signs in may found one",
    "/invitation/": "who is invited has no role there yet; the token is for one address",
}
"""Why these doors ask for no role; a name that ends with a slash, and `/compte`, stand for what is below too."""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Litestar:
    """The application, which asks nothing of a database."""
    folder = str(tmp_path_factory.mktemp("roles"))
    return create_app(wire(Settings.of({"JOPTIMIZ_DATA": folder}), Shelf()))


def about_oneself(path: str) -> bool:
    """Whether a door is among those of one's own account."""
    return path in OWN_ACCOUNT or path.startswith(("/compte/", "/invitation/"))


def test_each_signed_door_names_its_roles_or_is_about_oneself(app: Litestar) -> None:
    """One or the other; each role is one that exists."""
    named, own = 0, 0
    for route in app.routes:
        if not isinstance(route, HTTPRoute):
            continue
        for method, (handler, _) in route.route_handler_map.items():
            if method == "OPTIONS" or handler.opt.get("access") != "signed":
                continue
            roles = handler.opt.get("roles")
            said = f"{method} {route.path}: declare its roles, or say in OWN_ACCOUNT why it asks for none"
            assert roles is not None or about_oneself(route.path), said
            assert set(roles or ()) <= ROLE_WORDS.keys(), route.path
            assert roles is None or roles, f"{route.path} opens to nobody"
            named, own = named + (roles is not None), own + (roles is None)
    assert named >= 20
    assert own >= 20


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
