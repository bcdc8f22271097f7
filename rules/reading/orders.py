"""`orders` and `rights`: the texts that found the rules, and the derogations they create."""

from collections.abc import Collection
from datetime import date

from rules.fields import Fields, as_table, check_word, day_date
from rules.log import Log
from rules.model import Order, RightKind
from rules.reading.conditions import Names, read_condition
from rules.source import Node, Scalar, Table
from rules.vocabulary import DECIDERS, FORMS, HOLDERS, ORDER_STATUSES, TO_VERIFY

ORDER = ("title", "signed", "authority", "url", "basis", "status")
RIGHT = (
    "name", "order", "article", "holder", "quota_days", "proofs", "decided_by", "delay_days", "form", "for",
    "duration_days", "until", "pool",
)  # fmt: skip
QUOTA_DAYS = (1, 366, "jours")
DELAY_DAYS = (0, 365, "jours")
DURATION_DAYS = (1, 3660, "jours")
POOL = (1, 500, "téléphones")

type Statuses = tuple[tuple[date | None, str], ...]


def read_order(name: Scalar, node: Node, log: Log) -> Order | None:
    """An arrêté."""
    table = as_table(node, name.place, log)
    if table is None:
        return None
    fields = Fields(table, log, ORDER)
    url = fields.scalar("url")
    if url and not url.text.startswith(("https://", "http://")):
        log.add("bad_url", url.place, word=url.text)
    return Order(
        id=name.text,
        title=fields.text("title", required=True, limit=500) or "",
        signed=fields.date("signed"),
        authority=fields.text("authority", limit=200),
        url=url.text if url else None,
        basis=fields.text("basis", limit=500),
        statuses=_statuses(fields, log),
    )


def _statuses(fields: Fields, log: Log) -> Statuses:
    """One status, or one from each date on; before the first date the order is still to come."""
    node = fields.node("status")
    if not isinstance(node, Table):
        return ((None, fields.word("status", ORDER_STATUSES) or "in_force"),)
    dated: list[tuple[date, str]] = []
    for key, value in node.entries.values():
        day = day_date(key, log)
        if not isinstance(value, Scalar):
            log.add("not_a_word", value.place, key="status")
        elif (word := check_word(value, "status", ORDER_STATUSES, log)) and day:
            dated.append((day, word))
    if not node.entries:
        log.add("empty", fields.table.entries["status"][0].place, key="status")
    return ((None, "to_come"), *sorted(dated))


def read_right(name: Scalar, node: Node, orders: Collection[str], log: Log) -> RightKind | None:
    """A kind of derogation."""
    table = as_table(node, name.place, log)
    if table is None:
        return None
    fields = Fields(table, log, RIGHT)
    order = fields.scalar("order", required=True)
    if order and order.text not in orders:
        log.add_unknown("unknown_order", order.place, order.text, orders)
    article = fields.text("article", required=True, limit=100) or ""
    suits = fields.node("for")
    kind = RightKind(
        id=name.text,
        name=fields.text("name", required=True, limit=200) or "",
        order=order.text if order else "",
        article=article,
        holder=fields.word("holder", HOLDERS) or "vehicle",
        quota_days=fields.number("quota_days", QUOTA_DAYS),
        decided_by=fields.word("decided_by", DECIDERS) or "desk",
        delay_days=fields.number("delay_days", DELAY_DAYS),
        proofs=tuple(node.text for node in fields.names("proofs")),
        to_verify=article == TO_VERIFY,
        form=fields.word("form", FORMS) or "",
        suits=read_condition(suits, Names(), log) if suits else None,
        duration_days=fields.number("duration_days", DURATION_DAYS),
        until=fields.date("until"),
        pool=fields.number("pool", POOL),
    )
    _check_form(kind, fields, log)
    pooled = fields.scalar("pool")
    if pooled and kind.holder != "carrier":
        log.add("pool_of_vehicle", pooled.place)
    return kind


def _check_form(kind: RightKind, fields: Fields, log: Log) -> None:
    """A form that the rest of a kind contradicts."""
    written = fields.scalar("form")
    if written is None:
        return
    if kind.form == "quota" and not fields.has("quota_days"):
        log.add("form_without_quota", written.place)
    if kind.form == "of_right" and kind.decided_by != "automatic":
        log.add("form_of_right", written.place)
    if kind.form == "category" and not fields.has("for"):
        log.add("form_for_nobody", written.place)
    if kind.form == "period" and kind.duration_days is None and not fields.has("until"):
        log.add("form_without_end", written.place)
