"""Answers to the one script of these pages, which asks passkeys; a refusal is a sentence to show."""

from collections.abc import Awaitable

import msgspec
from litestar import Response
from litestar.status_codes import HTTP_200_OK

from accounts.core.faults import Unfit
from accounts.core.texts import failure_said, said
from accounts.web.asking import Asked
from accounts.web.cookies import FORM, SESSION, erase, write
from accounts.web.desk import language_of_request
from tenants.errors import Failure, TooMany, Unavailable

JSON = "application/json"


async def answered(request: Asked, act: Awaitable[str], *, write_session: bool = False) -> Response[str]:
    """What the act gives, in JSON already, or the token of a session, which goes in its cookie only."""
    try:
        given = await act
    except Unfit as unfit:
        told = [(fault.field, said(fault, language_of_request(request))) for fault in unfit.faults]
        return _refusal(422, " ".join(sentence for _, sentence in told), told[0][0])
    except Failure as failure:
        wait = (failure.retry_after_s or 0) if isinstance(failure, TooMany | Unavailable) else 0
        words = failure_said(failure.code, language_of_request(request), wait) or (failure.title, failure.detail)
        return _refusal(failure.status, " ".join(words))
    response = Response("{}" if write_session else given, status_code=HTTP_200_OK, media_type=JSON)
    if write_session:
        write(request, response, SESSION, given)
        erase(request, response, FORM)
    response.headers["cache-control"] = "no-store"
    return response


def _refusal(status: int, sentence: str, field: str = "") -> Response[str]:
    body = msgspec.json.encode({"said": sentence, "field": field}).decode()
    return Response(body, status_code=status, media_type=JSON, headers={"cache-control": "no-store"})
