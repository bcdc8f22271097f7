"""The matrix says of each vehicle and territory what `decide` says hour by hour, and never more than is known."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cirqliz.core.changes import find_change
from cirqliz.core.matrix import PASSES, Column, Use, Vehicle, Word, lawful_everywhere
from cirqliz.core.telling import WORDS, tell
from cirqliz.service.matrix import holding, lay_matrix, mend_cell, unpublished
from rules.bundle import Bundle
from rules.engine import decide
from rules.model import Case, Facts, Profile, Right, Verdict
from tenants.snapshot import Rulebook, Snapshot

from .cells import CLEAN, MONDAY, OLD, USE, ZFE, bundle_of, cell_of, van

LIFT = "do: allow, overrides: [r0], zones: [nord], if: {right: {has: livraison}}, require: [pass]"


def test_a_derogation_that_opens_is_possible() -> None:
    """The kind, its article, its delay and its proofs come with the word."""
    cell, column = cell_of(van(OLD), ZFE, LIFT)
    assert cell.word is Word.POSSIBLE
    ((kind,),) = cell.ways
    assert (kind.id, kind.article, kind.delay_days, kind.proofs) == ("livraison", "6", 15, ("Kbis",))
    assert cell.reason is not None
    assert (cell.reason.rule, cell.reason.order) == ("r0", "O-1")
    assert tell(cell, column) == "La dérogation livraison, 52\u00a0jours par an, réponse sous 15\u00a0jours."


def test_a_right_held_needs_its_pass() -> None:
    """Held, the same derogation leaves the pass to take, whose text is the reason."""
    cell, _ = cell_of(van(OLD, Right("livraison", "essai", days_left=3)), ZFE, LIFT)
    assert cell.word is Word.PASS_NEEDED
    assert cell.reason is not None
    assert cell.reason.rule == "r1"


@pytest.mark.parametrize(
    ("right", "word"),
    [
        (Right("livraison", "essai"), Word.UNKNOWN),
        (Right("livraison", "essai", days_left=0), Word.POSSIBLE),
        (Right("livraison", "ailleurs", days_left=9), Word.POSSIBLE),
        (Right("livraison", "essai", end=MONDAY, days_left=9), Word.POSSIBLE),
    ],
)
def test_a_right_that_does_not_count_opens_nothing(right: Right, word: Word) -> None:
    """Uncounted, used up, granted elsewhere, over."""
    assert cell_of(van(OLD, right), ZFE, LIFT)[0].word is word


def test_what_is_missing_is_never_allowed() -> None:
    """The fact that is missing is named, and is the cheapest change."""
    vehicle = van({"category": "N1", "gvw_kg": 3500})
    cell, column = cell_of(vehicle, ZFE)
    assert (cell.word, cell.needs) == (Word.UNKNOWN, ("critair",))
    assert tell(cell, column) == "Il manque la vignette Crit’Air."
    change = find_change(column, cell, vehicle, [vehicle])
    assert change is not None
    assert (change.kind, change.needs) == ("fact", ("critair",))


def test_hours_are_told_as_they_are() -> None:
    """Open at some hours is allowed, at those hours; closed at all asked, the other hour is proposed."""
    closed = 'do: prohibit, zones: [sud], when: {time: "09:00-23:00"}'
    cell, column = cell_of(van(CLEAN), closed)
    assert (cell.word, tell(cell, column)) == (Word.ALLOWED, "De 6\u00a0h à 9\u00a0h.")
    late = Use(MONDAY, opens=time(10), closes=time(18))
    cell, column = cell_of(van(CLEAN), closed, use=late)
    assert cell.word is Word.IMPOSSIBLE
    change = find_change(column, cell, van(CLEAN), [])
    assert change is not None
    assert change.kind == "time"


@pytest.mark.parametrize(
    ("facts", "word"),
    [({"body": "recovery"}, Word.POSSIBLE), ({"body": "box"}, Word.IMPOSSIBLE), ({}, Word.IMPOSSIBLE)],
)
def test_what_facts_give_is_possible(facts: Facts, word: Word) -> None:
    """Granted at once to a breakdown lorry that asks; promised to nobody else, nor to who does not say their body."""
    lift = "do: allow, overrides: [r0], zones: [nord], if: {right: {has: remorquage}}"
    cell, _ = cell_of(van({**OLD, **facts}), ZFE, lift)
    assert (cell.word, [kind.id for way in cell.ways for kind in way]) == (
        word,
        ["remorquage"] if word is Word.POSSIBLE else [],
    )


def test_a_status_is_not_asked_for() -> None:
    """What one is cannot be had by asking: no derogation is promised."""
    cell, _ = cell_of(van(OLD), ZFE, "do: allow, overrides: [r0], zones: [nord], if: {right: {has: secours}}")
    assert (cell.word, cell.ways) == (Word.IMPOSSIBLE, ())


def test_a_zone_nothing_opens_is_told_beside_one_that_may_be() -> None:
    """What may be asked for gives the word; what stays closed is named."""
    cell, column = cell_of(van(OLD), ZFE, LIFT, "do: prohibit, zones: [sud]")
    assert cell.word is Word.POSSIBLE
    assert cell.left == ("sud",)
    assert tell(cell, column).endswith("Reste interdit\u00a0: «\u202fSud\u202f».")
    assert [[kind.id for kind in way] for way in cell.ways] == [["livraison"]]
    assert [(zone.zone, zone.word) for zone in cell.zones] == [("nord", Word.POSSIBLE), ("sud", Word.IMPOSSIBLE)]


def test_another_vehicle_of_the_fleet_may_go() -> None:
    """One that is clean, and never the vehicle itself."""
    old, clean = van(OLD), Vehicle("e", "le fourgon électrique", CLEAN)
    column = Column(bundle_of(ZFE), USE)
    change = find_change(column, column.cell(old), old, [old, clean])
    assert change is not None
    assert (change.kind, change.label) == ("vehicle", "le fourgon électrique")
    assert find_change(column, column.cell(clean), clean, [old, clean]) is None


def test_an_empty_question_is_refused() -> None:
    """A use without any hour would be answered by « allowed »."""
    with pytest.raises(ValueError, match="at least one hour"):
        Use(MONDAY, opens=time(8), closes=time(8))
    with pytest.raises(ValueError, match="at least one hour"):
        Use(MONDAY, days=2, weekdays=frozenset((6,)))


async def test_territories_come_one_after_the_other() -> None:
    """Each says how many are done; where nobody has published nothing is known; what is asked for is told."""
    books = {slug: Rulebook(slug, 1, bundle_of(ZFE, LIFT, slug=slug)) for slug in ("bourg", "avon")}
    fleet = holding(
        [Vehicle("a", "le fourgon", OLD), Vehicle("b", "le camion", OLD)],
        {"a": (Right("livraison", "bourg", days_left=5),)},
        {"b": {"avon": frozenset({"livraison"})}},
    )
    slices = [each async for each in lay_matrix(Snapshot.of(books), fleet, USE)]
    assert [(each.territory, each.done, each.total) for each in slices] == [("avon", 1, 2), ("bourg", 2, 2)]
    words = {(cell.territory, cell.vehicle): cell.word for each in slices for cell in each.cells}
    assert words[("bourg", "a")] is Word.PASS_NEEDED
    assert {word for pair, word in words.items() if pair != ("bourg", "a")} == {Word.POSSIBLE}
    assert [cell.asked for cell in slices[0].cells] == [frozenset(), frozenset({"livraison"})]
    change = mend_cell(slices[0], slices[0].cells[0], fleet)
    assert change is not None
    assert [one.kind.id for one in change.rights] == ["livraison"]
    assert {cell.word for cell in unpublished(fleet, "ailleurs")} == {Word.UNKNOWN}
    assert [each.territory async for each in lay_matrix(Snapshot.of(books), fleet, USE, ("bourg",))] == ["bourg"]


hours = st.tuples(st.integers(0, 23), st.integers(1, 24)).filter(lambda pair: pair[0] < pair[1])
whens = st.one_of(
    st.just(""),
    hours.map(lambda pair: f', when: {{time: "{pair[0]:02d}:00-{pair[1]:02d}:00"}}'),
    st.sampled_from([", when: {days: [mo, sa]}", ", when: {days: [su]}", ", when: {days: [tu, we, th, fr]}"]),
)
tests_of = st.sampled_from(["", ', if: {critair: {gte: "3"}}', ", if: {gvw_kg: {gt: 3500}}"])
bans = st.builds(
    lambda zones, test, when: f"do: prohibit, zones: {zones}{test}{when}",
    st.sampled_from(["[nord]", "[sud]", "[nord, sud]"]), tests_of, whens,
)  # fmt: skip
excuses = st.sampled_from(
    [
        "{right: {has: livraison}}", "{right: {has: frigo}}", "{right: {has: secours}}", '{critair: {lt: "3"}}',
        "{all: [{right: {has: livraison}}, {right: {has: frigo}}]}",
    ]
)  # fmt: skip
lifts = st.builds(
    lambda lifted, test, asks, when: f"do: allow, overrides: [r{lifted}], zones: all, if: {test}{asks}{when}",
    st.integers(0, 1), excuses, st.sampled_from(["", ", require: [pass]", ", limit: {stay_min: 30}"]), whens,
)  # fmt: skip
demands = st.builds(
    lambda duty, when: f"do: require, zones: [nord], require: [{duty}]{when}",
    st.sampled_from(["pass", "booking", "disc"]), whens,
)  # fmt: skip
books = st.builds(
    lambda first, second, others: (first, second, *others),
    bans, bans, st.lists(st.one_of(lifts, demands), max_size=3),
)  # fmt: skip
facts = st.fixed_dictionaries(
    {}, optional={"critair": st.sampled_from(["EL", "2", "4", "NC"]), "gvw_kg": st.sampled_from([3500, 7500])}
)
held = st.lists(
    st.builds(
        Right, st.sampled_from(["livraison", "frigo"]), st.just("essai"),
        end=st.sampled_from([None, MONDAY + timedelta(days=2)]), days_left=st.sampled_from([None, 4]),
    ),
    max_size=2,
)  # fmt: skip


@given(rules=books, known=facts, rights=held)
@settings(max_examples=120, deadline=None)
def test_the_word_agrees_with_each_hour_decided(
    rules: tuple[str, ...], known: dict[str, int | str], rights: list[Right]
) -> None:
    """Rules turn at whole hours: each hour of the week asked about is decided by itself, each set of rights tried."""
    bundle = bundle_of(*rules)
    cell = Column(bundle, USE).cell(van(known, *rights))
    profile = Profile({**known, "activity": "delivery"}, rights)
    words = {zone: by_hour(bundle, profile, zone) for zone in bundle.zones}
    openable = Word.POSSIBLE in words.values()
    assert cell.word is max(word for word in words.values() if not openable or word is not Word.IMPOSSIBLE)
    assert {zone.zone: zone.word for zone in cell.zones} == {
        zone: words[zone] for zone in words if any(zone in rule.zones for rule in bundle.rules)
    }
    for way in cell.ways:
        # What is proposed does open all that any opens.
        granted = Profile(profile.facts, (*rights, *(Right(kind.id, "essai", days_left=9) for kind in way)))
        assert all(open_hours(bundle, granted, zone) for zone, word in words.items() if word is Word.POSSIBLE)
    everywhere = lawful_everywhere(cell)
    minutes = None if everywhere is None else sum((end - start).seconds // 3600 for start, end in everywhere)
    alone = [open_hours(bundle, profile, zone.zone) for zone in cell.zones]
    assert minutes == (len(set.intersection(*alone)) if alone else None)


@given(rules=books, fleet=st.lists(st.tuples(facts, held), min_size=2, max_size=6))
@settings(max_examples=60, deadline=None)
def test_a_vehicle_has_its_own_answer_in_any_fleet(
    rules: tuple[str, ...], fleet: list[tuple[dict[str, int | str], list[Right]]]
) -> None:
    """What others of the fleet were told changes nothing."""
    bundle = bundle_of(*rules)
    column = Column(bundle, USE)
    vehicles = [van(known, *rights) for known, rights in fleet]
    assert [column.cell(each) for each in vehicles] == [Column(bundle, USE).cell(each) for each in vehicles]


def asked_hours(bundle: Bundle, profile: Profile, zone: str) -> Iterator[tuple[Verdict, frozenset[str]]]:
    """The verdict and the duties of each hour asked about."""
    for ahead in range(7):
        day = MONDAY + timedelta(days=ahead)
        for hour in range(6, 20) if day.weekday() < 6 else ():
            at = datetime.combine(day, time(hour), ZoneInfo("Europe/Paris")).astimezone(UTC)
            said = decide(bundle, Case(profile, at, (zone,)), horizon_days=0)
            yield said.verdict, frozenset(duty.kind for duty in said.obligations)


def open_hours(bundle: Bundle, profile: Profile, zone: str) -> set[int]:
    """Which of the hours asked about are lawful."""
    hours = enumerate(asked_hours(bundle, profile, zone))
    return {place for place, (said, _) in hours if said <= Verdict.CONDITIONAL}


def by_hour(bundle: Bundle, profile: Profile, zone: str) -> Word:
    """The word of a zone by brute force."""
    said = list(asked_hours(bundle, profile, zone))
    if any(verdict is Verdict.UNKNOWN for verdict, _ in said):
        return Word.UNKNOWN
    lawful = [duties for verdict, duties in said if verdict <= Verdict.CONDITIONAL]
    if lawful:
        return Word.PASS_NEEDED if all(duties & PASSES for duties in lawful) else Word.ALLOWED
    kinds = [kind for kind in bundle.rights.values() if kind.decided_by != "automatic"]
    for size in (1, 2):
        for chosen in combinations(kinds, size):
            granted = [Right(kind.id, "essai", days_left=kind.quota_days) for kind in chosen]
            more = Profile(profile.facts, (*profile.rights, *granted))
            if open_hours(bundle, more, zone):
                return Word.POSSIBLE
    return Word.IMPOSSIBLE


def test_each_word_is_said_in_french() -> None:
    """No word is left without its name."""
    assert set(WORDS) == set(Word)
    assert [word.word for word in Word] == ["allowed", "pass_needed", "possible", "unknown", "impossible"]
