"""What a French hand writes by habit is recognised, and the word of the language offered."""

import pytest
from test_wrong import TERRITORY, geometries

from rules.compiler import compile_bundle
from rules.model import Invalid, Problem, Source

START = """\
schema: joptimiz/rules@1
orders: {A: {title: Arrêté}}
zones: {centre: {kind: ztl, geometry: zones/centre.geojson}}
"""


def problems(text: str) -> tuple[Problem, ...]:
    """What is wrong with a file of rules that starts well."""
    with pytest.raises(Invalid) as caught:
        compile_bundle([Source("territory.yaml", TERRITORY), Source("rules/a.yaml", START + text)], geometries())
    return caught.value.problems


def rule(line: str) -> str:
    """One prohibition with one line of its author's."""
    return f'rules:\n  - id: r\n    do: prohibit\n    zones: [centre]\n    order: A\n    article: "1"\n    {line}\n'


def plain(hint: str | None) -> str:
    """A hint as a keyboard writes it."""
    return (hint or "").translate({0x202F: " ", 0xA0: " ", 0x2019: "'"})


@pytest.mark.parametrize(
    ("line", "offer"),
    [
        ("valid_from: 15/09/2026", "2026-09-15"),
        ("valid_from: 1.4.2026", "2026-04-01"),
        ("valid_from: 2026/04/01", "2026-04-01"),
        ("when: 22h-6h", '{time: "22:00-06:00"}'),
        ("when: {time: 6h30-11h}", "06:30-11:00"),
        ("when: {time: de 5 h à 14 h}", "05:00-14:00"),
        ("when: {time: 6:00-9:30}", "06:00-09:30"),
        ("when: {jours: [mo]}", "days"),
        ("when: {days: [Lundi]}", "mo"),
        ('if: {gvw_kg: {gt: "3,5 t"}}', "3500"),
        ("if: {gvw_kg: {gt: 3 500 kg}}", "3500"),
        ("if: {height_cm: {gt: 2.80m}}", "280"),
        ("if: {ptac: {gt: 3500}}", "gvw_kg"),
        ("if: {matières dangereuses: {is: adr}}", "dangerous_goods"),
        ("if: {hazmat: {is: adr}}", "dangerous_goods"),
        ("if: {dangerous_goods: marchandises dangereuses}", "{is: adr}"),
        ("if: {carrosserie: {is: recovery}}", "body"),
        ("if: {body: dépanneuse}", "{is: recovery}"),
        ("if: {body: {in: [BEN AMO]}}", "hook_lift"),
        ("if: {body: {in: [toupie]}}", "concrete_mixer"),
        ("if: {activity: {is: dépannage}}", "service"),
        ("if: {critair: {gte: V4}}", "4"),
        ("if: {critair: {gte: Crit’Air 4}}", "4"),
        ("if: {critair: {is: non classé}}", "NC"),
        ("if: {activity: livraison}", "{is: delivery}"),
        ("if: {activity: {in: [Déménagement]}}", "moving"),
        ("interdit: tous", "do"),
        ("overrides: ztl", "[ztl]"),
    ],
)
def test_the_word_that_was_meant_is_offered(line: str, offer: str) -> None:
    """A French date, hour, measure, day or key comes back as the language writes it."""
    assert f"Vouliez-vous dire « {offer} » ?" in [plain(problem.hint) for problem in problems(rule(line))]


@pytest.mark.parametrize(
    "line",
    ["valid_from: 31/02/2026", "when: {time: 6h-25h}", "if: {gvw_kg: {gt: 3500 cm}}", "if: {gvw_kg: {gt: beaucoup}}"],
)
def test_nothing_impossible_is_offered(line: str) -> None:
    """A day, an hour or a unit that does not exist is told, and nothing is guessed."""
    (problem,) = problems(rule(line))
    assert problem.hint
    assert "Vouliez-vous" not in problem.hint


def test_a_key_in_french_is_one_problem() -> None:
    """The key that is missing because it was written in French is not told twice."""
    found = problems("rights:\n  riverain: {nom: la dérogation, order: A, article: '3'}\n")
    assert [problem.code for problem in found] == ["unknown_key"]


def test_a_line_shifted_too_far_is_told_as_such() -> None:
    """Neither a line indented further, nor a key without its space, is said to have one colon too many."""
    for text in ("rules:\n  - id: a\n     do: prohibit\n", "rules:\n  - id:a\n    do: prohibit\n"):
        (problem,) = problems(text)
        assert problem.code == "yaml_continues"
        assert problem.line == 6
    (problem,) = problems("rules:\n  - {id: a}\n  - id: l'essai : un\n")
    assert problem.code == "yaml_colon"


def test_a_list_without_dashes_is_shown_its_dash() -> None:
    """`rules` written as one group of keys."""
    (problem,) = problems("rules:\n  id: a\n  do: prohibit\n")
    assert (problem.code, problem.hint) == (
        "not_a_list",
        "Commencez chaque élément par un tiret\u00a0: «\u202f- …\u202f».",
    )


def test_a_decimal_comma_is_told_as_such() -> None:
    """In braces, YAML reads what follows a comma as another key."""
    (problem,) = problems(rule("if: {gvw_kg: {gt: 3,5}}"))
    assert problem.code == "decimal_comma"


@pytest.mark.parametrize(
    ("text", "code", "hint"),
    [
        (
            "values: {seuil: 4}\n",
            "value_undated",
            "Écrivez « seuil: {2026-01-01: 4} » : elle vaut à partir de ce jour.",
        ),
        ("values: {seuil: {2026-01-01: 3,5}}\n", "decimal_comma", None),
        (rule("if: {right: artisan}"), "right_bare", "Écrivez « right: {has: artisan} »."),
    ],
)
def test_a_bare_value_is_shown_its_frame(text: str, code: str, hint: str | None) -> None:
    """A value without date, a decimal comma among dates, a right without « has »: one problem each."""
    (problem,) = problems(text)
    assert problem.code == code
    assert hint is None or plain(problem.hint) == hint


def test_a_dated_test_in_french_is_offered_its_instant() -> None:
    """Date and hour, as one writes them by hand."""
    for at in ("24/11/2026 10:00", "24/11/2026 à 10h", "2026-11-24 10h00"):
        (problem,) = problems(f"tests:\n  - {{name: t, at: {at}, zone: centre, expect: allowed}}\n")
        assert plain(problem.hint) == "Vouliez-vous dire « 2026-11-24T10:00 » ?"
