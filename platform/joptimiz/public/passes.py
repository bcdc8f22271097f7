"""`/P/{code}`: a scanned pass, its verdict for whoever holds the telephone; `/s/{name}`: the lists of statuses."""

from datetime import datetime
from math import ceil
from typing import cast
from zoneinfo import ZoneInfo

from litestar import Response, get
from litestar.params import FromPath
from litestar.status_codes import HTTP_429_TOO_MANY_REQUESTS

from accounts.core.limits import LISTS, SCANS, network_of
from accounts.service.throttle import hold
from accounts.web.asking import Asked
from accounts.web.pages import now_of
from cirqliz.core.passes.telling import Told, tell, zones_numbered
from cirqliz.core.passes.verdicts import WORDS, Answer
from cirqliz.service.passes.judging import Judged, judge
from cirqliz.service.passes.keys import PassKeys
from cirqliz.service.passes.statuses import write_list
from joptimiz.public.drawing import page
from joptimiz.public.serving import address_of, current
from joptimiz.public.words import at_hour, counted, day_long
from rules.texts.typography import NO_BREAK
from rules.written.plates import show
from tenants.errors import TooMany

STATUS_LIST = "application/statuslist+cwt"
_SOON = "public, max-age=60"
"""A list is at most a minute older than what it tells of."""


def keys_of(request: Asked) -> PassKeys:
    """The keys that passes are signed and believed by."""
    return cast("PassKeys", request.app.state["pass_keys"])


@get(["/P/{code:str}", "/p/{code:str}"], include_in_schema=False)
async def verdict_page(request: Asked, code: FromPath[str]) -> Response[str]:
    """Plain, without script, never kept: valid, or why not, and the plate to compare."""
    now = now_of(request)
    try:
        await hold(SCANS, network_of(request.client.host if request.client else ""), now)
    except TooMany as pause:
        return _too_many(pause)
    judged = await judge(keys_of(request), code, now)
    return _shown("pass-verdict.html", words=WORDS[judged.answer], **_said(request, judged, now))


@get("/s/{name:str}", include_in_schema=False)
async def status_list(request: Asked, name: FromPath[str]) -> Response[bytes]:
    """A status list token of a territory (draft-ietf-oauth-status-list); raises NotFound, TooMany."""
    await hold(LISTS, network_of(request.client.host if request.client else ""), now_of(request))
    body = await write_list(keys_of(request), name, address_of(request), now_of(request))
    return Response(body, media_type=STATUS_LIST, headers={"cache-control": _SOON})


def _said(request: Asked, judged: Judged, now: datetime) -> dict[str, object]:
    """What the page says beside the word."""
    told = _told(request, judged)
    payload = judged.payload
    plate = show(judged.held.country if judged.held else "FR", payload.plate) if payload and payload.plate else ""
    book = current(request).rulebooks.get(judged.territory)
    wall = now.astimezone(ZoneInfo(book.bundle.territory.timezone if book else "Europe/Paris"))
    return {
        "answer": judged.answer.value, "told": told, "plate": plate, "signed": payload is not None,
        "hidden": payload is not None and payload.plate is None and payload.device is None,
        "pooled": payload is not None and payload.device is not None and not judged.answer.startswith("stamp_"),
        "why": _why(judged, told),
        "read_at": f"{day_long(wall.date())} à{NO_BREAK}{at_hour(wall)}",
        "counted": bool(judged.held and judged.held.quota_days is not None and judged.held.used_today),
    }  # fmt: skip


def _told(request: Asked, judged: Judged) -> Told | None:
    """The pass in words, by what its code says; nothing where no key of ours signed it, or nothing is left of it."""
    payload, held = judged.payload, judged.held
    if payload is None or held is None:
        return None
    book = current(request).rulebooks.get(judged.territory)
    bundle = book.bundle if book else None
    return tell(
        held.place, (held.country, payload.plate or ""), (held.kind, held.terms),
        zones=zones_numbered(bundle, payload.zones), instants=(payload.starts_at, payload.ends_at), bundle=bundle,
        timezone=held.timezone,
    )  # fmt: skip


def _why(judged: Judged, told: Told | None) -> str:
    """The sentence under the word, with the day that matters where there is one."""
    if told is not None:
        match judged.answer:
            case Answer.VALID:
                return f"{told.place}, jusqu’au {told.until}."
            case Answer.NOT_YET:
                return f"Droit authentique. Il commence le {told.since}."
            case Answer.EXPIRED:
                return f"Droit authentique, fini le {told.until.removesuffix(' inclus')}."
            case _:
                pass
    return WORDS[judged.answer].why


def _too_many(pause: TooMany) -> Response[str]:
    seconds = counted(ceil(pause.retry_after_s), "seconde", "secondes")
    response = _shown("pass-pause.html", wait=seconds)
    response.status_code = HTTP_429_TOO_MANY_REQUESTS
    response.headers["retry-after"] = str(ceil(pause.retry_after_s))
    return response


def _shown(template: str, **context: object) -> Response[str]:
    response = page(template, context=context)
    response.headers["cache-control"] = "no-store"
    response.headers["x-robots-tag"] = "noindex"
    response.headers["referrer-policy"] = "no-referrer"
    return response


handlers = [verdict_page, status_list]
