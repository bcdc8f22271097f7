"""A browser on the pages, over the real application."""

import re
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
from desks import PASSWORD, Clock, Post

from joptimiz.app import create_app
from joptimiz.wiring import Services, wire
from tenants.settings import Settings
from tenants.shelf import Shelf

HERE = "http://localhost:8000"


@dataclass
class Visit:
    """A browser, what it reads by mail, and the clock of the product."""

    client: httpx.AsyncClient
    post: Post
    clock: Clock
    email: str
    origin: str = HERE

    async def fill(self, page: str, /, at: str | None = None, **filled: str) -> httpx.Response:
        """Open a page, and send its form."""
        shown = await self.client.get(page)
        bound = re.search(r'name="form" value="(\w+)"', shown.text)
        assert bound, shown.text
        sent = filled | {"form": bound[1]}
        return await self.client.post(at or page, data=sent, headers={"origin": self.origin})

    async def script(self, page: str, at: str, body: bytes | str = b"") -> httpx.Response:
        """Open a page, and send what its script sends."""
        bound = re.search(r'name="form" value="(\w+)"', (await self.client.get(page)).text)
        assert bound
        headers = {"origin": self.origin, "x-joptimiz-form": bound[1]}
        return await self.client.post(at, content=body, headers=headers)

    async def join(self) -> httpx.Response:
        """Open an account and be signed in."""
        await self.fill("/inscription", name="Camille", email=self.email, password=PASSWORD)
        return await self.fill(f"/confirmer/{self.post.token()}", password=PASSWORD)


def services(folder: Path, **settings: str) -> tuple[Services, Post, Clock]:
    """The product's services, with mail and a clock that the test holds."""
    post, clock = Post(), Clock()
    wired = wire(Settings.of({"JOPTIMIZ_DATA": str(folder)} | settings), Shelf(), clock)
    return replace(wired, identity=replace(wired.identity, mail=post)), post, clock


def browser(wired: Services, origin: str, source: str) -> httpx.AsyncClient:
    """A browser of this address."""
    transport = httpx.ASGITransport(create_app(wired), client=(source, 1))  # type: ignore[arg-type]
    return httpx.AsyncClient(transport=transport, base_url=origin)
