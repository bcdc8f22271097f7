"""The queue of a desk and its figures, by themselves: what is late first, what is alike together, who reads what."""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID, uuid4

from cirqliz.core.figures import Decided, figures_of
from cirqliz.core.queue import Item, banded, grouped

TODAY = date(2026, 11, 24)
ONE, OTHER = UUID(int=1), UUID(int=2)


def item(carrier: UUID = ONE, kind: str = "chantier", *, due: int | None = 20, **more: object) -> Item:
    """A request due so many days from today."""
    due_on = None if due is None else TODAY + timedelta(days=due)
    asked: Mapping[str, object] = {"alike": "", "state": "open", "proposed": False, **more}
    return Item(id=uuid4(), kind=kind, carrier=carrier, due_on=due_on, **asked)  # type: ignore[arg-type]


def test_what_is_late_comes_first_and_what_waits_for_others_last() -> None:
    """Each in its band; an answer that is awaited is no delay of the desk, whatever its date."""
    asked = item(due=-30, state="question")
    late, week, second, later, never = item(due=-1), item(due=7), item(proposed=True), item(due=8), item(due=None)
    found = banded([asked, never, later, second, week, late], TODAY)
    assert list(found) == ["late", "week", "second", "later", "carrier"]
    assert [group.items for group in found["late"]] == [(late,)]
    assert [group.items for group in found["carrier"]] == [(asked,)]
    assert {one.id for group in found["later"] for one in group.items} == {later.id, never.id}


def test_what_is_alike_is_together_once() -> None:
    """By carrier before facts, never across kinds; vehicles of which nothing is known are not alike."""
    mine = [item(alike="N1"), item(alike="N2"), item(kind="journee", alike="N1")]
    theirs = [item(OTHER, alike="N3"), item(UUID(int=3), alike="N3"), item(UUID(int=4)), item(UUID(int=5))]
    groups = grouped([*mine, *theirs])
    told = [(group.alike, [one.id for one in group.items]) for group in groups]
    assert told == [
        ("carrier", [mine[0].id, mine[1].id]), ("", [mine[2].id]), ("facts", [theirs[0].id, theirs[1].id]),
        ("", [theirs[2].id]), ("", [theirs[3].id]),
    ]  # fmt: skip


def decided(*, late: bool = False, granted: bool = True) -> Decided:
    """One decision, in three days or in thirty, ten days being promised."""
    asked = date(2026, 10, 1)
    return Decided("chantier", granted, asked, asked + timedelta(days=30 if late else 3), asked + timedelta(days=10))


def test_small_counts_are_kept_from_who_decides_nothing() -> None:
    """Neither a count below five, nor a total or a share that would give it away; officers read all of it."""
    some = [*(decided() for _ in range(6)), *(decided(granted=False) for _ in range(2)), decided(late=True)]
    whole = figures_of(some, {("chantier", "2026-10"): 4}, whole=True)
    assert (whole.decided, whole.median_days, whole.late_percent) == (9, 3, 11)
    assert [(line.granted, line.refused, line.days) for line in whole.lines] == [(7, 2, 4)]
    kept = figures_of(some, {("chantier", "2026-10"): 4}, whole=False)
    assert (kept.decided, kept.median_days, kept.late_percent) == (None, 3, None)
    assert [(line.granted, line.refused, line.days) for line in kept.lines] == [(7, None, None)]
    assert kept.held_back
    assert figures_of(some[:4], {}, whole=False).median_days is None
    assert figures_of((), {}, whole=True).lines == ()
