"""What a client of the OpenID Connect provider may do, and what an authorization request must wait for."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import Literal
from urllib.parse import SplitResult, urlsplit
from uuid import UUID

type Kind = Literal["confidential", "public", "machine"]
type Alg = Literal["ES256", "RS256"]

KINDS: tuple[Kind, ...] = ("confidential", "public", "machine")
ALGS: tuple[Alg, ...] = ("RS256", "ES256")
PERSONAL: Mapping[str, str] = {
    "openid": "un identifiant stable, propre à votre compte",
    "profile": "votre nom et votre langue",
    "email": "votre adresse électronique, et si elle a été vérifiée",
    "roles": "les rôles que vous tenez, avec leur territoire ou leur organisation",
}
"""What a person hands over, scope by scope."""
INTROSPECT = "introspect"
"""The scope of a machine that may ask about tokens of other clients."""
SFA, MFA = "https://refeds.org/profile/sfa", "https://refeds.org/profile/mfa"
"""How sure we are of somebody (`acr`): one factor, or more."""
LOOPBACK = ("localhost", "127.0.0.1", "::1")
RETURN = timedelta(minutes=5)
SKEW = timedelta(seconds=60)
"""How far another clock may be from ours."""


def print_of(secret: str) -> bytes:
    """What is kept of a secret drawn at random, long enough for nobody to try them all."""
    return sha256(secret.encode()).digest()


def acr_of(*, strong: bool) -> str:
    """The level of authentication, as it is said to clients."""
    return MFA if strong else SFA


@dataclass(frozen=True, slots=True)
class Client:
    """A tool that signs people in, or that asks by itself; authlib calls its methods by these names."""

    client_id: str
    name: str
    kind: Kind
    scopes: tuple[str, ...]
    redirect_uris: tuple[str, ...] = ()
    post_logout_uris: tuple[str, ...] = ()
    back_channel_uri: str | None = None
    id_token_alg: Alg = "RS256"  # noqa: S105  # the name of an algorithm
    userinfo_alg: Alg | None = None
    organisation: UUID | None = None
    territory: str | None = None
    secret_hash: bytes | None = field(default=None, repr=False)
    former_hash: bytes | None = field(default=None, repr=False)
    """The secret before the last turn, which serves until `former_until`."""
    former_until: datetime | None = None
    last_used_at: datetime | None = None

    @property
    def ours(self) -> bool:
        """Whether it is a tool of the platform: it asks no consent."""
        return self.organisation is None and self.territory is None

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """Whether it may be answered there: the very same address, to the letter."""
        return redirect_uri in self.redirect_uris

    def get_default_redirect_uri(self) -> str | None:
        """Nowhere: an address is always asked for."""
        return None

    def get_allowed_scope(self, scope: str | None) -> str | None:
        """What of this it may have; unknown words are passed over, as OpenID Connect Core § 3.1.2.1 wants."""
        kept = [word for word in dict.fromkeys((scope or "").split()) if word in self.scopes]
        return " ".join(kept) or None

    def check_client_secret(self, client_secret: str) -> bool:
        """Whether this is its secret, or the former one while that is still known."""
        given = print_of(client_secret)
        return any(kept is not None and compare_digest(kept, given) for kept in (self.secret_hash, self.former_hash))

    def as_of(self, now: datetime) -> "Client":
        """The client without a former secret that has had its time."""
        stands = self.former_until is not None and now < self.former_until
        return self if stands else replace(self, former_hash=None)

    def check_endpoint_auth_method(self, method: str, _endpoint: str) -> bool:
        """Whether it may prove itself this way."""
        return (method == "none") == (self.kind == "public")

    def check_response_type(self, response_type: str) -> bool:
        """Whether it may ask for this at the authorization endpoint."""
        return response_type == "code" and self.kind != "machine"

    def check_grant_type(self, grant_type: str) -> bool:
        """Whether it may ask for this at the token endpoint."""
        machine = grant_type == "client_credentials"
        return machine == (self.kind == "machine")


def is_loopback(address: SplitResult) -> bool:
    """Whether an address stays on this machine, where TLS is not asked for."""
    return address.scheme == "http" and address.hostname in LOOPBACK


def trouble_of_uri(uri: str, *, native: bool = False) -> str | None:
    """Why a client may not give this address, in French; a native one may give a scheme of its own (RFC 8252)."""
    try:
        parts = urlsplit(uri)
        _ = parts.port
    except ValueError:
        return "cette adresse ne se lit pas"
    if parts.fragment or uri.endswith("#") or parts.username is not None or not uri.isascii() or not uri.isprintable():
        return "ni fragment, ni identifiant, ni caractère hors ASCII dans l’adresse"
    if " " in uri or '"' in uri or "\\" in uri or "," in uri or ";" in uri:
        return "ni espace, ni guillemet, ni virgule, ni point-virgule dans l’adresse"
    if parts.scheme == "https" and parts.hostname:
        return None
    if is_loopback(parts) or (native and "." in parts.scheme):
        return None
    return "il faut https (http seulement sur 127.0.0.1 ou localhost)"


@dataclass(frozen=True, slots=True)
class Wished:
    """What an authorization request says of how people must be asked."""

    prompt: frozenset[str]
    max_age: int | None
    since: datetime | None
    """A sign-in older than this does not do: the person was sent to sign in again."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How the person stands: when they signed in, None when nobody did, and whether they agreed before."""

    signed_at: datetime | None
    agreed: bool


type Step = Literal["go", "login", "consent", "login_required", "consent_required"]


def next_step(wished: Wished, standing: Standing, now: datetime) -> Step:
    """What comes before the answer: nothing, a sign-in, a consent, or the error that says which one lacks."""
    silent = "none" in wished.prompt
    if _must_sign_in(wished, standing.signed_at, now):
        return "login_required" if silent else "login"
    if not standing.agreed or "consent" in wished.prompt:
        return "consent_required" if silent else "consent"
    return "go"


def _must_sign_in(wished: Wished, signed_at: datetime | None, now: datetime) -> bool:
    if signed_at is None:
        return True
    if wished.since is not None and signed_at < wished.since:
        return True
    if wished.prompt & {"login", "select_account"}:
        return True
    if wished.max_age is None:
        return False
    # Somebody just sent to sign in needs the time to come back: `max_age=0` would send them again for ever.
    allowed = timedelta(seconds=wished.max_age)
    return now - signed_at > (max(allowed, RETURN) if wished.since is not None else allowed)
