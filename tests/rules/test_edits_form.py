"""A file as a form: all that is written is there, with its place, its meaning and what is wrong with it."""

from pathlib import Path as File

import pytest
from commented import COMMENTED, said

from rules.edits.form import Field, Form, Item, form
from rules.edits.reach import Path
from rules.edits.references import LISTS
from rules.edits.shape import schema_of, shape_of
from rules.edits.tree import Unformed, Value, read_tree
from rules.texts.labels import LABELS, SECTIONS, WORDS
from rules.texts.typography import typeset

ROOT = File(__file__).resolve().parents[2]
FILES = sorted((ROOT / "tenants" / "territories").rglob("*.yaml"))
WRONG = sorted((ROOT / "tests" / "wrong").rglob("*.yaml"))
CLOSED: list[Path] = [
    ("rules", 0, "do"), ("rules", 0, "require", 0), ("orders", "x", "status"), ("zones", "x", "kind"),
    ("tests", 0, "expect"), ("rules", 0, "if", "activity", "is"), ("rules", 0, "if", "energy", "is"),
    ("rights", "x", "holder"), ("rules", 0, "when", "days", 0),
]  # fmt: skip


def item(made: Form, section: str, name: str | int) -> Item:
    """One thing of a form."""
    return next(one for part in made.sections if part.key == section for one in part.items if one.name == name)


def field(made: Form, section: str, name: str | int, key: str) -> Field:
    """One field of a form."""
    return next(one for one in item(made, section, name).fields if one.key == key)


def written(made: Form) -> Value:
    """What a form shows, as the file would say it."""
    found: dict[str, Value] = {}
    for part in made.sections:
        values: list[tuple[str, Value]] = [
            (str(one.name), {each.key: each.value for each in one.fields if each.written} if one.fields else one.value)
            for one in part.items
        ]
        if part.key == "territory":
            top = values[0][1]
            found |= top if isinstance(top, dict) else {}
        elif values:
            found[part.key] = [value for _, value in values] if part.key in LISTS else dict(values)
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_all_that_is_written_is_shown(path: File) -> None:
    """The form of each shipped file says what the file says, and finds nothing wrong."""
    text = path.read_text(encoding="utf-8")
    made = form(text)
    assert made.editable
    assert written(made) == said(text)
    problems = [*made.problems, *(one for part in made.sections for each in part.items for one in each.problems)]
    problems += [one for part in made.sections for each in part.items for f in each.fields for one in f.problems]
    assert [one for one in problems if not one.code.startswith("unknown_")] == []


@pytest.mark.parametrize("path", WRONG, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_what_is_wrong_is_shown_too(path: File) -> None:
    """Each wrong file has a form that shows it all as it stands, or says why it is left to the text."""
    text = path.read_text(encoding="utf-8")
    made = form(text)
    if made.editable:
        shown = written(made)
        assert isinstance(shown, dict)
        assert set(shown) >= {one.key.text for one in read_tree(text).entries if one.value.value}
    else:
        with pytest.raises(Unformed) as caught:
            read_tree(text)
        assert str(caught.value) == made.why_not


def test_a_field_says_where_it_is_and_what_it_takes() -> None:
    """Its label and help in French, its line and column, what may stand there."""
    made = form(COMMENTED)
    effect = field(made, "rules", "ztl", "do")
    assert (effect.label, effect.kind, effect.value, effect.closed, effect.required) == (
        "Effet",
        "choice",
        "prohibit",
        True,
        True,
    )
    assert [one.label for one in effect.choices] == ["interdire", "autoriser", "limiter", "exiger"]
    assert (effect.line, effect.column) == (20, 5)
    assert effect.help.startswith("Ce que fait la règle")
    order = field(made, "rules", "livraison", "order")
    assert [(one.word, one.label) for one in order.choices] == [("A-1", "Arrêté « un »"), ("A-2", "L'arrêté deux")]
    assert not field(made, "rules", "ztl", "trigger").written
    kinds = {
        key: field(made, "rules", "ztl", key).kind for key in ("if", "when", "valid_from", "require", "quote", "limit")
    }
    assert kinds == {
        "if": "condition",
        "when": "schedule",
        "valid_from": "date",
        "require": "choices",
        "quote": "long",
        "limit": "group",
    }
    assert {
        one.word for one in field(form(COMMENTED, ["zones:\n  port: {kind: ztl}\n"]), "tests", "Midi", "zone").choices
    } == {"centre", "quais", "port"}


def test_a_wrong_field_stands_with_its_problem() -> None:
    """Nothing is dropped: an unknown key, a wrong word, a rule without name, a rule that is no group."""
    text = 'schema: joptimiz/rules@1\nrules:\n  - {do: prohibt, truc: [1], article: "1"}\n  - rien\n'
    made = form(text)
    assert field(made, "rules", 0, "truc").kind == "unknown"
    assert [one.code for one in field(made, "rules", 0, "truc").problems] == ["unknown_key"]
    assert [one.hint for one in field(made, "rules", 0, "do").problems] == [typeset("Vouliez-vous dire « prohibit » ?")]
    assert "missing" in {one.code for one in item(made, "rules", 0).problems}
    assert item(made, "rules", 1).value == "rien"
    assert [one.code for one in item(made, "rules", 1).problems] == ["not_a_table"]


def test_a_file_that_is_no_form_says_why() -> None:
    """And its problems are there."""
    made = form("rules: [\n")
    assert not made.editable
    assert made.why_not == typeset("Ce fichier n’est pas lisible pour le moment : corrigez-le dans la vue texte.")
    assert [one.code for one in made.problems] == ["yaml_syntax"]
    assert form("a: 1\r\nb: 2\n").why_not


def test_every_key_and_word_has_its_name() -> None:
    """In French, for each section and each closed word of the language."""
    shape = shape_of(schema_of("schema: joptimiz/rules@1"))
    territory = shape_of(schema_of("schema: joptimiz/territory@1"))
    for section in ("orders", "zones", "calendars", "rights"):
        assert list(LABELS[section]) == list(shape.at((section, "x")).keys)
        assert section in SECTIONS
    for section in ("rules", "tests"):
        assert set(LABELS[section]) == set(shape.at((section, 0)).keys)
    assert list(LABELS["days"]) == list(territory.at(("days", "x")).keys)
    assert set(territory.keys) <= {*LABELS["territory"], *SECTIONS}
    for path in CLOSED:
        words = shape.at(path).words
        assert words
        assert set(words) <= set(WORDS), path
