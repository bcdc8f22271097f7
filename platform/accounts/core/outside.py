"""Outside identity: the sources whose word we take for who somebody is, and what they said."""

import json
from dataclasses import dataclass, field
from typing import Literal

type ClientAuth = Literal["client_secret_basic", "client_secret_post"]

MULTIFACTOR = ("eidas0-mfa", "eidas1-mfa", "eidas2", "eidas3")
"""The levels of ProConnect at which more than one factor was shown."""
PROCONNECT_SCOPES = (
    "openid", "given_name", "usual_name", "email", "uid", "siret", "idp_id", "roles", "organization_label",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """An OpenID Connect provider of others, and what was agreed with it."""

    name: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    redirect_uri: str
    scopes: tuple[str, ...] = ("openid", "profile", "email")
    authentication: ClientAuth = "client_secret_basic"
    id_token_alg: str = "RS256"  # noqa: S105  # the name of an algorithm
    userinfo_alg: str | None = None
    pkce: bool = True
    levels: tuple[str, ...] = ()
    """The `acr` that do; any does when there are none."""
    post_logout_uri: str | None = None

    @property
    def claims(self) -> str | None:
        """The `claims` parameter: the level is asked for as essential, and looked at again in the answer."""
        if not self.levels:
            return None
        asked = {"acr": {"essential": True, "values": list(self.levels)}, "amr": None, "auth_time": None}
        return json.dumps({"id_token": asked}, separators=(",", ":"))


def proconnect(  # one keyword a setting of the registration
    *, issuer: str, client_id: str, client_secret: str, redirect_uri: str, post_logout_uri: str, alg: str = "RS256"
) -> Source:
    """ProConnect, as its partner documentation has it: secret in the body, signed userinfo, several factors.

    Its documentation refuses parameters that it does not list, and lists no PKCE: the nonce ties the code to us.
    """
    return Source(
        name="ProConnect",
        issuer=issuer,
        client_id=client_id,
        client_secret=client_secret,
        redirect_uri=redirect_uri,
        scopes=PROCONNECT_SCOPES,
        authentication="client_secret_post",
        id_token_alg=alg,
        userinfo_alg=alg,
        pkce=False,
        levels=MULTIFACTOR,
        post_logout_uri=post_logout_uri,
    )


@dataclass(frozen=True, slots=True)
class Attempt:
    """A sign-in under way: what its answer must bring back, kept where only the same browser finds it."""

    issuer: str
    state: str
    nonce: str
    verifier: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is, by the word of a source; the pair (issuer, subject) is the only lasting key."""

    issuer: str
    subject: str
    email: str | None
    name: str | None
    level: str | None
    means: tuple[str, ...]
    siret: str | None
    roles: tuple[str, ...]
    organisation: str | None
    id_token: str = field(repr=False)
    """Given back when signing out there."""

    @property
    def siren(self) -> str | None:
        """The legal unit behind the establishment."""
        return self.siret[:9] if self.siret else None


def is_siret(text: object) -> bool:
    """Whether this is written as a SIRET is: fourteen digits, of which the Luhn key is right, La Poste's apart."""
    if not isinstance(text, str) or len(text) != 14 or not text.isascii() or not text.isdecimal():
        return False
    if text.startswith("356000000"):
        return sum(map(int, text)) % 5 == 0 or _luhn(text)
    return _luhn(text)


def _luhn(text: str) -> bool:
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(text))
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0
