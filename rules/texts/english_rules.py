"""The English sentence of a rule: whom it closes or opens a zone to, at what hours, on which days."""

from collections.abc import Callable, Mapping, Sequence

from rules.bundle import Bundle
from rules.ir import EVERY_DAY, All, AnyOf, Block, Compare, Condition, Days, Holds, Not, OneOf, Rule
from rules.model import Zone
from rules.texts.bodies import ENGLISH, bare_english
from rules.texts.quantities import quantity
from rules.vocabulary import CRITAIR, EVE, PUBLIC_HOLIDAY

ACTIVITIES: Mapping[str, tuple[str, str]] = {
    "transit": ("through traffic", "through traffic"),
    "delivery": ("a delivery", "delivery"),
    "pickup": ("a pickup", "pickup"),
    "works": ("building works", "building works"),
    "moving": ("a house move", "house move"),
    "waste": ("waste collection", "waste collection"),
    "supply": ("a supply run", "supply run"),
    "service": ("a service call", "service call"),
    "resident": ("a resident", "resident"),
    "emergency": ("an emergency", "emergency"),
}
"""Of each activity: what a rule asks for, and what a visit is."""
ENERGIES: Mapping[str, str] = {
    "diesel": "diesel",
    "petrol": "petrol",
    "electric": "electricity",
    "hydrogen": "hydrogen",
    "cng": "compressed natural gas",
    "lng": "liquefied natural gas",
    "lpg": "LPG",
    "hybrid_petrol": "petrol hybrid",
    "hybrid_diesel": "diesel hybrid",
    "e85": "E85",
    "b100": "B100",
}
LOADS: Mapping[str, str] = {"none": "carrying no dangerous goods", "adr": "carrying dangerous goods"}
_EFFECTS: Mapping[str, str] = {
    "prohibit": "closed to",
    "allow": "open to",
    "limit": "limited for",
    "require": "formalities for",
}
_WEEK = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
_NTH = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last"}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_BOUNDS: Mapping[str, str] = {"lt": "under {}", "lte": "up to {}", "gt": "over {}", "gte": "of {} and more"}


_WORDED: Mapping[str, tuple[str, Callable[[str], str]]] = {
    "energy": ("on", ENERGIES.__getitem__),
    "body": ("built as", bare_english),
    "category": ("of category", str),
}
"""Of each fact: what comes before its words, and how each is said."""


def sentence_of(rule: Rule, zone: Zone, bundle: Bundle) -> str:
    """Such as "Vieux-Pont: closed to vehicles over 3.5 t, 05:00 to 23:00, Mondays to Saturdays."."""
    whom = to_whom(rule.condition, bundle) if rule.condition else "all vehicles"
    when = schedule(rule.schedule, bundle)
    return f"{zone.name}: {', '.join(part for part in (f'{_EFFECTS[rule.effect]} {whom}', when) if part)}."


def to_whom(condition: Condition, bundle: Bundle) -> str:
    """Whom a condition is about: "vehicles over 3.5 t", "delivery by vehicles rated Crit’Air 4"."""
    match condition:
        case Not(part):
            return f"all except {to_whom(part, bundle)}"
        case AnyOf(parts):
            return listed([to_whom(part, bundle) for part in parts], "or")
        case All(parts):
            return _together(parts, bundle)
        case Holds(kind):
            return f"holders of the permit “{bundle.rights[kind].name if kind in bundle.rights else kind}”"
        case OneOf(fact, values) if fact == "body":
            return _bodies(values)
        case OneOf() | Compare():
            return _trait(condition) if condition.fact == "activity" else f"vehicles {_trait(condition)}"


def _together(parts: Sequence[Condition], bundle: Bundle) -> str:
    """What must all be true: what is done, by vehicles with which traits, then the rest."""
    told = [part for part in parts if isinstance(part, OneOf | Compare) and part.fact != "activity"]
    body = next((part for part in told if isinstance(part, OneOf) and part.fact == "body"), None)
    traits = [_trait(part) for part in told if part is not body]
    done = [_trait(part) for part in parts if isinstance(part, OneOf) and part.fact == "activity"]
    rest = [to_whom(part, bundle) for part in parts if not isinstance(part, OneOf | Compare)]
    noun = _bodies(body.values) if body else "vehicles"
    vehicles = [f"{noun} {' and '.join(traits)}".rstrip()] if told else []
    return ", ".join([" by ".join([*done, *vehicles]), *rest] if done or vehicles else rest)


def _bodies(values: Sequence[int | str]) -> str:
    return listed([ENGLISH[str(value)][1] for value in values], "or")


def _trait(leaf: OneOf | Compare) -> str:
    """What a vehicle is, after "vehicles"; or what it does."""
    if isinstance(leaf, Compare):
        if leaf.fact == "critair":
            return _among("critair", _classes(leaf.operator, str(leaf.bound)))
        return _BOUNDS[leaf.operator].format(quantity(leaf.fact, int(leaf.bound), "en"))
    return _among(leaf.fact, leaf.values)


def _classes(operator: str, bound: str) -> tuple[str, ...]:
    place = CRITAIR.index(bound)
    start, end = {"lt": (0, place), "lte": (0, place + 1), "gt": (place + 1, None), "gte": (place, None)}[operator]
    return CRITAIR[start:end]


def _among(fact: str, values: Sequence[int | str]) -> str:
    words = [str(value) for value in values]
    if fact == "activity":
        return listed([ACTIVITIES[word][1] for word in words], "or")
    if fact == "critair":
        named = [{"EL": "electric", "NC": "unclassified"}.get(word, word) for word in words]
        return f"rated Crit’Air {listed(named, 'or')}"
    if fact == "dangerous_goods":
        return listed([LOADS[word] for word in words], "or")
    if fact in _WORDED:
        before, of = _WORDED[fact]
        return f"{before} {listed([of(word) for word in words], 'or')}"
    return f"of {listed([quantity(fact, int(value), 'en') for value in values], 'or')}"


def hour(minute: int) -> str:
    """Such as "11:00"."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def listed(parts: Sequence[str], last: str = "and") -> str:
    """Such as "a, b and c"."""
    return "".join(parts) if len(parts) < 2 else f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def schedule(blocks: Sequence[Block], bundle: Bundle) -> str:
    """Such as "06:00 to 11:00, Mondays to Saturdays except public holidays"; nothing for always."""
    return " and ".join(part for part in (_block(block, bundle) for block in blocks) if part)


def _block(block: Block, bundle: Bundle) -> str:
    hours = "" if block.windows == ((0, 1440),) else listed([f"{hour(a)} to {hour(b)}" for a, b in block.windows])
    return ", ".join(part for part in (hours, _days(block.days, bundle)) if part)


def _days(days: Days, bundle: Bundle) -> str:
    said = []
    if days.weekdays != EVERY_DAY:
        said.append(_weekdays(days.weekdays))
    if days.nth:
        said.append("the " + listed([f"{_NTH[nth]} {_WEEK[day][:-1]}" for nth, day in days.nth]) + " of the month")
    if days.spans:
        said.append(listed([f"from {_date(start)} to before {_date(end)}" for start, end in days.spans]))
    if days.only:
        said.append("on " + listed([_special(name, bundle) for name in days.only]))
    if days.but:
        said.append("except " + listed([_special(name, bundle) for name in days.but]))
    return " ".join(said)


def _weekdays(days: Sequence[int]) -> str:
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return f"{_WEEK[days[0]]} to {_WEEK[days[-1]]}"
    return listed([_WEEK[day] for day in days])


def _date(day: int) -> str:
    return f"{day % 100} {_MONTHS[day // 100 - 1]}"


def _special(name: str, bundle: Bundle) -> str:
    if name.startswith(EVE):
        return f"the eve of {_special(name.removeprefix(EVE), bundle)}"
    if name == PUBLIC_HOLIDAY:
        return "public holidays"
    return f"days “{bundle.days[name].name}”" if name in bundle.days else name
