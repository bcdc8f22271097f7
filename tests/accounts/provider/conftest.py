"""The provider served for real, people signed in at its door, and the independent peers that Node runs."""

import asyncio
import json
import socket
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID, uuid4

import httpx
import pytest
import uvicorn
from arrivals import PEOPLE, Door, open_door
from elsewhere import PEERS, Elsewhere, node_of_peers, provider
from litestar.types import ASGIApp, Receive, Send
from litestar.types import Scope as Connection
from visits import HERE

from accounts.core.oidc import PERSONAL, Client, Kind
from accounts.service.provider import add_client
from accounts.service.signed import Signed
from accounts.web.asking import SIGNED
from joptimiz.app import create_app
from joptimiz.head import HeadAsGet
from joptimiz.wiring import Services, wire
from tenants.database import Scope, scoped
from tenants.migrate import Addresses
from tenants.settings import Settings
from tenants.shelf import Shelf
from tenants.snapshot import Snapshot
from tenants.who import Who

VERIFIER = "a-verifier-that-is-long-enough-to-be-one-0123456789"


def code_of(answer: httpx.Response) -> str:
    """The code in the address a browser is sent to."""
    assert answer.status_code == 303, answer.text
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))["code"]


@dataclass
class SignedIn:
    """In the place of the sign-in pages: the cookie `who` names somebody signed in."""

    app: ASGIApp
    people: dict[str, Signed] = field(default_factory=dict)

    async def __call__(self, scope: Connection, receive: Receive, send: Send) -> None:
        """Leave who is signed in where doors look for it."""
        if "headers" in scope:
            for name, value in scope["headers"]:
                if name == b"cookie" and (found := self.people.get(value.decode().removeprefix("who="))):
                    scope[SIGNED] = found  # type: ignore[literal-required]
        await self.app(scope, receive, send)


@dataclass
class Site:
    """The product on loopback, its clock, and who is signed in."""

    address: str
    services: Services
    door: SignedIn
    offset: timedelta = timedelta()

    def now(self) -> datetime:
        """The site's hour."""
        return datetime.now(UTC) + self.offset  # noqa: TID251  # peers have their own clock: ours starts from it

    async def sign_in(self, name: str = "Camille Exemple", *, strong: bool = True) -> Signed:
        """A new person, signed in; the cookie is `who=<session>`."""
        email = f"{uuid4()}@example.org"
        async with scoped(Scope(door="test")) as connection:
            person: UUID = await connection.fetchval(
                "INSERT INTO person (email, name, verified_at) VALUES ($1, $2, now()) RETURNING id", email, name
            )
        means = ("pwd", "otp") if strong else ("pwd",)
        signed = Signed(uuid4(), Who(person, name, email, strong=strong), self.now(), means)
        self.door.people[str(signed.session)] = signed
        return signed

    async def add(self, kind: Kind = "confidential", **more: object) -> tuple[Client, str]:
        """A client of this kind and its secret."""
        machine = kind == "machine"
        plain: dict[str, object] = {
            "scopes": ("decisions:read",) if machine else tuple(PERSONAL),
            "redirect_uris": () if machine else ("http://127.0.0.1:9/back",),
        }
        client = Client(client_id="", name="Essai", kind=kind, **plain | more)  # type: ignore[arg-type]
        kept, secret = await add_client(client, self.now())
        return kept, secret or ""

    async def authorize(self, client: Client, signed: Signed | None, **more: str | None) -> httpx.Response:
        """What the authorization endpoint answers this person's browser; None leaves a parameter out."""
        challenge = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "client_id": client.client_id, "redirect_uri": "http://127.0.0.1:9/back", "response_type": "code",
            "scope": "openid profile email roles", "state": "a state", "nonce": "a nonce", "code_challenge": challenge,
            "code_challenge_method": "S256",
        } | more  # fmt: skip
        async with self.http(signed) as browser:
            return await browser.get(
                "/oauth/authorize", params={name: value for name, value in asked.items() if value is not None}
            )

    async def post(self, path: str, client: Client, secret: str, **form: str) -> httpx.Response:
        """What an endpoint answers this client."""
        async with self.http() as http:
            basic = httpx.BasicAuth(client.client_id, secret) if secret else httpx.USE_CLIENT_DEFAULT
            named = form if secret else form | {"client_id": client.client_id}
            return await http.post(f"/oauth/{path}", data=named, auth=basic)

    async def exchange(self, client: Client, secret: str, code: str, **more: str) -> httpx.Response:
        """A code against tokens."""
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": "http://127.0.0.1:9/back"}
        return await self.post("token", client, secret, **form | {"code_verifier": VERIFIER} | more)

    async def tokens(self, client: Client, secret: str, signed: Signed, **more: str) -> dict[str, str]:
        """Somebody signed in to a client, from beginning to end."""
        answer = await self.exchange(client, secret, code_of(await self.authorize(client, signed, **more)))
        assert answer.status_code == 200, answer.text
        told: dict[str, str] = answer.json()
        return told

    def http(self, signed: Signed | None = None) -> httpx.AsyncClient:
        """A browser of this person, or of nobody; it follows no redirect."""
        cookies = {"who": str(signed.session)} if signed else {}
        return httpx.AsyncClient(base_url=self.address, cookies=cookies, trust_env=False)


@pytest.fixture(scope="session")
async def site(database: Addresses, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    """The product, served by uvicorn on loopback."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()  # before uvicorn does: whoever calls first only waits
    port = listener.getsockname()[1]
    data = tmp_path_factory.mktemp("provider")
    services = wire(Settings.of({"JOPTIMIZ_DATA": str(data), "PORT": str(port)}), Shelf(Snapshot.of({})))
    door = SignedIn(HeadAsGet(create_app(services)))
    site = Site(f"http://127.0.0.1:{port}", services, door)
    services.now = site.now
    server = uvicorn.Server(uvicorn.Config(door, log_level="warning", access_log=False, lifespan="off"))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    yield site
    server.should_exit = True
    await serving
    await services.provider.stop()


@pytest.fixture
def clock(site: Site) -> Iterator[Site]:
    """The site, whose clock a test may move: it comes back afterwards."""
    yield site
    site.offset = timedelta()


@pytest.fixture(scope="session")
def peers() -> list[str]:
    """Node, where the peers are installed as their lock file says."""
    return node_of_peers()


type RunPeer = Callable[[str, dict[str, object]], Awaitable[dict[str, str | None]]]


@pytest.fixture(scope="session")
def run_peer(peers: list[str]) -> RunPeer:
    """Runs a script of the peers: what it found wrong, check by check; None where nothing is."""

    async def run(script: str, settings: dict[str, object]) -> dict[str, str | None]:
        process = await asyncio.create_subprocess_exec(
            *peers, "--no-warnings", script, json.dumps(settings), cwd=PEERS,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        async with asyncio.timeout(120):
            out, err = await process.communicate()
        assert process.returncode == 0, err.decode()
        return {told["check"]: told["wrong"] for told in map(json.loads, out.decode().splitlines())}

    return run


@pytest.fixture(scope="session")
def elsewhere() -> Iterator[Elsewhere]:
    """The provider known as ProConnect."""
    with provider(PEOPLE, HERE) as there:
        yield there


@pytest.fixture(scope="session")
def firm() -> Iterator[Elsewhere]:
    """The provider of an organisation."""
    with provider(PEOPLE, HERE) as there:
        yield there


@pytest.fixture
async def door(database: Addresses, elsewhere: Elsewhere, tmp_path: Path) -> Door:
    """The product with ProConnect in place."""
    return await open_door(elsewhere, tmp_path)
