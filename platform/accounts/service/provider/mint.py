"""What we sign: ID tokens, userinfo, logout tokens; and the reading of an ID token given back as a hint."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from joserfc import jwt
from joserfc.errors import JoseError

from accounts.core.oidc import ALGS, SKEW, Alg, Client
from accounts.service.provider.grants import Proof
from accounts.service.provider.keys import Keyring

ID_LIFE = timedelta(hours=1)
LOGOUT_LIFE = timedelta(minutes=2)
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"


@dataclass(frozen=True, slots=True)
class Hint:
    """What an ID token of ours, given back, says: to whom it was given, of whom, in which session."""

    client: str
    person: str
    session: str


@dataclass(frozen=True, slots=True)
class Mint:
    """The keys of an instant, and the name under which they sign."""

    issuer: str
    ring: Keyring

    def id_token(self, client: Client, proof: Proof, at_hash: str, nonce: str | None, now: datetime) -> str:
        """Who signed in, how and when, for one client."""
        claims: dict[str, object] = {
            "iss": self.issuer,
            "aud": client.client_id,
            "sub": str(proof.person),
            "sid": str(proof.session),
            "iat": _seconds(now),
            "exp": _seconds(now + ID_LIFE),
            "auth_time": _seconds(proof.signed_at),
            "acr": proof.acr,
            "amr": list(proof.means),
            "at_hash": at_hash,
        }
        return self._sign(client.id_token_alg, claims | ({"nonce": nonce} if nonce else {}), now)

    def userinfo(self, client: Client, alg: Alg, claims: Mapping[str, object], now: datetime) -> str:
        """The claims of a person, signed for one client."""
        return self._sign(alg, {**claims, "iss": self.issuer, "aud": client.client_id, "iat": _seconds(now)}, now)

    def logout_token(self, client: Client, person: str, session: str, now: datetime) -> str:
        """That a session ended (OpenID Connect Back-Channel Logout § 2.4)."""
        claims: dict[str, object] = {
            "iss": self.issuer,
            "aud": client.client_id,
            "sub": person,
            "sid": session,
            "iat": _seconds(now),
            "exp": _seconds(now + LOGOUT_LIFE),
            "jti": secrets.token_urlsafe(16),
            "events": {LOGOUT_EVENT: {}},
        }
        return self._sign(client.id_token_alg, claims, now, typ="logout+jwt")

    def read_hint(self, token: str, now: datetime) -> Hint | None:
        """An ID token of ours, expired or not (RP-Initiated Logout § 2); None when it is not ours or a key has gone."""
        try:
            read = jwt.decode(token, self.ring.published(now), algorithms=list(ALGS))
        except (JoseError, ValueError):
            return None
        claims = read.claims
        told = [claims.get(name) for name in ("aud", "sub", "sid")]
        issued = claims.get("iat")
        ours = claims.get("iss") == self.issuer and "events" not in claims and read.header.get("typ") in ("JWT", None)
        if not ours or not isinstance(issued, int) or issued > _seconds(now + SKEW):
            return None
        client, person, session = (each if isinstance(each, str) else "" for each in told)
        return Hint(client, person, session) if client and person and session else None

    def _sign(self, alg: Alg, claims: dict[str, object], now: datetime, typ: str = "JWT") -> str:
        signer = self.ring.signer(alg, now)
        assert signer is not None, alg
        return jwt.encode(signer.header(typ=typ), claims, signer.key, algorithms=[alg])


def _seconds(instant: datetime) -> int:
    return int(instant.timestamp())
