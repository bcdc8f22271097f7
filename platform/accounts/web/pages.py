"""How the pages of organisations and fleets are drawn, read and refused."""

from collections.abc import Callable
from datetime import datetime
from typing import cast

from litestar import Response
from litestar.datastructures import UploadFile
from litestar.response import Redirect

from accounts.core.roles import KINDS, ROLE_WORDS
from accounts.core.typography import typeset
from accounts.needs import SendMail
from accounts.web.asking import Asked, find_signed
from accounts.web.desk import asker_of, origin_of
from accounts.web.forms import draw
from rules.model import Problem
from tenants.errors import Failure


def show(request: Asked, template: str, status: int = 200, **said: object) -> Response[str]:
    """A page for whoever asks."""
    signed = find_signed(request)
    common = {
        "who": signed.who if signed else None,
        "signed": signed,
        "path": request.url.path,
        "fr": typeset,
        "role_words": ROLE_WORDS,
        "kinds": KINDS,
    }
    return draw(request, template, status, common | said)


def now_of(request: Asked) -> datetime:
    """The instant of this request."""
    return cast("Callable[[], datetime]", request.app.state["now"])()


def mail_of(request: Asked) -> SendMail | None:
    """What sends letters; None where nothing does."""
    return cast("SendMail | None", request.app.state.get("mail"))


def base_of(request: Asked) -> str:
    """The address of the site, never that of a header: letters carry it; raises `Unsafe` where there is none."""
    asker_of(request)
    return origin_of(request) or ""


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


PAGE_HANDLERS = {Failure: on_failure}
