"""A page with an order to edit, served with the headers of the house by a real door over a shared history."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from urllib.parse import parse_qs, urlsplit

from joptimiz.security import HEADERS
from rules.compiler import check_alone
from rules.edits import wire
from rules.edits.changes import Mismatch
from rules.edits.completion import complete, hover
from rules.edits.history import History
from rules.model import Source

DIST = Path(__file__).resolve().parents[3] / "platform" / "joptimiz" / "static" / "dist"
TYPES = {".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2"}
PAGE = """<!doctype html>
<html lang="fr"{scheme}><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Règles</title><link rel="stylesheet" href="/dist/{main}"><link rel="stylesheet" href="/dist/{css}"></head>
<body class="page"><main><h1>Marché du samedi</h1>
<form method="post" action="/text"><p><label for="text">Règles en YAML</label></p>
<textarea id="text" name="text" data-desk="/text" data-revision="{revision}">{text}</textarea></form>
<section><h2>Semaine</h2><div data-week="/week" data-today="2026-11-30"></div></section>
<section><h2>Année</h2><div data-year="/week" data-today="2026-11-30"></div></section></main>
<script type="module" src="/dist/{script}"></script></body></html>"""


class Served:
    """One text, its history, and whether the network holds."""

    def __init__(self, text: str) -> None:
        self.history = History(text)
        self.lock = Lock()
        self.url = ""
        self.down = False
        forbidden = [
            [f"2026-{date}T06:00:00+01:00", f"2026-{date}T14:00:00+01:00"] for date in ("12-05", "12-12", "12-19")
        ]
        edges = [
            "2026-11-01T00:00:00+01:00",
            *(edge for pair in forbidden for edge in pair),
            "2027-11-01T00:00:00+01:00",
        ]
        allowed = [edges[at : at + 2] for at in range(0, len(edges), 2)]
        self.week = {"timezone": "Europe/Paris", "zones": [{"allowed": allowed, "forbidden": forbidden}]}

    def answer(self, path: str, body: object) -> object:
        """What the door says; `Mismatch` for what it cannot read."""
        match path:
            case "/text":
                push = wire.read_push(body)
                return wire.news(push.revision, self.history.push(push.revision, push.changes, push.by))
            case "/text/problems":
                assert isinstance(body, dict)
                return wire.problems(check_alone(Source("marche.yaml", body["text"])))
            case "/text/complete":
                asked = wire.read_question(body)
                return wire.completions(complete(asked.text, asked.line, asked.column))
            case "/text/hover":
                asked = wire.read_question(body)
                return wire.explanation(hover(asked.text, asked.line, asked.column))
        return self.week

    def page(self, query: dict[str, list[str]]) -> str:
        """The page, as without script."""
        names = json.loads((DIST / "manifest.json").read_text(encoding="utf-8"))
        scheme = f' data-theme="{query["scheme"][0]}"' if "scheme" in query else ""
        text = self.history.text.replace("&", "&amp;").replace("<", "&lt;")
        files = {"main": names["css/main.css"], "css": names["css/desk.css"], "script": names["desk/desk.js"]}
        return PAGE.format(scheme=scheme, text=text, revision=self.history.revision, **files)


class Handler(BaseHTTPRequestHandler):
    """One request; the class of a test knows what it serves."""

    served: Served

    def do_GET(self) -> None:
        """The page, its files, what was accepted."""
        parts = urlsplit(self.path)
        query = parse_qs(parts.query)
        if parts.path.startswith("/dist/"):
            path = DIST / Path(parts.path).name
            self._send(200, TYPES[path.suffix], path.read_bytes())
        elif parts.path == "/text":
            revision = int(query["since"][0])
            self._json(lambda: wire.news(revision, self.served.history.since(revision)))
        elif parts.path == "/":
            self._send(200, "text/html; charset=utf-8", self.served.page(query).encode())
        else:
            self._send(404, "text/plain", b"")

    def do_POST(self) -> None:
        """The door."""
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self._json(lambda: self.served.answer(urlsplit(self.path).path, body))

    def _json(self, answer: Callable[[], object]) -> None:
        if self.served.down:
            self._send(503, "text/plain", b"")
            return
        with self.served.lock:
            try:
                said = answer()
            except Mismatch:
                self._send(409, "text/plain", b"")
                return
        self._send(200, "application/json", json.dumps(said).encode())

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        for name, value in {**HEADERS, "content-type": kind, "content-length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name the library gives
        """Silent."""


@contextmanager
def serving(text: str) -> Iterator[Served]:
    """A page on this text, until the end of the block."""
    served = Served(text)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Serving", (Handler,), {"served": served}))
    server.daemon_threads = True
    served.url = f"http://127.0.0.1:{server.server_port}/"
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
