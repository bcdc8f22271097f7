"""The product's door with ProConnect in place, visitors who come in by it, and what they need."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import httpx
from desks import SOURCES, Clock
from elsewhere import FIRM, FIRM_SECRET, Elsewhere, agent, away_of, come_back, siret_of
from signing import some_person, some_siret
from visits import HERE, Visit, services

from accounts.service.sessions import find
from joptimiz.app import create_app
from joptimiz.wiring import Services
from tenants.database import NOBODY, Scope, scoped
from tenants.who import Role, Who

SIREN = f"{uuid4().int % 10**9:09}"
SIRET = siret_of(SIREN)
TOWN = f"arrivee-{SIREN}"
MAIL = f"{SIREN}.example.fr"
PEOPLE = {
    **{name: agent(f"{name}@{MAIL}", SIRET) for name in (
        "first", "invited", "known", "refused", "leaver", "closer", "english", "link", "other", "late"
    )},
    "nowhere": agent(f"nowhere@{MAIL}", some_siret()),
    "weak": agent(f"weak@{MAIL}", SIRET, acr="eidas1", amr=["pwd"]),
    "nameless": {"siret": SIRET, "acr": "eidas1-mfa", "amr": ["pwd", "mfa"]},
    "employee": {"name": "Sacha Martin", "email": f"employee@{MAIL}", "acr": "eidas1", "amr": ["pwd"]},
    "stranger": {"name": "Alix Durand", "email": f"stranger@{MAIL}", "acr": "eidas1", "amr": ["pwd"]},
    "member": {"name": "Noa Petit", "email": f"member@{MAIL}", "acr": "eidas1", "amr": ["pwd"]},
}  # fmt: skip


@dataclass
class Door:
    """The product, and visitors at its door."""

    wired: Services
    visit: Callable[[], Visit]
    clock: Clock
    there: Elsewhere

    async def arrive(
        self, who: str, *, visit: Visit | None = None, at: str = "/connexion/proconnect"
    ) -> httpx.Response:
        """What the browser of somebody is answered when it comes back."""
        visit = visit or self.visit()
        away = await visit.fill("/connexion/proconnect", at=at)
        assert away.status_code == 200, away.text
        back = await self.back(away, who)
        return await visit.client.get(back)

    async def back(self, away: httpx.Response, who: str) -> str:
        """The address by which a browser comes back."""
        async with httpx.AsyncClient(trust_env=False) as there:
            return await come_back(there, away_of(away), who, HERE)


async def open_door(elsewhere: Elsewhere, folder: Path) -> Door:
    """The product with ProConnect in place, on the clock of the provider."""
    async with scoped(Scope(door="test")) as connection:
        await connection.execute(
            "INSERT INTO territory (slug, name, siren, timezone) VALUES ($1, $2, $3, 'Europe/Paris')"
            " ON CONFLICT DO NOTHING",
            TOWN, "Ville d’Arrivée", SIREN,
        )  # fmt: skip
    wired, post, clock = services(folder, **elsewhere.settings)
    clock.at = datetime.now(UTC)  # noqa: TID251  # the provider has its own clock

    app = create_app(wired)

    def visit() -> Visit:
        transport = httpx.ASGITransport(app, client=(f"203.0.113.{next(SOURCES) % 250}", 1))  # type: ignore[arg-type]
        client = httpx.AsyncClient(transport=transport, base_url=HERE)
        return Visit(client, post, clock, f"{uuid4()}@example.org")

    return Door(wired, visit, clock, elsewhere)


async def signed(visit: Visit) -> Who:
    """Who a browser is."""
    found = await find(visit.client.cookies["joptimiz"], visit.clock())
    assert found is not None
    return found.signed.who


async def admin_of(town: str) -> Who:
    """An administrator of a territory."""
    who = await some_person()
    async with scoped(Scope(door="test")) as connection:
        await connection.execute(
            "INSERT INTO role_held (person, name, territory, granted_by) VALUES ($1, 'admin', $2, 'test')",
            who.person, town,
        )  # fmt: skip
    role = Role("admin", town)
    return Who(who.person, who.name, who.email, (role,), role)


async def invite(email: str, role: str, place: UUID | str, by: Who, authority: str = "") -> None:
    """An invitation that waits."""
    organisation, territory = (None, place) if isinstance(place, str) else (place, None)
    async with scoped(NOBODY) as connection:
        await connection.execute(
            "INSERT INTO invitation (token_sha256, email, role, authority, territory, organisation, invited_by,"
            " expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, now() + interval '7 days')",
            uuid4().hex, email, role, authority, territory, organisation, by.person,
        )  # fmt: skip


async def owner_at(door: Door) -> tuple[Visit, UUID]:
    """A carrier's owner, signed in; the carrier."""
    visit = door.visit()
    await visit.join()
    made = await visit.fill(
        "/organisation/nouvelle", kind="carrier", name="Transports", country="FR", siret=some_siret()
    )
    assert made.status_code == 303, made.text
    acting = (await signed(visit)).acting
    assert acting is not None
    return visit, UUID(acting.carrier)


def source_form(there: Elsewhere, **more: str) -> dict[str, str]:
    """What the owner types."""
    return {
        "name": "Transports", "issuer": there.issuer, "client_id": FIRM, "secret": FIRM_SECRET,
        "authentication": "client_secret_basic", "domain": MAIL,
    } | more  # fmt: skip


async def entrance(visit: Visit, word: str, owner: str) -> str:
    """Where one presses to go through an organisation."""
    found = await visit.fill("/connexion/organisation", word=word)
    rows = re.findall(r'<b>([^<]+)</b>.*?action="(/connexion/organisation/[^"]+)"', found.text, re.DOTALL)
    return str(dict(rows)[owner])
