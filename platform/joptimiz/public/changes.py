"""What changed from one published version to another, by verdict."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import anyio.to_thread

from joptimiz.public.serving import Missing
from joptimiz.public.words import counted, spaced
from rules.bundle import Bundle
from rules.compare import Group, compare, grid
from rules.texts.typography import NO_BREAK
from tenants.history import History
from tenants.registry import Version, list_versions

_KEPT = 256
MOST_TOLD = 60
"""Sentences of one comparison; the others are counted."""


@dataclass(frozen=True, slots=True)
class Differences:
    """Everyone for whom an answer changes, over the week after the later version; and what came or went."""

    groups: tuple[Group, ...]
    more: int
    came: tuple[str, ...]
    """Names of zones."""
    went: tuple[str, ...]
    rules: str
    same: bool
    """The two say the very same."""


@lru_cache(_KEPT)
def _differences(old: Bundle, new: Bundle, start: date) -> Differences:
    found = compare(old, new, grid(old, new, start)).groups
    return Differences(
        found[:MOST_TOLD],
        max(0, len(found) - MOST_TOLD),
        tuple(new.zones[zone].name for zone in new.zones if zone not in old.zones),
        tuple(old.zones[zone].name for zone in old.zones if zone not in new.zones),
        _rules(old, new),
        old.sha256 == new.sha256,
    )


def _rules(old: Bundle, new: Bundle) -> str:
    """« 2 règles ajoutées, 1 modifiée »."""
    before = {rule.id: rule for rule in old.rules}
    after = {rule.id: rule for rule in new.rules}
    said = [
        counted(len(after.keys() - before.keys()), "règle ajoutée", "règles ajoutées", "-"),
        counted(len(before.keys() - after.keys()), "règle retirée", "règles retirées", "-"),
        counted(
            sum(after[name] != before[name] for name in after.keys() & before.keys()),
            "règle modifiée", "règles modifiées", "-",
        ),
    ]  # fmt: skip
    return ", ".join(part for part in said if part != "-") or "Aucune règle n’est ajoutée, retirée ni modifiée"


async def differences(history: History, slug: str, old: Version, new: Version) -> Differences:
    """What differs between two versions, without what was laid over them; told once, then remembered."""
    before, after = await history.rulebook(slug, old.number), await history.rulebook(slug, new.number)
    start = max(old, new, key=lambda version: version.number).published_at.date()
    return await anyio.to_thread.run_sync(_differences, before.bundle, after.bundle, start)


async def versions_of(slug: str, known: int) -> tuple[Version, ...]:
    """Every version up to the one in force here, newest first."""
    return tuple(each for each in reversed(await list_versions(slug)) if each.number <= known)


def get_version(versions: Sequence[Version], slug: str, text: str) -> Version:
    """A version by its number; raises `Missing` with those that exist."""
    found = next((each for each in versions if str(each.number) == text), None)
    if found is None:
        near = [(f"/t/{slug}/versions/{each.number}", f"Version{NO_BREAK}{each.number}") for each in versions[:4]]
        raise Missing(
            "Cette version n’existe pas.",
            spaced(f"Ce territoire a publié {counted(len(versions), 'version', 'versions')}."),
            near,
            (f"/t/{slug}/versions", "Toutes les versions"),
        )
    return found
