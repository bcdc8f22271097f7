"""The OpenAPI document at /schema/openapi.json, and a viewer that asks no other host and runs no inline script."""

from litestar.connection import Request
from litestar.datastructures import State
from litestar.openapi.plugins import JsonRenderPlugin, OpenAPIRenderPlugin

from joptimiz.public.assets import assets

_PAGE = """<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Interface de programmation · JOPTIMIZ</title>
<link rel="icon" href="/favicon.svg">
<link rel="stylesheet" href="{style}">
</head>
<body>
<header class="back"><a href="/">← La carte de JOPTIMIZ</a></header>
<main id="schema" data-url="/schema/openapi.json"></main>
<script type="module" src="{script}"></script>
</body>
</html>
"""


class Viewer(OpenAPIRenderPlugin):
    """Swagger UI, from our own build."""

    def render(self, request: Request[object, object, State], openapi_schema: dict[str, object]) -> bytes:  # noqa: ARG002
        """The page; the script reads the document itself."""
        built = assets()
        return _PAGE.format(style=built("css/schema.css"), script=built("schema.js")).encode()


VIEWERS = (Viewer(path="/"), JsonRenderPlugin(path="/openapi.json"))
