"""What explanations and remedies need said, in French; `rules.texts.english` has the same names."""

from collections.abc import Mapping, Sequence
from datetime import date

from rules.bundle import Bundle
from rules.ir import Block, Compare, Holds, OneOf, Rule
from rules.model import Verdict, Zone
from rules.texts import bodies, clockwise
from rules.texts.answers import VERDICTS
from rules.texts.clockwise import listed, long_date
from rules.texts.quantities import quantity
from rules.texts.sentences import at_hours, rule_message
from rules.texts.typography import NO_BREAK
from rules.vocabulary import CRITAIR, FACTS, NEED_LABELS

LOCALE = "fr"

hour = clockwise.hour

_ACTIVITIES: Mapping[str, tuple[str, str]] = {
    "transit": ("un transit", "transit"),
    "delivery": ("une livraison", "livraison"),
    "pickup": ("un enlèvement", "enlèvement"),
    "works": ("un chantier", "chantier"),
    "moving": ("un déménagement", "déménagement"),
    "waste": ("une collecte de déchets", "collecte de déchets"),
    "supply": ("un approvisionnement", "approvisionnement"),
    "service": ("une intervention", "intervention"),
    "resident": ("un riverain", "riverain"),
    "emergency": ("une mission de secours", "mission de secours"),
}
_ENERGIES: Mapping[str, tuple[str, str]] = {
    "diesel": ("le gazole", "gazole"),
    "petrol": ("l’essence", "essence"),
    "electric": ("l’électricité", "électricité"),
    "hydrogen": ("l’hydrogène", "hydrogène"),
    "cng": ("le gaz naturel comprimé", "gaz naturel comprimé"),
    "lng": ("le gaz naturel liquéfié", "gaz naturel liquéfié"),
    "lpg": ("le GPL", "GPL"),
    "hybrid_petrol": ("un hybride essence", "hybride essence"),
    "hybrid_diesel": ("un hybride gazole", "hybride gazole"),
    "e85": ("le superéthanol E85", "superéthanol E85"),
    "b100": ("le biodiesel B100", "biodiesel B100"),
}
_NOUNS = {"activity": _ACTIVITIES, "energy": _ENERGIES, "body": bodies.NAMES}
"""Facts whose words are nouns, with their article first."""
_LOADS: Mapping[str, str] = {"none": "sans marchandises dangereuses", "adr": "avec marchandises dangereuses"}
_BOUNDS: Mapping[str, str] = {"lt": "moins de {}", "lte": "{} au plus", "gt": "plus de {}", "gte": "{} au moins"}
_DUTIES: Mapping[str, str] = {
    "pass": "détenir un laissez-passer",
    "booking": "avoir réservé",
    "declaration": "avoir déclaré sa venue",
    "disc": "mettre le disque",
    "stay_min": "rester {} min au plus",
    "speed_kmh": "rouler à {} km/h au plus",
    "visits_per_day": "ne pas venir plus de {} fois par jour",
    "no_return_min": "ne pas revenir avant {} min",
    "hold_min": "ne pas réserver plus de {} min à l’avance",
    "extension_min": "ne pas prolonger de plus de {} min",
}


def verdict(said: Verdict) -> str:
    """« Interdit »."""
    return VERDICTS[said]


def both(parts: Sequence[str]) -> str:
    """« a, b et c »."""
    return listed(parts)


def either(parts: Sequence[str]) -> str:
    """« a, b ou c »."""
    return listed(parts, "ou")


def day(when: date) -> str:
    """« mardi 24 novembre 2026 »."""
    return f"{clockwise.DAY_NAMES[when.weekday()]} {long_date(when)}"


def plain_day(when: date) -> str:
    """« 24 novembre 2026 »."""
    return long_date(when)


def article(rule_article: str, *, unchecked: bool) -> str:
    """« art. 4 »."""
    return "article à vérifier" if unchecked else f"art.{NO_BREAK}{rule_article}"


def schedule(blocks: Sequence[Block], bundle: Bundle) -> str:
    """« de 6 h à 11 h, du lundi au samedi »; nothing for always."""
    return at_hours(blocks, bundle.days)


def sentence(rule: Rule, zone: Zone, bundle: Bundle) -> str:
    """The author's sentence, or one composed from the rule."""
    return rule_message(rule, zone, bundle.rights, bundle.days)


def need(name: str, bundle: Bundle) -> str:
    """« le PTAC »; for a set of days, « la liste des jours de match »."""
    if name in bundle.days and name not in NEED_LABELS:
        return f"la liste des {bundle.days[name].name}"
    return NEED_LABELS.get(name, name)


def duty(kind: str, amount: int | None) -> str:
    """« rester 30 min au plus »."""
    return _DUTIES[kind].format("" if amount is None else amount).replace(" min", f"{NO_BREAK}min")


def value(fact: str, held: int | str) -> str:
    """What a vehicle or its purpose is: « 7,5 t », « Crit’Air 4 », « transit »."""
    if fact == "activity":
        return _ACTIVITIES[str(held)][1] if held in _ACTIVITIES else str(held)
    if fact == "energy":
        return _ENERGIES[str(held)][1] if held in _ENERGIES else str(held)
    if fact == "body":
        return bodies.bare(str(held))
    if fact == "dangerous_goods":
        return _LOADS.get(str(held), str(held))
    if fact == "critair":
        return f"Crit’Air {_class(str(held))}"
    return quantity(fact, held, LOCALE) if FACTS[fact].counts and isinstance(held, int) else str(held)


def wanted(leaf: OneOf | Compare | Holds, bundle: Bundle, *, negated: bool) -> str:
    """What a condition asks for, after « demande »."""
    match leaf:
        case Holds(kind):
            name = bundle.rights[kind].name if kind in bundle.rights else f"le droit « {kind} »"
            return f"de ne pas tenir {name}" if negated else name
        case OneOf(fact, values):
            asked = _one_of(fact, values)
            other = f"autre chose {'qu’' if asked.startswith('un') else 'que '}{asked}"
            return other if negated else asked
        case Compare(fact, operator, bound):
            if fact == "critair":
                return _one_of(fact, classes(leaf))
            return _BOUNDS[operator].format(value(fact, bound))


def classes(leaf: Compare) -> tuple[str, ...]:
    """The Crit’Air classes a comparison accepts, from the cleanest."""
    bound = CRITAIR.index(str(leaf.bound))
    start, end = {"lt": (0, bound), "lte": (0, bound + 1), "gt": (bound + 1, None), "gte": (bound, None)}[leaf.operator]
    return CRITAIR[start:end]


def _one_of(fact: str, values: Sequence[int | str]) -> str:
    if fact in _NOUNS:
        return either([_NOUNS[fact][str(one)][0] for one in values])
    if fact == "critair":
        return f"une vignette Crit’Air {either([_class(str(one)) for one in values])}"
    if fact == "category":
        return f"la catégorie {either([str(one) for one in values])}"
    if fact == "dangerous_goods":
        return f"un chargement {either([_LOADS[str(one)] for one in values])}"
    return either([value(fact, one) for one in values])


def _class(name: str) -> str:
    return {"EL": "électrique", "NC": "non classé"}.get(name, name)
