"""Files that are too heavy, told before a byte of them is read."""

from collections.abc import Awaitable, Callable

from accounts.web.asking import Asked
from accounts.web.forms import require_bound
from tenants.errors import Failure


class TooLarge(Failure):
    """More than such a file ever weighs."""

    status = 413


def require_small(file: int, sent: int, code: str, way: str) -> Callable[[Asked], Awaitable[None]]:
    """Asks of each request what any form must be, and that it announces no more than `sent` bytes for its `file`."""

    async def require(request: Asked) -> None:
        announced = request.headers.get("content-length", "")
        if announced.isdecimal() and int(announced) > sent:
            size = f"{file // 1_000_000}\u00a0Mo au plus"
            raise TooLarge(code, f"Ce fichier est trop lourd\u00a0: {size}.", way)
        await require_bound(request)

    return require
