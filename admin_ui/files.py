"""A file that somebody gave, or that is drawn, handed to somebody: never with the rights of the site."""

import asyncio
from collections.abc import Callable
from urllib.parse import quote

from litestar import Response

_DRAWING = asyncio.Semaphore(2)
"""Pages of a PDF take all of a processor while they are drawn: a few at a time, whoever asks for many."""


async def drawn(draw: Callable[[], bytes]) -> bytes:
    """What is drawn in a thread, in its turn."""
    async with _DRAWING:
        return await asyncio.to_thread(draw)


def handed(name: str, data: bytes, media_type: str, *, shown: bool = False) -> Response[bytes]:
    """The file taken away under its name; or `shown` by itself, which is for images alone."""
    plain = name.encode("ascii", "replace").decode().replace('"', "_").replace("\\", "_").replace("?", "_")
    how = "inline" if shown and media_type.startswith("image/") else "attachment"
    headers = {
        "content-disposition": f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
        "content-security-policy": "default-src 'none'; sandbox",
    }
    return Response(data, media_type=media_type, headers=headers)
