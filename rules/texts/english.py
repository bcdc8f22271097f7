"""What explanations and remedies need said, in English; `rules.texts.french` has the same names."""

from collections.abc import Mapping, Sequence
from datetime import date

from rules.bundle import Bundle
from rules.ir import Compare, Holds, OneOf, Rule
from rules.model import Verdict, Zone
from rules.texts import english_rules
from rules.texts.bodies import ENGLISH, bare_english
from rules.texts.english_rules import ACTIVITIES, ENERGIES, LOADS, listed, sentence_of
from rules.texts.french import classes
from rules.texts.quantities import quantity
from rules.vocabulary import DAYS_LEFT_NEED, FACTS, HOLIDAYS_NEED

LOCALE = "en"

hour = english_rules.hour
schedule = english_rules.schedule

VERDICTS: Mapping[Verdict, str] = {
    Verdict.ALLOWED: "Allowed",
    Verdict.CONDITIONAL: "Allowed on conditions",
    Verdict.UNKNOWN: "To be checked",
    Verdict.FORBIDDEN: "Forbidden",
}
NEEDS: Mapping[str, str] = {
    "category": "the vehicle category",
    "gvw_kg": "the gross vehicle weight",
    "gcw_kg": "the gross combination weight",
    "length_cm": "the vehicle length",
    "width_cm": "the vehicle width",
    "height_cm": "the vehicle height",
    "axle_load_kg": "the axle load",
    "critair": "the Crit’Air sticker",
    "energy": "the energy",
    "body": "the bodywork of the vehicle",
    "dangerous_goods": "the kind of load (dangerous goods or not)",
    "activity": "the purpose of the visit",
    HOLIDAYS_NEED: "the list of public holidays of that year",
    DAYS_LEFT_NEED: "how many days are left on the permit",
    "rulebook": "published rules for this place",
}
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_BOUNDS: Mapping[str, str] = {"lt": "less than {}", "lte": "{} at most", "gt": "more than {}", "gte": "{} at least"}
_DUTIES: Mapping[str, str] = {
    "pass": "hold a pass",
    "booking": "have a booking",
    "declaration": "have declared the visit",
    "disc": "set the parking disc",
    "stay_min": "stay {} min at most",
    "speed_kmh": "drive at {} km/h at most",
    "visits_per_day": "come no more than {} times a day",
    "no_return_min": "not come back within {} min",
    "hold_min": "hold a place for {} min at most",
    "extension_min": "extend by {} min at most",
}


def verdict(said: Verdict) -> str:
    """The verdict in words."""
    return VERDICTS[said]


def both(parts: Sequence[str]) -> str:
    """Such as "a, b and c"."""
    return listed(parts)


def either(parts: Sequence[str]) -> str:
    """Such as "a, b or c"."""
    return listed(parts, "or")


def day(when: date) -> str:
    """Such as "Tuesday 24 November 2026"."""
    return f"{_DAYS[when.weekday()]} {plain_day(when)}"


def plain_day(when: date) -> str:
    """Such as "24 November 2026"."""
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def article(rule_article: str, *, unchecked: bool) -> str:
    """Such as "art. 4"."""
    return "article to be checked" if unchecked else f"art. {rule_article}"


def sentence(rule: Rule, zone: Zone, bundle: Bundle) -> str:
    """One sentence composed from the rule: its author's own is in French."""
    return sentence_of(rule, zone, bundle)


def need(name: str, bundle: Bundle) -> str:
    """The label of a missing fact; for a set of days, the list of them."""
    if name in bundle.days and name not in NEEDS:
        return f"the list of days “{bundle.days[name].name}”"
    return NEEDS.get(name, name)


def duty(kind: str, amount: int | None) -> str:
    """Such as "stay 30 min at most"."""
    return _DUTIES[kind].format("" if amount is None else amount)


def value(fact: str, held: int | str) -> str:
    """What a vehicle or its purpose is: "7.5 t", "Crit’Air 4", "transit"."""
    if fact == "activity":
        return ACTIVITIES[str(held)][1] if held in ACTIVITIES else str(held)
    if fact == "energy":
        return ENERGIES.get(str(held), str(held))
    if fact == "body":
        return bare_english(str(held))
    if fact == "dangerous_goods":
        return LOADS.get(str(held), str(held))
    if fact == "critair":
        return f"Crit’Air {_class(str(held))}"
    return quantity(fact, held, LOCALE) if FACTS[fact].counts and isinstance(held, int) else str(held)


def wanted(leaf: OneOf | Compare | Holds, bundle: Bundle, *, negated: bool) -> str:
    """What a condition asks for, after "asks for"."""
    match leaf:
        case Holds(kind):
            name = f"the permit “{bundle.rights[kind].name if kind in bundle.rights else kind}”"
            return f"not holding {name}" if negated else name
        case OneOf(fact, values):
            asked = _one_of(fact, values)
            return f"something other than {asked}" if negated else asked
        case Compare(fact, operator, bound):
            if fact == "critair":
                return _one_of(fact, classes(leaf))
            return _BOUNDS[operator].format(value(fact, bound))


def _one_of(fact: str, values: Sequence[int | str]) -> str:
    if fact == "activity":
        return either([ACTIVITIES[str(one)][0] for one in values])
    if fact == "critair":
        return f"a Crit’Air {either([_class(str(one)) for one in values])} sticker"
    if fact == "category":
        return f"category {either([str(one) for one in values])}"
    if fact == "body":
        return either([ENGLISH[str(one)][0] for one in values])
    if fact == "energy":
        return f"running on {either([value(fact, one) for one in values])}"
    return either([value(fact, one) for one in values])


def _class(name: str) -> str:
    return {"EL": "electric", "NC": "unclassified"}.get(name, name)
