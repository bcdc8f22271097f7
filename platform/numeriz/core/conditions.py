"""What a bay allows to a vehicle: the law where the rulebook limits stays there, else what its sign says."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

from numeriz.core.bay import Bay
from rules.model import Obligation, Reason, Verdict, ZoneDecision

DAYS = 8
"""How far ahead one looks for a change."""
type Word = Literal["allowed", "conditional", "forbidden", "unknown", "not_regulated"]
type SourceName = Literal["rule", "sign"]


class Answer(Protocol):
    """What the rulebooks of a place say (`tenants.answers.Answer`)."""

    @property
    def verdict(self) -> Verdict: ...  # noqa: D102
    @property
    def zones(self) -> Sequence[tuple[str, ZoneDecision]]: ...  # noqa: D102
    @property
    def obligations(self) -> Sequence[tuple[str, Obligation]]: ...  # noqa: D102
    @property
    def needs(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def labels(self) -> Mapping[str, str]: ...  # noqa: D102
    @property
    def rulebooks(self) -> tuple[str, ...]: ...  # noqa: D102


class Stretch(Protocol):
    """What they say all along `[start, end)` (`tenants.stretches.Stretch`)."""

    @property
    def start(self) -> datetime: ...  # noqa: D102
    @property
    def end(self) -> datetime: ...  # noqa: D102
    @property
    def answer(self) -> Answer: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Ground:
    """Why: the rule of a territory, or what its sign says (no rule, no article)."""

    message: str
    territory: str = ""
    rule: str = ""
    order: str = ""
    article: str = ""
    url: str | None = None
    to_verify: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds at an instant; `regulated`: the disc counts. Amounts are minutes, None where nothing is said."""

    verdict: Word
    regulated: bool
    stay_min: int | None = None
    no_return_min: int | None = None
    hold_min: int | None = None
    extension_min: int | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """`[start, end)` of the date asked about, under the same terms."""

    start: datetime
    end: datetime
    terms: Terms


@dataclass(frozen=True, slots=True)
class Conditions:
    """The terms at an instant, until when they hold, why; `day` is the whole local date."""

    terms: Terms
    source: SourceName
    until: datetime | None
    """When they change, within eight days."""
    regulated_from: datetime | None
    """The next instant at which the disc counts, where it does not now."""
    reasons: tuple[Ground, ...]
    duties: tuple[tuple[str, Obligation], ...]
    """What else is asked, each with its territory: a pass, a booking, a speed."""
    needs: tuple[str, ...]
    """What must be known of the vehicle, where the verdict is unknown."""
    labels: tuple[str, ...]
    """The same in French."""
    rulebooks: tuple[str, ...]
    day: tuple[Band, ...]


def day_span(at: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The local date of an instant, in UTC."""
    today = at.astimezone(zone).date()
    return _midnight(today, zone), _midnight(today + timedelta(days=1), zone)


def horizon(at: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """What must be known to answer: the local date, and the days after."""
    today = at.astimezone(zone).date()
    return _midnight(today, zone), _midnight(today + timedelta(days=DAYS + 1), zone)


def compose(
    bay: Bay, stretches: Sequence[Stretch], holidays: Iterable[date], zone: ZoneInfo, at: datetime
) -> Conditions:
    """The conditions of a bay, from what the rulebooks say over `horizon` there."""
    by_rule = any(amounts_of(each.answer)["stay_min"] for each in stretches)
    holidays = frozenset(holidays)

    def terms_of(answer: Answer, now: datetime) -> Terms:
        return _closed(bay, now) or (_by_rule(answer) if by_rule else _by_sign(bay, answer, now, holidays, zone))

    edges = [] if by_rule else list(_sign_edges(bay, stretches, holidays, zone))
    pieces = tuple(_pieces(stretches, [*edges, *([bay.closed_until] if bay.closed_until else [])], terms_of))
    spans = tuple(_joined(pieces))
    place = next(i for i, span in enumerate(spans) if span.start <= at < span.end)
    now = spans[place]
    answer = next(each.answer for each in stretches if each.start <= at < each.end)
    start, end = day_span(at, zone)
    last = place == len(spans) - 1
    later = next((span.start for span in spans[place + 1 :] if span.terms.regulated), None)
    return Conditions(
        terms=now.terms,
        source="rule" if by_rule else "sign",
        until=None if last else now.end,
        regulated_from=None if now.terms.regulated else later,
        reasons=tuple(_reasons(bay, answer, now.terms, at, by_rule=by_rule)),
        duties=tuple((where, duty) for where, duty in answer.obligations if duty.kind not in _OF_STAYS),
        needs=answer.needs,
        labels=tuple(answer.labels.values()),
        rulebooks=answer.rulebooks,
        day=tuple(
            replace(span, start=max(span.start, start), end=min(span.end, end))
            for span in spans
            if span.start < end and start < span.end
        ),
    )


_OF_STAYS = ("stay_min", "no_return_min", "hold_min", "extension_min")


def amounts_of(answer: Answer) -> dict[str, int | None]:
    """What an answer asks of stays; of several territories, the strictest."""
    found: dict[str, int | None] = dict.fromkeys(_OF_STAYS)
    for _, duty in answer.obligations:
        if duty.kind in found and duty.amount is not None:
            known = found[duty.kind]
            strictest = max if duty.kind == "no_return_min" else min
            found[duty.kind] = duty.amount if known is None else strictest(known, duty.amount)
    return found


def _closed(bay: Bay, at: datetime) -> Terms | None:
    return Terms("forbidden", regulated=False) if bay.is_closed(at) else None


def _by_rule(answer: Answer) -> Terms:
    amounts = amounts_of(answer)
    regulated = amounts["stay_min"] is not None
    free = answer.verdict is Verdict.ALLOWED and not regulated
    return Terms("not_regulated" if free else _word(answer.verdict), regulated, **amounts)


def _by_sign(bay: Bay, answer: Answer, at: datetime, holidays: frozenset[date], zone: ZoneInfo) -> Terms:
    amounts = amounts_of(answer) | {"stay_min": bay.stay_max_min}
    if answer.verdict >= Verdict.UNKNOWN:
        return Terms(_word(answer.verdict), regulated=False)
    local = at.astimezone(zone)
    if bay.schedule is not None:
        hours = bay.schedule.on(local.date(), holidays)
        minute = local.hour * 60 + local.minute
        if not any(start <= minute < end for start, end in hours):
            return Terms("not_regulated" if answer.verdict is Verdict.ALLOWED else "conditional", regulated=False)
    regulated = bay.stay_max_min is not None
    return Terms("conditional" if regulated else _word(answer.verdict), regulated, **amounts)


def _word(verdict: Verdict) -> Word:
    words: dict[Verdict, Word] = {
        Verdict.ALLOWED: "allowed", Verdict.CONDITIONAL: "conditional", Verdict.UNKNOWN: "unknown",
        Verdict.FORBIDDEN: "forbidden",
    }  # fmt: skip
    return words[verdict]


def _pieces(
    stretches: Sequence[Stretch], edges: Sequence[datetime], terms_of: Callable[[Answer, datetime], Terms]
) -> Iterator[Band]:
    """Every stretch, cut at these instants too."""
    for stretch in stretches:
        inside = sorted({edge for edge in edges if stretch.start < edge < stretch.end})
        for start, end in zip([stretch.start, *inside], [*inside, stretch.end], strict=True):
            yield Band(start, end, terms_of(stretch.answer, start))


def _joined(bands: Iterable[Band]) -> Iterator[Band]:
    """Neighbours under the same terms become one."""
    held: Band | None = None
    for band in bands:
        if held is not None and held.terms == band.terms:
            held = replace(held, end=band.end)
        else:
            if held is not None:
                yield held
            held = band
    if held is not None:
        yield held


def _sign_edges(
    bay: Bay, stretches: Sequence[Stretch], holidays: frozenset[date], zone: ZoneInfo
) -> Iterator[datetime]:
    """When the hours of the sign begin and end."""
    if bay.schedule is None or not stretches:
        return
    day, last = (each.astimezone(zone).date() for each in (stretches[0].start, stretches[-1].end))
    while day <= last:
        for span in bay.schedule.on(day, holidays):
            for minute in span:
                yield _wall(day, minute, zone)
        day += timedelta(days=1)


def _wall(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """When a clock of this zone reads this minute; 24:00 is the next midnight."""
    if minute == 24 * 60:
        return _midnight(day + timedelta(days=1), zone)
    return datetime.combine(day, time(minute // 60, minute % 60), zone).astimezone(UTC)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _reasons(bay: Bay, answer: Answer, terms: Terms, at: datetime, *, by_rule: bool) -> Iterator[Ground]:
    if bay.is_closed(at):
        yield Ground(f"Aire fermée : {bay.closed_reason}" if bay.closed_reason else "Aire fermée.")
        return
    for slug, zone in answer.zones:
        if zone.verdict is answer.verdict:
            yield from (_ground(slug, reason) for reason in zone.reasons)
    if not by_rule and terms.stay_min is not None:
        yield Ground(f"Le panneau limite l’arrêt à {terms.stay_min}\u00a0min. L’arrêté publié n’en dit rien.")
    elif not by_rule and terms.verdict != "forbidden" and bay.stay_max_min is None:
        yield Ground("La durée d’arrêt n’est pas renseignée : lisez le panneau.")


def _ground(territory: str, reason: Reason) -> Ground:
    return Ground(reason.message, territory, reason.rule, reason.order, reason.article, reason.url, reason.to_verify)
