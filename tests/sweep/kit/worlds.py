"""Two tenants of everything: a territory and one organisation of each kind, everybody in it, and what they keep."""

import io
import random
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from drafting import RULES, SHAPE, rules, territory
from exempt import fill_derogations
from parked import fill_discs
from pypdf import PdfWriter
from signing import signed_again, some_siret

from accounts.core.drafts import Draft
from accounts.core.roles import CARRIER_ROLES, KINDS, ROLE_WORDS, TERRITORY_ROLES
from accounts.service.employers import Employer
from accounts.service.federations import invite_carrier, list_members
from accounts.service.imports import keep_list
from accounts.service.invitations import invite
from accounts.service.organisations import Founding, found
from accounts.service.privacy import receive
from accounts.service.programs import add_program
from accounts.service.requests import ask_access, list_requests
from accounts.service.sessions import open_session
from accounts.service.vehicles import Asked, add_vehicle, list_vehicles
from cirqliz.needs import Sealing
from cirqliz.service.documents import add_documents
from rules.model import Source
from rules.written.plates import Plate
from tenants.audit import record
from tenants.database import NOBODY, Scope, scoped
from tenants.drafts.drawing import draw_zone
from tenants.drafts.editing import Hand
from tenants.drafts.saving import save_text
from tenants.drafts.starting import start_draft
from tenants.drafts.store import get_content
from tenants.drafts.talking import comment
from tenants.face.keeping import Face, change_face
from tenants.facts import say
from tenants.opinion import Opinion
from tenants.registry import publish
from tenants.who import Who

ROLES = tuple(ROLE_WORDS)
"""The thirteen roles there are."""
MACHINE = {"way": "itself", "scope-fleet:read": "1", "scope-fleet:write": "1"}
SITE = {"way": "people", "redirects": "https://x.example/retour"}
ZONE = "zones/centre.geojson"
KIND_OF = dict.fromkeys(CARRIER_ROLES, "carrier") | {kind: kind for kind in KINDS if kind != "carrier"}


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person signed in: the cookie of their browser, and what could be asked for by id."""

    who: Who
    token: str
    session: uuid.UUID
    role: uuid.UUID | None


@dataclass
class Tenant:
    """A territory and organisations that are of one side; `word` stands in everything they keep."""

    slug: str
    word: str
    now: datetime
    organisations: dict[str, uuid.UUID] = field(default_factory=dict)
    people: dict[str, Somebody] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    territorys: dict[str, str] = field(default_factory=dict)
    """What its territory keeps where another kind of owner keeps the like."""
    secrets: set[str] = field(default_factory=set)

    async def settle(self, role: str, means: tuple[str, ...] = ("pwd",)) -> Somebody:
        """Somebody new in this role, signed in and acting in it; without role for the empty name."""
        address = f"{self.word}.{uuid.uuid4().hex}@example.org"
        place = self.organisations.get(KIND_OF.get(role, ""))
        async with scoped(Scope(door="test")) as connection:
            person = await connection.fetchval(
                "INSERT INTO person (email, name) VALUES ($1, $2) RETURNING id", address, f"Personne {self.word}"
            )
            held = role and await connection.fetchval(
                "INSERT INTO role_held (person, name, territory, organisation, granted_by, granted_at)"
                " VALUES ($1, $2, $3, $4, 'test', $5) RETURNING id",
                person, role, self.slug if role in TERRITORY_ROLES else None, place, self.now,
            )  # fmt: skip
            token = await open_session(connection, person, means, f"Appareil {self.word}", self.now)
            session = await connection.fetchval("SELECT id FROM session WHERE person = $1", person)
        who = await signed_again(Who(person, f"Personne {self.word}", address))
        return Somebody(who, token, session, held or None)

    def told(self, text: str) -> set[str]:
        """The secrets of this tenant that a text holds."""
        lower = text.lower()
        return {secret for secret in self.secrets if secret.lower() in lower}


async def open_tenant(slug: str, now: datetime, seal: Sealing) -> Tenant:
    """A tenant with everything there is."""
    tenant = Tenant(f"{slug}-{uuid.uuid4().hex[:6]}", f"zibeline{uuid.uuid4().hex[:10]}", now)
    tenant.secrets.add(tenant.word)
    async with scoped(Scope(territory=tenant.slug, door="test")) as connection:
        # A territory and what it publishes are public: its name is no secret.
        await connection.execute(
            "INSERT INTO territory (slug, name, timezone) VALUES ($1, $1, 'Europe/Paris')", tenant.slug
        )
        await record(connection, "test", "test.recorded", at=now, after={"word": tenant.word})
        await say(connection, "test.happened", {"word": tenant.word})
    founder = await tenant.settle("")
    for kind in KINDS:
        siret = some_siret()
        tenant.secrets.add(siret)
        organisation = await found(founder.who, Founding(kind, f"Maison {tenant.word}", "FR", siret), now)
        tenant.organisations[kind] = organisation.id
    tenant.people = {role: await tenant.settle(role) for role in ("", *ROLES)}
    await _fill(tenant)
    await _fill_territory(tenant)
    await _fill_rules(tenant)
    await fill_derogations(tenant, seal)
    await _fill_outside(tenant)
    await _fill_federation(tenant)
    await _fill_documents(tenant, seal)
    await fill_discs(tenant)
    return tenant


async def _fill(tenant: Tenant) -> None:
    """A vehicle, a list to mend, an invitation, a passkey: each kind of thing that has an id."""
    owner, now = tenant.people["owner"].who, tenant.now
    plate = "".join(random.choices("ABCDEFGH", k=2)) + f"{random.randrange(100, 1000)}ZQ"
    tenant.secrets |= {plate, f"{plate[:2]}-{plate[2:5]}-{plate[5:]}"}
    vehicle = await add_vehicle(owner, Draft(Plate("FR", plate), f"Camion {tenant.word}", {"category": "N1"}), now)
    await add_vehicle(owner, Draft(Plate("FR", "AA111AA"), f"Autre {tenant.word}", {}), now)
    text = f"Immatriculation;Nom\n{plate[:2]}-12O-{plate[5:]};Ligne {tenant.word}\nAB-124-CD;Bonne {tenant.word}\n"
    aside = await keep_list(owner, f"{tenant.word}.csv", text.encode(), now)
    sent = await invite(owner, f"{tenant.word}@example.org", "driver", base="http://localhost", now=now, mail=None)
    page = await list_vehicles(owner, Asked(limit=1))
    async with scoped(NOBODY) as connection:
        invitation = await connection.fetchval("SELECT id FROM invitation WHERE email = $1", sent.email)
        key = await connection.fetchval(
            "INSERT INTO passkey (person, credential, public_key, name, created_at) VALUES ($1, $2, $2, $3, $4)"
            " RETURNING id",
            owner.person, uuid.uuid4().bytes, f"Clé {tenant.word}", now,
        )  # fmt: skip
    tenant.ids = {
        "vehicle": str(vehicle.id), "aside": str(aside), "role": str(tenant.people["driver"].role),
        "invitation": str(invitation), "session": str(tenant.people["owner"].session), "key": str(key),
        "token": sent.link.rsplit("/", 1)[1], "cursor": page.following or "", "person": str(owner.person),
        "carrier": str(tenant.organisations["carrier"]), "territory": tenant.slug, "number": "1",
        # What a form says again to who sent it holds no word of its tenant.
        "issuer": f"https://{uuid.uuid4().hex}.example.org", "listener": f"suite-{uuid.uuid4().hex[:8]}",
    }  # fmt: skip


async def _fill_territory(tenant: Tenant) -> None:
    """Somebody who works there, an invitation, a request for access, a program, a fact set aside."""
    admin, now = tenant.people["admin"].who, tenant.now
    sent = await invite(admin, f"agent.{tenant.word}@example.org", "police", base="", now=now, mail=None)
    asks, scope = await tenant.settle(""), Scope(territory=tenant.slug)
    async with scoped(scope) as connection:
        label = f"Mairie {tenant.word}"
        await ask_access(
            connection, asks.who.person, Employer(tenant.slug), now, siret=some_siret(), organisation=label
        )
        invitation = await connection.fetchval("SELECT id FROM invitation WHERE email = $1", sent.email)
        number = await connection.fetchval("SELECT max(number) FROM fact")
        await connection.execute(
            "INSERT INTO fact_set_aside (territory, listener, number, error, set_aside_at) VALUES ($1, $2, $3, $4, $5)",
            tenant.slug, tenant.ids["listener"], number, f"Erreur {tenant.word}", now,
        )  # fmt: skip
    (request,) = await list_requests(tenant.slug)
    tenant.territorys = {
        "role": str(tenant.people["reader"].role), "invitation": str(invitation), "asked": str(request.id),
        "client": await _program(tenant, "admin", SITE), "source": await _source(tenant, None, tenant.slug),
        "number": str(number), "token": sent.link.rsplit("/", 1)[1],
    }  # fmt: skip


async def _fill_rules(tenant: Tenant) -> None:
    """A published version and a face, which are public; a draft, whose file, zone and comment are not."""
    editor, now, slug = tenant.people["editor"].who, tenant.now, tenant.slug
    sources = [territory(slug), Source(RULES, rules("1"))]
    await publish(slug, sources, {ZONE: SHAPE}, base=0, by="test", at=now, second=lambda _bundle, _day: Opinion(0))
    face = Face(name="Ville", contact="voirie@exemple.fr", colour="#1f5a8c")
    await change_face(slug, face, by=tenant.people["admin"].who.person, at=now)
    draft = await start_draft(editor, f"Projet {tenant.word}", now)
    hand = Hand(editor, draft.id, now)
    await save_text(hand, RULES, 0, rules("1", "2") + f"# {tenant.word}\n")
    # A corner that only this territory has.
    east = f"7.08{random.randrange(1000, 10000)}"
    tenant.secrets.add(east)
    ring = [[7.02, 43.02], [float(east), 43.02], [7.08, 43.08], [7.02, 43.02]]
    await draw_zone(hand, ZONE, 0, {"type": "Polygon", "coordinates": [ring]})
    said = await comment(editor, draft.id, f"Bien, {tenant.word}.", now, file=RULES, line=1)
    found, _ = await get_content(editor.scope(), draft.id)
    tenant.ids |= {"draft": str(draft.id), "comment": str(said), "digest": found.digest}


async def _fill_documents(tenant: Tenant, seal: Sealing) -> None:
    """A document of its vehicle, whose name and text are its own."""
    writer, kept = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    writer.add_metadata({"/Title": tenant.word})
    writer.write(kept)
    typed = {"proof": f"Carte grise {tenant.word}", "vehicle": tenant.ids["vehicle"]}
    files = [(f"{tenant.word}.pdf", kept.getvalue())]
    (document,) = await add_documents(seal, tenant.people["owner"].who, typed, files, tenant.now)
    tenant.ids["document"] = str(document)


async def _fill_outside(tenant: Tenant) -> None:
    """A source, an account linked to it, a program with its secret, a request that the national team answers."""
    owner = tenant.people["owner"].who
    source = await _source(tenant, tenant.organisations["carrier"], None)
    subject = uuid.uuid4().hex * 2
    asked = await receive("access", subject, door="test", by=tenant.word, reason=tenant.word, at=tenant.now)
    async with scoped(NOBODY) as connection:
        await connection.execute(
            "INSERT INTO outside_identity (issuer, subject, person, name, linked_at, used_at)"
            " VALUES ($1, $2, $3, 'x', $4, $4)",
            tenant.ids["issuer"], tenant.word, owner.person, tenant.now,
        )  # fmt: skip
    tenant.secrets.add(subject)
    tenant.ids |= {
        "source": source, "asked": str(asked), "client": await _program(tenant, "owner", MACHINE),
    }  # fmt: skip


async def _fill_federation(tenant: Tenant) -> None:
    """A federation that asks its carrier to join, by an address."""
    federation = tenant.people["federation"].who
    address = f"offre.{tenant.word}@example.org"
    await invite_carrier(federation, address, base="", now=tenant.now, mail=None)
    (offer,) = await list_members(federation, tenant.now)
    tenant.ids["membership"] = str(offer.id)


async def _program(tenant: Tenant, role: str, form: Mapping[str, str]) -> str:
    """A program that somebody in this role makes; its secret is one of the tenant’s."""
    form = {**form, "name": f"Outil {tenant.word}"}
    client, secret = await add_program(tenant.people[role].who, form, tenant.now)
    tenant.secrets.add(secret or tenant.word)
    return client.client_id


async def _source(tenant: Tenant, organisation: uuid.UUID | None, territory: str | None) -> str:
    """A source of its own, whose secret no key opens: who may not use it must be told so before that is tried."""
    async with scoped(NOBODY) as connection:
        made = await connection.fetchval(
            "INSERT INTO outside_source (organisation, territory, name, issuer, client_id, secret, authentication,"
            " added_by, added_at) VALUES ($1, $2, 'Annuaire', 'https://annuaire.example.org', $3, $4,"
            " 'client_secret_basic', $5, $6) RETURNING id",
            organisation, territory, tenant.word, b"x", tenant.people["owner"].who.person, tenant.now,
        )  # fmt: skip
    return str(made)
