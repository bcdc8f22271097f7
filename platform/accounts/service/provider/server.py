"""authlib's authorization server for the length of one call; the only file, with `endpoints`, that speaks to it.

Its hooks are synchronous: it runs in a thread, and each hook comes back to the loop for the database. Context
variables follow both ways, so the transaction open around the call is the one its hooks work in.
"""

import secrets
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from anyio import from_thread
from authlib.common.urls import add_params_to_uri
from authlib.oauth2.rfc6749 import AuthorizationServer, InvalidRequestError, InvalidScopeError, OAuth2Request
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant, ClientCredentialsGrant, RefreshTokenGrant
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc9207 import IssuerParameter
from authlib.oidc.core import OpenIDCode
from authlib.oidc.core.util import create_half_hash

from accounts.core.oidc import Client
from accounts.service.provider.calls import Answer, Call
from accounts.service.provider.clients import find_client
from accounts.service.provider.grants import (
    ACCESS_LIFE,
    Bound,
    Code,
    Descent,
    Proof,
    Token,
    find_token,
    new_family,
    save_code,
    save_token,
    take_code,
    take_refresh,
)
from accounts.service.provider.mint import Mint
from accounts.service.provider.people import Known, find_known

METHODS = ["client_secret_basic", "client_secret_post", "none"]


def wait[*Ts, T](job: Callable[[*Ts], Coroutine[Any, Any, T]], *args: *Ts) -> T:
    """Do a job of the loop from the thread authlib runs in."""
    return from_thread.run(job, *args)


@dataclass(frozen=True, slots=True)
class Ground:
    """What one call stands on."""

    issuer: str
    mint: Mint
    now: datetime


class ProtocolRequest(OAuth2Request):
    """A call, as authlib reads it."""

    def __init__(self, call: Call, issuer: str) -> None:
        # TLS ends before us: what counts is the address clients were told.
        super().__init__(call.method, f"{issuer}/oauth", headers=call.headers)
        self.payload = BasicOAuth2Payload(dict(call.parameters))

    @property
    def args(self) -> Mapping[str, str]:
        """The parameters, each given once."""
        return self.form

    @property
    def form(self) -> Mapping[str, str]:
        """The same: a call has a query or a form, never both."""
        found: Mapping[str, str] = self.payload.data
        return found


class Server(AuthorizationServer):
    """The provider, for one call."""

    def __init__(self, ground: Ground) -> None:
        super().__init__()
        self.ground = ground
        self.register_token_generator("default", self._generate)
        self.register_grant(CodeGrant, [Challenge(), IdToken()])
        self.register_grant(RefreshGrant, [IdToken()])
        self.register_grant(MachineGrant)
        self.register_extension(Issued(ground.issuer))

    def query_client(self, client_id: str) -> Client | None:
        """The client of this id."""
        client = wait(find_client, client_id)
        return client and client.as_of(self.ground.now)

    def create_oauth2_request(self, request: Call) -> ProtocolRequest:
        """The call, as authlib reads it."""
        return ProtocolRequest(request, self.ground.issuer)

    def handle_response(self, status: int, body: object, headers: Sequence[tuple[str, str]]) -> Answer:
        """What it answers, for whatever serves it."""
        return Answer(status, body, dict(headers))

    def send_signal(self, name: str, *args: object, **kwargs: object) -> None:
        """Nobody listens."""

    def save_token(self, token: Mapping[str, Any], request: ProtocolRequest) -> None:
        """Keep the prints of what is given."""
        source: Code | Token | None = request.authorization_code or request.refresh_token
        family, proof = (source.family, source.proof) if source else (new_family(), None)
        descent = Descent(request.client, family, proof)
        now, scope = self.ground.now, token["scope"]
        wait(save_token, token["access_token"], "access", scope, descent, now)
        if "refresh_token" in token:
            # What is refreshed keeps what was agreed to, even when less is asked for once.
            kept = source.scope if source else scope
            wait(save_token, token["refresh_token"], "refresh", kept, descent, now)

    def _generate(self, *, scope: str, include_refresh_token: bool, **_: object) -> dict[str, object]:
        life = int(ACCESS_LIFE.total_seconds())
        token: dict[str, object] = {"token_type": "Bearer", "access_token": secrets.token_urlsafe(32)}
        token |= {"expires_in": life, "scope": scope}
        if include_refresh_token:
            token["refresh_token"] = secrets.token_urlsafe(32)
        return token


class CodeGrant(AuthorizationCodeGrant):
    """The authorization code, for people."""

    TOKEN_ENDPOINT_AUTH_METHODS = METHODS

    def create_authorization_response(self, redirect_uri: str, grant_user: Proof) -> tuple[int, str, list[Any]]:
        """Send the code to the client."""
        asked = self.request.payload.data
        bound = Bound(redirect_uri, self.request.scope, asked.get("nonce"), asked["code_challenge"])
        code = wait(save_code, self.request.client, bound, grant_user, self.server.ground.now)
        told = [(name, value) for name, value in (("code", code), ("state", asked.get("state"))) if value]
        return 302, "", [("Location", add_params_to_uri(redirect_uri, told))]

    def query_authorization_code(self, code: str, client: Client) -> Code | None:
        """The code, which is gone from then on."""
        return wait(take_code, code, client, self.server.ground.now)

    def delete_authorization_code(self, authorization_code: Code) -> None:
        """Already done: it was deleted as it was read."""

    def authenticate_user(self, authorization_code: Code) -> Known | None:
        """Whose it is, if the account is still open."""
        return wait(find_known, authorization_code.proof.person)


class RefreshGrant(RefreshTokenGrant):
    """Refreshing, each refresh token serving once."""

    TOKEN_ENDPOINT_AUTH_METHODS = METHODS
    INCLUDE_NEW_REFRESH_TOKEN = True

    def _validate_request_token(self, client: Client) -> Token:
        # authlib would look the token up without its client, and use it up before looking at whose it is.
        self.server_client = client
        token: Token = super()._validate_request_token(client)
        return token

    def authenticate_refresh_token(self, refresh_token: str) -> Token | None:
        """The token, used up by this very reading; None when it has served, or its person has left.

        Raises InvalidScopeError before it is used up: a client that asks for too much keeps what it has.
        """
        found = wait(find_token, refresh_token)
        asked = set((self.request.payload.scope or "").split())
        if found is not None and found.check_client(self.server_client) and not asked <= set(found.scope.split()):
            raise InvalidScopeError
        token = wait(take_refresh, refresh_token, self.server_client, self.server.ground.now)
        if token is None or token.proof is None or wait(find_known, token.proof.person) is None:
            return None
        return token

    def authenticate_user(self, refresh_token: Token) -> Known | None:
        """Whose it is."""
        return wait(find_known, refresh_token.proof.person) if refresh_token.proof else None

    def revoke_old_credential(self, refresh_token: Token) -> None:
        """Already done: it was used up as it was read."""


class MachineGrant(ClientCredentialsGrant):
    """A machine, for itself; without scopes it gets all it has."""

    TOKEN_ENDPOINT_AUTH_METHODS = METHODS[:2]

    def validate_token_request(self) -> None:
        """Raises InvalidScopeError for a scope it has not."""
        super().validate_token_request()
        client: Client = self.request.client
        words = (self.request.payload.scope or " ".join(client.scopes)).split()
        if not words or not set(words) <= set(client.scopes):
            raise InvalidScopeError
        self.request.payload.data["scope"] = " ".join(dict.fromkeys(words))


class Challenge(CodeChallenge):
    """PKCE with S256, from every client: authlib asks it of public ones only."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ("S256",)

    def validate_code_challenge(self, grant: CodeGrant, redirect_uri: str) -> None:
        """Raises InvalidRequestError without a challenge."""
        asked = grant.request.payload.data
        if "code_challenge" not in asked or asked.get("code_challenge_method") != "S256":
            raise InvalidRequestError("PKCE is required: give 'code_challenge' with 'code_challenge_method' S256.")
        super().validate_code_challenge(grant, redirect_uri)


class Issued(IssuerParameter):
    """The `iss` of RFC 9207."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer

    def get_issuer(self) -> str:
        """Ours."""
        return self.issuer


class IdToken(OpenIDCode):
    """The ID token beside an access token of scope `openid`; it says who and how, never more than `sub` of whom."""

    def exists_nonce(self, _nonce: str, _request: ProtocolRequest) -> bool:
        """A nonce is the client's to watch: each code carries its own, once."""
        return False

    def encode_id_token(self, token: Mapping[str, str], request: ProtocolRequest) -> str:
        """Signed for this client; after a refresh, without nonce (OpenID Connect Core § 12.2)."""
        source: Code | Token = request.authorization_code or request.refresh_token
        client: Client = request.client
        ground: Ground = self._ground
        half = create_half_hash(token["access_token"], client.id_token_alg).decode()
        nonce = source.nonce if isinstance(source, Code) else None
        assert source.proof is not None
        return ground.mint.id_token(client, source.proof, half, nonce, ground.now)

    def __call__(self, grant: CodeGrant | RefreshGrant) -> None:
        """Speak after the tokens are made."""
        self._ground = grant.server.ground
        grant.register_hook("after_create_token_response", self.process_token)
