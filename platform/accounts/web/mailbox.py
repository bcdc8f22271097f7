"""The mailbox of this machine: only without a mail server, and only for who sits at it."""

from litestar import Response, get
from litestar.params import FromPath

from accounts.core.texts import texts_of, when
from accounts.web.asking import Asked
from accounts.web.desk import desk_of, is_here, language_of_request, on
from accounts.web.forms import show
from connectors.mail import Received
from tenants.errors import NotFound


@get("/boite")
async def letters_page(request: Asked) -> Response[str]:
    """The letters, the latest first."""
    return show(request, "mailbox.html", letters=[_said(request, each) for each in _letters(request)], open=None)


@get("/boite/{name:str}")
async def letter_page(request: Asked, name: FromPath[str]) -> Response[str]:
    """One letter, as plain text with its link."""
    found = next((each for each in _letters(request) if each.name == name), None)
    if found is None:
        raise _nowhere()
    paragraphs = found.letter.text.strip().split("\n\n")
    return show(request, "mailbox.html", letters=[], open=_said(request, found) | {"paragraphs": paragraphs})


def _letters(request: Asked) -> list[Received]:
    box = desk_of(request).mailbox
    if box is None or not is_here(request):
        raise _nowhere()
    return box.read()


def _said(request: Asked, received: Received) -> dict[str, object]:
    language = language_of_request(request)
    sent = when(received.at, on(request).now(), language)
    said = texts_of(language)["box_to"].format(to=received.letter.to, when=sent)
    return {"name": received.name, "subject": received.letter.subject, "said": said}


def _nowhere() -> NotFound:
    return NotFound("not-found", "Cette page n’existe pas.")


handlers = [letters_page, letter_page]
