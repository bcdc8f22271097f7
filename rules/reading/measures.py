"""`rules`: one measure of an order each."""

from collections.abc import Mapping
from dataclasses import dataclass

from rules.fields import Fields, check_id
from rules.ir import Calendar, Effect, Rule
from rules.log import Log, nearest
from rules.model import Order, Verdict
from rules.reading.conditions import read_condition
from rules.reading.draft import Draft
from rules.reading.schedules import read_schedule
from rules.source import Scalar, Table
from rules.texts.clockwise import long_date
from rules.vocabulary import TO_VERIFY

_KNOWN = (
    "id", "do", "overrides", "tags", "zones", "if", "when", "order", "article", "quote",
    "valid_from", "valid_to", "message",
)  # fmt: skip
_LATER = ("limit", "require", "ambiguity")
_EFFECTS: Mapping[str, Effect] = {"prohibit": "prohibit", "allow": "allow"}


@dataclass(frozen=True, slots=True)
class Known:
    """What rules may refer to; an order or calendar that could not be read is there without its content."""

    draft: Draft
    orders: Mapping[str, Order | None]
    calendars: Mapping[str, Calendar | None]
    default: Verdict


def read_rule(table: Table, known: Known, log: Log) -> Rule:
    """One rule; what cannot be read is reported and left out."""
    fields = Fields(table, log, _KNOWN, later=_LATER)
    name = fields.scalar("id", required=True)
    effect = _effect(fields, log)
    order = _order(fields, known, log)
    article = fields.text("article", limit=100)
    if article is None and not fields.has("article"):
        log.add("article_missing", table.place)
    start, end = fields.date("valid_from"), fields.date("valid_to")
    if start and end and start >= end:
        place = table.entries["valid_to"][1].place
        log.add("validity_order", place, start=long_date(start), end=long_date(end))
    tags = fields.names("tags")
    for tag in tags:
        check_id(tag, log)
        if tag.text in known.draft.rules:
            log.add("tag_is_rule", tag.place, word=tag.text)
    condition = fields.node("if")
    schedule = fields.node("when")
    return Rule(
        id=name.text if name else "",
        effect=effect or "prohibit",
        zones=_zones(fields, known.draft, log),
        order=order,
        article=article or "",
        overrides=_overrides(fields, name, effect, known, log),
        tags=tuple(sorted(tag.text for tag in tags)),
        condition=read_condition(condition, log) if condition else None,
        schedule=read_schedule(schedule, known.calendars, log) if schedule else (),
        valid_from=start,
        valid_to=end,
        quote=_quote(fields, article, known.orders.get(order), log),
        message=fields.text("message", limit=500),
        to_verify=article == TO_VERIFY,
    )


def _effect(fields: Fields, log: Log) -> Effect | None:
    node = fields.scalar("do", required=True)
    if node is None:
        return None
    if node.text in ("limit", "require"):
        log.add("not_yet", node.place, word=node.text)
    elif node.text not in _EFFECTS:
        near = nearest(node.text, _EFFECTS)
        log.add("bad_word", node.place, near=near, word=node.text, key="do", known=", ".join(_EFFECTS))
    return _EFFECTS.get(node.text)


def _order(fields: Fields, known: Known, log: Log) -> str:
    node = fields.scalar("order")
    if node is None:
        if not fields.has("order"):
            log.add("order_missing", fields.place)
        return ""
    if node.text not in known.orders:
        log.add_unknown("unknown_order", node.place, node.text, known.orders)
    return node.text


def _zones(fields: Fields, draft: Draft, log: Log) -> tuple[str, ...]:
    names = fields.names("zones", required=True)
    for node in names:
        if node.text not in draft.zones:
            log.add_unknown("unknown_zone", node.place, node.text, draft.zones)
    return tuple(sorted(node.text for node in names))


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


def _overrides(fields: Fields, name: Scalar | None, effect: Effect | None, known: Known, log: Log) -> tuple[str, ...]:
    """The rules lifted, tags resolved to the rules of the other effect that carry them."""
    draft = known.draft
    if effect == "allow" and not fields.has("overrides") and known.default is Verdict.ALLOWED:
        log.add("allow_without_overrides", fields.place)
    found: set[str] = set()
    for node in fields.names("overrides"):
        word = node.text
        targets = (word,) if word in draft.rules else draft.tags.get(word, ())
        opposite = {rule for rule in targets if draft.effects.get(rule) not in (None, effect)}
        if name and word == name.text:
            log.add("override_itself", node.place)
        elif not targets:
            log.add_unknown("unknown_rule", node.place, word, (*draft.rules, *draft.tags))
        elif not opposite and effect and any(rule in draft.effects for rule in targets):
            log.add("override_same_effect", node.place, word=word)
        found |= opposite
    return tuple(sorted(found))
