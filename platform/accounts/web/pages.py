"""How the room's pages are drawn, read and refused; the front door gives what draws them, the hour and the mail."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Protocol, cast

from litestar import Response
from litestar.datastructures import UploadFile
from litestar.exceptions import NotAuthorizedException
from litestar.response import Redirect

from accounts.core.roles import KINDS, ROLE_WORDS
from accounts.core.typography import typeset
from accounts.needs import SendMail
from accounts.web.asking import Asked, find_signed
from rules.model import Problem
from tenants.errors import Failure

TEMPLATES = Path(__file__).parents[1] / "templates"
CSRF = "joptimiz.csrf"
"""The key of the connection's scope under which the front door leaves the token that a form must bear."""


class Draw(Protocol):
    """Draws a template with the house's base and built files."""

    def __call__(self, template: str, said: Mapping[str, object], status: int = 200) -> Response[str]:
        """The page."""


def show(request: Asked, template: str, status: int = 200, **said: object) -> Response[str]:
    """A page for whoever asks."""
    signed = find_signed(request)
    common = {
        "who": signed.who if signed else None,
        "csrf": request.scope.get(CSRF, ""),
        "path": request.url.path,
        "fr": typeset,
        "role_words": ROLE_WORDS,
        "kinds": KINDS,
    }
    draw = cast("Draw", request.app.state["draw"])
    page = draw(template, common | said, status)
    page.headers["cache-control"] = "no-store"
    return page


def now_of(request: Asked) -> datetime:
    """The instant of this request."""
    return cast("Callable[[], datetime]", request.app.state["now"])()


def mail_of(request: Asked) -> SendMail | None:
    """What sends letters; None where nothing does."""
    return cast("SendMail | None", request.app.state.get("mail"))


def base_of(request: Asked) -> str:
    """Where the product answers, without a final slash."""
    return str(request.base_url).rstrip("/")


async def form_of(request: Asked) -> dict[str, str]:
    """The fields of a form, files left out, without nil characters, which no database keeps."""
    form = await request.form()
    return {name: value.replace("\0", "") for name, value in form.items() if isinstance(value, str)}


async def file_of(request: Asked, name: str) -> tuple[str, bytes] | None:
    """A file of a form with its name, None when none was chosen."""
    value = (await request.form()).get(name)
    if not isinstance(value, UploadFile) or not value.filename:
        return None
    return value.filename, await value.read()


def seen(address: str) -> Redirect:
    """What follows a form that was taken: another page, read anew."""
    return Redirect(address, status_code=303)


def by_field(problems: tuple[Problem, ...]) -> dict[str, Problem]:
    """The first problem of each field, by its name."""
    found: dict[str, Problem] = {}
    for problem in problems:
        found.setdefault((problem.pointer or "").rsplit("/", 1)[-1], problem)
    return found


def on_failure(request: Asked, failure: Failure) -> Response[str]:
    """A refusal, as a page."""
    return show(request, "refused.html", failure.status, failure=failure)


def on_nobody(request: Asked, _: NotAuthorizedException) -> Response[str]:
    """Nobody is signed in."""
    failure = Failure("sign-in-required", "Identifiez-vous.", "Cette page est celle de personnes qui ont un compte.")
    return show(request, "refused.html", 401, failure=failure)


PAGE_HANDLERS = {Failure: on_failure, NotAuthorizedException: on_nobody}
