"""Whatever stands in a file and whatever is asked of it: an answer or a sentence, never a crash or another meaning."""

# ruff: noqa: E501 - a layout a line reads as the table it is.

import pytest
from commented import COMMENTED, said
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.edits.completion import complete, hover
from rules.edits.form import form
from rules.edits.revise import Add, At, Duplicate, Edit, Move, Put, Remove, Rename, Unset, revise
from rules.edits.tree import Unformed, Value

PIECES = ["\n", "\n  ", "\n    ", "- ", "[", "]", "{", "}", ": ", ", ", "#", "'", '"', "|\n", ">-\n", "? ", "&a ", "*a", "!t ", "rules:",
          "zones:", "id: x", "tests:\n  - name: t", "orders: {}", "\t", "\r\n", "---\n", "é😀", "if: ", "~", "when", "x", "<<: ", "%"]  # fmt: skip
LAYOUTS = [
    "rules:\n- id: a\n  zones:\n  - z\n- id: b\n",
    "rules:\n  -\n    id: a\n    do: allow\n  -   id: b\n      do: limit\n",
    "rules: [{id: a, do: allow}, {id: b}]\n",
    "rules: [\n  {id: a, do: allow},  # un\n  {id: b},  # deux\n]\n",
    "rules:\n  - {id: a,\n     do: allow,  # effet\n     zones: [z]}\n  - id: b",
    "zones: {z: {kind: ztl}, y: {kind: zfe}}\nrules:\n  - id: a\n    # dedans\n    do: allow\n\n\n  # au-dessus\n  - id: b\n",
    "rules:\n  - \"id\": a\n    'do': allow # x\n  - id : b\n",
    "rules:\n  - id: a\n    quote: |\n      un\n\n      deux\n\n    do: allow\n  - id: b\n    quote: >\n      trois\n      quatre\n",
    "rules:\n  - id: a\n    message: une phrase\n      sur deux lignes\n    do: allow\n  - id: b\n    message:\n    do:\n",
    "rules:\n  - id: a\n    do: ~\n    zones: []\n    when: {}\n  - id: b\n# fin sans saut",
    "rules:   # tête\n\n  # un\n  - id: a   # fin\n    zones:   # liste\n      # avant\n      - z\n      - y\n    # après\n  - id: b\n",
]
texts = st.one_of(
    st.sampled_from([*LAYOUTS, COMMENTED]), st.lists(st.sampled_from(PIECES), max_size=12).map("".join),
    st.tuples(st.sampled_from([*LAYOUTS, COMMENTED]), st.integers(0, 400), st.sampled_from(PIECES)).map(
        lambda made: made[0][: made[1]] + made[2] + made[0][made[1] :]
    ),
)  # fmt: skip
names = st.sampled_from(["a", "b", "z", "ztl", "x", "on", "a b"])
values: st.SearchStrategy[Value] = st.sampled_from(
    ["x", "a: b", "", "un\ndeux", None, [], ["z"], ["z", "y", "w"], {}, {"a": "b"}, {"a": ["c", {"d": None}]}]
)
sections = st.sampled_from(["rules", "zones", "orders", "tests"])
fields = st.sampled_from(
    [("do",), ("zones",), ("zones", 0), ("when", "time"), ("message",), ("quote",), ("if", "all", 0)]
)
edits: st.SearchStrategy[Edit] = st.one_of(
    st.builds(Put, st.builds(At, sections, names, fields), values),
    st.builds(Unset, st.builds(At, sections, names, fields)),
    st.builds(Add, sections, names, st.sampled_from([{}, {"do": "allow"}, {"kind": "ztl", "note": "é: #"}])),
    st.builds(Remove, sections, names),
    st.builds(Rename, sections, names, names),
    st.builds(Duplicate, sections, names, names),
    st.builds(Move, sections, names, st.one_of(st.none(), names)),
)


@settings(max_examples=500, deadline=None)
@given(texts, edits)
def test_an_edit_is_made_or_refused(text: str, edit: Edit) -> None:
    """What it makes is read by the house; comments outside stay in number where nothing is taken away."""
    try:
        after = revise(text, [edit]).apply(text)
    except Unformed as error:
        assert str(error).endswith(".")  # noqa: PT017 - the sentence is what is tested
        return
    said(after)
    if isinstance(edit, Add | Rename | Move):
        assert after.count("#") >= text.count("#")


@pytest.mark.parametrize("text", LAYOUTS)
@pytest.mark.parametrize(
    "edit",
    [Put(At("rules", "a", ("do",)), "limit"), Put(At("rules", "a", ("zones",)), ["y", "z"]), Add("rules", "c", {"do": "allow"}),
     Put(At("rules", "b", ("when",)), {"time": "x"}), Remove("rules", "a"), Rename("rules", "b", "c"), Move("rules", "b", "a"),
     Duplicate("rules", "a", "c"), Unset(At("rules", "a", ("id",))), Move("rules", "a")],
)  # fmt: skip
def test_every_layout_can_be_edited(text: str, edit: Edit) -> None:
    """Block or flow, dashes alone, comments between, no last line end: the edit is made, and meant."""
    before, after = said(text), said(revise(text, [edit]).apply(text))
    assert isinstance(before, dict)
    assert isinstance(after, dict)
    if not (isinstance(edit, Unset) and before == after):
        assert after != before
    assert {key: value for key, value in after.items() if key != "rules"} == {
        key: value for key, value in before.items() if key != "rules"
    }


@settings(max_examples=250, deadline=None)
@given(texts, st.integers(-1, 60), st.integers(-1, 90))
def test_questions_are_answered(text: str, line: int, column: int) -> None:
    """Form, completion and explanation of whatever is there."""
    made = form(text)
    assert made.editable == (made.why_not is None)
    complete(text, line, column)
    hover(text, line, column)
