"""Whether to believe an envelope and a list of keys, from anywhere; else precisely what is wrong with them.

It asks no database and no network, so that anybody may verify what a territory has signed.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from rules.bundle import Bundle, load_bundle
from rules.canonical import Tree, canonical
from rules.clock import EPOCH, seconds
from rules.codec.tree import Branch, as_branch, items, number, text, twig
from rules.model import Activation, Overlay, Repeal
from tenants.keys import listing
from tenants.keys.curve import is_signed, kid_of
from tenants.keys.header import TYPE

SKEW_S = 300
"""How far clocks may be from one another."""

SAID: Mapping[str, str] = {
    "truncated": "Le fichier est incomplet ou abîmé\u00a0: il ne se lit pas.",
    "malformed": "Le fichier se lit, mais ce n’est pas ce qui était attendu.",
    "forged": "La signature ne correspond pas\u00a0: le contenu a été modifié, ou vient de quelqu’un d’autre.",
    "unknown-key": "La clé qui a signé n’est pas dans la liste des clés, ou n’est pas celle de ce territoire.",
    "key-expired": "La clé n’avait pas le droit de signer à cette date.",
    "not-yet-valid": "Ce fichier porte une date à venir\u00a0: l’heure de cet appareil est-elle juste ?",
    "expired": "Ce fichier n’est plus valable\u00a0: il faut en charger un plus récent.",
    "older": "Un fichier plus récent de ce territoire a déjà été vu\u00a0: celui-ci ne vaut plus.",
    "past": "C’est une version passée du règlement, pas celle en vigueur.",
}
"""What is wrong, by its code."""


class Refused(Exception):
    """Not to be believed; `code` is stable, the message is French."""

    def __init__(self, code: str) -> None:
        super().__init__(SAID[code])
        self.code = code


@dataclass(frozen=True, slots=True)
class Trusted:
    """A key to believe, over `[nbf, until)` for what it signs, until `exp` for what it signed; seconds from 1970."""

    kid: str
    territory: str | None
    x: str
    y: str
    nbf: int
    until: int
    exp: int


@dataclass(frozen=True, slots=True)
class Ring:
    """The keys of a list that was verified."""

    sequence: int
    expires: int
    keys: tuple[Trusted, ...]

    @property
    def anchors(self) -> tuple[Trusted, ...]:
        """The keys of the platform, to verify the next list with."""
        return tuple(key for key in self.keys if key.territory is None)


@dataclass(frozen=True, slots=True)
class Verified:
    """A version that was verified, under what was laid over it."""

    territory: str
    rulebook: int
    sequence: int
    standing: str
    issued: int
    expires: int
    bundle: Bundle


def verify_keys(document: bytes, now: datetime, *, anchors: tuple[Trusted, ...] = (), seen: int = 0) -> Ring:
    """The keys of a signed list; raises `Refused`.

    `anchors` are the platform’s keys as known already. Without any the list vouches for itself: only for one fetched
    from the platform, over its own certificate. `seen` is the greatest sequence met so far.
    """
    outer = _parsed(document)
    try:
        told = twig(outer, "list")
        _expect(told, listing.TYPE)
        keys = tuple(_key(as_branch(key)) for key in items(told, "keys"))
        ring = Ring(number(told, "sequence"), number(told, "expires"), keys)
        _check(outer, canonical(told), anchors or ring.anchors, number(told, "issued"), seconds(now))
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise Refused("malformed") from error
    _check_age(number(told, "issued"), ring.expires, ring.sequence, seen, seconds(now))
    return ring


def verify(envelope: bytes, ring: Ring, now: datetime, *, seen: int = 0, past: bool = False) -> Verified:
    """The version in an envelope; raises `Refused`.

    `seen` is the greatest sequence of this territory met so far; `past` accepts a version no longer in force.
    """
    outer = _parsed(envelope)
    at = seconds(now)
    try:
        header, bundle = twig(outer, "header"), canonical(outer["bundle"])
        _expect(header, TYPE)
        territory = text(header, "territory")
        if at >= ring.expires:
            raise Refused("expired")
        own = tuple(key for key in ring.keys if key.territory == territory)
        _check(outer, canonical(header), own, number(header, "issued"), at)
        if sha256(bundle).hexdigest() != text(header, "digest"):
            raise Refused("forged")
        sequence, standing = number(header, "sequence"), text(header, "standing")
        issued, expires = number(header, "issued"), number(header, "expires")
        overlays = tuple(_overlay(as_branch(overlay)) for overlay in items(header, "overlays"))
        rulebook = number(header, "rulebook")
        opened = load_bundle(bundle).with_overlays(overlays)
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise Refused("malformed") from error
    _check_age(issued, expires, sequence, seen, at)
    if standing != "in_force" and not past:
        raise Refused("past")
    return Verified(territory, rulebook, sequence, standing, issued, expires, opened)


def verify_signed(territory: str, message: bytes, kid: str, sig: str, ring: Ring, *, issued: int) -> None:
    """Something else that a territory signed at an instant; raises `Refused`."""
    own = tuple(key for key in ring.keys if key.territory == territory)
    try:
        _check({"alg": "ES256", "kid": kid, "sig": sig}, message, own, issued, issued)
    except ValueError as error:
        raise Refused("malformed") from error


def _parsed(document: bytes) -> Branch:
    try:
        found: Tree = json.loads(document)
    except (ValueError, RecursionError) as error:
        raise Refused("truncated") from error
    if not isinstance(found, dict):
        raise Refused("malformed")
    return found


def _expect(branch: Branch, kind: str) -> None:
    if branch.get("type") != kind:
        raise ValueError("another type of document")


def _key(branch: Branch) -> Trusted:
    """A key as the list writes it; its name must be its own."""
    key = Trusted(
        text(branch, "kid"), text(branch, "territory") if "territory" in branch else None,
        text(branch, "x"), text(branch, "y"), number(branch, "nbf"), number(branch, "until"), number(branch, "exp"),
    )  # fmt: skip
    if kid_of(key.x, key.y) != key.kid:
        raise ValueError("the name of another key")
    return key


def _check(outer: Branch, message: bytes, keys: tuple[Trusted, ...], issued: int, now: int) -> None:
    """Raises `Refused` unless one of these keys signed these bytes, when it might."""
    if outer.get("alg") != "ES256":
        raise Refused("malformed")
    kid, sig = text(outer, "kid"), text(outer, "sig")
    named = [key for key in keys if key.kid == kid]
    if not named:
        raise Refused("unknown-key")
    signers = [key for key in named if is_signed(message, sig, key.x, key.y)]
    if not signers:
        raise Refused("forged")
    if not any(key.nbf <= issued < key.until and now < key.exp for key in signers):
        raise Refused("key-expired")


def _check_age(issued: int, expires: int, sequence: int, seen: int, now: int) -> None:
    if issued > now + SKEW_S:
        raise Refused("not-yet-valid")
    if now >= expires:
        raise Refused("expired")
    if sequence < seen:
        raise Refused("older")


def _overlay(branch: Branch) -> Overlay:
    if "basis" in branch:
        return Repeal(text(branch, "basis"), date.fromisoformat(text(branch, "start")))
    end = _instant(number(branch, "end")) if "end" in branch else None
    return Activation(text(branch, "trigger"), _instant(number(branch, "start")), end)


def _instant(at: int) -> datetime:
    return EPOCH + timedelta(seconds=at)
