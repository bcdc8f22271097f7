"""What is set and what is missing in a territory, who does it and where: its « mode d’emploi technique »."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

from rules.bundle import Bundle
from rules.compiler import compile_bundle
from rules.model import Invalid
from rules.texts.clockwise import counted, listed, long_date
from tenants.files import Folder
from tenants.opening.opening import Standing, find_draft, get_standing
from tenants.registry import find_sources

_NEEDED = {"admin": "un administrateur", "editor": "un rédacteur", "validator": "un élu"}
_TEAM, _EDITOR, _VALIDATOR, _HOST = (
    "L’équipe nationale", "Le rédacteur du territoire",
    "L’élu ou le chef de service", "L’exploitant du serveur",
)  # fmt: skip


_DESK = "/territoire/reglement"


@dataclass(frozen=True, slots=True)
class Step:
    """One point: what it is, how it stands, and whose turn it is."""

    title: str
    done: bool
    detail: str
    who: str
    where: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What other floors know of a territory."""

    streets: bool
    """Whether its streets are built."""
    roles: frozenset[str]
    """The roles that somebody holds there."""


async def checklist_of(slug: str, seen: Seen) -> tuple[Step, ...]:
    """Every point of a territory, in the order in which they are done; raises NotFound."""
    standing = await get_standing(slug)
    return (*_ground(standing), *await _law(slug, standing.rulebook), *_life(standing, seen))


async def _law(slug: str, number: int) -> tuple[Step, ...]:
    """What is written of the rules, in the version in force or in the first draft."""
    try:
        folder = await (find_sources(slug, number) if number else find_draft(slug))
        bundle = await asyncio.to_thread(compile_bundle, *folder) if folder else None
    except Invalid as invalid:
        said = f"{counted(len(invalid.problems), 'problème')} à corriger"
        return (Step("Projet de règlement", done=False, detail=said, who=_EDITOR, where=_DESK),)
    return (*_days(bundle), *_rules(bundle, folder)) if bundle and folder else ()


def _ground(standing: Standing) -> Iterator[Step]:
    named = bool(standing.siren or standing.demonstration)
    identity = f"{standing.name}, SIREN {standing.siren}" if standing.siren else f"{standing.name}, sans SIREN"
    yield Step("Identité", named, identity, _TEAM, "territory.yaml, « siren »")
    members = counted(len(standing.members), "commune")
    yield Step("Communes", bool(standing.members), members, _TEAM, "territory.yaml, « members »")
    outline = "tracé" if standing.bounded else "inconnu"
    yield Step("Périmètre", standing.bounded, outline, _EDITOR, "territory.yaml, « coverage »")
    clock = f"{standing.timezone}, {standing.crs or 'projection à dire'}"
    yield Step("Heure et projection", bool(standing.crs), clock, _TEAM, "territory.yaml")


def _days(bundle: Bundle) -> Iterator[Step]:
    last, source = max(bundle.holidays, default=None), bundle.holidays_source or "aucune source"
    until = f"jusqu’au {long_date(last)}, d’après : {source}" if last else "aucun"
    sure = last is not None and "vérifier" not in source
    yield Step("Jours fériés", sure, until, _EDITOR, "territory.yaml, « holidays »")
    known = "school_holiday" in bundle.days
    detail = "proposées, à relire" if known else "à saisir d’après l’arrêté du recteur"
    yield Step("Vacances scolaires", known, detail, _EDITOR, "territory.yaml, « days »")


def _rules(bundle: Bundle, folder: Folder) -> Iterator[Step]:
    own = {name: one for name, one in bundle.orders.items() if not _is_shared(name, folder)}
    waiting = sum(one.status == "to_verify" for one in own.values())
    orders = f"{counted(len(own), 'arrêté')}, dont {waiting} à vérifier"
    yield Step("Arrêtés", bool(own) and not waiting, orders, _EDITOR, "rules/, « orders » : titre, date, adresse")
    rough = sum(zone.precision == "approximate" for zone in bundle.zones.values())
    zones = f"{counted(len(bundle.zones), 'zone')}, dont {rough} à dessiner"
    yield Step("Zones", bool(bundle.zones) and not rough, zones, _EDITOR, "zones/, en GeoJSON")
    rules = len({rule.name for rule in bundle.rules if rule.order in own})
    yield Step("Règles", rules > 0, counted(rules, "règle"), _EDITOR, "rules/")
    yield Step("Essais", bool(bundle.tests), counted(len(bundle.tests), "essai"), _EDITOR, "rules/, « tests »")


def _is_shared(order: str, folder: Folder) -> bool:
    return any(f"\n  {order}:" in source.text for source in folder[0] if source.name.startswith("national/"))


def _life(standing: Standing, seen: Seen) -> Iterator[Step]:
    version = f"version {standing.rulebook}" if standing.rulebook else "brouillon, hors de la carte"
    yield Step("Publication", standing.rulebook > 0, version, _VALIDATOR, _DESK)
    missing = [label for name, label in _NEEDED.items() if name not in seen.roles]
    people = f"il manque {listed(missing)}" if missing else "chaque rôle est tenu"
    yield Step("Personnes", not missing, people, _TEAM, "invitations")
    streets = "construites" if seen.streets else "à construire avant les itinéraires"
    yield Step("Rues", seen.streets, streets, _HOST, f"joptimiz graph build {standing.slug}")
