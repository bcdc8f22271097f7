"""The desk of carriers as a browser finds it, before places that propose derogations."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import httpx
from desking import Place
from signing import NOW, SignedByCookie
from visits import HERE

from cirqliz.needs import Sealing
from cirqliz.service.deciding import Decision, decide
from cirqliz.service.derogations import Derogations
from cirqliz.service.listing import list_asked
from tenants.who import Who

HOME = "/derogations"
OLD: dict[str, int | str] = {"category": "N1", "gvw_kg": 3500, "critair": "4", "energy": "diesel"}


@dataclass
class Desk:
    """A browser of a carrier, the places it delivers in, and the room behind."""

    client: httpx.AsyncClient
    who: Who
    places: Sequence[Place]
    on: Derogations
    vehicles: Sequence[str]

    @property
    def carrier(self) -> UUID:
        """The organisation it asks for."""
        assert self.who.acting is not None
        return UUID(self.who.acting.carrier)

    @property
    def towns(self) -> str:
        """The question of its places alone."""
        return "&".join(f"t={place.slug}" for place in self.places)

    async def read(self, path: str, status: int = 200) -> str:
        """A page as it is read."""
        answer = await self.client.get(path)
        assert answer.status_code == status, answer.text
        return plain(answer.text)

    async def raw(self, path: str) -> str:
        """A page as it is sent."""
        return (await self.client.get(path)).text

    async def send(self, page: str, at: str = "", status: int = 303, **filled: str | list[str]) -> str:
        """Open a page and send a form of it; where it leads, or what it answers."""
        bound = re.findall(r'name="form" value="(\w+)"', await self.raw("/pieces"))[-1]
        answer = await self.client.post(at or page, data={"form": bound, **filled}, headers={"origin": HERE})
        assert answer.status_code == status, answer.text
        return answer.headers["location"] if status == 303 else plain(answer.text)

    async def ask_all(self, **filled: str) -> str:
        """Ask for all that there is; where it leads."""
        page = f"{HOME}/demander?{self.towns}"
        shown = await self.raw(page)
        taken = re.findall(r'name="take" value="([^"]+)"', shown)
        lot = re.findall(r'name="lot" value="([^"]+)"', shown)[0]
        return await self.send(page, take=taken, **{"lot": lot, "debut": NOW.date().isoformat()} | filled)

    async def settle(self, granted: bool) -> str:
        """Have the first request of the first place decided; its id."""
        waits = [each for each in await list_asked(self.who) if each.state in ("open", "question")]
        first = next(each for each in waits if each.territory == self.places[0].slug)
        await decide(
            self.on, self.places[0].officer, [first.id], Decision(granted, "" if granted else "Hors de l’article.")
        )
        return str(first.id)


def plain(text: str) -> str:
    """A page as it is read."""
    kept = re.sub(r"<(style|script|svg)\b.*?</\1>", "", text, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", kept)).split())


@dataclass
class Ground:
    """The product, and two places that propose derogations."""

    app: SignedByCookie
    on: Derogations
    places: Sequence[Place]
    sealing: Sealing
