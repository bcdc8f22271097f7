"""A template set among rules that already stand: in a file of its own, under names nobody has yet."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from rules.edits.names import names_of
from rules.edits.revise import At, Edit, Put, Rename, Unset, revise
from rules.edits.tree import Unformed
from rules.model import Invalid, Problem, Source
from tenants.opening.parameters import Values
from tenants.opening.templating import Ground, Template, instantiate

_BLANKS = re.compile(r"\n{3,}")
"""What a section that went leaves behind."""
type Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody chose, beside the parameters of the template."""

    ground: Ground
    zone: str = ""
    """One that already stands; else the template’s own, over the ground."""
    order: str = ""
    """As the territory numbers it; unknown yet when empty."""
    signed: date | None = None
    article: str = ""


def placed(template: Template, values: Values, wanted: Wanted, texts: Texts) -> Source:
    """The file of a template among the files of a territory; raises `Invalid` where a name cannot stand there."""
    source = instantiate(template, values, wanted.ground)
    known = names_of(texts.values())
    text = source.text
    try:
        for edits in (_articles, _zone, _order, _names):
            text = revise(text, list(edits(template, wanted, text, known))).apply(text)
    except Unformed as error:
        raise Invalid((Problem(f"template_{error.code}", str(error), file=source.name),)) from None
    text = _BLANKS.sub("\n\n", text)
    stem = source.name.removesuffix(".yaml")
    return Source(f"{_free(stem, {name.removesuffix('.yaml') for name in texts})}.yaml", text)


type _Known = Mapping[str, Mapping[str, str]]


def _articles(_template: Template, wanted: Wanted, text: str, _known: _Known) -> Iterator[Edit]:
    for rule in names_of([text]).get("rules", {}) if wanted.article else ():
        yield Put(At("rules", rule, ("article",)), wanted.article)


def _zone(template: Template, wanted: Wanted, _text: str, _known: _Known) -> Iterator[Edit]:
    if not wanted.zone:
        return
    if wanted.zone != template.zone.id:
        yield Rename("zones", template.zone.id, wanted.zone)
    yield Unset(At("zones"))


def _order(template: Template, wanted: Wanted, _text: str, known: _Known) -> Iterator[Edit]:
    if not wanted.order:
        return
    if wanted.order != template.template:
        yield Rename("orders", template.template, wanted.order)
    if wanted.order in known.get("orders", {}):
        yield Unset(At("orders"))
        return
    if not wanted.ground.sandbox:
        yield Put(At("orders", wanted.order, ("title",)), f"Arrêté {wanted.order}")
    if wanted.signed:
        yield Put(At("orders", wanted.order, ("signed",)), wanted.signed.isoformat())
    if wanted.signed and wanted.article and not wanted.ground.sandbox:
        yield Unset(At("orders", wanted.order, ("status",)))


def _names(_template: Template, _wanted: Wanted, text: str, known: _Known) -> Iterator[Edit]:
    """Another name for whatever bears one that is taken."""
    for section in ("orders", "zones", "calendars", "rules", "tests"):
        own, taken = names_of([text]).get(section, {}), known.get(section, {})
        for name in own:
            if name in taken:
                yield Rename(section, name, _free(name, {*taken, *own}, " " if section == "tests" else "-"))


def _free(name: str, taken: Collection[str], joint: str = "-") -> str:
    """The name, or the first of name-2, name-3… that nobody has."""
    if name not in taken:
        return name
    return next(f"{name}{joint}{n}" for n in range(2, len(taken) + 3) if f"{name}{joint}{n}" not in taken)
