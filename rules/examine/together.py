"""Rules before one another in one zone: who lifts whom, who contradicts whom, and for how long a verdict lasts."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from rules.examine.findings import Scribe
from rules.examine.space import Cell, Slot, Space
from rules.ir import Rule
from rules.model import Verdict
from rules.texts.findings import quoted

SHORTEST = 15
"""Minutes under which a verdict that goes and comes back is a mistake rather than a measure."""


def check_together(space: Space, scribe: Scribe) -> None:
    """Report the rules of a zone that undo one another."""
    seen = _Seen(space)
    for cell in space.cells:
        for slot in space.slots:
            seen.look(cell, slot)
    _lifted(space, seen, scribe)
    _allows(space, seen, scribe)
    _unordered(space, scribe)
    _flapping(space, scribe)


class _Seen:
    """What was seen of each rule over all cells and slots, as masks."""

    def __init__(self, space: Space) -> None:
        self.space = space
        self.prohibits, self.allows = space.prohibits, space.allows
        self._looked: set[tuple[int, int]] = set()
        self.held = self.stood = 0
        self.helped = 0
        """Allows that once stood where the zone was not surely closed."""
        self.met: dict[int, int] = {}
        """Of each rule, those it lifts that once held with it."""
        self.useless: dict[int, tuple[Cell, Slot, int]] = {}
        """Of each allow, a first case where it stands in vain, and the prohibitions that stand in all such cases."""
        self.lifts = [
            sum(1 << other for other, lifted in enumerate(space.rules) if lifted.id in rule.overrides)
            for rule in space.rules
        ]

    def look(self, cell: Cell, slot: Slot) -> None:
        """See one case, once for each set of rules that hold."""
        key = cell.mask & slot.sure, cell.mask & slot.maybe
        if key in self._looked:
            return
        self._looked.add(key)
        must, may = self.space.bounds(cell, slot)
        holding = cell.mask & slot.maybe
        self.held |= holding
        self.stood |= may
        closed = must & self.prohibits
        for place in _places(may & self.allows):
            bit = 1 << place
            met = self.lifts[place] & holding
            self.met[place] = self.met.get(place, 0) | met
            if not closed:
                self.helped |= bit
            elif met or not self.lifts[place]:
                first_cell, first_slot, against = self.useless.get(place, (cell, slot, closed))
                self.useless[place] = first_cell, first_slot, against & closed


def _places(mask: int) -> Iterator[int]:
    while mask:
        bit = mask & -mask
        mask ^= bit
        yield bit.bit_length() - 1


def _lifted(space: Space, seen: _Seen, scribe: Scribe) -> None:
    """Prohibitions that never stand."""
    standing = {rule.name for rule in space.named(seen.stood)}
    for place in _places(seen.prohibits & seen.held & ~seen.stood):
        rule = space.rules[place]
        if rule.name in standing or (len(rule.zones) > 1 and not _everywhere(space, rule)):
            continue
        lifters = space.named(space.ladder.lifters[place])
        alone = [one for one in lifters if _is_for_all(space, one, rule)]
        if alone:
            scribe.add("lifted_for_all", "rule", rule.name, rule=rule.name, lifter=alone[0].name)
        else:
            names = ", ".join(quoted(one.name) for one in lifters)
            scribe.add("always_lifted", "rule", rule.name, rule=rule.name, lifters=names)


def _everywhere(space: Space, rule: Rule) -> bool:
    """Whether this is the last zone of a rule: told once, and only if the lifters reach them all."""
    lifters = [one for one in space.bundle.rules if rule.id in one.overrides]
    return space.zone == rule.zones[0] and all(set(rule.zones) <= set(one.zones) for one in lifters)


def _is_for_all(space: Space, lifter: Rule, rule: Rule) -> bool:
    """Whether one rule lifts another one whoever comes, whenever."""
    place, other = space.rules.index(lifter), space.rules.index(rule)
    always = all(slot.sure >> place & 1 for slot in space.slots if slot.maybe >> other & 1)
    return always and all(cell.mask >> place & 1 for cell in space.cells)


def _allows(space: Space, seen: _Seen, scribe: Scribe) -> None:
    """Exemptions that lift nothing, or never open anything."""
    everywhere = {rule.id: rule for rule in space.bundle.rules}
    for place in _places(seen.allows & seen.held):
        rule = space.rules[place]
        lifted = [everywhere[name] for name in rule.overrides if name in everywhere]
        here = [one for one in lifted if space.zone in one.zones]
        for one in lifted:
            if set(one.zones).isdisjoint(rule.zones):
                words = {"rule": rule.name, "lifted": one.name}
                scribe.add("exemption_elsewhere", "rule", rule.name, **words)
        parts = [other for other, one in enumerate(space.rules) if one.name == rule.name]
        if here and len(here) == len(lifted) and not any(seen.met.get(part) for part in parts):
            names = ", ".join(dict.fromkeys(quoted(one.name) for one in here))
            scribe.add("exemption_without_effect", "rule", rule.name, rule=rule.name, lifted=names)
        elif not any(seen.helped >> part & 1 for part in parts) and place in seen.useless:
            _contradiction(space, seen, rule, place, scribe)


def _contradiction(space: Space, seen: _Seen, rule: Rule, place: int, scribe: Scribe) -> None:
    """An exemption that a prohibition it does not name always undoes."""
    cell, slot, against = seen.useless[place]
    blamed = [one for one in space.named(against) if rule.id not in one.overrides]
    if blamed:
        witness = space.witness(cell, slot)
        scribe.add("contradiction", "rule", rule.name, rule=rule.name, against=blamed[0].name, witness=witness)


def _unordered(space: Space, scribe: Scribe) -> None:
    """A prohibition and an exemption of one order that hold together for the same people, neither over the other."""
    allows, prohibits = space.named(space.allows), space.named(space.prohibits)
    for allow in allows:
        for prohibit in prohibits:
            related = prohibit.id in allow.overrides or allow.id in prohibit.overrides
            # An exemption from one article leaves the others standing; only one for the same people is ambiguous.
            if related or prohibit.order != allow.order or prohibit.condition != allow.condition:
                continue
            if both := _together(space, allow, prohibit):
                words = {"rule": allow.name, "against": prohibit.name, "witness": space.witness(*both)}
                scribe.add("no_override", "rule", allow.name, **words)


def _together(space: Space, allow: Rule, prohibit: Rule) -> tuple[Cell, Slot] | None:
    both = 1 << space.rules.index(allow) | 1 << space.rules.index(prohibit)
    cell = next((cell for cell in space.cells if cell.mask & both == both), None)
    slot = next((slot for slot in space.slots if slot.sure & both == both), None)
    return (cell, slot) if cell and slot else None


def _flapping(space: Space, scribe: Scribe) -> None:
    """A verdict that goes for a few minutes and comes back."""
    for day in space.days:
        if all(after.minute - before.minute >= SHORTEST for before, after in pairwise(day)):
            continue
        for cell in space.cells:
            for first, second, third in _runs(space, cell, day):
                if third.minute - second.minute < SHORTEST:
                    _report(space, cell, (first, second, third), scribe)
                    return


def _runs(space: Space, cell: Cell, day: Sequence[Slot]) -> Iterator[tuple[Slot, Slot, Slot]]:
    """A verdict, another one, the first again: each by the slot it begins at."""
    starts: list[tuple[Slot, Verdict]] = []
    for slot in day:
        said = _verdict(space, cell, slot)
        if not starts or starts[-1][1] is not said:
            starts.append((slot, said))
    for (first, said), (second, _), (third, again) in zip(starts, starts[1:], starts[2:], strict=False):
        if said is again:
            yield first, second, third


def _report(space: Space, cell: Cell, run: tuple[Slot, Slot, Slot], scribe: Scribe) -> None:
    first, second, third = run
    changing = (second.sure ^ first.sure) | (second.maybe ^ first.maybe) | (second.maybe ^ third.maybe)
    rules = space.named(changing & cell.mask)
    scribe.add(
        "flapping",
        "rule",
        rules[0].name,
        rule=rules[0].name,
        zone=space.bundle.zones[space.zone].name,
        minutes=third.minute - second.minute,
        witness=space.witness(cell, second),
        rules=" et ".join(quoted(rule.name) for rule in rules),
    )


def _verdict(space: Space, cell: Cell, slot: Slot) -> Verdict:
    """Whether the zone is closed, open, or neither for sure."""
    must, may = space.bounds(cell, slot)
    if must & space.prohibits:
        return Verdict.FORBIDDEN
    return Verdict.UNKNOWN if may & space.prohibits else Verdict.ALLOWED
