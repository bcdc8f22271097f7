"""`rules`: one measure of an order each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from rules.fields import Fields, as_table, check_id, check_word
from rules.ir import Calendar, Effect, OtherReading, Rule
from rules.log import Log
from rules.model import Order, Verdict
from rules.reading.conditions import Names, read_condition
from rules.reading.draft import EFFECTS, Draft
from rules.reading.duties import read_duties
from rules.reading.overrides import read_overrides
from rules.reading.schedules import read_schedule
from rules.reading.values import cuts
from rules.reading.zones import read_zones
from rules.source import Table
from rules.texts.clockwise import long_date
from rules.vocabulary import TO_VERIFY

RULE = (
    "id", "do", "overrides", "tags", "zones", "if", "when", "trigger", "limit", "require", "ambiguity", "order",
    "article", "basis", "quote", "valid_from", "valid_to", "message",
)  # fmt: skip
AMBIGUITY = ("text", "if", "when")


@dataclass(frozen=True, slots=True)
class Known:
    """What rules may refer to; an order or calendar that could not be read is there without its content."""

    draft: Draft
    orders: Mapping[str, Order | None]
    calendars: Mapping[str, Calendar | None]
    names: Names
    default: Verdict


def read_rule(table: Table, known: Known, log: Log) -> tuple[Rule, ...]:
    """One rule, in as many parts as its dated values give it; what cannot be read is reported and left out."""
    fields = Fields(table, log, RULE)
    name = fields.scalar("id", required=True)
    effect = _effect(fields, log)
    order = _order(fields, known, log)
    article = fields.text("article", limit=100)
    if article is None and not fields.has("article"):
        log.add("article_missing", table.place)
    tags = fields.names("tags")
    for tag in tags:
        check_id(tag, log)
        if tag.text in known.draft.rules:
            log.add("tag_is_rule", tag.place, word=tag.text)
    trigger = fields.scalar("trigger")
    if trigger:
        check_id(trigger, log)
    start, end = _validity(fields, log)
    whole = Rule(
        id=name.text if name else "",
        effect=effect or "prohibit",
        zones=read_zones(fields, known.draft.kinds, log, shared=known.draft.is_shared(table.place)),
        order=order,
        article=article or "",
        overrides=read_overrides(fields, effect, known.draft, known.default, log),
        tags=tuple(sorted(tag.text for tag in tags)),
        duties=read_duties(fields, effect, log),
        valid_from=start,
        valid_to=end,
        trigger=trigger.text if trigger else None,
        basis=fields.text("basis", limit=500),
        quote=_quote(fields, article, known.orders.get(order), log),
        message=fields.text("message", limit=500),
        to_verify=article == TO_VERIFY,
    )
    return tuple(_with_season(part, fields, known, log) for part in _parts(whole, fields, known, log))


def _effect(fields: Fields, log: Log) -> Effect | None:
    node = fields.scalar("do", required=True)
    word = check_word(node, "do", EFFECTS, log) if node else None
    return EFFECTS[word] if word else None


def _order(fields: Fields, known: Known, log: Log) -> str:
    node = fields.scalar("order")
    if node is None:
        if not fields.has("order"):
            log.add("order_missing", fields.place)
        return ""
    if node.text not in known.orders:
        log.add_unknown("unknown_order", node.place, node.text, known.orders)
    return node.text


def _validity(fields: Fields, log: Log) -> tuple[date | None, date | None]:
    start, end = fields.date("valid_from"), fields.date("valid_to")
    if start and end and start >= end:
        place = fields.table.entries["valid_to"][1].place
        log.add("validity_order", place, start=long_date(start), end=long_date(end))
    return start, end


def _quote(fields: Fields, article: str | None, order: Order | None, log: Log) -> str | None:
    """A quotation, with the address of the text it was pasted from (an invented order has none)."""
    quote = fields.text("quote")
    if quote is None:
        return None
    place = fields.table.entries["quote"][1].place
    if article == TO_VERIFY:
        log.add("quote_to_verify", place)
    if order and order.url is None and order.status != "demonstration":
        log.add("quote_without_url", place, word=order.id)
    return quote


def _parts(whole: Rule, fields: Fields, known: Known, log: Log) -> Iterator[Rule]:
    """The rule over each stretch of dates in which its dated values do not change."""
    inner = fields.table.entries.get("ambiguity")
    dates = cuts([fields.node("if"), inner[1] if inner else None], known.names.values)
    if not dates:
        yield whole
        return
    if whole.valid_from and whole.valid_from < dates[0]:
        place = fields.table.entries["valid_from"][1].place
        log.add("value_too_late", place, first=long_date(dates[0]), start=long_date(whole.valid_from))
    stretches = []
    for begin, finish in zip(dates, (*dates[1:], None), strict=True):
        start = max(begin, whole.valid_from or begin)
        end = min((day for day in (finish, whole.valid_to) if day), default=None)
        if end is None or start < end:
            stretches.append((start, end))
    if not stretches:
        log.add("value_never", fields.place, first=long_date(dates[0]))
    log.draw(len(stretches) * (len(whole.zones) + len(whole.overrides) + len(whole.tags) + 1), fields.place)
    for start, end in stretches:
        part = replace(whole, valid_from=start, valid_to=end)
        yield part if len(stretches) == 1 else replace(part, id=f"{whole.id}@{start}", origin=whole.id)


def _with_season(part: Rule, fields: Fields, known: Known, log: Log) -> Rule:
    """A part with its condition and schedule, and their other reading."""
    names = replace(known.names, day=part.valid_from or date.max) if known.names.values else known.names
    condition, schedule = fields.node("if"), fields.node("when")
    read = replace(
        part,
        condition=read_condition(condition, names, log) if condition else None,
        schedule=read_schedule(schedule, known.calendars, log) if schedule else (),
    )
    other = _ambiguity(fields, read, names, known, log)
    return replace(read, other=other) if other else read


def _ambiguity(fields: Fields, rule: Rule, names: Names, known: Known, log: Log) -> OtherReading | None:
    """The other reading, whole: what it does not say is as the rule says."""
    node = fields.node("ambiguity")
    table = as_table(node, fields.place, log) if node else None
    if table is None:
        return None
    inner = Fields(table, log, AMBIGUITY)
    condition, schedule = inner.node("if"), inner.node("when")
    other = OtherReading(
        text=inner.text("text", required=True, limit=500) or "",
        condition=read_condition(condition, names, log) if condition else rule.condition,
        schedule=read_schedule(schedule, known.calendars, log) if schedule else rule.schedule,
    )
    unread = (condition and not other.condition) or (schedule and not other.schedule)
    if not inner.has("if") and not inner.has("when"):
        log.add("ambiguity_empty", table.place)
    elif not unread and (other.condition, other.schedule) == (rule.condition, rule.schedule):
        log.add("ambiguity_same", table.place)
    return other
