"""What each door must declare, beside what it does: two short lists that a new door joins, or names its roles."""

from collections.abc import Iterable

from doors import Door

from accounts.core.powers import POWERS
from accounts.core.roles import ROLE_WORDS, TERRITORY_ROLES
from accounts.web.calling import INTERFACE

OWN_ACCOUNT = {
    "/compte": "what one is, how one signs in, where, and in which role",
    "/organisation": "shows the form that founds one to who has none",
    "/organisation/nouvelle": "whoever signs in may found one",
    "/invitation/{token:str}": "who is invited has no role there yet; the link is for one address",
    "/connexion/acces": "where one’s own request for access stands",
}
"""Why these doors for people signed in ask for no role; those below `/compte` are of the same kind."""
PUBLIC = {
    "/": "the map", "/accessibilite": "what the law asks for", "/mentions-legales": "the same",
    "/favicon.svg": "files", "/favicon.ico": "files", "/static": "files", "/basemaps": "files",
    "/healthz": "probes", "/readyz": "probes", "/schema": "the contract of the interface",
    "/api/v1/territories": "what is published", "/api/v1/decisions": "questions about what is published",
    "/api/v1/windows": "the same", "/api/v1/remedies": "the same", "/api/v1/routes": "the same",
    "/api/v1/addresses": "the same", "/.well-known": "how tools find the provider",
    "/oauth": "a protocol, with its own credentials", "/inscription": "who has no account yet",
    "/connexion": "who is not signed in yet", "/confirmer": "a letter is its own proof",
    "/deconnexion": "signing out of nothing harms nobody", "/courrier": "a letter was sent",
    "/boite": "letters of this machine, to this machine alone",
    "/donnees-personnelles": "what is kept of people, why and until when",
    "/disque": "drivers, who need no account", "/B": "what the sign of a bay opens",
    "/api/v1/discs": "what is published of bays, for a vehicle",
    "/cds/curbs": "what stands in the street, in a standard", "/api/v1/bays": "the same",
    "/api/v1/stays": "a phone has its own secret, and no account", "/api/v1/holds": "the same",
    "/api/v1/reports": "the same", "/api/v1/texts": "signed by an operator, with its own credentials",
    "/t": "what a territory publishes", "/schemas": "what files of derogations look like",
    "/controle/sw.js": "how the scanner opens without a network", "/controle/manifeste.webmanifest": "the same",
    "/controle/icone.svg": "the same",
    "/P": "who holds a pass out shows it to anybody", "/p": "the same", "/s": "which of them are stopped, by number",
    "/keys": "whom to believe, for verifiers without us", "/robots.txt": "search engines", "/sitemap.xml": "the same",
}  # fmt: skip
"""Why these doors open to everybody: what is here, and below."""

NO_TOKEN = {
    "/api/v1/territories/{slug:str}/drafts": "named people write, discuss and approve, and somebody else approves",
    "/api/v1/territories/{slug:str}/lenders": "the same: what is brought becomes a draft",
    "/api/v1/stays/plates": "the same as checks",
    "/api/v1/checks": "named officers check, on their own devices",
    "/api/v1/territories/{slug:str}/nodes": "for who publishes; programs read what is published without a token",
}
"""Why these doors of the interface open to people signed in, and to no token: what is here, and below."""


BY_PEOPLE = {
    "/api/v1/derogations/decisions": "a decision is somebody’s, be it by a token they gave",
}
"""Why a token opens these doors for people, and for no program that acts alone: what is here, and below."""


def _below(path: str, places: Iterable[str]) -> bool:
    """Whether an address is one of these, or below one."""
    return any(path == place or (place != "/" and path.startswith(f"{place}/")) for place in places)


BELONGS = {"/territoire/": TERRITORY_ROLES, "/api/v1/territories/": TERRITORY_ROLES, "/national": ("operator",)}
"""The only roles that have a place below these addresses: another one would be told apart by nothing else."""


def check_declared(door: Door) -> None:
    """Raises AssertionError unless it is public and listed, or names its roles, or is about one’s own account."""
    own = door.path in OWN_ACCOUNT or door.path.startswith("/compte/")
    public = _below(door.path, PUBLIC) and not own and not _below(door.path, NO_TOKEN)
    assert door.handler.opt.get("access") == ("public" if public else "signed"), f"{door}: declare who may open it"
    said = f"{door}: declare its roles, or say in OWN_ACCOUNT why it asks for none"
    assert public or own or door.roles, said
    assert set(door.roles or ()) <= ROLE_WORDS.keys(), f"{door}: {door.roles}"
    for place, may in BELONGS.items():
        if door.signed and door.path.startswith(place):
            assert set(door.roles or ()) <= set(may), f"{door}: {door.roles} have no place there"
    _check_scope(door)


def _check_scope(door: Door) -> None:
    """A token opens the signed doors of the interface alone, with the scope that their method needs."""
    if not (door.signed and door.path.startswith(INTERFACE)) or _below(door.path, NO_TOKEN):
        assert door.scope is None, f"{door}: no token opens it"
        return
    power = POWERS.get(door.scope or "")
    assert power is not None, f"{door}: declare the scope that opens it"
    assert (door.scope or "").endswith(":read" if door.method in ("GET", "HEAD") else ":write"), f"{door}: {door.scope}"
    alone = set(power.worth.values()) & set(door.roles or ())
    assert bool(alone) != _below(door.path, BY_PEOPLE), f"{door}: {door.scope} is worth {set(power.worth.values())}"
