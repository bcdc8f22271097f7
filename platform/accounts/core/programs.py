"""A program as its owner describes it: understood whole, or every problem with its field."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from accounts.core.oidc import PERSONAL, Client, Kind, trouble_of_uri
from accounts.core.powers import POWERS, powers_of
from rules.model import Problem

type Way = Literal["itself", "people", "open"]

WAYS: Mapping[Way, tuple[Kind, str, str]] = {
    "itself": ("machine", "Il agit seul", "un logiciel à vous, avec son secret, sans personne devant l’écran"),
    "people": ("confidential", "Des personnes y entrent", "un site ou un logiciel sur un serveur, qui garde un secret"),
    "open": ("public", "Des personnes y entrent, sans secret", "une application sur téléphone ou dans le navigateur"),
}
PEOPLE: Mapping[str, str] = {
    "profile": "leur nom et leur langue",
    "email": "leur adresse électronique, et si elle a été vérifiée",
    "roles": "les rôles qu’elles tiennent, avec leur territoire ou leur organisation",
}
"""What a program may know of the people who enter it, said to its owner."""
LONGEST_NAME, MOST_ADDRESSES = 80, 10
_SCOPE = "scope-"


@dataclass(frozen=True, slots=True)
class Owner:
    """To whom programs belong: an organisation, or a territory."""

    organisation: UUID | None = None
    territory: str | None = None
    carries: bool = False
    """Whether the organisation is a carrier."""

    def ways(self) -> Mapping[Way, tuple[Kind, str, str]]:
        """The kinds of programs it may have: one that acts alone needs something to act on."""
        return {way: said for way, said in WAYS.items() if way != "itself" or self.alone()}

    def alone(self) -> Mapping[str, str]:
        """What a program may do by itself, in words."""
        return powers_of("carrier") if self.carries else powers_of("territory") if self.territory else {}


def read_program(form: Mapping[str, str], owner: Owner) -> Client | tuple[Problem, ...]:
    """The client this form describes."""
    problems: list[Problem] = []
    name, way = " ".join(form.get("name", "").split()), form.get("way", "")
    if not 0 < len(name) <= LONGEST_NAME:
        said = f"Ce nom dépasse {LONGEST_NAME} signes." if name else "Le nom manque."
        problems.append(Problem("name", said, "Les personnes le liront avant d’accepter.", pointer="/name"))
    kind = next((kind for known, (kind, _, _) in owner.ways().items() if known == way), None)
    if kind is None:
        problems.append(Problem("way", "Dites comment il se connecte.", pointer="/way"))
    scopes = _scopes(form, owner, kind, problems)
    addresses = _addresses(form, kind, problems)
    if problems or kind is None:
        return tuple(problems)
    return Client(
        client_id="", name=name, kind=kind, scopes=scopes, redirect_uris=addresses,
        organisation=owner.organisation, territory=owner.territory,
    )  # fmt: skip


def _scopes(form: Mapping[str, str], owner: Owner, kind: Kind | None, problems: list[Problem]) -> tuple[str, ...]:
    """What it may know and do; a program for people always knows who they are."""
    asked = [scope for scope in (*PERSONAL, *POWERS) if form.get(f"{_SCOPE}{scope}")]
    if kind != "machine":
        return tuple(dict.fromkeys(("openid", *asked)))
    if any(scope in PERSONAL for scope in asked):
        said = "Un programme qui agit seul ne connaît personne."
        problems.append(Problem("scopes", said, "Décochez ce qu’il saurait des personnes.", pointer="/scopes"))
    may = tuple(scope for scope in asked if scope in owner.alone())
    if not may:
        said = "Dites ce qu’il pourra faire."
        problems.append(Problem("scopes", said, "Cochez au moins une action.", pointer="/scopes"))
    return may


def _addresses(form: Mapping[str, str], kind: Kind | None, problems: list[Problem]) -> tuple[str, ...]:
    """Where people go back to, one address a line."""
    lines = tuple(dict.fromkeys(line for each in form.get("redirects", "").splitlines() if (line := each.strip())))
    if kind == "machine":
        if lines:
            said = "Un programme qui agit seul n’a pas d’adresse de retour."
            problems.append(Problem("redirects", said, "Effacez-les.", pointer="/redirects"))
        return ()
    if not lines and kind is not None:
        said = "Il manque l’adresse où revenir."
        hint = "C’est celle que l’outil donne pour OpenID Connect (« redirect URI »)."
        problems.append(Problem("redirects", said, hint, pointer="/redirects"))
    if len(lines) > MOST_ADDRESSES:
        said = f"Pas plus de {MOST_ADDRESSES} adresses."
        problems.append(Problem("redirects", said, "Faites deux programmes.", pointer="/redirects"))
    problems += [
        Problem("redirects", f"« {line[:80]} » : {why}.", pointer="/redirects")
        for line in lines[:MOST_ADDRESSES]
        if (why := trouble_of_uri(line, native=kind == "public"))
    ]
    return lines
