"""What is typed and what maps write become the same words."""

import pytest

from connectors.addresses.question import read_question
from connectors.addresses.words import key_of, number_of, words


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("bd Mal Juin", "Boulevard du Maréchal Juin"),
        ("av. gal de gaulle", "Avenue du Général de Gaulle"),
        ("12bis r. st-honoré", "12 bis Rue Saint-Honoré"),
        ("fg ste anne", "Faubourg Sainte-Anne"),
        ("rue de l'abbaye", "Rue de l’Abbaye"),
        ("rue du huit mai 1945", "Rue du 8 Mai 1945"),
        ("place du onze novembre", "Place du 11-Novembre"),
        ("rue du dix-huit juin", "Rue du 18 Juin"),
        ("rue du vingt et un août", "Rue du 21 Août"),
        ("bd albert premier", "Boulevard Albert Ier"),
        ("bd albert 1er", "Boulevard Albert Ier"),
        ("bd rainier 3", "Boulevard Rainier III"),
        ("rue louis 14", "Rue Louis XIV"),
        ("rue des œillets", "Rue des Oeillets"),
        ("imp dr roux", "Impasse du Docteur Roux"),
        ("all nd", "Allée Notre-Dame"),
        ("Hørsholm", "horsholm"),
    ],
)
def test_spellings_meet(typed: str, written: str) -> None:
    assert key_of(typed) == key_of(written)


def test_what_must_stay_apart() -> None:
    """Cap is not captain, Neuf is not nine, a date is not another."""
    assert words("Cap-d’Ail") == ("cap", "d", "ail")
    assert words("Pont Neuf") == ("pont", "neuf")
    assert key_of("Rue du 8 mai") != key_of("Rue du 11 mai")
    assert key_of("Rainier II") != key_of("Rainier III")


@pytest.mark.parametrize(
    ("label", "number"),
    [
        ("12", (12, 12, "")),
        ("4bis", (4, 4, "bis")),
        ("12 A", (12, 12, "a")),
        ("4-6", (4, 6, "-6")),
        ("6-4", (6, 6, "")),
        ("2/4", (2, 4, "-4")),
        ("B3", None),
        ("", None),
    ],
)
def test_house_numbers(label: str, number: tuple[int, int, str] | None) -> None:
    assert number_of(label) == number


@pytest.mark.parametrize(
    ("text", "said", "suffixes", "postcode"),
    [
        ("12bis rue x", ("12", "rue", "x"), {"12": "bis"}, None),
        ("12 ter, rue x 98000", ("12", "rue", "x"), {"12": "ter"}, "98000"),
        ("12 b rue x", ("12", "rue", "x"), {"12": "b"}, None),
        ("12 d'ostende", ("12", "d", "ostende"), {}, None),
        ("4-6 rue x", ("4", "rue", "x"), {"4": "-6"}, None),
        ("66E rue x", ("66", "rue", "x"), {"66": "e"}, None),
        ("rue x paris 11e", ("rue", "x", "paris", "11"), {}, None),
    ],
)
def test_numbers_of_a_question(
    text: str, said: tuple[str, ...], suffixes: dict[str, str], postcode: str | None
) -> None:
    question = read_question(text)
    assert (question.said, question.suffixes, question.postcode) == (said, suffixes, postcode)
