"""Two verifiers and the server give one verdict, from the signed bundle alone; they refuse for the same reasons."""

import random
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from books import Book, books, cases
from forging import NOW, Script, envelope_of, key_of, keys_of, scripted
from hypothesis import given, settings
from hypothesis import strategies as st

from joptimiz.api.decisions import decide_case
from joptimiz.api.shapes import CaseIn
from rules.bundle import Bundle, load_bundle
from rules.compiler import compile_bundle
from rules.model import Activation, Case, Repeal
from rules.vocabulary import DUTIES
from tenants.conforming import draw_questions
from tenants.files import read_folder
from tenants.keys.curve import Pair
from tenants.snapshot import Rulebook, Snapshot
from tenants.verifying import Answer, Opened, Question, Refused, ZoneAnswer, decide, verify, verify_keys
from tenants.wire import Right, Vehicle

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "rules" / "golden"
TERRITORIES = ROOT / "tenants" / "territories"
SAMPLE, ALL = 120, 1_000


@pytest.fixture(scope="module")
def script() -> Iterator[Script]:
    """The JavaScript verifier."""
    with scripted() as running:
        yield running


@pytest.fixture(scope="module", params=["ir-1", "ir-2", "riviera", "lyon", "martinique-centre"])
def bundle(request: pytest.FixtureRequest) -> Bundle:
    """A bundle of each IR ever published, and of each demonstration territory, under what may be laid over them."""
    name = request.param
    if name.startswith("ir-"):
        found = load_bundle((GOLDEN / f"{name}.json").read_bytes())
    else:
        found = compile_bundle(*read_folder(TERRITORIES / name))
    triggers = sorted({rule.trigger for rule in found.rules if rule.trigger})
    bases = sorted({order.basis for order in found.orders.values() if order.basis})
    laid = [Activation(trigger, NOW) for trigger in triggers]
    return found.with_overlays((*laid, *(Repeal(basis, NOW.date()) for basis in bases[:1])))


def opened_of(bundle: Bundle) -> Opened:
    """What the Python verifier opens of an envelope."""
    return Opened.of(verify(envelope_of(bundle), verify_keys(keys_of(bundle.territory.slug), NOW), NOW))


def served(snapshot: Snapshot, question: Question) -> Answer:
    """The answer of `POST /api/v1/decisions`."""
    fields = {name: getattr(question, name) for name in Question.__struct_fields__ if name != "id"}
    said = decide_case(snapshot, CaseIn(**fields))
    zones = [ZoneAnswer(z.zone, z.verdict, sorted({reason.rule for reason in z.reasons})) for z in said.zones]
    duties = {(duty.kind, duty.amount): None for duty in said.obligations}
    assert len(duties) <= len(said.obligations)
    told = [(duty.kind, duty.amount) for duty in said.obligations]
    return Answer(
        question.id, said.verdict, said.doubt, sorted(said.needs),
        sorted(told, key=lambda duty: (DUTIES.index(duty[0]), duty[1] or 0)),
        sorted(zones, key=lambda zone: zone.zone),
    )  # fmt: skip


def agree(bundle: Bundle, script: Script, seed: int, count: int) -> set[str]:
    """Raises AssertionError unless all three give the same answers; the verdicts met."""
    slug = bundle.territory.slug
    opened = opened_of(bundle)
    questions = draw_questions(bundle, NOW.date(), seed, count)
    ours = [decide(opened, question) for question in questions]
    snapshot = Snapshot.of({slug: Rulebook(slug, 1, bundle)})
    theirs = script.ask(envelope_of(bundle), keys_of(slug), questions)
    assert not isinstance(theirs, str), theirs
    for question, one, two in zip(questions, ours, theirs, strict=True):
        assert one == two, msgspec.json.encode(question)
        assert one == served(snapshot, question), msgspec.json.encode(question)
    return {answer.verdict for answer in ours}


def test_they_agree(bundle: Bundle, script: Script) -> None:
    """On questions around every edge: the server, Python and JavaScript."""
    assert len(agree(bundle, script, 8, SAMPLE)) >= 2


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(3))
def test_they_agree_on_a_thousand(bundle: Bundle, script: Script, seed: int) -> None:
    """The same, a thousand questions a territory."""
    agree(bundle, script, seed, ALL)


@st.composite
def asked(draw: st.DrawFn) -> tuple[Book, list[Case]]:
    """A rulebook that hypothesis invents, and questions to it."""
    book = draw(books())
    return book, [draw(cases(book)) for _ in range(4)]


def agree_on(script: Script, both: tuple[Book, list[Case]]) -> None:
    """Raises AssertionError unless both verifiers give the same answers."""
    book, several = both
    bundle = book.seal()
    opened = opened_of(bundle)
    pairs = [(case, zone) for case in several for zone in dict.fromkeys(case.zones)]
    questions = [_question(number, case, zone) for number, (case, zone) in enumerate(pairs)]
    theirs = script.ask(envelope_of(bundle), keys_of("essai"), questions)
    assert theirs == [decide(opened, question) for question in questions]


@settings(max_examples=50, deadline=None)
@given(both=asked())
def test_they_agree_on_whatever_is_written(script: Script, both: tuple[Book, list[Case]]) -> None:
    """Rulebooks of every shape: lifters of lifters, two readings, unknown days, nights, leap days, odd clocks."""
    agree_on(script, both)


@pytest.mark.prove
@settings(max_examples=1_500, deadline=None)
@given(both=asked())
def test_they_agree_on_many_more(script: Script, both: tuple[Book, list[Case]]) -> None:
    """The same, at length."""
    agree_on(script, both)


def _question(number: int, case: Case, zone: str) -> Question:
    """The same as an interface spells it; there, a right names its territory."""
    sent: dict[str, object] = dict(case.profile.facts)
    activity = sent.pop("activity", None)
    rights = [
        Right(one.kind, one.territory, list(one.zones), one.start, one.end, one.days_left)
        for one in case.profile.rights
        if one.territory is not None
    ]
    # Longer than interfaces let a vehicle be: what is asked of both is the same.
    vehicle = Vehicle(**sent)  # type: ignore[arg-type]
    return Question(number, vehicle, case.at, zone=zone, activity=activity, rights=rights)  # type: ignore[arg-type]


def test_places_are_found_the_same(bundle: Bundle, script: Script) -> None:
    """Corners of zones, metres beside them, anywhere around: zones, coverage, rough outlines within 50 m."""
    slug, locator, drawn = bundle.territory.slug, opened_of(bundle).locator, random.Random(3)
    questions = draw_questions(bundle, NOW.date(), 5, 400)
    positions = [question.position for question in questions if question.position is not None]
    positions += [[lon + drawn.uniform(-9e-4, 9e-4), lat + drawn.uniform(-9e-4, 9e-4)] for lon, lat in positions]
    found = script.locate(envelope_of(bundle), keys_of(slug), positions)
    for (lon, lat), there in zip(positions, found, strict=True):
        zones, lands = locator.heard_at(lon, lat)
        assert sorted(there.zones) == sorted(ref.zone for ref in zones), (lon, lat)
        assert there.covered == bool(lands), (lon, lat)
        assert sorted(there.approximate) == sorted(ref.zone for ref in locator.rough_edges(lon, lat)), (lon, lat)
    assert any(there.zones for there in found)


def test_they_refuse_for_the_same_reasons(bundle: Bundle, script: Script) -> None:
    """Every bit of the ends, and of a draw over the rest; cut short; of another key; too early, too late, older."""
    slug, envelope, keys = bundle.territory.slug, envelope_of(bundle), keys_of(bundle.territory.slug)
    ring, drawn = verify_keys(keys, NOW), random.Random(8)
    for place in (0, 20, len(envelope) // 2, *range(len(envelope) - 99, len(envelope), 7)):
        changed = bytearray(envelope)
        changed[place] ^= 1 << drawn.randrange(7)
        with pytest.raises(Refused) as refused:
            verify(bytes(changed), ring, NOW)
        assert script.ask(bytes(changed), keys) in (refused.value.code, "malformed", "truncated")
    stranger = Pair.new()
    ended = key_of(stranger, slug, NOW - 500 * (NOW - NOW.replace(day=29)))
    for sent, listed, now, seen, code in (
        (envelope[:-9], keys, NOW, 0, "truncated"),
        (b"[1]", keys, NOW, 0, "malformed"),
        (keys, keys, NOW, 0, "malformed"),
        (envelope, keys_of("ailleurs"), NOW, 0, "unknown-key"),
        (envelope_of(bundle, pair=stranger), keys, NOW, 0, "unknown-key"),
        (envelope_of(bundle, pair=stranger), keys_of(slug, more=[ended]), NOW, 0, "key-expired"),
        (envelope, keys, NOW.replace(hour=11), 0, "not-yet-valid"),
        (envelope, keys_of(slug, NOW.replace(month=12, day=7)), NOW.replace(month=12, day=8), 0, "expired"),
        (envelope, keys, NOW, 2, "older"),
    ):
        with pytest.raises(Refused) as refused:
            verify(sent, verify_keys(listed, max(now, NOW)), now, seen=seen)
        assert refused.value.code == code
        # A list of tomorrow is refused as such before what it vouches for.
        assert script.ask(sent, listed, now=now, seen=seen) == code
