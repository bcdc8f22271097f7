"""A proposal and what was chosen become a territory's files, which compile and pass their own tests."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from connectors.school_holidays import NothingToPropose, propose_school_holidays
from rules.bundle import Bundle
from rules.cases import run_tests
from rules.compiler import compile_bundle
from rules.model import GeoJSON, Invalid, Problem, Source
from rules.texts.clockwise import listed, long_date
from tenants.files import Folder, complete
from tenants.opening.holidays import easter
from tenants.opening.naming import SANDBOX
from tenants.opening.parameters import read_values
from tenants.opening.proposal import KINDS, YEARS, Proposal
from tenants.opening.templating import Ground, instantiate, rendered, templates, yaml_of
from tenants.outlines import Outlines

COVERAGE = "zones/coverage.geojson"
ORIGIN = "la table @etalab/decoupage-administratif (Insee, DGCL, Licence Ouverte 2.0)"


@dataclass(frozen=True, slots=True)
class Choices:
    """What somebody changes in a proposal; what is empty stays as proposed."""

    slug: str = ""
    name: str = ""
    timezone: str = ""
    crs: str = ""
    aliases: tuple[str, ...] = ()
    templates: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What was typed for each parameter, by template."""
    commune: str = ""
    """The member that zones are drawn by until somebody draws them; the most populous when none is said."""
    colour: str = ""
    """Of its pages, checked: see `tenants.face.colour`."""
    hidden: tuple[str, ...] = ()
    """The layers of its map that are shown on demand only, checked: see `tenants.face.layers`."""
    boundary: GeoJSON | None = None
    """An outline of one's own, checked: see `boundary`."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A territory's files before any publication, and what they compile to."""

    slug: str
    folder: Folder
    bundle: Bundle


def draft(proposal: Proposal, choices: Choices, today: date, outlines: Outlines, *, sandbox: bool = False) -> Draft:
    """The files of the territory, or of its sandbox; raises Invalid with everything wrong with what was chosen."""
    proposal = replace(
        proposal,
        slug=choices.slug or proposal.slug,
        name=choices.name or proposal.name,
        timezone=choices.timezone or proposal.timezone,
        crs=choices.crs or proposal.crs,
        crs_name=proposal.crs_name if choices.crs in ("", proposal.crs) else "choisi à l’ouverture",
    )
    slug = f"{proposal.slug}{SANDBOX}" if sandbox else proposal.slug
    rules = _rules(proposal, choices, today, sandbox=sandbox)
    sources = (
        Source("territory.yaml", _territory(proposal, choices, today, slug, sandbox=sandbox)),
        *(rules or (Source("rules/a-ecrire.yaml", rendered("empty.yaml.j2", today)),)),
    )
    folder = complete((sources, {COVERAGE: choices.boundary} if choices.boundary else {}), outlines)
    bundle = compile_bundle(*folder)
    if failures := run_tests(bundle).failures:
        raise Invalid(
            tuple(
                Problem("test_failed", f"L’essai « {one.test} » échoue. {' '.join(one.sentences)}") for one in failures
            )
        )
    return Draft(slug, folder, bundle)


def ground_of(proposal: Proposal, choices: Choices) -> tuple[str, str] | None:
    """What zones are drawn by for now, as the language writes it, and its name; None when nothing can be."""
    if choices.boundary:
        return COVERAGE, "tout le territoire"
    known = proposal.outlined
    seat = next((one for one in proposal.members if one.insee == choices.commune), None) or proposal.seat
    if choices.commune and seat.insee != choices.commune:
        message = f"La commune {choices.commune} n’est pas membre de {proposal.name}."
        raise Invalid((Problem("commune_foreign", message, "Choisissez une commune membre, par son code INSEE."),))
    if seat.insee in known:
        return f"{{communes: [{yaml_of(seat.insee)}]}}", f"toute la commune {seat.name}".replace("'", "’")
    return (f"{{communes: [{yaml_of(known[0])}]}}", "une des communes") if known else None


def _rules(proposal: Proposal, choices: Choices, today: date, *, sandbox: bool) -> list[Source]:
    """One file a template."""
    known, problems, sources = templates(), list[Problem](), list[Source]()
    ground = ground_of(proposal, choices)
    for name, given in choices.templates.items():
        if name not in known:
            problems.append(
                Problem("template_unknown", f"Aucun modèle ne se nomme « {name} ».", f"Modèles : {', '.join(known)}.")
            )
            continue
        values, wrong = read_values(known[name].parameters, given, today, name)
        problems += wrong
        if ground is None:
            problems.append(
                Problem("outline_none", "Aucun contour n’est connu ici.", "Donnez le périmètre en GeoJSON.")
            )
        elif not wrong:
            sources.append(instantiate(known[name], values, Ground(*ground, today, sandbox)))
    if problems:
        raise Invalid(tuple(dict.fromkeys(problems)))
    return sources


def _territory(proposal: Proposal, choices: Choices, today: date, slug: str, *, sandbox: bool) -> str:
    years = range(today.year, today.year + YEARS)
    known = proposal.outlined
    coverage = (
        "{communes: members}"
        if len(known) == len(proposal.members)
        else f"{{communes: {yaml_of([yaml_of(one) for one in known])}}}"
    )
    return rendered(
        "territory.yaml.j2", today,
        proposal=proposal, slug=slug, sandbox=sandbox, members=proposal.members,
        name=f"{proposal.name} (essai)" if sandbox else proposal.name,
        kind=KINDS[proposal.kind], population=sum(member.population for member in proposal.members),
        origin=ORIGIN, aliases=choices.aliases, feasts=proposal.feasts,
        coverage=COVERAGE if choices.boundary else coverage if known else "",
        easters=listed([f"le {long_date(easter(year))}" for year in years]),
        school=_school(proposal.school_zone, years),
    )  # fmt: skip


@lru_cache(maxsize=8)
def _school(zone: str | None, years: range) -> str:
    """The school holidays a package knows, or nothing."""
    try:
        return propose_school_holidays(zone, date(years[0], 1, 1), date(years[-1] + 1, 1, 1)) if zone else ""
    except NothingToPropose:
        return ""
