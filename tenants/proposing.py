"""A rule from a template, seen before it is written: its file, and what is wrong; then a draft that holds it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from rules.cases import because_of
from rules.edits.names import names_of
from rules.edits.revise import At, Edit, Put, revise
from rules.edits.tree import Unformed
from rules.ir import Trial
from rules.model import Invalid, Problem
from tenants.drafts.checking import Checked, check_text_of
from tenants.drafts.editing import Hand
from tenants.drafts.model import Content, Draft, File, Zone
from tenants.drafts.rights import WRITERS, scope_of
from tenants.drafts.saving import add_file
from tenants.drafts.starting import start_draft
from tenants.files import Folder, is_own
from tenants.opening.parameters import read_values
from tenants.opening.placing import Wanted, placed
from tenants.opening.templating import Template
from tenants.registry import find_sources
from tenants.who import Who

NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Choice:
    """A template, and what was typed in its form."""

    template: Template
    given: Mapping[str, str]
    wanted: Wanted


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a choice would write; without text where the choice itself is wrong."""

    checked: Checked
    file: str = ""
    text: str = ""
    settled: tuple[str, ...] = ()
    """Its tests to which other rules of the zone answer too, so that they expect what those say."""

    @classmethod
    def refused(cls, problems: tuple[Problem, ...]) -> "Proposed":
        """Nothing: the choice itself is wrong."""
        return cls(Checked("", problems))


async def read_base(slug: str, base: int) -> Folder:
    """The files of a version; nothing before the first."""
    found = await find_sources(slug, base) if base else None
    return found or ((), {})


async def propose(slug: str, base: int, choice: Choice, at: datetime) -> Proposed:
    """The rules a choice would write over a version, compiled and tested with all others."""
    sources, geometries = await read_base(slug, base)
    texts = {source.name: source.text for source in sources if is_own(source.name)}
    values, problems = read_values(
        choice.template.parameters, choice.given, choice.wanted.ground.today, choice.template.name
    )
    if problems:
        return Proposed.refused(problems)
    try:
        source = placed(choice.template, values, choice.wanted, texts)
    except Invalid as invalid:
        return Proposed.refused(invalid.problems)
    files = tuple(File(name, 0, text) for name, text in texts.items())
    zones = tuple(Zone(path, 0, shape) for path, shape in geometries.items() if is_own(path))
    content = Content((*files, File(source.name, 0, source.text)), zones)
    checked = await check_text_of(_draft(slug, base, at), content)
    text, settled = _settled(source.text, checked)
    if text != source.text:
        content = replace(content, files=(*files, File(source.name, 0, text)))
        checked = await check_text_of(_draft(slug, base, at), content)
    return Proposed(checked, source.name, text, settled)


async def start_from(who: Who, title: str, proposed: Proposed, at: datetime) -> Draft:
    """A draft over the last version with these rules in a file of their own."""
    scope_of(who, WRITERS)
    draft = await start_draft(who, title, at)
    await add_file(Hand(who, draft.id, at), proposed.file, proposed.text)
    return draft


def _draft(slug: str, base: int, at: datetime) -> Draft:
    """A draft that nobody keeps, to be checked."""
    return Draft(slug, NOBODY, "", base, "open", NOBODY, at, at, None, None, None, None, f"proposal {base}")


def _settled(text: str, checked: Checked) -> tuple[str, tuple[str, ...]]:
    """The text, its tests expecting what all rules of the zone say together; and which ones were told otherwise."""
    if checked.bundle is None:
        return text, ()
    own, failing = names_of([text]).get("tests", {}), {name for name, _ in checked.failed}
    told = []
    for trial in checked.bundle.tests:
        if trial.name in own and trial.name in failing:
            verdict, because = because_of(checked.bundle, trial)
            try:
                text = revise(text, list(_expecting(trial, verdict, because))).apply(text)
            except Unformed:
                continue
            if trial.expect != verdict:
                told.append(trial.name)
    return text, tuple(told)


def _expecting(trial: Trial, verdict: str, because: tuple[str, ...]) -> Iterator[Edit]:
    yield Put(At("tests", trial.name, ("expect",)), verdict)
    yield Put(At("tests", trial.name, ("by",)), list(because))
