"""What a source signed, read: nothing in it is believed before its signature, its origin and its hour hold."""

from collections.abc import Mapping
from datetime import datetime

from authlib.oidc.core.util import create_half_hash
from joserfc import jwt
from joserfc.errors import ClaimError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from accounts.core.oidc import SKEW
from accounts.core.outside import Attempt, Identity, Source, is_siret
from accounts.service.outside.errors import OutsideRefused

type Claims = Mapping[str, object]


class UnknownKey(Exception):
    """No key of the set has this name: the set may have turned since it was fetched."""


def check_id_token(tokens: Mapping[str, str], keys: KeySet, source: Source, attempt: Attempt, now: datetime) -> Claims:
    """The claims of an ID token (OpenID Connect Core § 3.1.3.7); raises OutsideRefused or UnknownKey."""
    claims = read_signed(tokens["id_token"], source.id_token_alg, keys, source, now)
    if not {"exp", "iat"} <= claims.keys():
        raise _late(source)
    if claims.get("nonce") != attempt.nonce:
        raise OutsideRefused("nonce", "La réponse reçue n’est pas celle de cette demande : recommencez.")
    audiences = claims.get("aud")
    if "azp" in claims and claims["azp"] != source.client_id:
        raise _not_for_us(source)
    if isinstance(audiences, list) and len(audiences) > 1 and "azp" not in claims:
        raise _not_for_us(source)
    half = claims.get("at_hash")
    if half is not None and half != create_half_hash(tokens["access_token"], source.id_token_alg).decode():
        raise OutsideRefused("at-hash", f"{source.name} a donné deux jetons qui ne vont pas ensemble.")
    if source.levels and claims.get("acr") not in source.levels:
        raise OutsideRefused(
            "level", f"Il faut vous identifier avec deux facteurs auprès de {source.name} (code, clé ou application)."
        )
    return claims


def read_signed(token: str, alg: str, keys: KeySet, source: Source, now: datetime) -> Claims:
    """The claims of what a source signed for us with the agreed algorithm; raises OutsideRefused or UnknownKey."""
    try:
        read = jwt.decode(token, keys, algorithms=[alg])
    except InvalidKeyIdError as error:
        raise UnknownKey from error
    except (JoseError, ValueError):
        raise OutsideRefused("signature", f"La signature de {source.name} n’est pas la bonne.") from None
    registry = jwt.JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=int(SKEW.total_seconds()),
        iss={"essential": True, "value": source.issuer},
        sub={"essential": True},
        aud={"essential": True, "value": source.client_id},
    )
    try:
        registry.validate(read.claims)
    except ClaimError as error:
        raise (_late(source) if error.claim in ("exp", "iat", "nbf") else _not_for_us(source)) from None
    return read.claims


def identity_of(source: Source, signed: Claims, told: Claims, id_token: str) -> Identity:
    """Who it is; raises OutsideRefused when userinfo speaks of somebody else."""
    if told.get("sub") != signed["sub"]:
        raise OutsideRefused("subject", f"{source.name} a parlé de deux personnes à la fois.")
    given, usual = _text(told, "given_name"), _text(told, "usual_name") or _text(told, "family_name")
    whole = _text(told, "name") or " ".join(filter(None, (given, usual)))
    email, siret = _text(told, "email"), told.get("siret")
    return Identity(
        issuer=source.issuer,
        subject=str(signed["sub"]),
        email=email.lower() if email else None,
        name=whole or None,
        level=_text(signed, "acr"),
        means=_texts(signed, "amr"),
        siret=str(siret) if is_siret(siret) else None,
        roles=_texts(told, "roles"),
        organisation=_text(told, "organization_label"),
        id_token=id_token,
    )


def _late(source: Source) -> OutsideRefused:
    return OutsideRefused("hour", f"La réponse de {source.name} n’a plus cours, ou pas encore.")


def _not_for_us(source: Source) -> OutsideRefused:
    return OutsideRefused("audience", f"La réponse reçue n’est pas de {source.name}, ou n’est pas pour nous.")


def _text(claims: Claims, name: str) -> str | None:
    value = claims.get(name)
    return value if isinstance(value, str) and value else None


def _texts(claims: Claims, name: str) -> tuple[str, ...]:
    value = claims.get(name)
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()
