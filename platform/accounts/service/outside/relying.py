"""Signing in elsewhere: sent to a source with a question, back with an answer that is checked to the letter."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hmac import compare_digest
from urllib.parse import urlencode, urlsplit

import httpx
from authlib.common.urls import add_params_to_uri
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from accounts.core.oidc import is_loopback
from accounts.core.outside import Attempt, Identity, Source
from accounts.service.outside.errors import OutsideRefused
from accounts.service.outside.reading import Claims, UnknownKey, check_id_token, identity_of, read_signed
from tenants.errors import Unavailable

PATIENCE_S = 5.0
FRESH = timedelta(hours=1)
TURN = timedelta(minutes=1)
"""A set of keys is not fetched again sooner, however many tokens name a key that is not in it."""
_PARAMETERS = ("prompt", "login_hint", "idp_hint", "siret_hint")


@dataclass(frozen=True, slots=True)
class Said:
    """What a source says of itself, and its keys."""

    endpoints: Mapping[str, str]
    keys: KeySet
    names_itself: bool
    at: datetime


@dataclass
class Outside:
    """A relying party of any source."""

    _said: dict[str, Said] = field(default_factory=dict)

    async def begin(self, source: Source, now: datetime, **more: str) -> tuple[str, Attempt]:
        """Where to send the browser, and what to keep till it is back; raises Unavailable.

        `more` are `prompt`, `login_hint`, `idp_hint` or `siret_hint`.
        """
        assert set(more) <= set(_PARAMETERS), more
        said = await self._ask(source, now)
        words = [secrets.token_urlsafe(32) for _ in range(3)]
        attempt = Attempt(source.issuer, *words)
        asked = {"redirect_uri": source.redirect_uri, "scope": " ".join(source.scopes), "nonce": attempt.nonce, **more}
        if source.claims:
            asked["claims"] = source.claims
        if source.pkce:
            challenge = create_s256_code_challenge(attempt.verifier)
            asked |= {"code_challenge": challenge, "code_challenge_method": "S256"}
        uri = prepare_grant_uri(
            said.endpoints["authorization_endpoint"], client_id=source.client_id, response_type="code",
            state=attempt.state, **asked,
        )  # fmt: skip
        return str(uri), attempt

    async def finish(self, source: Source, attempt: Attempt, back: Mapping[str, str], now: datetime) -> Identity:
        """Who came back; raises OutsideRefused, or Unavailable when the source does not answer."""
        said = await self._ask(source, now)
        _check_return(source, attempt, back, said)
        form = {"grant_type": "authorization_code", "code": back["code"], "redirect_uri": source.redirect_uri}
        if source.pkce:
            form["code_verifier"] = attempt.verifier
        async with _http() as http:
            tokens = await _tokens(http, source, said, form)
            try:
                signed = check_id_token(tokens, said.keys, source, attempt, now)
            except UnknownKey:
                said = await self._ask(source, now, turned=True)
                try:
                    signed = check_id_token(tokens, said.keys, source, attempt, now)
                except UnknownKey:
                    raise OutsideRefused("signature", f"La signature de {source.name} n’est pas la bonne.") from None
            told = await _userinfo(http, source, said, tokens["access_token"], now)
        return identity_of(source, signed, told, tokens["id_token"])

    async def check(self, source: Source, now: datetime) -> None:
        """Whether the source answers as it must, asked anew; raises Unavailable."""
        self._said.pop(source.issuer, None)
        await self._ask(source, now)

    async def leave(self, source: Source, id_token: str, now: datetime) -> tuple[str, str] | None:
        """Where to send the browser to sign out there too, and the state it brings back; None where there is no way."""
        said = await self._ask(source, now)
        endpoint = said.endpoints.get("end_session_endpoint")
        if endpoint is None or source.post_logout_uri is None:
            return None
        state = secrets.token_urlsafe(32)
        asked = {"id_token_hint": id_token, "post_logout_redirect_uri": source.post_logout_uri, "state": state}
        return str(add_params_to_uri(endpoint, list(asked.items()))), state

    async def _ask(self, source: Source, now: datetime, *, turned: bool = False) -> Said:
        """What the source says of itself, asked again when it is no more fresh, or when a key has turned."""
        known = self._said.get(source.issuer)
        if known is not None and known.at <= now < known.at + (TURN if turned else FRESH):
            return known
        async with _http() as http:
            told = await _json(http, source, f"{source.issuer.rstrip('/')}/.well-known/openid-configuration")
            if told.get("issuer") != source.issuer:
                raise _silent(source, "another issuer")
            endpoints = {name: str(value) for name, value in told.items() if name.endswith(("_endpoint", "jwks_uri"))}
            needed = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
            if not all(_is_safe(endpoints.get(name, ""), source.issuer) for name in needed):
                raise _silent(source, "an address without TLS")
            keys = await _json(http, source, endpoints["jwks_uri"])
        try:
            read = KeySet.import_key_set(keys)  # type: ignore[arg-type]
        except (JoseError, ValueError, KeyError, TypeError):
            raise _silent(source, "keys that do not read") from None
        named = told.get("authorization_response_iss_parameter_supported") is True
        said = self._said[source.issuer] = Said(endpoints, read, named, now)
        return said


def _check_return(source: Source, attempt: Attempt, back: Mapping[str, str], said: Said) -> None:
    """That the browser brings back the answer to our own question; raises OutsideRefused."""
    mine = attempt.issuer == source.issuer and compare_digest(back.get("state", "").encode(), attempt.state.encode())
    if not mine:
        raise OutsideRefused("state", "La réponse reçue n’est pas celle de cette demande : recommencez.")
    named = back.get("iss")
    if named != source.issuer and (named is not None or said.names_itself):
        raise OutsideRefused("issuer", f"La réponse reçue n’est pas de {source.name}.")
    if "error" in back or "code" not in back:
        code = back.get("error", "")
        known = code if code in ("access_denied", "login_required", "consent_required") else "no-code"
        raise OutsideRefused(known, f"{source.name} ne vous a pas identifié.")


async def _tokens(http: httpx.AsyncClient, source: Source, said: Said, form: dict[str, str]) -> dict[str, str]:
    """The tokens of a code; raises OutsideRefused."""
    secret = source.client_secret
    basic = None
    if source.authentication == "client_secret_post":
        form = {**form, "client_id": source.client_id, "client_secret": secret}
    else:
        # Both are form-encoded before they are joined (RFC 6749 § 2.3.1).
        basic = httpx.BasicAuth(*(urlencode({"": word})[1:] for word in (source.client_id, secret)))
    told = await _json(http, source, said.endpoints["token_endpoint"], form=form, auth=basic)
    found = {name: told.get(name) for name in ("access_token", "id_token")}
    if not all(isinstance(value, str) and value for value in found.values()):
        raise OutsideRefused("no-token", f"{source.name} n’a pas confirmé qui vous êtes : recommencez.")
    return {name: str(value) for name, value in found.items()}


async def _userinfo(http: httpx.AsyncClient, source: Source, said: Said, access: str, now: datetime) -> Claims:
    """What the source tells of the person, signed when that was agreed; raises OutsideRefused."""
    try:
        answer = await http.get(
            said.endpoints["userinfo_endpoint"], headers={"authorization": f"Bearer {access}"}
        )  # fmt: skip
    except httpx.HTTPError as error:
        raise _silent(source, type(error).__name__) from None
    signed = answer.headers.get("content-type", "").partition(";")[0].strip() == "application/jwt"
    if not answer.is_success or signed is not (source.userinfo_alg is not None):
        raise OutsideRefused("userinfo", f"{source.name} n’a pas dit qui vous êtes comme convenu.")
    if source.userinfo_alg is None:
        return _object(answer, source)
    try:
        return read_signed(answer.text, source.userinfo_alg, said.keys, source, now)
    except UnknownKey:
        raise OutsideRefused("signature", f"La signature de {source.name} n’est pas la bonne.") from None


async def _json(
    http: httpx.AsyncClient, source: Source, uri: str, *, form: dict[str, str] | None = None,
    auth: httpx.BasicAuth | None = None,
) -> dict[str, object]:  # fmt: skip
    """An answer of the source; a refusal of its token endpoint is an object too. Raises Unavailable."""
    try:
        answer = await (http.get(uri) if form is None else http.post(uri, data=form, auth=auth or httpx.Auth()))
    except httpx.HTTPError as error:
        raise _silent(source, type(error).__name__) from None
    if answer.is_server_error or (form is None and not answer.is_success):
        raise _silent(source, str(answer.status_code))
    return _object(answer, source)


def _object(answer: httpx.Response, source: Source) -> dict[str, object]:
    try:
        told = answer.json()
    except ValueError:
        raise _silent(source, "no JSON") from None
    if not isinstance(told, dict):
        raise _silent(source, "no object")
    return told


def _http() -> httpx.AsyncClient:
    return httpx.AsyncClient(timeout=PATIENCE_S)


def _is_safe(uri: str, issuer: str) -> bool:
    parts = urlsplit(uri)
    own = is_loopback(parts) and is_loopback(urlsplit(issuer))
    return bool(parts.hostname) and (parts.scheme == "https" or own)


def _silent(source: Source, why: str) -> Unavailable:
    return Unavailable("source-silent", f"{source.name} ne répond pas comme il faut.", f"Réessayez plus tard ({why}).")
