"""Orders, rights, sets of days and calendars, to and from the bundle's tree."""

from collections.abc import Sequence
from datetime import date

from rules.canonical import Tree
from rules.codec.measures import condition_tree, days_tree, read_condition, read_days
from rules.codec.tree import (
    Branch,
    as_branch,
    as_list,
    day,
    expect,
    filled,
    iso,
    items,
    number_or_none,
    text,
    text_or_none,
    twig,
    words,
)  # fmt: skip
from rules.ir import Calendar
from rules.model import DaySet, Order, RightKind


def order_tree(order: Order) -> Tree:
    """An order as the bundle writes it."""
    return filled(
        title=order.title,
        signed=iso(order.signed),
        authority=order.authority,
        url=order.url,
        basis=order.basis,
        statuses=[filled(start=iso(start), status=status) for start, status in order.statuses],
    )


def read_order(name: str, branch: Branch) -> Order:
    """An order of the bundle."""
    return Order(
        id=name,
        title=text(branch, "title"),
        signed=day(branch, "signed"),
        authority=text_or_none(branch, "authority"),
        url=text_or_none(branch, "url"),
        basis=text_or_none(branch, "basis"),
        statuses=tuple(
            (day(status, "start"), text(status, "status")) for status in map(as_branch, items(branch, "statuses"))
        ),
    )


def right_tree(kind: RightKind) -> Tree:
    """A kind of right as the bundle writes it."""
    return filled(
        name=kind.name,
        order=kind.order,
        article=kind.article,
        holder=kind.holder,
        quota_days=kind.quota_days,
        decided_by=kind.decided_by,
        delay_days=kind.delay_days,
        proofs=kind.proofs,
        to_verify=1 if kind.to_verify else None,
        form=kind.form or None,
        suits=condition_tree(kind.suits) if kind.suits else None,
        duration_days=kind.duration_days,
        until=iso(kind.until),
        pool=kind.pool,
    )


def read_right(name: str, branch: Branch) -> RightKind:
    """A kind of right of the bundle."""
    return RightKind(
        id=name,
        name=text(branch, "name"),
        order=text(branch, "order"),
        article=text(branch, "article"),
        holder=text(branch, "holder"),
        quota_days=number_or_none(branch, "quota_days"),
        decided_by=text(branch, "decided_by"),
        delay_days=number_or_none(branch, "delay_days"),
        proofs=words(branch, "proofs"),
        to_verify="to_verify" in branch,
        form=text_or_none(branch, "form") or "",
        suits=read_condition(twig(branch, "suits")) if "suits" in branch else None,
        duration_days=number_or_none(branch, "duration_days"),
        until=day(branch, "until"),
        pool=number_or_none(branch, "pool"),
    )


def dayset_tree(days: DaySet) -> Tree:
    """A set of special days as the bundle writes it."""
    return filled(
        name=days.name, source=days.source, periods=_periods_tree(days.periods), known=_periods_tree(days.known)
    )


def _periods_tree(periods: Sequence[tuple[date, date]]) -> Tree:
    return [[start.isoformat(), end.isoformat()] for start, end in periods]


def read_dayset(name: str, branch: Branch) -> DaySet:
    """A set of special days of the bundle."""
    return DaySet(
        name, text(branch, "name"), text(branch, "source"), _periods(branch, "periods"), _periods(branch, "known")
    )


def _periods(branch: Branch, key: str) -> tuple[tuple[date, date], ...]:
    pairs = (as_list(pair) for pair in items(branch, key))
    return tuple((date.fromisoformat(expect(a, str)), date.fromisoformat(expect(b, str))) for a, b in pairs)


def calendar_tree(calendar: Calendar) -> Tree:
    """A calendar as the bundle writes it."""
    return days_tree(calendar.days)


def read_calendar(name: str, branch: Branch) -> Calendar:
    """A calendar of the bundle."""
    return Calendar(name, read_days(branch))
