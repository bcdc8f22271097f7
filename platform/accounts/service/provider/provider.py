"""The OpenID Connect provider: what each endpoint answers."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from anyio import to_thread

from accounts.service.provider.authorizing import Door, Outcome, Refused, Sent, SignIn
from accounts.service.provider.calls import Answer, Call, Malformed, problem, read_parameters
from accounts.service.provider.clients import find_client, is_origin_of_public
from accounts.service.provider.discovery import describe
from accounts.service.provider.endpoints import with_endpoints
from accounts.service.provider.grants import find_token
from accounts.service.provider.keys import Keys
from accounts.service.provider.leaving import BackChannel, Leaving, end_session, notice
from accounts.service.provider.mint import Mint
from accounts.service.provider.people import find_known
from accounts.service.provider.seals import is_sealed, seal
from accounts.service.provider.server import Ground
from accounts.service.secret import Secret
from accounts.service.signed import Signed
from tenants.database import Scope, scoped
from tenants.errors import Unavailable

type EndSession = Callable[[UUID, datetime], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Confirm:
    """To a page that asks whether to sign out indeed."""

    seal: str


@dataclass(frozen=True, slots=True)
class Left:
    """Signed out, with nowhere to go back to."""


type LeavingOutcome = Sent | Refused | Confirm | Left


@dataclass
class Provider:
    """The provider under one name; without name it answers that it has none."""

    named: str | None
    secret: Secret
    ends_with: list[EndSession] = field(default_factory=list)
    """What else ends when a session does."""

    def __post_init__(self) -> None:
        self.keys = Keys(self.secret)
        self.back_channel = BackChannel()

    @property
    def issuer(self) -> str:
        """The name; raises Unavailable."""
        if self.named is None:
            raise Unavailable(
                "issuer-missing",
                "La connexion unique n’a pas d’adresse.",
                "Donnez JOPTIMIZ_ORIGIN, l’adresse publique de ce service (https://…).",
            )
        return self.named

    async def stop(self) -> None:
        """Let what is under way end."""
        await self.back_channel.stop()

    def discovery(self) -> dict[str, object]:
        """The discovery document."""
        return describe(self.issuer)

    async def key_set(self, now: datetime) -> dict[str, object]:
        """The keys others verify with."""
        return (await self.keys.ring(now)).document(now)

    async def authorize(self, asked: Mapping[str, str], signed: Signed | None, now: datetime) -> Outcome:
        """What comes of a request to sign somebody in."""
        return await (await self._door(now)).authorize(asked, signed)

    async def consent(self, form: Mapping[str, str], signed: Signed | None, now: datetime) -> Outcome:
        """What comes of a request, now that the person said yes or no."""
        door, query = await self._door(now), form.get("query", "")
        try:
            asked = read_parameters(query)
        except Malformed:
            return Refused("Cette demande ne se lit pas.")
        if signed is None:
            return await door.authorize(asked, None)
        if not is_sealed(self.secret, form.get("seal", ""), "consent", query, str(signed.session)):
            return Refused("Cette demande n’a pas été faite dans votre session : reprenez depuis l’outil.")
        return await door.authorize(asked, signed, agreed=form.get("answer") == "yes")

    async def token(self, call: Call, now: datetime) -> Answer:
        """Tokens, against a code, a refresh token or the credentials of a machine."""
        ground = await self._ground(now)
        # One transaction: a code or a refresh token that comes twice at once waits for the first to be done.
        async with scoped(Scope()):
            answer: Answer = await to_thread.run_sync(with_endpoints(ground).create_token_response, call)
        return answer

    async def introspect(self, call: Call, now: datetime) -> Answer:
        """What a token is good for."""
        return await self._endpoint("introspection", call, now)

    async def revoke(self, call: Call, now: datetime) -> Answer:
        """A token taken back."""
        return await self._endpoint("revocation", call, now)

    async def userinfo(self, call: Call, now: datetime) -> Answer:
        """Who somebody is, as their access token allows (OpenID Connect Core § 5.3)."""
        mint = await self._mint(now)
        if not call.bearer:
            return Answer(401, None, {"WWW-Authenticate": "Bearer"})
        token = await find_token(call.bearer)
        alive = token if token is not None and token.kind == "access" and token.lives(now) else None
        known = await find_known(alive.proof.person) if alive and alive.proof else None
        client = await find_client(alive.client) if alive else None
        if alive is None or client is None or (alive.proof is not None and known is None):
            return _challenge(401, "invalid_token", "The access token is unknown, expired or revoked.")
        if known is None or "openid" not in alive.scope.split():
            return _challenge(403, "insufficient_scope", "The scope openid is required.")
        claims = known.claims(alive.scope)
        if client.userinfo_alg is None:
            return Answer(200, claims, {"Content-Type": "application/json", "Cache-Control": "no-store"})
        signed = mint.userinfo(client, client.userinfo_alg, claims, now)
        return Answer(200, signed, {"Content-Type": "application/jwt", "Cache-Control": "no-store"})

    async def leave(
        self, asked: Mapping[str, str], signed: Signed | None, now: datetime, *, confirmed: bool = False
    ) -> LeavingOutcome:
        """Sign out, when a client proves that it speaks of this session, or when the person confirms it."""
        leaving = await Leaving.of(asked, await self._mint(now), now)
        if leaving.wrong is not None:
            return Refused(leaving.wrong)
        hint = leaving.hint
        mine = signed is not None and hint is not None and hint.person == str(signed.who.person)
        if signed is not None and not mine:
            if not confirmed:
                return Confirm(seal(self.secret, "leaving", str(signed.session)))
            if not is_sealed(self.secret, asked.get("seal", ""), "leaving", str(signed.session)):
                return Refused("Cette demande n’a pas été faite dans votre session.")
        sessions = {UUID(hint.session)} if hint is not None else set()
        if signed is not None:
            sessions.add(signed.session)
        for session in sorted(sessions):
            await self.sign_out(session, now)
        return Sent(leaving.back_to) if leaving.back_to else Left()

    async def sign_out(self, session: UUID, now: datetime) -> None:
        """End a session: its tokens, whatever else ends with it; its clients are told in the background."""
        await self.forget_session(session, now)
        for end in self.ends_with:
            await end(session, now)

    async def forget_session(self, session: UUID, now: datetime) -> None:
        """End what the provider gave in a session, and tell its clients; for whoever ended the session itself."""
        # Without anyone to tell, nothing is signed: one signs out even while no key can be read.
        if told := await end_session(session, now):
            mint = await self._mint(now)
            self.back_channel.send([notice(client, person, session, mint, now) for client, person in told])

    async def may_ask_from(self, origin: str) -> bool:
        """Whether pages of this origin may call the token and userinfo endpoints: those of public clients."""
        return await is_origin_of_public(origin)

    async def _endpoint(self, name: str, call: Call, now: datetime) -> Answer:
        server = with_endpoints(await self._ground(now))
        async with scoped(Scope()):
            answer: Answer = await to_thread.run_sync(server.create_endpoint_response, name, call)
        return answer

    async def _mint(self, now: datetime) -> Mint:
        return Mint(self.issuer, await self.keys.ring(now))

    async def _ground(self, now: datetime) -> Ground:
        return Ground(self.issuer, await self._mint(now), now)

    async def _door(self, now: datetime) -> Door:
        return Door(await self._mint(now), self.secret, now)


def _challenge(status: int, error: str, description: str) -> Answer:
    answer = problem(error, description, status)
    answer.headers["WWW-Authenticate"] = f'Bearer error="{error}", error_description="{description}"'
    return answer


__all__ = ["Confirm", "EndSession", "LeavingOutcome", "Left", "Outcome", "Provider", "SignIn"]
