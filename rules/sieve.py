"""What the conditions of some rules say of a profile, as bit masks read from tables.

A rule's condition is spread over lines, one of which must hold. The first line of rule `n` has slot `n`; where a rule
can be read two ways, the first line of its other reading has slot `count + n`; further lines come after and are folded
into the first. A mask has two planes of `width` slots: what surely holds, then what possibly holds.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from operator import itemgetter

from rules.ir import Compare, Condition, Holds, OneOf, Rule
from rules.kleene import Leaf, Line, leaf_value, lines_of, value_of
from rules.model import Facts
from rules.vocabulary import FACTS

type Test = tuple[int, OneOf | Compare, bool]
"""A slot, a leaf that its line rests on, and whether it must be true or false."""
type Counts = Callable[[str, frozenset[str]], bool | None]
"""Whether a right of this kind is held in all these zones."""

_MOST_KEPT = 4_096


class Column:
    """The tests of one fact: which lines each of its values leaves standing."""

    def __init__(self, fact: str, tests: Sequence[Test], width: int) -> None:
        self.fact = fact
        self._tests = tests
        self._width = width
        self.points = _points(leaf for _, leaf, _ in tests)
        """Whole numbers from each of which on the answers may differ."""
        self.steps = tuple(self._stretches())
        """The mask of each stretch between points, the one below the first included."""

    def mask(self, value: int | str | None) -> int:
        """The lines that stand for a value, or for its absence."""
        return screen(((slot, _turned(leaf_value(leaf, value), yes)) for slot, leaf, yes in self._tests), self._width)

    def _stretches(self) -> Iterator[int]:
        """At each point only the tests that turn there are asked again: thousands may have as many points."""
        turning: dict[int, list[Test]] = {}
        for test in self._tests if self.points else ():
            for point in _points([test[1]]):
                turning.setdefault(point, []).append(test)
        now = self.points[0] - 1 if self.points else 0
        mask = self.mask(now)
        failing = Counter(slot for slot, leaf, yes in self._tests if leaf_value(leaf, now) is not yes)
        yield mask
        for before, point in pairwise((now, *self.points)):
            for slot, leaf, yes in turning[point]:
                failing[slot] += (leaf_value(leaf, point) is not yes) - (leaf_value(leaf, before) is not yes)
                both = (1 << slot) * (1 | 1 << self._width)
                mask = mask & ~both if failing[slot] else mask | both
            yield mask


class Sieve:
    """The conditions of some rules, tabulated by fact and by right."""

    def __init__(self, rules: Sequence[Rule], zones: frozenset[str]) -> None:
        self.count = len(rules)
        self.others = sum(1 << place for place, rule in enumerate(rules) if rule.other)
        """The rules that can be read two ways."""
        self._rules = rules
        self._zones = zones
        self._trees: list[tuple[int, Condition, frozenset[str]]] = []
        lines = self._spread()
        self.width = max((slot for slot, _, _ in lines), default=-1) + 1
        self.width = max(self.width, self.count * (2 if self.others else 1))
        self.planes = 1 | 1 << self.width
        """A slot in both planes, to be shifted."""
        self.kept = self.planes * ((1 << self.count * (2 if self.others else 1)) - 1)
        self._tabulate(lines)

    def _spread(self) -> list[tuple[int, Line, frozenset[str]]]:
        """Every line with its slot and the zones that its rights must reach."""
        found: list[tuple[int, Line, frozenset[str]]] = []
        self.folds: list[tuple[int, int]] = []
        following = self.count * (2 if self.others else 1)
        for slot, condition, zones in self._conditions():
            lines = lines_of(condition)
            if not lines:
                self._trees.append((slot, condition, zones))
                continue
            found.append((slot, lines[0], zones))
            for line in lines[1:]:
                found.append((following, line, zones))
                self.folds.append((following, following - slot))
                following += 1
        return found

    def _conditions(self) -> Iterable[tuple[int, Condition, frozenset[str]]]:
        for place, rule in enumerate(self._rules):
            zones = self._zones.intersection(rule.zones)
            if rule.condition:
                yield place, rule.condition, zones
            if rule.other and rule.other.condition:
                yield self.count + place, rule.other.condition, zones

    def _tabulate(self, lines: Iterable[tuple[int, Line, frozenset[str]]]) -> None:
        facts: dict[str, list[Test]] = {}
        rights: dict[tuple[str, frozenset[str]], list[tuple[int, bool]]] = {}
        for slot, line, zones in lines:
            for leaf, yes in line:
                if isinstance(leaf, Holds):
                    rights.setdefault((leaf.kind, zones), []).append((slot, yes))
                else:
                    facts.setdefault(leaf.fact, []).append((slot, leaf, yes))
        self.columns = tuple(Column(fact, tests, self.width) for fact, tests in sorted(facts.items()))
        self._rights = rights
        self.kinds = frozenset(kind for kind, _ in rights) | {
            kind for _, condition, _ in self._trees for kind in kinds_of(condition)
        }
        self._folds = [(self.planes << extra, shift) for extra, shift in self.folds]
        self._bare = self.screened(_none)
        self._words = tuple(column for column in self.columns if not FACTS[column.fact].counts)
        self._counted = [(c.fact, c.points, c.steps) for c in self.columns if FACTS[c.fact].counts]
        self._pick = itemgetter(*(c.fact for c in self._words)) if self._words else _nothing
        self._joint: dict[object, int] = {}
        """The lines that stand for the words of a profile and no right."""

    @property
    def is_plain(self) -> bool:
        """Whether its lines say everything."""
        return not self._trees

    def screened(self, counts: Counts) -> int:
        """The lines that rights leave standing."""
        found = self.planes * ((1 << self.width) - 1)
        for (kind, zones), slots in self._rights.items():
            value = counts(kind, zones)
            found &= screen(((slot, _turned(value, yes)) for slot, yes in slots), self.width)
        return found

    def bare(self, facts: Facts) -> int:
        """The rules whose conditions surely, possibly hold for who has no right that they ask for."""
        try:
            mask = self._joint[self._pick(facts)]
            for fact, points, steps in self._counted:
                mask &= steps[bisect_right(points, facts[fact])]
        except (KeyError, TypeError):
            mask = self._slowly(facts)
        return self._trees_too(self.folded(mask), facts, _none) if self._trees else self.folded(mask)

    def folded(self, mask: int) -> int:
        """The rules that stand where these lines do."""
        for pair, shift in self._folds:
            mask |= (mask & pair) >> shift
        return mask & self.kept

    def spread(self, mask: int) -> int:
        """The lines of these rules that rights leave standing for who has none."""
        for pair, shift in self._folds:
            mask |= (mask & pair >> shift) << shift
        return mask & self._bare

    def _slowly(self, facts: Facts) -> int:
        """As `bare` before folding, whatever is missing or out of place."""
        words = self._bare
        for column in self._words:
            words &= column.mask(facts.get(column.fact))
        if all(column.fact in facts for column in self._words):
            if len(self._joint) >= _MOST_KEPT:
                self._joint.clear()
            self._joint[self._pick(facts)] = words
        for column in self.columns:
            if FACTS[column.fact].counts:
                words &= column.mask(facts.get(column.fact))
        return words

    def mask(self, facts: Facts, counts: Counts) -> int:
        """The rules whose conditions surely, possibly hold, these rights being held."""
        mask = self.screened(counts)
        for column in self.columns:
            mask &= column.mask(facts.get(column.fact))
        return self._trees_too(self.folded(mask), facts, counts)

    def _trees_too(self, mask: int, facts: Facts, counts: Counts) -> int:
        for slot, condition, zones in self._trees:
            value = value_of(condition, asker(facts, counts, zones))
            mask &= screen([(slot, value)], self.width)
        return mask


def asker(facts: Facts, counts: Counts, zones: frozenset[str]) -> Callable[[Leaf], bool | None]:
    """What the leaves of a rule's condition say of these facts and rights."""

    def ask(leaf: Leaf) -> bool | None:
        if isinstance(leaf, Holds):
            return counts(leaf.kind, zones)
        return leaf_value(leaf, facts.get(leaf.fact))

    return ask


def screen(values: Iterable[tuple[int, bool | None]], width: int) -> int:
    """All slots but those that these values close."""
    sure = maybe = (1 << width) - 1
    for slot, value in values:
        if value is not True:
            sure &= ~(1 << slot)
        if value is False:
            maybe &= ~(1 << slot)
    return sure | maybe << width


def kinds_of(condition: Condition) -> frozenset[str]:
    """The kinds of right that a condition asks for."""
    found: set[str] = set()
    value_of(condition, lambda leaf: found.add(leaf.kind) if isinstance(leaf, Holds) else None)
    return frozenset(found)


def _turned(value: bool | None, yes: bool) -> bool | None:
    return value if yes or value is None else not value


def _none(_kind: str, _zones: frozenset[str]) -> bool:
    return False


def _nothing(_facts: Mapping[str, object]) -> object:
    return None


def _points(leaves: Iterable[OneOf | Compare]) -> tuple[int, ...]:
    """Where along the whole numbers the answers of these leaves may change."""
    found: set[int] = set()
    for leaf in leaves:
        if isinstance(leaf, OneOf):
            found.update(edge for value in leaf.values if isinstance(value, int) for edge in (value, value + 1))
        elif isinstance(leaf.bound, int):
            found.add(leaf.bound if leaf.operator in ("lt", "gte") else leaf.bound + 1)
    return tuple(sorted(found))
