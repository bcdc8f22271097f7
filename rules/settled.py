"""What zones get while some rules surely, some possibly hold: verdicts, duties, doubts. Sets of rules are masks."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from rules.bounds import Ladder
from rules.model import Duty, Verdict
from rules.vocabulary import DUTIES, rank

type Borne = tuple[Duty, int]
"""A duty and the place of the rule that asks for it."""


@dataclass(frozen=True, slots=True)
class Area:
    """One zone of a program: which rules close it, open it, ask for something there."""

    zone: str
    prohibits: int
    allows: int
    asks: int
    heard: int
    """All of these, with whatever lifts or restores them wherever it is written: nothing else changes the verdict."""


@dataclass(frozen=True, slots=True)
class Settled:
    """One zone's verdict."""

    verdict: Verdict
    because: int = 0
    """The rules that give it."""
    duties: tuple[Borne, ...] = ()
    """What a conditional verdict asks, in the order of `DUTIES`."""
    open: int = 0
    """The rules that may or may not be in effect."""
    other: int = 0
    """The ambiguous rules read the other way."""
    doubts: tuple[tuple[int, Verdict, Verdict], ...] = ()
    """The ambiguous rules that change the verdict: what it is as written, then otherwise."""


type Reading = tuple[int, int]
"""The rules whose own words surely, then possibly hold."""


class Court:
    """Rules, lifters first, and the zones they are applied to."""

    def __init__(self, ladder: Ladder, zones: Sequence[str], default: Verdict) -> None:
        self.rules = ladder.rules
        self._ladder = ladder
        self._shut = default is Verdict.FORBIDDEN
        self.areas = tuple(self._area(zone) for zone in zones)

    def _area(self, zone: str) -> Area:
        masks = {"prohibit": 0, "allow": 0, "limit": 0, "require": 0}
        for place, rule in enumerate(self.rules):
            if zone in rule.zones:
                masks[rule.effect] |= 1 << place
        asks = masks["limit"] | masks["require"]
        heard = masks["prohibit"] | masks["allow"] | asks
        for place in reversed(range(len(self.rules))):
            if heard >> place & 1:
                heard |= self._ladder.lifters[place]
        return Area(zone, masks["prohibit"], masks["allow"], asks, heard)

    def judge(self, written: Reading, otherwise: Reading) -> tuple[Settled, ...]:
        """Each zone, the graver of all ways to read the rules heard there whose two readings differ."""
        differing = (written[0] ^ otherwise[0]) | (written[1] ^ otherwise[1])
        if not differing:
            must, may = self._ladder.bounds(*written)
            return tuple(self._zone(area, written[1], must, may, 0) for area in self.areas)
        return tuple(self._gravest(area, written, otherwise, differing & area.heard) for area in self.areas)

    def _gravest(self, area: Area, written: Reading, otherwise: Reading, differing: int) -> Settled:
        ways = [sum(choice) for choice in product(*((0, bit) for bit in bits(differing)))]
        judged = []
        for way in ways:
            sure, maybe = (one & ~way | other & way for one, other in zip(written, otherwise, strict=True))
            must, may = self._ladder.bounds(sure, maybe)
            judged.append(self._zone(area, maybe, must, may, way))
        return self._graver(ways, judged)

    def _graver(self, ways: Sequence[int], judged: Sequence[Settled]) -> Settled:
        worst = max(one.verdict for one in judged)
        first = next(place for place, one in enumerate(judged) if one.verdict is worst)
        mildest = min(range(len(judged)), key=lambda place: judged[place].verdict)
        least = judged[mildest].verdict
        doubts: list[tuple[int, Verdict, Verdict]] = []
        if least is not worst:
            places = [bit.bit_length() - 1 for bit in bits(ways[first] ^ ways[mildest])]
            doubts = [
                (place, least, worst) if ways[first] >> place & 1 else (place, worst, least)
                for place in sorted(places, key=lambda place: self.rules[place].id)
            ]
        duties = self._merged(duty for one in judged if one.verdict is worst for duty in one.duties)
        return replace(judged[first], duties=duties, doubts=tuple(doubts))

    def _zone(self, area: Area, maybe: int, must: int, may: int, way: int) -> Settled:
        if closed := area.prohibits & must:
            return Settled(Verdict.FORBIDDEN, closed, other=way)
        opened = area.allows & may
        if self._shut and not opened:
            return Settled(Verdict.FORBIDDEN, other=way)
        undecided = area.prohibits & may
        if not undecided and self._shut and not opened & must:
            undecided = opened
        if undecided:
            return Settled(Verdict.UNKNOWN, undecided, open=may & ~must, other=way)
        return self._lawful(area, maybe, must, may, way)

    def _lawful(self, area: Area, maybe: int, must: int, may: int, way: int) -> Settled:
        """A zone nothing closes: allowed, or conditional when what opens it or what stands there asks for something."""
        lifters = self._ladder.lifters
        openers = [lifters[bit.bit_length() - 1] & must for bit in bits(area.prohibits & maybe)]
        if self._shut:
            openers.append(area.allows & must)
        bearers = area.asks & may
        for several in openers:
            bearers |= self._lightest(several)
        duties = self._merged(
            (duty, bit.bit_length() - 1) for bit in bits(bearers) for duty in self.rules[bit.bit_length() - 1].duties
        )
        if duties:
            return Settled(Verdict.CONDITIONAL, bearers, duties, other=way)
        because = 0
        for several in openers:
            because |= several
        return Settled(Verdict.ALLOWED, because, other=way)

    def _lightest(self, several: int) -> int:
        """The rule that asks for fewest duties, the first by name."""
        if not several & (several - 1):
            return several
        return min(bits(several), key=lambda bit: self._weight(bit.bit_length() - 1))

    def _weight(self, place: int) -> tuple[int, str]:
        return len(self.rules[place].duties), self.rules[place].id

    def _merged(self, duties: Iterable[Borne]) -> tuple[Borne, ...]:
        """One duty a kind: the one that binds, then the first rule by name."""
        found: dict[str, Borne] = {}
        for duty, place in sorted(
            duties, key=lambda pair: (rank(pair[0].kind, pair[0].amount), self.rules[pair[1]].id)
        ):
            found.setdefault(duty.kind, (duty, place))
        return tuple(found[kind] for kind in DUTIES if kind in found)


def bits(mask: int) -> Iterator[int]:
    """The single bits of a mask, lowest first."""
    while mask:
        bit = mask & -mask
        yield bit
        mask ^= bit
