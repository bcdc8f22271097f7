"""What editors send is read with care, and what they are told has one shape."""

import pytest

from rules.edits import wire
from rules.edits.changes import Mismatch, change
from rules.edits.completion import complete, hover
from rules.edits.history import History
from rules.model import Problem


def test_a_push_is_read_and_answered() -> None:
    """What a page sends is accepted, and told to the others with its revision."""
    history = History("abc")
    push = wire.read_push({"revision": 0, "changes": [[1, [0, "X"], 2]], "by": "page"})
    answer = wire.news(push.revision, history.push(push.revision, push.changes, push.by))
    assert history.text == "aXbc"
    assert answer == {"revision": 1, "changes": [{"revision": 1, "change": [1, [0, "X"], 2], "by": "page"}]}
    assert wire.news(1, history.since(1)) == {"revision": 1, "changes": []}


@pytest.mark.parametrize(
    "body",
    [None, [], "x", {}, {"revision": 0, "changes": []}, {"revision": -1, "changes": [], "by": "a"},
     {"revision": "0", "changes": [], "by": "a"}, {"revision": 0, "changes": [], "by": ""},
     {"revision": 0, "changes": [], "by": "a" * 65}, {"revision": 0, "changes": [1], "by": "a"},
     {"revision": 0, "changes": [[-1]], "by": "a"}, {"revision": 0, "changes": [[3]] * 1001, "by": "a"},
     {"revision": True, "changes": [], "by": "a"}, {"revision": 0, "changes": [[[0, 1]]], "by": "a"}],
)  # fmt: skip
def test_another_shape_is_refused(body: object) -> None:
    """Whoever wrote it."""
    with pytest.raises(Mismatch):
        wire.read_push(body)


@pytest.mark.parametrize(
    "body", [None, {}, {"text": 1, "line": 1, "column": 1}, {"text": "", "line": "1", "column": 1}]
)
def test_a_question_of_another_shape_is_refused(body: object) -> None:
    """The same for a place in a text."""
    with pytest.raises(Mismatch):
        wire.read_question(body)


def test_answers_have_one_shape() -> None:
    """Problems, offers and explanations."""
    asked = wire.read_question({"text": "schema: ", "line": 1, "column": 9})
    (offer,) = complete(asked.text, asked.line, asked.column)
    assert wire.completions([offer]) == {
        "completions": [{"label": "joptimiz/rules@1", "insert": "joptimiz/rules@1", "kind": "word", "detail": ""}]
    }
    said = wire.problems([Problem("empty", "Vide.", None, "a.yaml", 1, 2)])
    assert said == {
        "problems": [{"code": "empty", "message": "Vide.", "hint": None, "file": "a.yaml", "line": 1, "column": 2}]
    }
    assert wire.explanation(None) == {"hover": None}
    assert wire.explanation(hover("schema: joptimiz/rules@1\n", 1, 2)) == {
        "hover": {"title": "schema", "text": "La langue de ce fichier."}
    }


def test_a_revision_counts_from_where_one_asked() -> None:
    """Each change has its own."""
    history = History("a")
    for _ in range(3):
        history.push(history.revision, [change(history.text, [(0, 0, "x")])], "page")
    changes = wire.news(1, history.since(1))["changes"]
    assert isinstance(changes, list)
    assert [one["revision"] for one in changes] == [2, 3]
