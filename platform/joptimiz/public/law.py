"""What the orders say of a zone today: its rules in plain French, each with its article, and the rights it knows."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from joptimiz.public.words import STATUSES, article_of, capital, sentence, spaced
from rules.bundle import Bundle
from rules.ir import All, AnyOf, Condition, Holds, Not, Rule
from rules.model import Activation, Order, RightKind, Zone
from rules.texts.answers import VERDICTS
from rules.texts.clockwise import listed, long_date
from rules.texts.sentences import duty_words, rule_message, to_whom, towards
from rules.texts.typography import NARROW, NO_BREAK
from rules.timeline import Clockwork
from rules.vocabulary import SECONDARY_ROAD, SILENT_STATUSES

_MOST = 2
"""How many closures, and then how many exceptions, the first words name; the others stand below."""


@dataclass(frozen=True, slots=True)
class Said:
    """A rule as it is told: `state` is now, later, waiting (for a trigger) or silent."""

    name: str
    effect: str
    text: str
    quote: str | None
    order: Order
    article: str
    status: str
    state: str
    when: str
    """Since when, until when, or what it waits for; empty when there is nothing to say."""
    doubt: str | None
    duties: str

    @property
    def marks(self) -> tuple[str, ...]:
        """How sure the order is, when it is not plainly in force and its article does not say so already."""
        said = STATUSES[self.status]
        return () if self.status == "in_force" or said in self.article else (said,)


@dataclass(frozen=True, slots=True)
class Right:
    """A derogation a zone knows, and how one gets it."""

    name: str
    how: str
    proofs: tuple[str, ...]
    order: Order
    article: str


def rules_of(bundle: Bundle, zone: Zone, today: date, now: datetime) -> tuple[Said, ...]:
    """The rules of a zone that speak today or will, those of today first; what is over is left out."""
    speaking = _Today(bundle, Clockwork(bundle), today, now)
    told = [
        speaking.said(rule, zone)
        for rule in bundle.rules
        if zone.id in rule.zones and (rule.valid_to is None or rule.valid_to > today)
    ]
    # A rule cut by dated values has parts: the present one speaks for it, else the next.
    told.sort(key=lambda said: _STATES.index(said.state))
    first = {said.name: said for said in reversed(told)}
    kept = [said for said in told if first[said.name] is said]
    return tuple(sorted(kept, key=_by_article))


_STATES = ("now", "waiting", "later", "silent")
_EFFECTS = ("prohibit", "require", "limit", "allow")


@dataclass(frozen=True, slots=True)
class _Today:
    """A rulebook as it speaks at an instant."""

    bundle: Bundle
    clockwork: Clockwork
    day: date
    now: datetime

    def said(self, rule: Rule, zone: Zone) -> Said:
        """A rule as it is told of a zone."""
        bundle, order = self.bundle, self.bundle.orders[rule.order]
        state, when = self._state(rule, order)
        return Said(
            rule.name,
            rule.effect,
            sentence(rule_message(rule, zone, bundle.rights, bundle.days)),
            rule.quote,
            order,
            article_of(rule.article, unchecked=rule.to_verify),
            order.status_on(self.day),
            state,
            when,
            spaced(rule.other.text) if rule.other else None,
            listed([duty_words(duty) for duty in rule.duties]),
        )

    def _state(self, rule: Rule, order: Order) -> tuple[str, str]:
        status = order.status_on(self.day)
        speaking = [day for day, said in order.statuses if day and day > self.day and said not in SILENT_STATUSES]
        begins = rule.valid_from if rule.valid_from and rule.valid_from > self.day else None
        if begins or (status in SILENT_STATUSES and speaking):
            return "later", f"À partir du {long_date(begins or speaking[0])}"
        if status in SILENT_STATUSES:
            return "silent", f"Arrêté {STATUSES[status]}"
        if not self.clockwork.speaks(rule, self.day):
            return "silent", "La base légale de cette règle est abrogée"
        if rule.trigger is not None:
            return self._waiting(rule.trigger)
        last = date.fromordinal(rule.valid_to.toordinal() - 1) if rule.valid_to else None
        return "now", f"Jusqu’au {long_date(last)} inclus" if last else ""

    def _waiting(self, trigger: str) -> tuple[str, str]:
        said = f"«{NARROW}{trigger.replace('-', ' ')}{NARROW}»"
        laid = [each for each in self.bundle.overlays if isinstance(each, Activation) and each.trigger == trigger]
        if any(each.start <= self.now and (each.end is None or self.now < each.end) for each in laid):
            return "now", f"Activée en ce moment{NO_BREAK}: {said}"
        return "waiting", f"Seulement si {said} est activé"


def _by_article(said: Said) -> tuple[int, int, str, int, str]:
    """Rules of today first, what is closed before what is spared, then as the order numbers its articles."""
    number = re.match(r"\D*(\d+)", said.article)
    place = int(number[1]) if number else 1_000
    return (_STATES.index(said.state), _EFFECTS.index(said.effect), said.order.id, place, said.article)


def lead_of(bundle: Bundle, zone: Zone, told: Sequence[Said], most: int = _MOST) -> str:
    """What a zone means today, in one breath: what is closed or asked, then the first exceptions."""
    closed = [said for said in told if said.state == "now" and said.effect != "allow"]
    if closed:
        main = [said for said in closed if said.effect == closed[0].effect and not said.duties][:most] or closed[:1]
        # What another order spares everywhere, such as rescue, is not what people come to read first.
        spared = [
            said for said in told if said.state == "now" and said.effect == "allow" and said.order == main[0].order
        ]
        return " ".join(dict.fromkeys(said.text for said in (*main, *spared[:most])))
    later = next((said for said in told if said.state in ("later", "waiting") and said.effect != "allow"), None)
    if later is not None:
        return f"Rien n’y est restreint aujourd’hui. {later.when}{NO_BREAK}: {_after_colon(later.text)}"
    if zone.kind == SECONDARY_ROAD:
        return "Voie secondaire : les itinéraires ne doivent pas y envoyer de trafic. Rien n’y est interdit.".replace(
            " :", f"{NO_BREAK}:"
        )
    if any(said.state == "silent" for said in told):
        return "Rien n’y est restreint : ses règles ne s’appliquent pas en ce moment.".replace(" :", f"{NO_BREAK}:")
    return f"Aucune règle n’y est écrite{NO_BREAK}: la règle du territoire s’applique ({_default(bundle)})."


def _after_colon(text: str) -> str:
    """A sentence that goes on after a colon: its capital goes, an acronym’s does not."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] in ("’", " ") else text


def _default(bundle: Bundle) -> str:
    return VERDICTS[bundle.territory.default].lower()


def rights_of(bundle: Bundle, zone: str) -> tuple[Right, ...]:
    """The derogations that some rule of a zone asks for."""
    asked: dict[str, None] = {}
    for rule in bundle.rules:
        if zone in rule.zones:
            for condition in (rule.condition, rule.other.condition if rule.other else None):
                asked |= dict.fromkeys(_kinds(condition))
    return tuple(_right(bundle, bundle.rights[kind]) for kind in asked if kind in bundle.rights)


def _kinds(condition: Condition | None) -> Iterator[str]:
    match condition:
        case Holds(kind):
            yield kind
        case Not(part):
            yield from _kinds(part)
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from _kinds(part)


def _right(bundle: Bundle, kind: RightKind) -> Right:
    if kind.decided_by == "automatic":
        how = "Sans demande, si vous y avez droit"
    elif kind.delay_days:
        how = f"À demander au guichet, réponse sous {kind.delay_days}{NO_BREAK}jours"
    else:
        how = "À demander au guichet"
    if kind.quota_days:
        how += f"{NARROW}; {kind.quota_days}{NO_BREAK}jours par an"
    how += ". Accordée " + ("au transporteur." if kind.holder == "carrier" else "à un véhicule.")
    if kind.suits:
        how = f"{capital(to_whom(kind.suits, case=towards))}. {how}"
    article = article_of(kind.article, unchecked=kind.to_verify)
    return Right(capital(spaced(kind.name)), how, tuple(map(spaced, kind.proofs)), bundle.orders[kind.order], article)


def orders_of(bundle: Bundle, zone: str) -> tuple[Order, ...]:
    """The orders whose rules touch a zone."""
    named = dict.fromkeys(rule.order for rule in bundle.rules if zone in rule.zones)
    return tuple(bundle.orders[name] for name in named)
