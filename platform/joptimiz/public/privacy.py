"""What is kept about people, why and for how long: drawn from the register."""

from dataclasses import dataclass

from litestar import Response, get

from accounts.core.texts import texts_of
from accounts.web.asking import Asked
from accounts.web.desk import language_of_request
from accounts.web.forms import visitor_of
from joptimiz.privacy import house_register
from joptimiz.public.drawing import draw
from rules.texts.typography import typeset
from tenants.privacy.register import Entry
from tenants.privacy.words import BASES, CATEGORIES, OURS, in_language

LANGUAGE = "langue"


@dataclass(frozen=True, slots=True)
class Kept:
    """What one table keeps, in words."""

    id: str
    what: str
    categories: str
    purpose: str
    basis: str
    recipients: str
    until: tuple[str, ...]
    erasure: str


@get("/donnees-personnelles", sync_to_thread=False, include_in_schema=False)
def privacy_page(request: Asked) -> Response[str]:
    """The register in plain words, in French or in English."""
    asked = request.query_params.get(LANGUAGE)
    language = asked if asked in ("fr", "en") else language_of_request(request)
    entries = [entry for entry in house_register().values() if entry.personal]
    # What names the reader comes before what the authorities keep of their own acts.
    entries.sort(key=lambda entry: not entry.whose)
    visitor = visitor_of(request, language)
    context: dict[str, object] = {
        "language": language, "t": texts_of(language), "visitor": visitor,
        "kept": [kept_of(entry, language) for entry in entries],
    }  # fmt: skip
    response = draw("privacy.html", context)
    response.headers["cache-control"] = "no-store" if visitor["name"] else "no-cache"
    response.headers["vary"] = "Accept-Language, Cookie"
    return response


def kept_of(entry: Entry, language: str) -> Kept:
    """An entry in words."""
    spaced = typeset if language == "fr" else str
    assert entry.purpose is not None
    names = dict.fromkeys(in_language(CATEGORIES[category], language) for category in entry.personal.values())
    recipients = entry.recipients.of(language) if entry.recipients else in_language(OURS, language)
    return Kept(
        entry.table.replace(".", "-"),
        entry.what.of(language),
        spaced(", ".join(names)),
        spaced(entry.purpose.of(language)),
        spaced(in_language(BASES[entry.basis], language)),
        spaced(recipients),
        tuple(spaced(each) for each in untils_of(entry, language)),
        spaced(entry.erasure.why.of(language)) if entry.erasure else "",
    )


def untils_of(entry: Entry, language: str) -> tuple[str, ...]:
    """Each term, then until when the rest is kept."""
    kept = (entry.kept.of(language),) if entry.kept else ()
    return (*(term.said(language) for term in entry.terms), *kept)
