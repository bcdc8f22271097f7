"""What is wrong with a draft, and what could be better: compiled, tested and examined once for each content."""

import asyncio
import json
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from rules.bundle import Bundle
from rules.cases import run_tests
from rules.compiler import Compiled, compile_sources
from rules.examine import Finding, examine
from rules.model import GeoJSON, Invalid, Problem, Source
from tenants.database import Scope, scoped
from tenants.drafts.model import Content, Draft
from tenants.files import complete_own, is_own
from tenants.registry import find_sources

KEPT = 64


@dataclass(frozen=True, slots=True)
class Checked:
    """The state of a content: problems keep it from being published, findings do not."""

    digest: str
    problems: tuple[Problem, ...]
    findings: tuple[Finding, ...] = ()
    passed: int = 0
    failed: tuple[tuple[str, str], ...] = ()
    """Test and sentence, of each difference."""
    untested: tuple[str, ...] = ()
    bundle: Bundle | None = None

    @property
    def sound(self) -> bool:
        """Whether it may be submitted."""
        return not self.problems and not self.failed


_KEPT: OrderedDict[tuple[str, str], Checked] = OrderedDict()
_CHECKING: dict[tuple[str, str], asyncio.Task[Checked]] = {}


async def check_draft(draft: Draft, content: Content) -> Checked:
    """Everything there is to say of a draft as it stands; whoever asks the same at once waits for one answer."""
    key = draft.territory, draft.digest
    if (known := _KEPT.get(key)) is not None:
        _KEPT.move_to_end(key)
        return known
    task = _CHECKING.get(key)
    if task is None:
        task = _CHECKING[key] = asyncio.create_task(_check(draft, content))
        task.add_done_callback(lambda _: _CHECKING.pop(key, None))
    # Shielded: who asked first may leave while others wait.
    checked = await asyncio.shield(task)
    _KEPT[key] = checked
    while len(_KEPT) > KEPT:
        _KEPT.popitem(last=False)
    return checked


async def check_text_of(draft: Draft, content: Content) -> Checked:
    """The same of a content that nobody keeps yet: what somebody is writing."""
    texts = json.dumps([[file.name, file.text] for file in content.files]).encode()
    return await check_draft(replace(draft, digest=f"{draft.digest} {sha256(texts).hexdigest()}"), content)


async def _check(draft: Draft, content: Content) -> Checked:
    """Compile, test and examine, in a thread."""
    async with scoped(Scope(territory=draft.territory)) as connection:
        numbers = {row["zone"]: row["no"] for row in await connection.fetch("SELECT zone, no FROM zone_number")}
    try:
        sources, geometries = await complete(draft, content)
        compiled = await asyncio.to_thread(compile_sources, sources, geometries, numbers)
    except Invalid as invalid:
        return Checked(draft.digest, invalid.problems)
    return await asyncio.to_thread(_inspect, draft, compiled)


async def complete(draft: Draft, content: Content) -> tuple[Sequence[Source], Mapping[str, GeoJSON]]:
    """A draft with what it includes and composes; raises `Invalid`."""
    base = await find_sources(draft.territory, draft.base) if draft.base else None
    shared = [source for source in base[0] if not is_own(source.name)] if base else []
    own = [Source(file.name, file.text) for file in content.files]
    return await asyncio.to_thread(complete_own, own, {zone.path: zone.shape for zone in content.zones}, shared)


def _inspect(draft: Draft, compiled: Compiled) -> Checked:
    bundle = compiled.bundle
    problems: tuple[Problem, ...] = ()
    if bundle.territory.slug != draft.territory:
        said = f"Ce fichier est celui d’un autre territoire\u00a0: {bundle.territory.slug}."
        hint = f"Écrivez «\u202fslug: {draft.territory}\u202f»."
        problems = (Problem("other-territory", said, hint, "territory.yaml"),)
    report = run_tests(bundle)
    failed = tuple((failure.test, sentence) for failure in report.failures for sentence in failure.sentences)
    findings = examine(bundle, compiled.places)
    return Checked(draft.digest, problems, findings, len(report.passed), failed, report.untested, bundle)
