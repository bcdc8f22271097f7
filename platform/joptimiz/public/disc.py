"""`/disque`: the driver’s page; `/B/{territory}/{code}`: what the sign of a bay opens; what makes it an application."""

import json
from hashlib import sha256
from typing import cast

from litestar import Response, get
from litestar.params import FromPath
from litestar.status_codes import HTTP_404_NOT_FOUND, HTTP_503_SERVICE_UNAVAILABLE

from accounts.web.asking import Asked, find_signed
from joptimiz.public.assets import DIST, NotBuilt, assets
from joptimiz.public.drawing import page
from numeriz.core.bay import Bay
from numeriz.core.codes import read_code
from numeriz.service.alerts import Reminding
from numeriz.service.bays import find_by_code

_KEPT = ("disc/main.js", "scheme.js", "css/main.css", "inter-latin-wght-normal.woff2")
_ICON = "/disque/icone.svg"
_APPLICATION = {
    "name": "Disque de livraison", "short_name": "Disque", "lang": "fr", "id": "/disque", "start_url": "/disque",
    "scope": "/", "display": "standalone", "orientation": "portrait", "background_color": "#ffffff",
    "theme_color": "#0b4f6c",
    "icons": [{"src": _ICON, "sizes": "any", "type": "image/svg+xml", "purpose": "any maskable"}],
}  # fmt: skip
_DRAWN = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512"><path fill="#0b4f6c" d="M0 0h512v512H0z"/>'
    '<g fill="none" stroke="#fff" stroke-width="36" stroke-linecap="round" stroke-linejoin="round">'
    '<circle cx="256" cy="256" r="140" stroke-opacity=".35"/>'
    '<path d="M256 116a140 140 0 1 1-140 140M256 180v76l52 32"/></g></svg>'
)


@get("/disque", sync_to_thread=False, include_in_schema=False)
def disc_page(request: Asked) -> Response[str]:
    """The page, the same for every phone; only a driver who is signed in is offered their fleet."""
    return _page(request, None)


@get("/B/{territory:str}/{code:str}", include_in_schema=False)
async def sign_page(request: Asked, territory: FromPath[str], code: FromPath[str]) -> Response[str]:
    """The same page: the script reads from its address which bay it is, so that it opens without a network too."""
    number = read_code(code)
    bay = await find_by_code(territory.lower(), number) if number else None
    response = _page(request, bay)
    if bay is None:
        response.status_code = HTTP_404_NOT_FOUND
    return response


def _page(request: Asked, bay: Bay | None) -> Response[str]:
    sender = cast("Reminding", request.app.state["reminding"]).sender
    response = page("disc.html", push_key=sender.public, signed=find_signed(request) is not None, bay=bay)
    response.headers["cache-control"] = "no-store"
    response.headers["permissions-policy"] = "camera=(self), microphone=(), geolocation=(self)"
    response.headers["x-robots-tag"] = "noindex"
    return response


@get("/disque/sw.js", sync_to_thread=False, include_in_schema=False)
def worker() -> Response[str]:
    """The service worker, with the addresses of the files it keeps; another name for each build."""
    try:
        address = assets()
        kept = [*map(address, _KEPT), _ICON, "/favicon.svg"]
        script = (DIST / address("disc/worker.js").rpartition("/")[2]).read_text("utf-8")
    except NotBuilt:
        return Response("", media_type="text/javascript", status_code=HTTP_503_SERVICE_UNAVAILABLE)
    stamp = sha256("\n".join([*kept, script]).encode()).hexdigest()[:12]
    head = f"const ASSETS={json.dumps(kept)},STAMP={json.dumps(stamp)};\n"
    # The page stands at two addresses, `/disque` and that of a sign.
    headers = {"cache-control": "no-cache", "service-worker-allowed": "/"}
    return Response(head + script, media_type="text/javascript; charset=utf-8", headers=headers)


@get("/disque/manifeste.webmanifest", sync_to_thread=False, include_in_schema=False)
def manifest() -> Response[str]:
    """What the application is called, and how it opens."""
    text = json.dumps(_APPLICATION, ensure_ascii=False)
    return Response(text, media_type="application/manifest+json", headers={"cache-control": "public, max-age=3600"})


@get("/disque/icone.svg", sync_to_thread=False, include_in_schema=False)
def icon() -> Response[str]:
    """Its icon."""
    return Response(_DRAWN, media_type="image/svg+xml", headers={"cache-control": "public, max-age=86400"})


handlers = [disc_page, sign_page, worker, manifest, icon]
