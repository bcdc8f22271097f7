"""Every door of the application, and what somebody of one tenant may try at it with the ids of another."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from uuid import uuid4

import httpx
from bearers import Bearer
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute
from sending import ACT, ASKED, BODIES, NOBODYS, OBJECTS, SHAPE, TERRITORIES, some_plate
from signing import some_siret
from visits import HERE
from worlds import ROLES, Somebody, Tenant

from accounts.core.roles import OFFERS
from accounts.web.calling import INTERFACE
from accounts.web.cookies import SESSION
from accounts.web.forms import FIELD, HEADER, binding_of
from admin_ui.rules.acts import ACTS

REFUSES = "Il faut agir comme"
"""What the guard says to a role that a door does not name."""
WEAK = "second facteur"
"""What the desk of the national team says to one of them who showed none."""


class UnknownToTheSweep(AssertionError):
    """A route has a parameter or a body that the tables above do not describe: describe it, so that it is swept."""


@dataclass(frozen=True)
class Door:
    """A method of a route."""

    method: str
    path: str
    handler: HTTPRouteHandler

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def signed(self) -> bool:
        """Whether it declares to open to people signed in only."""
        return self.handler.opt.get("access") == "signed"

    @property
    def roles(self) -> tuple[str, ...] | None:
        """The roles it declares, None for one’s own account."""
        roles: tuple[str, ...] | None = self.handler.opt.get("roles")
        return roles

    def admits(self, role: str) -> bool:
        """Whether it declares to open to this role."""
        return self.roles is None or role in self.roles

    @property
    def names_an_object(self) -> bool:
        """Whether the address holds an id, or the territory that one must be of."""
        kinds = OBJECTS if self.national or not self.signed else (*OBJECTS, *TERRITORIES)
        return any(each in kinds for each in parameters_of(self.path))

    @property
    def scope(self) -> str | None:
        """What a token needs to open it, None when no token does."""
        scope: str | None = self.handler.opt.get("scope")
        return scope

    @property
    def national(self) -> bool:
        """Whether it is the national team’s, which acts for everybody, with a second factor."""
        return self.path == "/national" or self.path.startswith("/national/")

    def ids(self, tenant: Tenant) -> dict[str, str]:
        """What a tenant keeps, as this door would name it: of its territory, or of its carrier."""
        return tenant.ids | (tenant.territorys if self.path.startswith("/territoire/") else {})

    def address(self, tenant: Tenant) -> str:
        """The address, with what this tenant keeps; raises UnknownToTheSweep."""
        path, ids = self.path, self.ids(tenant)
        known = {each: ids[name] for each, name in OBJECTS.items()} | dict.fromkeys(TERRITORIES, tenant.slug) | NOBODYS
        for parameter in parameters_of(path):
            if parameter not in known:
                raise UnknownToTheSweep(f"{self}: {{{parameter}}}")
            path = path.replace(f"{{{parameter}}}", known[parameter])
        return path

    def body(self, tenant: Tenant) -> dict[str, object] | None:
        """A JSON body, None for a door that takes a form; raises UnknownToTheSweep."""
        field = self.handler.parsed_data_field
        if field is None:
            return None
        shape = getattr(field.annotation, "__name__", str(field.annotation))
        if shape not in BODIES:
            raise UnknownToTheSweep(f"{self}: body {shape}")
        return BODIES[shape](tenant)


def parameters_of(path: str) -> list[str]:
    """The parameters of a route, as `name:type`."""
    return re.findall(r"{(\w+:\w+)}", path)


def doors_of(app: Litestar) -> list[Door]:
    """All of them but OPTIONS, which the framework answers."""
    return [
        Door(method, path, handler)
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for method, (handler, _) in sorted(route.route_handler_map.items())
        if method != "OPTIONS"
        for path in ([route.path.replace(ACT, act) for act in ACTS] if ACT in route.path else [route.path])
    ]


def title_of(answer: httpx.Response) -> str:
    """What an answer says in short."""
    found = re.search(r"<h1>(.*?)</h1>", answer.text, re.DOTALL)
    return found[1] if found else answer.text[:200]


def by(somebody: Somebody | None) -> dict[str, str]:
    """The headers of somebody’s browser, from this site; those of nobody."""
    if somebody is None:
        return {"origin": HERE}
    return {"origin": HERE, "cookie": f"{SESSION}={somebody.token}", HEADER: binding_of(somebody.token)}


def tries(door: Door, target: Tenant, role: str) -> Iterator[dict[str, object]]:
    """What somebody may send to a door to reach what a tenant keeps: as the arguments of a request."""
    ids, asked = door.ids(target), ASKED.get(door.path, {})
    if door.method in ("GET", "HEAD"):
        # Whatever a page may be asked about, it is asked about the other’s: `apres` and `after` are cursors.
        named = dict.fromkeys(("q", "fait", "vehicle", "id"), target.ids["vehicle"])
        cursors = dict.fromkeys(("apres", "after"), target.ids["cursor"])
        yield {"params": ids | named | cursors | {"territoire": target.slug} | asked}
        yield {"params": {"etat": "archives", "archived": "true", "carrier": target.ids["carrier"], **asked}}
    elif door.signed and (body := door.body(target)) is not None:
        yield {"json": body, "params": asked}
        yield {"json": body | ids, "params": asked}
    else:
        plausible = {
            "kind": "shipper", "name": "Essai", "country": "FR", "siret": some_siret(), "plate": some_plate(),
            "email": f"{uuid4()}@example.org", "role": OFFERS.get(role, ("driver",))[0], "category": "N1",
            "named": f"{uuid4()}@example.org", "way": "open", "scope-email": "1", "redirects": "https://x.example/r",
            "listener": target.ids["listener"], "choose": target.ids["application"], "act": "accorder",
            "reason": "Essai", "decision": "accept",
            "title": "Essai", "words": "Bien.", "text": "# essai\n", "revision": "0", "file": "rules/r.yaml",
            "publish_at": "2030-01-01T06:00", "shape": json.dumps(SHAPE),
        }  # fmt: skip
        text = f"Immatriculation;carrier;id\n{some_plate()};{target.ids['carrier']};{target.ids['vehicle']}\n"
        yield {"data": ids | plausible, "files": {"file": ("parc.csv", text.encode())}}
        yield {"data": ids | dict.fromkeys(("id", "fait", "l2c0"), target.ids["vehicle"])}


class Swept:
    """A sweep: each door tried by everybody, what is wrong raised at once as AssertionError."""

    def __init__(self, client: httpx.AsyncClient, target: Tenant, other: Tenant) -> None:
        self.client = client
        self.target = target
        self.other = other
        self.asked = 0

    async def door(self, door: Door) -> None:
        """Try a door as nobody, then in each role of the other tenant, and without any."""
        await self.nobody(door)
        if door.signed:
            for role in ("", *ROLES):
                if not door.admits(role):
                    await self.shut(door, role)
                elif door.national:
                    await self.weak(door, role)
                else:
                    await self.admitted(door, role)

    async def nobody(self, door: Door) -> None:
        """Who is not signed in: sent to sign in where that is declared, and nowhere else."""
        for sent in tries(door, self.target, ""):
            answer = await self.send(door, sent, None)
            status, location = answer.status_code, answer.headers.get("location", "")
            turned_away = status == 401 or location.startswith("/connexion?next=")
            if not door.signed:
                # A protocol for machines answers 401 by itself: its own credentials are missing.
                assert not turned_away or door.path.startswith("/oauth/"), f"{door}: {status}, but declared public"
            elif door.path.startswith(INTERFACE):
                assert status == 401, f"{door}: {status} to nobody"
            else:
                assert status == 303, f"{door}: {status} to nobody"
                assert turned_away, f"{door}: {location} to nobody"

    async def shut(self, door: Door, role: str) -> None:
        """A role that the door does not name: 403 and how to act in another, whatever is asked for."""
        for sent in tries(door, self.target, role):
            answer = await self.send(door, sent, self.other.people[role])
            assert answer.status_code == 403, f"{door} as {role or 'nobody'}: {answer.status_code}"
            assert REFUSES in answer.text, f"{door} as {role or 'nobody'}: {title_of(answer)}"

    async def weak(self, door: Door, role: str) -> None:
        """The national team without second factor: 403 and how to show one, whatever is asked for."""
        for sent in tries(door, self.target, role):
            answer = await self.send(door, sent, self.other.people[role])
            assert answer.status_code == 403, f"{door} without second factor: {answer.status_code}"
            assert WEAK in answer.text, f"{door} without second factor: {title_of(answer)}"

    async def admitted(self, door: Door, role: str) -> None:
        """A role that the door names: what is another’s does not exist, what is one’s own opens."""
        for rank, sent in enumerate(tries(door, self.target, role)):
            # What changes one’s own account is done by somebody who is not needed again.
            somebody = self.other.people[role] if door.method == "GET" else await self.other.settle(role)
            answer = await self.send(door, sent, somebody)
            status, where = answer.status_code, f"{door} as {role or 'nobody'}, try {rank}"
            assert REFUSES not in answer.text, f"{where}: the role is declared, and refused"
            assert status < 500, f"{where}: {status}"
            assert status != 401, f"{where}: {status}"
            assert not answer.headers.get("location", "").startswith("/connexion?next="), f"{where}: sent to sign in"
            if rank == 0:
                assert status != 403, f"{where}: the role is declared, and refused: {title_of(answer)}"
            if door.names_an_object:
                assert status in ((404, 409) if rank == 0 else (404, 409, 422)), f"{where}: {status}"

    async def bearing(self, door: Door, bearer: Bearer) -> None:
        """A program of the other tenant, in a browser of this one: its token is who it is, and opens what it may."""
        opens = bearer.lives and door.scope in bearer.scopes and door.admits(bearer.role)
        for rank, sent in enumerate(islice(tries(door, self.target, bearer.role), None if opens else 1)):
            answer = await self.send(door, sent, self.target.people["owner"], bearer.token)
            status, said = answer.status_code, answer.headers.get("www-authenticate", "")
            where = f"{door} by {bearer.word}, try {rank}: {status} {said}"
            if not bearer.lives:
                assert (status, "invalid_token" in said) == (401, True), where
            elif door.scope not in bearer.scopes:
                assert (status, "insufficient_scope" in said) == (403, True), where
            elif not opens:
                assert status == 403, where
                assert REFUSES in answer.text, where
            else:
                assert status not in (401, 403), where
                assert status < 500, where
                assert not door.names_an_object or status in ((404,) if rank == 0 else (404, 422)), where

    async def send(
        self, door: Door, sent: dict[str, object], somebody: Somebody | None, token: str = ""
    ) -> httpx.Response:
        """One request; no answer holds a secret of the target, none about somebody signed in is kept by a cache."""
        self.asked += 1
        if somebody and isinstance(form := sent.get("data"), dict):
            sent = sent | {"data": form | {FIELD: binding_of(somebody.token)}}
        answer = await self.client.request(
            door.method,
            door.address(self.target),
            headers=by(somebody) | ({"authorization": f"Bearer {token}"} if token else {}),
            **sent,  # type: ignore[arg-type]
        )
        told = self.target.told(answer.text + str(answer.headers.multi_items()))
        assert not told, f"{door}: {told} to {somebody.who if somebody else 'nobody'}"
        if door.signed:
            assert answer.headers.get("cache-control") == "no-store", f"{door}: {answer.headers.get('cache-control')}"
        return answer
