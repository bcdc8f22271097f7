"""What of the shared sets speaks to this territory: the rest is left out."""

from rules.model import Verdict
from rules.reading.draft import Draft, words
from rules.reading.overrides import opposed
from rules.reading.zones import chosen
from rules.source import Table


def leave_out(draft: Draft, default: Verdict) -> list[Table]:
    """Take away the shared rules that find no zone here, and the shared allows that find nothing to lift.

    A shared rule that restricts stays though what it may restore is not there: without it, more would be allowed.
    """
    gone: list[Table] = []
    while silent := [name for name, (key, _) in draft.rules.items() if draft.is_shared(key.place)
                     and not _speaks(name, draft, default)]:  # fmt: skip
        for name in silent:
            gone.append(draft.rules.pop(name)[1])
            draft.effects.pop(name, None)
        draft.tags = {tag: left for tag, names in draft.tags.items() if (left := _without(names, silent))}
    return gone


def _speaks(name: str, draft: Draft, default: Verdict) -> bool:
    table = draft.rules[name][1]
    zones = table.entries.get("zones")
    if not chosen(zones[1] if zones else None, draft.kinds):
        return False
    if draft.effects.get(name) != "allow":
        return True
    if "overrides" not in table.entries:
        return default is Verdict.FORBIDDEN
    return bool(opposed(words(table, "overrides"), "allow", draft))


def _without(names: list[str], gone: list[str]) -> list[str]:
    return [name for name in names if name not in gone]
