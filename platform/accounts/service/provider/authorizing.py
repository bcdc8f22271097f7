"""The authorization endpoint: a code for the client, or what must come before it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

from anyio import to_thread
from authlib.common.urls import add_params_to_uri
from authlib.oauth2 import OAuth2Error

from accounts.core.oidc import PERSONAL, Client, Standing, Wished, next_step
from accounts.core.powers import POWERS
from accounts.service.provider.calls import Answer, Call
from accounts.service.provider.clients import find_client
from accounts.service.provider.grants import Proof, has_agreed
from accounts.service.provider.mint import Mint
from accounts.service.provider.seals import is_sealed, seal
from accounts.service.provider.server import Ground, Server
from accounts.service.secret import Secret
from accounts.service.signed import Signed
from tenants.database import Scope, scoped

SINCE = "signed_since"
PROMPTS = frozenset({"none", "login", "consent", "select_account"})
_UNSUPPORTED = {
    "request": "request_not_supported",
    "request_uri": "request_uri_not_supported",
    "registration": "registration_not_supported",
}


@dataclass(frozen=True, slots=True)
class Sent:
    """Back to the client."""

    location: str


@dataclass(frozen=True, slots=True)
class SignIn:
    """To the sign-in page, then here again; `again` when somebody is signed in and must prove it anew."""

    location: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Nowhere: the client or its address is wrong, and a page says so."""

    why: str


@dataclass(frozen=True, slots=True)
class Consent:
    """To a page that says what this client will know, and may do."""

    client: Client
    owner: str
    knows: tuple[str, ...]
    may: tuple[str, ...]
    query: str
    seal: str


type Outcome = Sent | SignIn | Refused | Consent


class Misasked(Exception):
    """The request is wrong in a way its client is told: an error code of the standard, and why."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(description)
        self.error, self.description = error, description


@dataclass(frozen=True, slots=True)
class Door:
    """The authorization endpoint at an instant."""

    mint: Mint
    secret: Secret
    now: datetime

    async def authorize(
        self, asked: Mapping[str, str], signed: Signed | None, *, agreed: bool | None = None
    ) -> Outcome:
        """What comes of a request; `agreed` is what the person just said of the consent asked for."""
        client = await find_client(asked.get("client_id", ""))
        if client is None:
            return Refused("L’outil qui vous envoie n’est pas connu ici.")
        target = asked.get("redirect_uri", "")
        if not client.check_redirect_uri(target):
            return Refused("L’adresse de retour donnée n’est pas l’une de celles de cet outil.")
        try:
            async with scoped(Scope()):
                return await self._step(client, asked, signed, agreed)
        except Misasked as wrong:
            told = {"error": wrong.error, "error_description": wrong.description, "state": asked.get("state")}
            told |= {"iss": self.mint.issuer}
            return Sent(add_params_to_uri(target, [(name, value) for name, value in told.items() if value]))

    async def _step(
        self, client: Client, asked: Mapping[str, str], signed: Signed | None, agreed: bool | None
    ) -> Outcome:
        scope = await self._check(client, asked)
        wished = self._wished(asked)
        if agreed is not None or client.ours:
            wished = replace(wished, prompt=wished.prompt - {"consent"})
        before = client.ours or bool(agreed)
        if signed is not None and not before and agreed is None:
            before = await has_agreed(client, signed.who.person, scope, self.now)
        step = next_step(wished, Standing(signed.at if signed else None, before), self.now)
        if step in ("login_required", "consent_required") or (signed and self._is_another(asked, wished, signed)):
            missing = "login_required" if step == "go" else step
            raise Misasked(missing, "The end-user must be shown a page, which prompt=none forbids.")
        if step == "login" or signed is None:
            return SignIn(self._sign_in(asked, signed))
        if agreed is False:
            raise Misasked("access_denied", "The end-user refused.")
        if step == "consent":
            return await self._consent(client, asked, scope, signed)
        answer = await to_thread.run_sync(self._answer, asked, _proof(signed))
        assert answer.location is not None
        return Sent(answer.location)

    async def _check(self, client: Client, asked: Mapping[str, str]) -> str:
        """The scopes granted; raises Misasked for what the client must mend."""
        for name, error in _UNSUPPORTED.items():
            if name in asked:
                raise Misasked(error, f"The parameter {name} is not supported.")
        if asked.get("response_type") != "code" or not client.check_response_type("code"):
            raise Misasked("unsupported_response_type", "Only response_type=code is supported.")
        if asked.get("response_mode", "query") != "query":
            raise Misasked("invalid_request", "Only response_mode=query is supported.")
        scope = await to_thread.run_sync(self._validate, asked)
        if "openid" not in scope.split():
            raise Misasked("invalid_scope", "The scope openid is required.")
        return scope

    def _validate(self, asked: Mapping[str, str]) -> str:
        """What authlib finds wrong: scopes, PKCE; raises Misasked."""
        server = Server(self._ground())
        request = server.create_oauth2_request(Call("GET", asked))
        try:
            server.get_authorization_grant(request).validate_consent_request()
        except OAuth2Error as wrong:
            raise Misasked(str(wrong.error), str(wrong.description or wrong.error)) from None
        return str(request.scope)

    def _answer(self, asked: Mapping[str, str], proof: Proof) -> Answer:
        server = Server(self._ground())
        request = server.create_oauth2_request(Call("GET", asked))
        grant = server.get_authorization_grant(request)
        answer: Answer = server.create_authorization_response(request, grant_user=proof, grant=grant)
        return answer

    def _ground(self) -> Ground:
        return Ground(self.mint.issuer, self.mint, self.now)

    def _wished(self, asked: Mapping[str, str]) -> Wished:
        """How people must be asked; raises Misasked."""
        prompt = frozenset(asked.get("prompt", "").split())
        if not prompt <= PROMPTS or ("none" in prompt and len(prompt) > 1):
            raise Misasked("invalid_request", "The parameter prompt is wrong.")
        max_age = asked.get("max_age")
        if max_age is not None and not (max_age.isascii() and max_age.isdecimal() and len(max_age) < 10):
            raise Misasked("invalid_request", "The parameter max_age is wrong.")
        since = None
        if SINCE in asked:
            seconds, _, given = asked[SINCE].partition(".")
            if not is_sealed(self.secret, given, "since", seconds, asked["code_challenge"]):
                raise Misasked("invalid_request", f"The parameter {SINCE} is not for clients to give.")
            since = datetime.fromtimestamp(int(seconds), UTC)
        return Wished(prompt, int(max_age) if max_age else None, since)

    def _is_another(self, asked: Mapping[str, str], wished: Wished, signed: Signed) -> bool:
        """Whether the client asks, in silence, for somebody who is not the one signed in."""
        if "none" not in wished.prompt or "id_token_hint" not in asked:
            return False
        hint = self.mint.read_hint(asked["id_token_hint"], self.now)
        return hint is None or hint.person != str(signed.who.person)

    def _sign_in(self, asked: Mapping[str, str], signed: Signed | None) -> str:
        """The sign-in page; the request goes on from there with a sign-in later than now."""
        seconds = str(int(self.now.timestamp()))
        rest = {name: value for name, value in asked.items() if name not in ("prompt", SINCE)}
        prompt = " ".join(sorted(set(asked.get("prompt", "").split()) - {"login", "select_account"}))
        rest |= {"prompt": prompt} if prompt else {}
        rest[SINCE] = f"{seconds}.{seal(self.secret, 'since', seconds, asked['code_challenge'])}"
        again = "&again=1" if signed is not None else ""
        return f"/connexion?next={quote(f'/oauth/authorize?{urlencode(rest)}', safe='')}{again}"

    async def _consent(self, client: Client, asked: Mapping[str, str], scope: str, signed: Signed) -> Consent:
        query = urlencode(asked)
        async with scoped(Scope()) as connection:
            owner = await connection.fetchval(
                "SELECT name FROM organisation WHERE id = $1 UNION ALL SELECT name FROM territory WHERE slug = $2",
                client.organisation, client.territory,
            )  # fmt: skip
        words = scope.split()
        knows = tuple(PERSONAL[word] for word in words if word in PERSONAL)
        may = tuple(POWERS[word].words for word in words if word in POWERS)
        return Consent(client, owner or "", knows, may, query, self.consent_seal(query, signed))

    def consent_seal(self, query: str, signed: Signed) -> str:
        """What ties a consent to a request and to a session."""
        return seal(self.secret, "consent", query, str(signed.session))


def _proof(signed: Signed) -> Proof:
    return Proof(signed.who.person, signed.session, signed.at, signed.means, signed.who.strong)
