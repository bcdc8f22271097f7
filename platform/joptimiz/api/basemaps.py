"""`GET /basemaps/{slug}/{build}.pmtiles`: one static file, read by ranges.

Its address carries the build, so that no cache ever mixes two; the map of a build that was replaced stays readable as
long as the build is kept.
"""

import re
from pathlib import Path

import anyio
from litestar import Controller, Request, Response, get
from litestar.datastructures import State
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK, HTTP_206_PARTIAL_CONTENT, HTTP_304_NOT_MODIFIED

from connectors.graph.opened import BASEMAP
from tenants.errors import Failure, NotFound

MEDIA_TYPE = "application/vnd.pmtiles"
_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_NAME = re.compile(r"([0-9a-f]{16})\.pmtiles")


class RangeRefused(Failure):
    """The file has no such bytes."""

    status = 416


class BasemapController(Controller):
    """The tiles under the map; public."""

    path = "/basemaps"
    tags = ["Fonds de carte"]  # noqa: RUF012
    opt = {"access": "public"}  # noqa: RUF012

    @get("/{territory:str}/{name:str}", summary="Le fond de carte d’un territoire (PMTiles, par plages)")
    async def get_basemap(
        self, request: Request[object, object, State], territory: FromPath[str], name: FromPath[str]
    ) -> Response[bytes]:
        """The whole file, or the bytes a Range header names."""
        path = _path(request.app.state.settings.data, territory, name)
        stat = path.stat()
        tag = f'"{path.parent.name}-{stat.st_size:x}"'
        headers = {"accept-ranges": "bytes", "etag": tag, "cache-control": "public, max-age=31536000, immutable"}
        if request.headers.get("if-none-match") == tag:
            return Response(b"", status_code=HTTP_304_NOT_MODIFIED, headers=headers)
        asked = request.headers.get("range")
        if asked is None:
            body = await anyio.Path(path).read_bytes()
            return Response(body, status_code=HTTP_200_OK, headers=headers, media_type=MEDIA_TYPE)
        first, last = _bounds(asked, stat.st_size)
        async with await anyio.open_file(path, "rb") as file:
            await file.seek(first)
            body = await file.read(last - first + 1)
        headers["content-range"] = f"bytes {first}-{last}/{stat.st_size}"
        return Response(body, status_code=HTTP_206_PARTIAL_CONTENT, headers=headers, media_type=MEDIA_TYPE)


def _path(data: Path, territory: str, name: str) -> Path:
    match = _NAME.fullmatch(name)
    path = data / "tiles" / territory / (match[1] if match else "") / BASEMAP
    if match is None or not _SLUG.fullmatch(territory) or not path.is_file():
        raise NotFound("basemap-unknown", "Ce fond de carte n’existe pas.")
    return path


def _bounds(asked: str, size: int) -> tuple[int, int]:
    """First and last byte of a single range; raises `RangeRefused`."""
    match = _RANGE.fullmatch(asked.strip())
    if match and any(match.groups()):
        start, end = match.groups()
        first = int(start) if start else max(0, size - int(end))
        last = min(int(end), size - 1) if start and end else size - 1
        if first <= last:
            return first, last
    raise RangeRefused("range", "Cet intervalle d’octets n’existe pas.", f"Le fichier fait {size} octets.")
