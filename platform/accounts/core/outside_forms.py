"""What the keepers of an organisation type of their provider, and what somebody types to find it."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from accounts.core.oidc import is_loopback
from accounts.core.outside import ClientAuth
from rules.model import Problem

LONGEST = 300
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Draft:
    """A source as it is typed; its secret is never shown."""

    name: str
    issuer: str
    client_id: str
    secret: str = field(repr=False)
    authentication: ClientAuth = "client_secret_basic"
    domain: str = ""


def read_draft(draft: Draft, *, here: str, reserved: Collection[str]) -> tuple[Draft, list[Problem]]:
    """A source in one shape, and everything wrong with it; `reserved` issuers are the operator's, and our own."""
    name, issuer = " ".join(draft.name.split()), draft.issuer.strip()
    issuer = issuer.removesuffix("/.well-known/openid-configuration")
    domain = draft.domain.strip().lower().removeprefix("@")
    read = Draft(name, issuer, draft.client_id.strip(), draft.secret.strip(), draft.authentication, domain)
    problems = [
        _missing("name", read.name, "Le nom manque.", "Donnez celui que vos collègues reconnaîtront."),
        _issuer_problem(issuer, here, reserved),
        _missing("client_id", read.client_id, "L’identifiant manque.", "Recopiez-le de chez votre fournisseur."),
        _missing("secret", read.secret, "Le secret manque.", "Recopiez-le de chez votre fournisseur."),
        _domain_problem(domain),
    ]
    return read, [problem for problem in problems if problem is not None]


def read_word(text: str) -> tuple[str, str]:
    """What somebody gives to find their organisation: its kind (`domain`, `siret`, `territory`, or none), its value."""
    said = text.strip().lower()
    digits = re.sub(r"[\s\u202f\u00a0.]", "", said)
    if "@" in said:
        return "domain", said.rpartition("@")[2]
    if len(digits) == 14 and digits.isascii() and digits.isdecimal():
        return "siret", digits
    if _DOMAIN.fullmatch(said):
        return "domain", said
    return ("territory", said) if _SLUG.fullmatch(said) else ("", "")


def _missing(name: str, value: str, said: str, hint: str) -> Problem | None:
    if not value:
        return Problem(name, said, hint, pointer=f"/{name}")
    if len(value) > LONGEST or not value.isprintable():
        return Problem(
            name, f"Ce texte dépasse {LONGEST} signes, ou ne se lit pas.", "Recopiez-le.", pointer=f"/{name}"
        )
    return None


def _issuer_problem(issuer: str, here: str, reserved: Collection[str]) -> Problem | None:
    hint = "Donnez l’adresse en https, telle que votre fournisseur la publie : « https://connexion.exemple.fr »."
    if not issuer:
        return Problem("issuer", "L’adresse du fournisseur manque.", hint, pointer="/issuer")
    try:
        parts = urlsplit(issuer)
        _ = parts.port
    except ValueError:
        parts = urlsplit("")
    safe = parts.scheme == "https" or (is_loopback(parts) and is_loopback(urlsplit(here)))
    plain = issuer.isascii() and issuer.isprintable() and " " not in issuer and len(issuer) <= LONGEST
    if not (safe and plain and parts.hostname) or parts.query or parts.fragment or "@" in parts.netloc:
        return Problem("issuer", "Cette adresse ne convient pas.", hint, pointer="/issuer")
    if issuer.rstrip("/").lower() in {each.rstrip("/").lower() for each in reserved}:
        said = "Ce fournisseur sert déjà à tous : il ne peut pas être celui d’une organisation."
        return Problem("issuer", said, "Donnez celui de votre organisation.", pointer="/issuer")
    return None


def _domain_problem(domain: str) -> Problem | None:
    if not domain or _DOMAIN.fullmatch(domain):
        return None
    hint = "Écrivez ce qui suit @ dans vos adresses : « exemple.fr », ou rien."
    return Problem("domain", "Ce n’est pas la fin d’une adresse.", hint, pointer="/domain")
