"""The list sent where a territory wants it: signed, tried again, stopped; never to the inside."""

import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from uuid import uuid4

import pytest

from accounts.service.sealing import Seal
from accounts.service.secret import Secret
from cirqliz.service.asking import ask
from cirqliz.service.deciding import Decision, decide
from cirqliz.service.pushing import PAUSES, Sender, add_push, list_pushes, push_due, push_now, stop_push
from cirqliz.service.refusals import Refused
from connectors.pushes import SIGNATURE, send, trouble_of
from tenants.database import Scope, scoped
from tenants.errors import Conflict, NotFound, Unreadable

from .conftest import NOW, Town, officer

HERE = "http://localhost:8000"


@dataclass
class Heard:
    """A server of a territory: what it was sent, and what it answers."""

    port: int = 0
    answers: list[int] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}/liste"


@contextmanager
def hearing(*answers: int) -> Iterator[Heard]:
    """Serve until done; 200 once the answers are over."""
    heard = Heard(answers=list(answers))

    class Ear(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the library’s own convention
            heard.bodies.append(self.rfile.read(int(self.headers["content-length"])))
            heard.headers.append({name.lower(): value for name, value in self.headers.items()})
            self.send_response(heard.answers.pop(0) if heard.answers else 200)
            self.send_header("location", "http://127.0.0.1:1/ailleurs")
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Ear) as server:
        heard.port = server.server_port
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield heard
        server.shutdown()
        thread.join()


def sender(town: Town, tmp_path: object, **later: float) -> Sender:
    """What sends, at some time after."""
    seal = Seal(Secret("essai" * 10, tmp_path))  # type: ignore[arg-type]
    return Sender(replace(town.on, now=lambda: NOW + timedelta(**later)), seal, HERE)


async def test_the_list_is_sent_signed_each_hour(town: Town, tmp_path: object) -> None:
    """At once, then once an hour, and when asked; the secret that was shown proves each; stopped, nothing leaves."""
    admin = await officer(town.slug, "admin")
    (made,) = await ask(town.on, town.owner, uuid4(), [town.wish()])
    await decide(town.on, town.officers[0], [made.id], Decision(granted=True, reason=""))
    with hearing() as heard:
        push, secret = await add_push(sender(town, tmp_path), admin, heard.url, "hour")
        counts = [await push_due(sender(town, tmp_path, minutes=minutes), town.slug) for minutes in (0, 1, 59, 60, 61)]
        assert counts == [1, 0, 0, 1, 0]
        await push_now(town.on, admin, push)
        assert await push_due(sender(town, tmp_path, minutes=62), town.slug) == 1
        await stop_push(town.on, admin, push)
        assert await push_due(sender(town, tmp_path, hours=5), town.slug) == 0
    assert [one["immatriculation"] for one in json.loads(heard.bodies[0])["derogations"]] == ["AB100CD"]
    for body, headers in zip(heard.bodies, heard.headers, strict=True):
        seconds, _, proof = headers[SIGNATURE].removeprefix("t=").partition(",v1=")
        assert proof == hmac.new(secret.encode(), f"{seconds}.".encode() + body, sha256).hexdigest()
    assert await list_pushes(admin) == ()
    async with scoped(Scope(town.slug)) as connection:
        row = await connection.fetchrow("SELECT secret FROM derogation_push WHERE id = $1", push)
        assert row["secret"] == b""
        assert await connection.fetchval("SELECT count(*) FROM audit WHERE what = 'derogation.exported'") == 3


async def test_what_is_refused_is_tried_again(town: Town, tmp_path: object) -> None:
    """After one, five, fifteen and thirty minutes; the page shows each result; then the next night is waited for."""
    admin = await officer(town.slug, "admin")
    with hearing(503, 302) as heard:
        await add_push(sender(town, tmp_path), admin, heard.url, "day")
        tried = [await push_due(sender(town, tmp_path, minutes=minutes), town.slug) for minutes in (0, 0.5, 1, 5, 6, 7)]
        assert tried == [1, 0, 1, 0, 1, 0]
        (push,) = await list_pushes(admin)
        assert [run.status for run in push.runs] == [200, 302, 503]
        assert "renvoie ailleurs" in push.runs[1].note
        assert not push.waiting
    # Nobody answers at that address any more.
    await push_now(town.on, admin, push.id)
    later, count = timedelta(minutes=10), 0
    for _ in range(8):
        count += await push_due(sender(town, tmp_path, seconds=later.total_seconds()), town.slug)
        later += max(PAUSES)
    assert count == len(PAUSES) + 1
    (push,) = await list_pushes(admin)
    assert (push.waiting, push.runs[0].status, push.runs[0].taken) == (False, None, False)


async def test_two_nodes_send_once(town: Town, tmp_path: object) -> None:
    """What one has taken the other leaves, until its lease is over."""
    admin = await officer(town.slug, "admin")
    with hearing() as heard:
        push, _ = await add_push(sender(town, tmp_path), admin, heard.url, "hour")
        async with scoped(Scope(town.slug, role="automatic")) as connection:
            await connection.execute(
                "UPDATE derogation_push SET slot = $2, done = false, attempts = 1, again_at = $3 WHERE id = $1",
                push, NOW, NOW + timedelta(minutes=5),
            )  # fmt: skip
        tried = [await push_due(sender(town, tmp_path, minutes=minutes), town.slug) for minutes in (1, 4, 5)]
        assert tried == [0, 0, 1]


async def test_who_may_and_what_may_be_given(town: Town, tmp_path: object) -> None:
    """Administrators alone; five at most; wrong addresses are told; another territory’s is not found."""
    admin, with_ = await officer(town.slug, "admin"), sender(town, tmp_path)
    with pytest.raises(Refused):
        await add_push(with_, town.officers[0], "https://exemple.fr/", "day")
    with pytest.raises(Unreadable) as caught:
        await add_push(with_, admin, "ftp://exemple.fr", "parfois")
    assert [problem.pointer for problem in caught.value.problems] == ["/url", "/every"]
    for number in range(5):
        await add_push(with_, admin, f"https://exemple.fr/{number}", "day")
    with pytest.raises(Conflict, match="déjà"):
        await add_push(with_, admin, "https://exemple.fr/6", "day")
    (first, *_) = await list_pushes(admin)
    stranger = replace(admin, acting=replace(admin.acting, territory="ailleurs"))  # type: ignore[type-var]
    with pytest.raises(NotFound):
        await stop_push(town.on, stranger, first.id)


@pytest.mark.parametrize(
    "url",
    [
        "http://exemple.fr/", "https://moi:secret@exemple.fr/", "https://exemple.fr/#x", "https:///x", "https://[::1",
        "https://exemple.fr:99999/", "https://exemple .fr/", "https://" + "a" * 600 + ".fr/", "javascript:alert(1)", "",
    ],
)  # fmt: skip
def test_addresses_that_are_refused_as_written(url: str) -> None:
    """Said before anything is sent."""
    assert trouble_of(url) is not None


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "10.0.0.8", "169.254.169.254", "192.168.1.1", "[::1]", "[::ffff:127.0.0.1]", "[fd00::1]",
     "0.0.0.0", "100.64.0.1", "2130706433", "[64:ff9b::7f00:1]"],
)  # fmt: skip
async def test_nothing_is_sent_to_the_inside(host: str) -> None:
    """Private, link-local, loopback in any spelling: no server is reached from a site that is not of this machine."""
    with hearing() as heard:
        sent = await send(f"https://{host}:{heard.port}/", b"{}", b"s", 1, here="https://joptimiz.example")
    assert (sent.status, sent.taken, heard.bodies) == (None, False, [])
    assert "public" in sent.note
