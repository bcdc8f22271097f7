"""Decisions in words: each refusing rule and each of its exemptions, by the first thing that fails."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime

import pytest

from rules.bundle import Bundle
from rules.explain import Explanation, explain
from rules.ir import All, AnyOf, Block, Compare, Days, Holds, Not, OneOf, OtherReading, Rule
from rules.model import (
    Activation,
    Case,
    Duty,
    Facts,
    Invalid,
    Order,
    Profile,
    Repeal,
    Right,
    RightKind,
    Verdict,
)

type Seal = Callable[..., Bundle]
type Fault = tuple[Mapping[str, object], Facts, str, str, str]
"""The exemption, the facts, how its sentence ends in French and in English, the instant."""

CLOSED = Rule("ztl", "prohibit", ("a",), "A", "2", schedule=(Block(((300, 1380),)),))
DELIVERY = OneOf("activity", ("delivery",))


def exempt(**fields: object) -> Rule:
    """An allow that lifts the closure of zone a."""
    plain_one = Rule("livraison", "allow", ("a",), "A", "4", overrides=("ztl",))
    return replace(plain_one, **fields)  # type: ignore[arg-type]  # the fields of the test


def told(
    bundle: Bundle, at: str, locale: str = "fr", rights: tuple[Right, ...] = (), facts: Facts | None = None
) -> Explanation:
    """The explanation in zone a."""
    return explain(bundle, Case(Profile(facts or {}, rights), datetime.fromisoformat(at), ("a",)), locale)


def plain(text: str) -> str:
    """The text with plain spaces."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def of(explanation: Explanation, rule: str) -> list[str]:
    """The sentences about one exemption."""
    return [plain(one.text) for one in explanation.sentences if one.rule == rule and one.about]


def test_a_refusal_says_zone_order_article_and_the_next_change(sealed: Seal) -> None:
    """The answer first, then the rule with its order and article, then when it changes."""
    orders = {"A": Order("A", "Arrêté ZTL", statuses=((None, "contested"),))}
    rule = Rule("ztl", "prohibit", ("a",), "A", "2", schedule=CLOSED.schedule, quote="La circulation est interdite.")
    said = told(sealed(rule, orders=orders), "2026-06-02T11:00+02:00")
    assert [(one.code, plain(one.text)) for one in said.sentences] == [
        ("verdict", "Interdit le mardi 2 juin 2026 à 11 h."),
        ("zone", "« Zone a » : interdit."),
        ("refusal", "ZTL Zone a, fermée de 5 h à 23 h."),
        ("source", "Arrêté ZTL (A), art. 2."),
        ("quote", "« La circulation est interdite. »"),
        ("contested", "L’arrêté A est contesté devant le juge ; il s’applique tant qu’il n’est pas suspendu."),
        ("no_exemption", "Aucune exception n’est prévue à la règle « ztl »."),
        ("next_change", "À 23 h : autorisé."),
    ]
    assert {(one.rule, one.order, one.article) for one in said.sentences[2:7]} == {("ztl", "A", "2")}


HOURS = (Block(((360, 660),), Days(weekdays=(0, 1, 2, 3, 4, 5), but=("public_holiday",))),)
FAULTS: list[Fault] = [
    (
        {"condition": All((DELIVERY, Compare("gvw_kg", "lte", 3500)))},
        {"activity": "delivery", "gvw_kg": 7500},
        "demande 3,5 t au plus : 7,5 t.",
        "asks for 3.5 t at most: 7.5 t.",
        "2026-06-02T11:00+02:00",
    ),
    (
        {"condition": DELIVERY, "schedule": HOURS},
        {"activity": "delivery"},
        "vaut de 6 h à 11 h, du lundi au samedi hors jours fériés : il est 11 h.",
        "holds 06:00 to 11:00, Mondays to Saturdays except public holidays: it is 11:00.",
        "2026-06-02T11:00+02:00",
    ),
    (
        {"schedule": HOURS},
        {},
        "hors jours fériés : c’est le vendredi 1er mai 2026 (Fête du travail).",
        "except public holidays: it is Friday 1 May 2026 (Fête du travail).",
        "2026-05-01T10:00+02:00",
    ),
    (
        {"condition": Holds("artisan")},
        {},
        "demande la dérogation artisan.",
        "asks for the permit “la dérogation artisan”.",
        "2026-06-02T11:00+02:00",
    ),
    (
        {"condition": AnyOf((Holds("artisan"), Compare("critair", "lte", "1")))},
        {"critair": "4"},
        "demande la dérogation artisan ou une vignette Crit’Air électrique ou 1 (Crit’Air 4).",
        "asks for the permit “la dérogation artisan” or a Crit’Air electric or 1 sticker (Crit’Air 4).",
        "2026-06-02T11:00+02:00",
    ),
    (
        {"condition": OneOf("dangerous_goods", ("none",))},
        {"dangerous_goods": "adr"},
        "demande un chargement sans marchandises dangereuses : avec marchandises dangereuses.",
        "asks for carrying no dangerous goods: carrying dangerous goods.",
        "2026-06-02T11:00+02:00",
    ),
    (
        {"condition": Not(OneOf("dangerous_goods", ("adr",)))},
        {"dangerous_goods": "adr"},
        "demande autre chose qu’un chargement avec marchandises dangereuses : avec marchandises dangereuses.",
        "asks for something other than carrying dangerous goods: carrying dangerous goods.",
        "2026-06-02T11:00+02:00",
    ),
    (
        {"condition": OneOf("dangerous_goods", ("none",))},
        {},
        "vaut peut-être : il manque la nature du chargement (marchandises dangereuses ou non).",
        "may hold; missing: the kind of load (dangerous goods or not).",
        "2026-06-02T11:00+02:00",
    ),
    (
        {"condition": OneOf("body", ("concrete_mixer", "recovery"))},
        {"body": "tank"},
        "demande une bétonnière ou une dépanneuse : citerne.",
        "asks for a concrete mixer or a recovery vehicle: tanker.",
        "2026-06-02T11:00+02:00",
    ),
    (
        {"condition": OneOf("body", ("recovery",))},
        {},
        "vaut peut-être : il manque la carrosserie du véhicule.",
        "may hold; missing: the bodywork of the vehicle.",
        "2026-06-02T11:00+02:00",
    ),
    (
        {"condition": Not(OneOf("category", ("N2", "N3")))},
        {"category": "N3"},
        "demande autre chose que la catégorie N2 ou N3 : N3.",
        "asks for something other than category N2 or N3: N3.",
        "2026-06-02T11:00+02:00",
    ),
    (
        {"condition": Not(AnyOf((Compare("length_cm", "gt", 1000), DELIVERY)))},
        {"length_cm": 1240, "activity": "transit"},
        "demande 10 m de long au plus : 12,4 m de long.",
        "asks for 10 m long at most: 12.4 m long.",
        "2026-06-02T11:00+02:00",
    ),
    (
        {"condition": DELIVERY},
        {},
        "vaut peut-être : il manque le motif de la venue.",
        "may hold; missing: the purpose of the visit.",
        "2026-06-02T11:00+02:00",
    ),
    (
        {"valid_to": date(2026, 6, 1)},
        {},
        "ne vaut plus depuis le 1er juin 2026.",
        "has ended since 1 June 2026.",
        "2026-06-02T11:00+02:00",
    ),
    (
        {"valid_from": date(2026, 7, 1)},
        {},
        "vaut à partir du 1er juillet 2026.",
        "holds from 1 July 2026 on.",
        "2026-06-02T11:00+02:00",
    ),
    (
        {"order": "S"},
        {},
        "ne s’applique pas : son arrêté est suspendu.",
        "does not apply: its order is suspended.",
        "2026-06-02T11:00+02:00",
    ),
    (
        {"trigger": "pic-pollution"},
        {},
        "attend un déclenchement : pic-pollution.",
        "waits for a trigger: pic-pollution.",
        "2026-06-02T11:00+02:00",
    ),
    ({"zones": ("b",)}, {}, "ne vaut que dans « Zone b ».", "only holds in “Zone b”.", "2026-06-02T11:00+02:00"),
]


@pytest.mark.parametrize("fault", FAULTS)
def test_an_exemption_tells_the_first_thing_that_fails(
    sealed: Seal,
    kinds: tuple[RightKind, ...],
    fault: Fault,
) -> None:
    """With the figures of the rule and of the case, in both languages."""
    fields, facts, ending, in_english, at = fault
    orders = {"S": Order("S", "Suspendu", statuses=((None, "suspended"),))}
    bundle = sealed(CLOSED, exempt(**fields), rights=kinds, orders=orders)
    (french_text,) = of(told(bundle, at, facts=facts), "livraison")
    (english_text,) = of(told(bundle, at, "en", facts=facts), "livraison")
    assert french_text.startswith("L’exception « livraison » (art. 4) ")
    assert french_text.endswith(ending)
    assert english_text.startswith("The exemption “livraison” (art. 4) ")
    assert english_text.endswith(in_english)


@pytest.mark.parametrize(
    ("right", "ending"),
    [
        (Right("artisan", "essai", end=date(2026, 6, 2)), "demande la dérogation artisan, valable ce jour-là."),
        (Right("artisan", "essai", zones=("b",)), "demande la dérogation artisan, valable dans cette zone."),
        (Right("marche", "essai", days_left=0), "demande la dérogation marché, avec un jour encore à utiliser."),
        (Right("artisan", "ailleurs"), "demande la dérogation artisan."),
    ],
)
def test_a_right_that_does_not_count_says_why(
    sealed: Seal, kinds: tuple[RightKind, ...], right: Right, ending: str
) -> None:
    """Another day, another zone, no day left; a right granted elsewhere is as none."""
    bundle = sealed(CLOSED, exempt(condition=Holds(right.kind)), rights=kinds)
    (said,) = of(told(bundle, "2026-06-02T11:00+02:00", rights=(right,)), "livraison")
    assert said.endswith(ending)


def test_an_exemption_set_aside_names_what_sets_it_aside(sealed: Seal) -> None:
    """The closure for an event takes the derogation back, and says so."""
    event = Rule("match", "prohibit", ("a",), "A", "9", overrides=("livraison",))
    said = told(sealed(CLOSED, exempt(), event), "2026-06-02T11:00+02:00")
    assert of(said, "livraison") == ["L’exception « livraison » (art. 4) est elle-même écartée par « match » (art. 9)."]


def test_a_repealed_basis_is_named(sealed: Seal) -> None:
    """An exemption whose legal basis has gone says which."""
    bundle = sealed(CLOSED, exempt(basis="CGCT L2213-4-1"))
    repealed = bundle.with_overlays([Repeal("CGCT L2213-4-1", date(2026, 6, 1))])
    (said,) = of(told(repealed, "2026-06-02T11:00+02:00"), "livraison")
    assert "CGCT L2213-4-1, est abrogé" in said


def test_doubt_gives_both_readings(sealed: Seal) -> None:
    """The clause, what it gives as written and otherwise, and that the stricter one wins."""
    other = OtherReading("« livraison » comprend-elle l’enlèvement ?", OneOf("activity", ("delivery", "pickup")))
    bundle = sealed(CLOSED, exempt(condition=DELIVERY, other=other))
    said = told(bundle, "2026-06-02T11:00+02:00", facts={"activity": "pickup"})
    (doubt,) = [one for one in said.sentences if one.code == "doubt"]
    assert said.verdict is Verdict.FORBIDDEN
    assert doubt.rule == "livraison"
    assert plain(doubt.text).endswith(
        "Comme la règle l’écrit : interdit ; autrement : autorisé. Le verdict suit la lecture la plus stricte."
    )


def test_obligations_are_listed(sealed: Seal) -> None:
    """What a conditional verdict rests on, in both languages."""
    bundle = sealed(CLOSED, exempt(duties=(Duty("pass"), Duty("stay_min", 30))))
    said = told(bundle, "2026-06-02T11:00+02:00")
    assert said.verdict is Verdict.CONDITIONAL
    assert [plain(one.text) for one in said.sentences if one.code == "obligation"] == [
        "À respecter dans « Zone a » : détenir un laissez-passer (art. 4).",
        "À respecter dans « Zone a » : rester 30 min au plus (art. 4).",
    ]
    assert "stay 30 min at most" in told(bundle, "2026-06-02T11:00+02:00", "en").text


def test_a_shut_territory_tells_what_would_open_it(sealed: Seal) -> None:
    """Without any rule that closes, each allow says what it asks."""
    opening = Rule("livraison", "allow", ("a",), "A", "4", condition=DELIVERY)
    said = told(sealed(opening, default=Verdict.FORBIDDEN), "2026-06-02T11:00+02:00", facts={"activity": "transit"})
    assert [one.code for one in said.sentences][2:4] == ["default_forbidden", "exemption_wants"]


def test_a_trigger_that_is_on_no_longer_fails(sealed: Seal) -> None:
    """An activation lets the exemption hold."""
    bundle = sealed(CLOSED, exempt(trigger="marche"))
    at = datetime.fromisoformat("2026-06-02T11:00+02:00")
    assert told(bundle.with_overlays([Activation("marche", at)]), at.isoformat()).verdict is Verdict.ALLOWED


def test_a_language_we_do_not_speak_is_a_problem(sealed: Seal) -> None:
    """With the languages we do."""
    with pytest.raises(Invalid, match="n’est pas une langue"):
        told(sealed(CLOSED), "2026-06-02T11:00+02:00", "de")


def test_the_zone_that_refuses_is_told_first(sealed: Seal) -> None:
    """However the case lists its zones, the reader meets the refusal before what is allowed."""
    at = datetime.fromisoformat("2026-11-24T10:00+01:00")
    said = explain(sealed(CLOSED), Case(Profile({}), at, ("b", "a"))).sentences
    assert [one.zone for one in said if one.code == "zone"] == ["a", "b"]
