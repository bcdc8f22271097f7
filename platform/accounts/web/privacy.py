"""`/compte/donnees`: everything held about oneself, to read, to take away, to have erased."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import cast
from uuid import UUID

from litestar import Response, get, post

from accounts.core.letters import french_day
from accounts.core.texts import ROLES, texts_of
from accounts.core.texts.privacy import COLUMNS
from accounts.service.identity import SELF
from accounts.service.privacy import (
    Held,
    Subject,
    erase_account,
    json_of,
    keep_done,
    list_headed,
    list_held,
    zip_of,
)
from accounts.web.asking import Asked, get_signed
from accounts.web.cookies import SESSION, erase
from accounts.web.desk import language_of_request, on
from accounts.web.forms import attempt, go, read_form, show
from accounts.web.provider import forget
from rules.canonical import Tree
from rules.texts.typography import typeset
from tenants.database import scoped
from tenants.privacy import Register

MOST_SHOWN = 20
LANGUAGES = {"fr": "Français", "en": "English"}


def register_of(request: Asked) -> Register:
    """The register of the house, which the front door leaves at hand."""
    return cast("Register", request.app.state["register"])


@get(["/compte/donnees", "/compte/fermer"])
async def data_page(request: Asked) -> Response[str]:
    """What is held, and what erasing does."""
    return show(request, "data.html", 200, **await _context(request))


@get("/compte/donnees/json")
async def json_file(request: Asked) -> Response[bytes]:
    """All of it as one document."""
    return await _file(request, "application/json", "donnees.json")


@get("/compte/donnees/csv")
async def csv_file(request: Asked) -> Response[bytes]:
    """All of it as sheets."""
    return await _file(request, "application/zip", "donnees.zip")


@post("/compte/fermer")
async def erase_act(request: Asked) -> Response[str]:
    """Erase."""
    filled = await read_form(request)

    async def leave_and_erase() -> Response[str]:
        signed = get_signed(request)
        leave = lambda session: forget(request, session)  # noqa: E731
        await erase_account(on(request), register_of(request), signed, filled.get("current", ""), leave)
        response = go("/connexion", "closed")
        erase(request, response, SESSION)
        return response

    return await attempt(request, "data.html", filled, leave_and_erase(), **await _context(request))


def shown_of(held: Held, language: str) -> Mapping[str, object]:
    """What one table holds, in words."""
    rows = [_row(held.entry.table, row, language) for row in held.rows[:MOST_SHOWN]]
    until, what = held.entry.purged().of(language), held.entry.what.of(language)
    return {
        "id": held.entry.table, "what": what, "until": typeset(until) if language == "fr" else until,
        "count": len(held.rows), "rows": [row for row in rows if row], "more": len(held.rows) > MOST_SHOWN,
    }  # fmt: skip


def _row(table: str, row: Mapping[str, Tree], language: str) -> list[tuple[str, str]]:
    place = 1 if language == "en" else 0
    return [
        (COLUMNS["role" if (table, name) == ("role_held", "name") else name][place], _value(name, row[name], language))
        for name in COLUMNS
        if name in row and row[name] not in (None, "", [])
    ]


def _value(name: str, value: Tree, language: str) -> str:
    """A value in words."""
    if name.endswith("_at") and isinstance(value, str):
        at = datetime.fromisoformat(value).astimezone(UTC)
        return french_day(at) if language == "fr" else f"{at:%d %B %Y}"
    if isinstance(value, bool):
        return texts_of(language)["yes" if value else "no"]
    if name == "language":
        return LANGUAGES.get(str(value), str(value))
    if isinstance(value, list):
        return str(len(value))
    return ROLES[language].get(str(value), str(value)) if name in ("name", "role") else str(value)


async def _context(request: Asked) -> dict[str, object]:
    who, language, texts = get_signed(request).who, language_of_request(request), texts_of(language_of_request(request))
    held = await list_held(register_of(request), Subject(who.person, who.email))
    headed = await list_headed(who.person)
    entries = [entry for entry in register_of(request).values() if entry.erasure is not None]
    return {
        "held": [shown_of(each, language) for each in held],
        "alone": [
            (texts["erase_alone" if company else "erase_sole"].format(name=each.name, others=each.named()),
             "/organisation" if company else "/territoire/personnes",
             texts["erase_alone_do" if company else "erase_sole_do"])
            for each in headed if each.others for company in (isinstance(each.place, UUID),)
        ],
        "closes": [texts["erase_closes"].format(name=each.name) for each in headed if not each.others],
        "fates": [(entry.what.of(language), entry.erasure.why.of(language)) for entry in entries if entry.erasure],
    }  # fmt: skip


async def _file(request: Asked, kind: str, name: str) -> Response[bytes]:
    """A file to keep; that it was asked for is known, as the law wants."""
    who, at = get_signed(request).who, on(request).now()
    held = await list_held(register_of(request), Subject(who.person, who.email))
    async with scoped(SELF) as connection:
        subject = on(request).seal.digest_of(who.email)
        await keep_done(connection, "access", subject, by=str(who.person), reason="", at=at)
    body = json_of(held) if name.endswith(".json") else zip_of(held)
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response(body, media_type=kind, headers=headers)


handlers = [data_page, json_file, csv_file, erase_act]
