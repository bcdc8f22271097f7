"""What installs on a telephone and opens there without a network: scanner, passes, right of a fleet, disc."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.status_codes import HTTP_503_SERVICE_UNAVAILABLE

from joptimiz.public.assets import DIST, NotBuilt, assets
from joptimiz.public.icons import CLOCK, PASSES, SCANNER, SIZES, Stroke, listed, png, svg

_ALL = ("scheme.js", "css/main.css", "inter-latin-wght-normal.woff2")


@dataclass(frozen=True, slots=True)
class Installed:
    """An application: where it is, its caches, its worker and what that keeps, what it says of itself."""

    home: str
    name: str
    worker: str
    kept: tuple[str, ...]
    said: Mapping[str, object]
    drawn: tuple[Stroke, ...]
    scope: str = ""
    """Below which addresses its pages stand, where its home is not above them all."""

    def script(self) -> Response[str]:
        """Its service worker, with the addresses of the files it keeps; another stamp for each build."""
        try:
            address = assets()
            kept = [*map(address, (*self.kept, *_ALL)), "/favicon.svg", f"{self.home}/icone.svg"]
            script = (DIST / address(self.worker).rpartition("/")[2]).read_text("utf-8")
        except NotBuilt:
            return Response("", media_type="text/javascript", status_code=HTTP_503_SERVICE_UNAVAILABLE)
        stamp = sha256("\n".join([*kept, script]).encode()).hexdigest()[:12]
        told = {"PAGE": self.home, "PREFIX": f"{self.name}-", "ASSETS": kept, "STAMP": stamp}
        head = f"const {','.join(f'{each}={json.dumps(value)}' for each, value in told.items())};\n"
        headers = {"cache-control": "no-cache", "service-worker-allowed": self.scope or self.home}
        return Response(head + script, media_type="text/javascript; charset=utf-8", headers=headers)

    def manifest(self) -> Response[bytes]:
        """What it is called, and how it opens."""
        said = {
            "lang": "fr", "id": self.home, "start_url": self.home, "scope": self.scope or self.home,
            "display": "standalone", "background_color": "#ffffff", "theme_color": "#10181f",
            "icons": listed(self.home), **self.said,
        }  # fmt: skip
        text = json.dumps(said, ensure_ascii=False)
        return _kept_an_hour(text.encode(), "application/manifest+json")


CHECKS = Installed(
    "/controle", "joptimiz-controle", "scanner/worker.js", ("scanner/main.js", "leaving.js", "zxing_reader.wasm"),
    {
        "name": "Contrôle des laissez-passer", "short_name": "Contrôle", "orientation": "portrait",
        "shortcuts": [
            {"name": "Saisir une plaque", "url": "/controle?saisie=plaque"},
            {"name": "Saisir un numéro", "url": "/controle?saisie=numero"},
        ],
    },
    SCANNER,
)  # fmt: skip
CARRIED = Installed(
    "/derogations/laissez-passer", "joptimiz-laissez-passer", "carried/worker.js", ("carried/main.js", "leaving.js"),
    {"name": "Mes laissez-passer", "short_name": "Laissez-passer"},
    PASSES,
)  # fmt: skip

PHONE = Installed(
    "/laissez-passer", "joptimiz-telephone", "scanner/worker.js", ("phone/main.js",),
    {"name": "Laissez-passer de flotte", "short_name": "Laissez-passer"},
    PASSES,
)  # fmt: skip

# It stands at two addresses, its own and that of a sign.
DISC = Installed(
    "/disque", "joptimiz-disque", "disc/worker.js", ("disc/main.js",),
    {"name": "Disque de livraison", "short_name": "Disque", "orientation": "portrait", "theme_color": "#0b4f6c"},
    CLOCK,
    scope="/",
)  # fmt: skip


def _kept_an_hour(data: bytes, media_type: str) -> Response[bytes]:
    return Response(data, media_type=media_type, headers={"cache-control": "public, max-age=3600"})


def _doors(which: Installed) -> list[HTTPRouteHandler]:
    """Its worker, its manifest, its icons."""

    @get(f"{which.home}/sw.js", sync_to_thread=False, include_in_schema=False)
    def worker() -> Response[str]:
        return which.script()

    @get(f"{which.home}/manifeste.webmanifest", sync_to_thread=False, include_in_schema=False)
    def manifest() -> Response[bytes]:
        return which.manifest()

    @get(f"{which.home}/icone.svg", sync_to_thread=False, include_in_schema=False)
    def icon() -> Response[bytes]:
        return _kept_an_hour(svg(which.drawn).encode(), "image/svg+xml")

    return [worker, manifest, icon, *(_picture(which, size) for size in SIZES)]


def _picture(which: Installed, size: int) -> HTTPRouteHandler:
    @get(f"{which.home}/icone-{size}.png", sync_to_thread=True, include_in_schema=False)
    def picture() -> Response[bytes]:
        return _kept_an_hour(png(which.drawn, size), "image/png")

    return picture


handlers = [*_doors(CHECKS), *_doors(CARRIED), *_doors(PHONE), *_doors(DISC)]
