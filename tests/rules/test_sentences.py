"""The sentences of rules and of tests that fail."""

from collections.abc import Callable

import pytest

from rules.bundle import Bundle
from rules.cases import run_tests
from rules.texts.clockwise import seasons
from rules.texts.sentences import rule_message

type Compile = Callable[..., Bundle]

TERRITORY = """\
schema: joptimiz/territory@1
slug: essai
name: Essai
timezone: Europe/Paris
crs: "EPSG:2154"
demonstration: true
holidays: {source: Code du travail, dates: {2026-05-01: Fête du travail}}
days:
  match: {name: jours de match, source: Ligue, known: [2026-08-01, 2027-07-01], dates: [2026-09-05]}
  scolaire: {name: vacances scolaires, source: Zone B, known: [2026-09-01, 2027-09-01], dates: [2026-10-17/2026-11-02]}
  fete: {name: évènements, source: Mairie, known: [2026-01-01, 2027-01-01], dates: [2026-06-21]}
rights:
  artisan: {name: la dérogation artisan, order: A-1, article: "6"}
  carte: {name: le macaron, order: A-1, article: "7"}
calendars:
  marche: {nth: ["1 sa", "last su"]}
  ete: {days: [mo, tu, we, th, fr], between: ["06-15/09-15", "12-20/03-01"]}
  veilles: {only: ["eve:public_holiday", "eve:fete"]}
  matchs: {days: [sa], only: [match], except: [scolaire]}
"""


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ('if: {gvw_kg: {gt: 3500}}, when: {time: "05:00-23:00"}', "aux plus de 3,5 t de 5 h à 23 h"),
        ("if: {critair: {gte: 4}}", "aux Crit’Air 4, 5 et non classés"),
        (
            "if: {category: {in: [N2, N3]}}, when: {days: [sa, su]}",
            "aux véhicules de catégorie N2 ou N3 le samedi et le dimanche",
        ),
        (
            'when: [{time: ["06:00-09:30", "16:00-19:00"], calendar: ouvres}]',
            "de 6 h à 9 h 30 et de 16 h à 19 h, du lundi au samedi hors jours fériés",
        ),
        (
            "if: {all: [{category: {in: [N3]}}, {gvw_kg: {gt: 7500}}, {not: {activity: {in: [delivery]}}}]}",
            "aux véhicules de catégorie N3, de plus de 7,5 t, sauf aux livraisons",
        ),
        (
            "if: {any: [{length_cm: {gt: 1000}}, {height_cm: {gt: 320}}]}",
            "aux plus de 10 m de long et aux plus de 3,2 m de haut",
        ),
        ("if: {activity: {not_in: [emergency, waste]}}", "sauf à la collecte des déchets et aux secours"),
        ("if: {energy: {in: [diesel, petrol]}}", "aux véhicules au gazole ou à l’essence"),
        ("if: {dangerous_goods: {is: adr}}", "aux véhicules transportant des marchandises dangereuses"),
        ("if: {body: {is: recovery}}", "aux dépanneuses"),
        ("if: {body: {not_in: [recovery, concrete_mixer]}}", "sauf aux bétonnières et aux dépanneuses"),
        (
            "if: {all: [{body: {in: [concrete_mixer]}}, {gvw_kg: {gt: 19000}}, {critair: {gte: 4}}]}",
            "aux bétonnières de plus de 19 t, Crit’Air 4, 5 et non classés",
        ),
        (
            "if: {all: [{activity: {in: [service]}}, {body: {in: [recovery, crane]}}]}",
            "aux interventions, dépanneuses et camions-grues",
        ),
        (
            "if: {all: [{body: {in: [tipper, concrete_mixer]}}, {category: {in: [N3]}}]}",
            "aux véhicules à benne et aux bétonnières, de catégorie N3",
        ),
        ("if: {dangerous_goods: {is: none}}", "aux véhicules ne transportant pas de marchandises dangereuses"),
        (
            "if: {all: [{dangerous_goods: {is: adr}}, {gvw_kg: {gt: 3500}}, {not: {activity: {in: [delivery]}}}]}",
            "aux véhicules transportant des marchandises dangereuses, de plus de 3,5 t, sauf aux livraisons",
        ),
        (
            "if: {all: [{activity: {in: [delivery]}}, {gvw_kg: {lte: 3500}}]}",
            "aux livraisons, véhicules de 3,5 t au plus",
        ),
        ("", ""),
        (
            'when: {calendar: marche, time: "06:00-13:00"}',
            "de 6 h à 13 h, le 1er samedi et le dernier dimanche du mois",
        ),
        ("when: {calendar: ete}", "du lundi au vendredi, du 15 juin au 14 septembre et du 20 décembre au 29 février"),
        ("when: {calendar: veilles}", "les veilles d’évènements et les veilles de jours fériés"),
        ("when: {calendar: matchs}", "les jours de match qui tombent le samedi hors vacances scolaires"),
        ("if: {right: {has: artisan}}", "aux titulaires de la dérogation artisan"),
        ("if: {not: {right: {has: carte}}}", "sauf aux titulaires du macaron"),
        ("if: {any: [{activity: {is: supply}}, {activity: {is: transit}}]}", "à l’approvisionnement et au transit"),
    ],
)
def test_a_rule_says_whom_and_when(compiled: Compile, ztl: str, fields: str, expected: str) -> None:
    """Zone, whom, hours, days, in that order, with no-break spaces before units."""
    text = (
        ztl.replace("tests:", "")
        + f"  - {{id: dite, do: prohibit, zones: [centre], order: A-1, article: 1, {fields}}}\n"
    )
    assert sentence(compiled(text, territory=TERRITORY), "dite") == f"ZTL Vieux-Pont, fermée {expected}".rstrip() + "."


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("do: limit, limit: {stay_min: 30}", "arrêt limité à 30 min."),
        (
            "do: limit, limit: {speed_kmh: 20, visits_per_day: 2}, if: {activity: {is: delivery}}",
            "vitesse limitée à 20 km/h et 2 passages par jour au plus pour les livraisons.",
        ),
        (
            'do: require, require: [pass], if: {gvw_kg: {gt: 3500}}, when: {time: "06:00-11:00"}',
            "laissez-passer exigé pour les plus de 3,5 t de 6 h à 11 h.",
        ),
        (
            "do: require, require: [booking, declaration, disc], if: {not: {right: {has: carte}}}",
            "réservation exigée, déclaration exigée et disque exigé sauf pour les titulaires du macaron.",
        ),
        (
            "do: allow, overrides: [ztl], require: [pass], limit: {visits_per_day: 1}, if: {right: {has: artisan}}",
            "ouverte aux titulaires de la dérogation artisan, laissez-passer exigé et 1 passage par jour au plus.",
        ),
    ],
)
def test_a_rule_says_what_it_asks(compiled: Compile, ztl: str, fields: str, expected: str) -> None:
    """A limit or a requirement says what and for whom; an allow says what it asks in return."""
    text = ztl + f"  - {{id: dite, {fields}, zones: [centre], order: A-1, article: 1}}\n"
    assert sentence(compiled(text, territory=TERRITORY), "dite") == f"ZTL Vieux-Pont, {expected}"


def sentence(bundle: Bundle, name: str) -> str:
    """What a rule says of the ZTL, with plain spaces."""
    (rule,) = [rule for rule in bundle.rules if rule.id == name]
    said = rule_message(rule, bundle.zones["centre"], bundle.rights, bundle.days)
    return said.replace("\u00a0", " ").replace("\u202f", " ")


def test_the_author_s_sentence_prevails(compiled: Compile, ztl: str) -> None:
    """A rule with a message says it; a zone whose name begins with its kind is not named twice."""
    bundle = compiled(ztl.replace("  - {id: critair,", "  - {id: critair, message: Trop polluant.,"))
    by_id = {rule.id: rule for rule in bundle.rules}
    assert rule_message(by_id["critair"], bundle.zones["port"]) == "Trop polluant."
    assert rule_message(by_id["ztl"], bundle.zones["port"]).startswith("ZFE du port, fermée")


def test_a_failed_test_says_expected_got_and_why(compiled: Compile, ztl: str) -> None:
    """One sentence a difference, with the rule's own sentence and its article."""
    bundle = compiled(
        ztl
        + """\
tests:
  - {name: jour, at: "2026-06-02T12:00", zone: centre, vehicle: {gvw_kg: 3500}, expect: allowed, by: [livraison]}
  - {name: nuit, like: jour, at: "2026-06-02T04:00", expect: allowed, by: []}
  - {name: sans vignette, at: "2026-06-02T04:00", zone: port, expect: unknown, needs: [gvw_kg]}
"""
    )
    report = run_tests(bundle)
    assert report.passed == ("nuit",)
    assert not report.ok
    assert report.untested == ("livraison",)
    said = {failure.test: [text.replace("\u00a0", " ") for text in failure.sentences] for failure in report.failures}
    assert said == {
        "jour": [
            "Attendu : Autorisé. Obtenu : Interdit. ZTL Vieux-Pont, fermée de 5 h à 23 h. Arrêté A-1, art. 2.",
            "Règles attendues : livraison. Règles en cause : ztl.",
        ],
        "sans vignette": ["Données attendues comme manquantes : gvw_kg. Données manquantes : critair."],
    }


def test_like_takes_the_question_and_leaves_the_answer_whole(compiled: Compile, ztl: str) -> None:
    """Facts merge, an empty fact goes away, and `expect`, `by` and `needs` are never mixed from two tests."""
    bundle = compiled(
        ztl
        + """\
tests:
  - {name: a, at: "2026-06-02T10:59", zone: centre, vehicle: {gvw_kg: 3500}, activity: delivery,
     expect: allowed, by: [livraison]}
  - {name: b, like: a, vehicle: {gvw_kg: ~}, expect: unknown}
  - {name: c, like: b, activity: ~, vehicle: {critair: 2}}
"""
    )
    by_name = {trial.name: trial for trial in bundle.tests}
    assert by_name["b"].facts == {"activity": "delivery"}
    assert (by_name["b"].by, by_name["b"].needs) == (None, None)
    assert by_name["c"].facts == {"critair": "2"}
    assert by_name["c"].expect == "unknown"
    assert run_tests(bundle).ok


def test_tests_expect_duties_doubts_and_triggers(compiled: Compile, ztl: str) -> None:
    """A trigger is on for its own test; what is asked and what is in doubt are compared and told."""
    bundle = compiled(
        ztl
        + """\
  - {id: arret, do: limit, zones: [centre], limit: {stay_min: 30}, order: A-1, article: "7"}
  - {id: pic, do: prohibit, zones: [centre], trigger: pic-pollution, order: A-1, article: "8"}
  - {id: enlevement, do: allow, overrides: [ztl], zones: [centre], order: A-1, article: "9",
     if: {critair: {is: EL}}, ambiguity: {text: Hybrides aussi ?, if: {critair: {in: [EL, 1]}}}}
tests:
  - {name: a, at: "2026-06-02T04:00", zone: centre, expect: conditional, obligations: [{stay_min: 30}], doubt: false}
  - {name: b, like: a, triggers: [pic-pollution], expect: forbidden, by: [pic], obligations: []}
  - {name: c, like: a, expect: conditional, obligations: [pass], doubt: true}
  - {name: d, like: a, at: "2026-06-02T12:00", vehicle: {critair: 1, gvw_kg: 7500}, expect: forbidden, doubt: false}
"""
    )
    report = run_tests(bundle)
    assert report.passed == ("a", "b")
    said = {failure.test: [text.replace("\u00a0", " ") for text in failure.sentences] for failure in report.failures}
    assert said == {
        "c": [
            "Obligations attendues : laissez-passer exigé. Obligations : arrêt limité à 30 min.",
            "Un doute était attendu. Toutes les lectures donnent la même réponse.",
        ],
        "d": ["Aucun doute n’était attendu. Deux lectures s’opposent : Hybrides aussi ?"],
    }
    assert report.untested == ("critair", "enlevement", "livraison")


@pytest.mark.parametrize(
    ("spans", "said"),
    [
        ([(615, 915)], "du 15 juin au 14 septembre"),
        ([(816, 815)], "sauf le 15 août"),
        ([(502, 815), (816, 501)], "sauf le 1er mai et le 15 août"),
        ([(101, 615), (915, 101)], "du 1er janvier au 14 juin et du 15 septembre au 31 décembre"),
        ([], ""),
    ],
)
def test_days_left_out_of_a_year_are_named(spans: list[tuple[int, int]], said: str) -> None:
    """Periods that leave out single days are said by those days."""
    assert seasons(spans) == said
