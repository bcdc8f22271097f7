"""The way out of a source, for who signed in by it."""

import structlog

from accounts.service.outside import get_source
from accounts.service.outside.leaving import find_id_token
from accounts.service.signed import Signed
from accounts.web.asking import Asked
from accounts.web.desk import desk_of, ground_of, on, proconnect_of
from tenants.errors import Failure

log = structlog.get_logger()


async def way_out(request: Asked, signed: Signed) -> dict[str, str] | None:
    """Where to sign out too, and its name; None where there is nowhere, or it does not answer."""
    kept = await find_id_token(on(request).seal, signed.session)
    if kept is None:
        return None
    source_id, id_token = kept
    try:
        source = proconnect_of(request) if source_id is None else (await get_source(ground_of(request), source_id))[1]
        left = source and await desk_of(request).outside.leave(source, id_token, on(request).now())
    except Failure as failure:
        log.warning("outside_not_left", reason=failure.code)
        return None
    # The state it brings back is not looked at: there is nothing more to undo.
    return {"away": left[0], "name": source.name} if left and source else None
