"""Changes: CodeMirror's own, over thousands of random ones, and the laws they must keep."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.edits.changes import Change, Mismatch, change, no_change, read_change
from rules.edits.units import length, line_end, plain

ROOT = Path(__file__).resolve().parents[2]
FRONT = ROOT / "platform" / "joptimiz" / "frontend" / "package.json"
SIGNS = "ab: -#é’\t\n\n𝄞😀"
texts = st.text(SIGNS, max_size=20)
ended = st.one_of(texts, texts.map(lambda text: text.replace("\n", "\r\n")), texts.map(lambda t: t.replace("\n", "\r")))

type Replacements = list[tuple[int, int, str]]


@st.composite
def replacements(draw: st.DrawFn, count: int) -> Replacements:
    """Changes in order and apart, wherever they fall, between the halves of a character too."""
    cuts = sorted(draw(st.lists(st.integers(0, count), max_size=8)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    return [(start, end, draw(ended)) for start, end in pairs]


@st.composite
def questions(draw: st.DrawFn) -> dict[str, object]:
    """A text, two changes of it, and one that follows the first."""
    text = draw(ended)
    first = draw(replacements(length(plain(text))))
    second = draw(replacements(length(plain(text))))
    then = draw(replacements(change(text, first).new_length))
    return {"text": text, "a": first, "b": second, "next": then}


@pytest.fixture(scope="module")
def oracle() -> Iterator["subprocess.Popen[str]"]:
    """One node process, for all the questions."""
    node = shutil.which("node")
    assert node
    command = [node, str(Path(__file__).with_name("oracle") / "changes.mjs"), str(FRONT)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        yield process
        assert process.stdin
        process.stdin.close()


def _same_as_codemirror(question: dict[str, object], oracle: "subprocess.Popen[str]") -> None:
    assert oracle.stdin
    assert oracle.stdout
    oracle.stdin.write(json.dumps(question) + "\n")
    oracle.stdin.flush()
    answer = json.loads(oracle.stdout.readline())
    text, first, second, then = (question[key] for key in ("text", "a", "b", "next"))
    assert isinstance(text, str)
    assert isinstance(first, list)
    assert isinstance(second, list)
    assert isinstance(then, list)
    a, b = change(text, first), change(text, second)
    after = a.apply(text)
    made = {
        "length": length(plain(text)), "after": plain(after), "a": a.written(), "b": b.written(),
        "composed": a.compose(change(after, then)).written(), "moved": a.transform(b).written(),
        "first": a.transform(b, before=True).written(), "undone": a.invert(text).written(),
    }  # fmt: skip
    # Half a character goes through JSON as an escape: both sides are compared in that writing.
    assert json.dumps(made) == json.dumps({key: answer[key] for key in made})


@settings(max_examples=500, deadline=None)
@given(questions())
def test_codemirror_agrees(oracle: "subprocess.Popen[str]", question: dict[str, object]) -> None:
    """Making, applying, composing, moving and undoing give CodeMirror's own JSON."""
    _same_as_codemirror(question, oracle)


@pytest.mark.prove
@settings(max_examples=20_000, deadline=None)
@given(questions())
def test_codemirror_agrees_at_length(oracle: "subprocess.Popen[str]", question: dict[str, object]) -> None:
    """The same, over many more."""
    _same_as_codemirror(question, oracle)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_two_changes_meet(data: st.DataObject) -> None:
    """Whichever of two changes is taken first, the other moved over it gives one text."""
    text = data.draw(texts)
    a, b = (change(text, data.draw(replacements(length(text)))) for _ in range(2))
    assert b.transform(a).apply(a.apply(text)) == a.transform(b, before=True).apply(b.apply(text))


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_undoing_gives_the_text_back(data: st.DataObject) -> None:
    """A change and its inverse leave the text as it was, its line ends too."""
    text = data.draw(ended)
    made = change(text, data.draw(replacements(length(plain(text)))))
    again = made.invert(text).apply(made.apply(text))
    assert plain(again) == plain(text)
    if "\n" in plain(made.apply(text)):  # a text that lost its last line end no longer says how its lines end
        assert again == text


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_json_is_read_back(data: st.DataObject) -> None:
    """What is written is read back the same."""
    text = data.draw(ended)
    made = change(text, data.draw(replacements(length(plain(text)))))
    assert read_change(json.loads(json.dumps(made.written()))) == made


@pytest.mark.parametrize(
    "written", [[-1], [True], [[]], [["a"]], [[1, 2]], [None], [[1, "a\nb"]], [[1, "a\rb"]], [1.5]]
)
def test_what_is_no_change_is_refused(written: list[object]) -> None:
    """JSON of another shape is refused."""
    with pytest.raises(Mismatch):
        read_change(written)


def test_a_change_of_another_text_is_refused() -> None:
    """Lengths must fit, in whatever is done."""
    made = no_change("abc")
    for wrong in (
        lambda: made.apply("ab"),
        lambda: made.compose(no_change("ab")),
        lambda: made.transform(no_change("ab")),
        lambda: change("abc", [(2, 4, "")]),
        lambda: change("abc", [(2, 3, ""), (1, 2, "")]),
    ):
        with pytest.raises(Mismatch):
            wrong()


def test_line_ends_are_those_of_the_text() -> None:
    """What is put in takes the line ends of its text; a text that mixes them is made plain."""
    assert change("a\r\nb", [(2, 2, "x\ny")]).apply("a\r\nb") == "a\r\nx\r\nyb"
    assert change("a\r\nb\n", [(0, 0, "x")]).apply("a\r\nb\n") == "xa\nb\n"
    assert line_end("a\r\nb\n") is None
    assert Change(()).empty
