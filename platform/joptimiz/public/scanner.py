"""`/controle/sw.js` and its manifest: what makes the scanner an application that opens without a network."""

import json
from collections.abc import Sequence
from hashlib import sha256

from litestar import Response, get
from litestar.status_codes import HTTP_503_SERVICE_UNAVAILABLE

from joptimiz.public.assets import DIST, NotBuilt, assets

_KEPT = (
    "scanner/main.js", "zxing_reader.wasm", "scheme.js", "css/main.css", "inter-latin-wght-normal.woff2",
)  # fmt: skip
_ICON = "/favicon.svg"
_APPLICATION = {
    "name": "Contrôle des laissez-passer", "short_name": "Contrôle", "lang": "fr", "id": "/controle",
    "start_url": "/controle", "scope": "/controle", "display": "standalone", "orientation": "portrait",
    "background_color": "#ffffff", "theme_color": "#10181f",
    "icons": [{"src": "/controle/icone.svg", "sizes": "any", "type": "image/svg+xml", "purpose": "any maskable"}],
}  # fmt: skip
_DRAWN = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512"><path fill="#10181f" d="M0 0h512v512H0z"/>'
    '<path fill="none" stroke="#fff" stroke-width="28" stroke-linecap="round" stroke-linejoin="round"'
    ' d="M144 200v-56h56M312 144h56v56M368 312v56h-56M200 368h-56v-56m52-56 42 42 82-92"/></svg>'
)


@get("/controle/sw.js", sync_to_thread=False, include_in_schema=False)
def worker() -> Response[str]:
    """The service worker, with the addresses of the files it keeps; another name for each build."""
    return worker_of("/controle", "joptimiz-controle", _KEPT, [_ICON, "/controle/icone.svg"])


def worker_of(page: str, name: str, built: Sequence[str], more: Sequence[str]) -> Response[str]:
    """The script that keeps a page and all it needs, under a name of its own."""
    try:
        address = assets()
        kept = [*map(address, built), *more]
        script = (DIST / address("scanner/worker.js").rpartition("/")[2]).read_text("utf-8")
    except NotBuilt:
        return Response("", media_type="text/javascript", status_code=HTTP_503_SERVICE_UNAVAILABLE)
    stamp = sha256("\n".join([*kept, script]).encode()).hexdigest()[:12]
    told = {"PAGE": page, "PREFIX": f"{name}-", "ASSETS": kept, "STAMP": stamp}
    head = f"const {','.join(f'{each}={json.dumps(value)}' for each, value in told.items())};\n"
    headers = {"cache-control": "no-cache", "service-worker-allowed": page}
    return Response(head + script, media_type="text/javascript; charset=utf-8", headers=headers)


@get("/controle/manifeste.webmanifest", sync_to_thread=False, include_in_schema=False)
def manifest() -> Response[str]:
    """What the application is called, and how it opens."""
    text = json.dumps(_APPLICATION, ensure_ascii=False)
    return Response(text, media_type="application/manifest+json", headers={"cache-control": "public, max-age=3600"})


@get("/controle/icone.svg", sync_to_thread=False, include_in_schema=False)
def icon() -> Response[str]:
    """Its icon."""
    return Response(_DRAWN, media_type="image/svg+xml", headers={"cache-control": "public, max-age=86400"})


handlers = [worker, manifest, icon]
