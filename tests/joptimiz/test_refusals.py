"""What a person reads of a failure, and what a program does."""

from collections.abc import AsyncIterator

import httpx
import pytest
from litestar import Litestar, get
from litestar.exceptions import NotFoundException

from joptimiz.problems import TYPE
from joptimiz.refusals import FAILURES
from rules.model import Problem
from tenants.errors import Unavailable, Unreadable

BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@get("/absent")
async def absent() -> None:
    """A page that is not there."""
    raise NotFoundException


@get("/illisible")
async def unreadable() -> None:
    """What was sent has two problems."""
    problems = (Problem("a", "Le titre manque.", "Donnez-en un."), Problem("b", "<b>la date</b> : quelle année ?"))
    raise Unreadable("invalid", "Ce texte a des problèmes.", "Tous sont listés.", problems=problems)


@get("/occupe")
async def busy() -> None:
    """Nothing answers just now."""
    raise Unavailable("busy", "Le service est occupé.", retry_after_s=5)


@get("/panne")
async def crash() -> None:
    """A fault of ours."""
    raise ValueError("secret de la machine")


@get("/api/v1/absent")
async def interface() -> None:
    """A door for programs."""
    raise NotFoundException


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who asks these."""
    app = Litestar([absent, unreadable, busy, crash, interface], exception_handlers=FAILURES)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        yield client


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/absent", 404, "Cette adresse n’existe pas."),
        ("/illisible", 422, "Le titre manque. Donnez-en un."),
        ("/illisible", 422, "&lt;b&gt;la date&lt;/b&gt;"),
        ("/occupe", 503, '<a class="btn" href="/occupe">Réessayer</a>'),
        ("/panne", 500, "Une panne de notre fait."),
        ("/nulle-part", 404, "Aller à la carte"),
    ],
)
async def test_a_browser_gets_a_page(client: httpx.AsyncClient, path: str, status: int, said: str) -> None:
    """With the same status, what is wrong, and where to go; never the insides."""
    answer = await client.get(path, headers=BROWSER)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert said in answer.text
    assert "secret de la machine" not in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers.get("retry-after") == ("5" if path == "/occupe" else None)


@pytest.mark.parametrize("path", ["/absent", "/illisible", "/occupe", "/panne", "/nulle-part"])
async def test_a_program_gets_its_document(client: httpx.AsyncClient, path: str) -> None:
    """Whoever does not ask for a page."""
    answer = await client.get(path)
    assert answer.headers["content-type"] == TYPE
    assert answer.json()["status"] == answer.status_code


async def test_the_interface_is_for_programs(client: httpx.AsyncClient) -> None:
    """Opened in a browser it keeps its documents."""
    assert (await client.get("/api/v1/absent", headers=BROWSER)).headers["content-type"] == TYPE
