"""The online source, played by a server on this machine in the format of the real one."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from connectors.addresses import AddressBook, Geoplateforme
from connectors.addresses.geoplateforme import MOST_A_SECOND, OnlineSilent

# As data.geopf.fr/geocodage/search answers (IGN, « API Géoplateforme - Géocodage »).
RECORDED = {
    "type": "FeatureCollection",
    "features": [{
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [5.724524, 45.188529]},
        "properties": {
            "label": "8 Boulevard du Port 38000 Grenoble", "score": 0.97, "housenumber": "8", "id": "38185_1",
            "name": "8 Boulevard du Port", "postcode": "38000", "citycode": "38185", "x": 913000.1, "y": 6458000.2,
            "city": "Grenoble", "context": "38, Isère", "type": "housenumber", "importance": 0.7,
            "street": "Boulevard du Port", "_type": "address",
        },
    }],
    "query": "8 bd du port",
}  # fmt: skip
type Play = Callable[[BaseHTTPRequestHandler], None]


class Peer(ThreadingHTTPServer):
    """Answers as told, and keeps what was asked."""

    daemon_threads = True
    asked: list[str]
    play: Play


def good(handler: BaseHTTPRequestHandler) -> None:
    send(handler, 200, json.dumps(RECORDED).encode())


def send(handler: BaseHTTPRequestHandler, status: int, body: bytes) -> None:
    handler.send_response(status)
    handler.send_header("content-length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def send_raw(handler: BaseHTTPRequestHandler, data: bytes) -> None:
    handler.wfile.write(data)


def dribble(handler: BaseHTTPRequestHandler) -> None:
    """A byte now and then: each read is quick, the whole is not."""
    handler.send_response(200)
    handler.end_headers()
    for _ in range(40):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.1)


FAULTS: dict[str, Play] = {
    "error": lambda handler: send(handler, 500, b"{}"),
    "too many": lambda handler: send(handler, 429, b"{}"),
    "html": lambda handler: send(handler, 200, b"<html>maintenance</html>"),
    "other shape": lambda handler: send(handler, 200, b'{"features": [{"geometry": null}]}'),
    "huge": lambda handler: send(handler, 200, b" " * 2_000_000),
    "not http": lambda handler: send_raw(handler, b"bonjour\r\n\r\n"),
    "slow": dribble,
}


@pytest.fixture
def peer(monkeypatch: pytest.MonkeyPatch) -> Iterator[Peer]:
    """A server on loopback, never behind a proxy."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server = self.server
            assert isinstance(server, Peer)
            server.asked.append(self.path)
            try:
                server.play(self)
            except OSError:  # the client may have left
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class’s own name
            """Say nothing."""

    server = Peer(("127.0.0.1", 0), Handler)
    server.asked, server.play = [], good
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def client(peer: Peer) -> Geoplateforme:
    return Geoplateforme(f"http://127.0.0.1:{peer.server_address[1]}/geocodage")


def test_it_speaks_the_services_own_words(peer: Peer) -> None:
    online = client(peer)
    found = online.search("8 bd du port & co", 5, (5.7, 45.2))[0]
    assert (found.label, found.accuracy, found.score, found.source) == (
        "8 Boulevard du Port 38000 Grenoble", "numéro", 0.97, "geoplateforme",
    )  # fmt: skip
    assert (found.housenumber, found.street, found.citycode) == ("8", "Boulevard du Port", "38185")
    assert found.distance_m is not None
    assert online.reverse((5.72, 45.18), 1)[0].label == found.label
    search, reverse = (urlsplit(path) for path in peer.asked)
    assert (search.path, reverse.path) == ("/geocodage/search", "/geocodage/reverse")
    asked = {"q": ["8 bd du port & co"], "limit": ["5"], "lon": ["5.7"], "lat": ["45.2"]}
    assert parse_qs(search.query) == asked
    assert parse_qs(reverse.query) == {"lon": ["5.72"], "lat": ["45.18"], "limit": ["1"]}


async def test_it_is_asked_only_when_the_index_knows_nothing_good(town: Path, peer: Peer) -> None:
    book = AddressBook(lambda _slug: town, client(peer))
    local = await book.search("riviera", "6 quai antoine 1er", 5)
    assert (local.addresses[0].source, local.note, peer.asked) == ("osm", None, [])
    online = await book.search("riviera", "8 boulevard zzyzx", 5)
    assert (online.addresses[0].source, online.note, len(peer.asked)) == ("geoplateforme", None, 1)
    assert any("Géoplateforme" in credit for credit in online.credits)
    nowhere = await book.reverse("riviera", (5.72, 45.18), 1)
    assert nowhere.addresses[0].source == "geoplateforme"
    book.close()


@pytest.mark.parametrize("fault", FAULTS)
async def test_its_silence_leaves_the_local_answer(town: Path, peer: Peer, fault: str) -> None:
    """Within two seconds and a little, with a note; then it is left alone for a while."""
    peer.play = FAULTS[fault]
    book = AddressBook(lambda _slug: town, client(peer))
    began = time.monotonic()
    found = await book.search("riviera", "8 boulevard zzyzx", 5)
    assert time.monotonic() - began < 5
    assert found.note is not None
    assert "Géoplateforme" in found.note
    assert all(address.source == "osm" for address in found.addresses)
    if fault != "slow":
        assert "ne répond pas" in str((await book.search("riviera", "8 boulevard zzyzx", 5)).note)
        assert len(peer.asked) == 1
    book.close()


async def test_nobody_is_listening(tmp_path: Path) -> None:
    """No index and no service: an empty answer that says so."""
    book = AddressBook(lambda _slug: tmp_path / "none.sqlite", Geoplateforme("http://127.0.0.1:9/geocodage"))
    found = await book.search("riviera", "8 boulevard du port", 5)
    assert found.addresses == []
    assert found.note is not None
    assert "pas installées" in found.note


def test_no_more_than_fifty_questions_a_second(peer: Peer) -> None:
    """The fifty-first is refused here, not there; a second later it may go, and thirty seconds after a failure."""
    now = [100.0]
    online = Geoplateforme(f"http://127.0.0.1:{peer.server_address[1]}/geocodage", lambda: now[0])
    for _ in range(MOST_A_SECOND):
        online.search("8 boulevard du port", 1)
    with pytest.raises(OnlineSilent, match="Trop de questions"):
        online.search("8 boulevard du port", 1)
    assert len(peer.asked) == MOST_A_SECOND
    now[0] += 1.1
    online.search("8 boulevard du port", 1)
    peer.play = FAULTS["error"]
    with pytest.raises(OnlineSilent, match="n’a pas répondu"):
        online.search("8 boulevard du port", 1)
    peer.play = good
    with pytest.raises(OnlineSilent, match="ne répond pas"):
        online.search("8 boulevard du port", 1)
    now[0] += 31
    assert online.search("8 boulevard du port", 1)
