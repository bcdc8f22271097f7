"""Form edits: only the lines concerned change, comments stay, and the file then says exactly what was wanted."""

# ruff: noqa: E501 - one edit a line reads as the table it is.

import pytest
from commented import COMMENTED, changed, edited, group, said, section

from rules.edits.revise import (
    Add,
    At,
    Duplicate,
    Edit,
    Move,
    Put,
    Remove,
    Rename,
    Unset,
    revise,
    revise_files,
    uses,
)
from rules.edits.tree import Unformed

ONE_LINE: list[tuple[Edit, str, str]] = [
    (Put(At("rules", "ztl", ("article",)), "3"), '    article: "2"', '    article: "3"'),
    (Put(At("rules", "ztl", ("id",)), "autre"), "  - id: ztl          # son nom", "  - id: autre          # son nom"),
    (Put(At("rules", "ztl", ("zones",)), ["centre"]), "    zones: [centre, quais]   # les deux", "    zones: [centre]   # les deux"),
    (Put(At("rules", "ztl", ("when", "time")), "06:00-22:00"), '    when: {time: "05:00-23:00"}', '    when: {time: "06:00-22:00"}'),
    (Put(At("rules", "ztl", ("when", "days")), ["mo"]), '    when: {time: "05:00-23:00"}', '    when: {time: "05:00-23:00", days: [mo]}'),
    (Put(At("orders", "A-2", ("title",)), "L’autre"), "    title: 'L''arrêté deux'", "    title: 'L’autre'"),
    (Put(At("zones", "quais", ("kind",)), "ztl"), "    kind: pedestrian", "    kind: ztl"),
    (Put(At("rules", "livraison", ("if", "all", 1, "gvw_kg", "lte")), "7500"),
     "     if: {all: [{activity: {in: [delivery]}}, {gvw_kg: {lte: 3500}}]}, # moins de 3,5 t",
     "     if: {all: [{activity: {in: [delivery]}}, {gvw_kg: {lte: 7500}}]}, # moins de 3,5 t"),
    (Unset(At("tests", "Midi", ("like",))), '  - {name: Midi, like: Dix heures, at: "2026-06-02T12:00", expect: forbidden}',
     '  - {name: Midi, at: "2026-06-02T12:00", expect: forbidden}'),
    (Put(At("rules", "gabarit", ("zones",)), ["centre", "port"]), "      - quais  # fin", "      - port  # fin"),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "gone", "come"), ONE_LINE)
def test_one_line_changes(edit: Edit, gone: str, come: str) -> None:
    """A value, in its own style, with its comment beside it."""
    assert changed(COMMENTED, edited(COMMENTED, edit)) == ([gone], [come])


PUT_IN: list[tuple[Edit, list[str]]] = [
    (Put(At("rules", "ztl", ("tags",)), ["circulation"]), ["    tags: [circulation]"]),
    (Put(At("rules", "ztl", ("limit", "stay_min")), "30"), ["    limit: {stay_min: 30}"]),
    (Put(At("rules", "gabarit", ("zones",)), ["centre", "port", "quais"]), ["      - port"]),
    (Add("zones", "port", {"kind": "ztl", "geometry": "zones/port.geojson"}),
     ["  port:", "    kind: ztl", "    geometry: zones/port.geojson"]),
    (Add("tests", "Nuit", {"at": "2026-06-02T23:30", "zone": "centre", "expect": "allowed"}),
     ['  - {name: Nuit, at: "2026-06-02T23:30", zone: centre, expect: allowed}']),
    (Add("calendars", "ouvres", {"days": ["mo", "tu"]}), ["calendars:", "  ouvres: {days: [mo, tu]}", ""]),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "come"), PUT_IN)
def test_lines_come_and_none_goes(edit: Edit, come: list[str]) -> None:
    """What is new has its own lines, where the language puts it."""
    after = edited(COMMENTED, edit)
    gone, new = changed(COMMENTED, after)
    assert gone == []
    assert sorted(filter(None, new)) == sorted(filter(None, come))


def test_a_rule_is_added_as_its_neighbours_are() -> None:
    """A key a line, before the tests."""
    text = edited(COMMENTED, Add("rules", "nuit", {"do": "prohibit", "zones": "all", "order": "A-1", "article": "9"}))
    assert changed(COMMENTED, text) == (
        [],
        ["  - id: nuit", "    do: prohibit", "    zones: all", "    order: A-1", '    article: "9"'],
    )


def test_a_rule_goes_alone() -> None:
    """Its lines go; the comment above, which may speak of more, stays."""
    gone, come = changed(COMMENTED, edited(COMMENTED, Remove("rules", "ztl")))
    assert come == []
    assert gone[0] == "  - id: ztl          # son nom"
    assert gone[-1].strip() in ('article: "2"', "")
    assert "# La règle du centre." in edited(COMMENTED, Remove("rules", "ztl"))


def test_a_name_changes_wherever_it_is_written() -> None:
    """A zone, an order, a rule, a test: who names them follows, and nothing else."""
    text = edited(COMMENTED, Rename("rules", "ztl", "centre-ferme"))
    assert text == COMMENTED.replace("id: ztl ", "id: centre-ferme ").replace("[ztl]", "[centre-ferme]")
    text = edited(COMMENTED, Rename("zones", "quais", "berges"))
    assert text == COMMENTED.replace("quais:", "berges:").replace(", quais]", ", berges]").replace(
        "- quais", "- berges"
    )
    text = edited(COMMENTED, Rename("tests", "Dix heures", "10 h"))
    assert text == COMMENTED.replace("name: Dix heures", 'name: "10 h"').replace("like: Dix heures", 'like: "10 h"')
    text = edited(COMMENTED, Rename("orders", "A-2", "on"))
    assert said(text) == said(COMMENTED.replace("A-2", '"on"'))


def test_a_name_changes_in_every_file() -> None:
    """Files that use it follow; the others are not touched; a taken name is refused in all of them."""
    files = {
        "territory.yaml": "days:\n  marche: {name: x}\ncalendars:\n  m: {only: [marche, \"eve:marche\"]}  # les deux\n",
        "rules/a.yaml": "rules:\n  - {id: a, when: {calendar: m}}\ntests:\n  - {name: t, needs: [marche]}\n",
        "rules/b.yaml": "rules:\n  - {id: b}\n",
    }  # fmt: skip
    made = revise_files(files, "territory.yaml", [Rename("days", "marche", "foire"), Rename("calendars", "m", "c")])
    assert sorted(made) == ["rules/a.yaml", "territory.yaml"]
    after = {name: made[name].apply(text) if name in made else text for name, text in files.items()}
    assert after["territory.yaml"] == (
        'days:\n  foire: {name: x}\ncalendars:\n  c: {only: [foire, "eve:foire"]}  # les deux\n'
    )
    assert after["rules/a.yaml"] == files["rules/a.yaml"].replace("marche", "foire").replace(
        "calendar: m", "calendar: c"
    )
    assert uses(files, "days", "marche") == {"territory.yaml": 2, "rules/a.yaml": 1}
    with pytest.raises(Unformed, match="déjà pris"):
        revise_files(files, "rules/a.yaml", [Rename("rules", "a", "b")])


def test_a_rule_is_written_twice() -> None:
    """Word for word, just after, with another name."""
    text = edited(COMMENTED, Duplicate("rules", "gabarit", "gabarit-2"))
    gone, come = changed(COMMENTED, text)
    assert gone == []
    assert text.count("# jusqu’au pont") == 2
    assert "  - id: gabarit-2" in come
    flowing = edited(COMMENTED, Duplicate("zones", "centre", "nord"))
    assert "  nord: {kind: ztl, name: Centre, geometry: zones/centre.geojson}\n" in flowing


def test_a_rule_moves_with_its_comment() -> None:
    """Not a sign is lost."""
    text = edited(COMMENTED, Move("rules", "gabarit", before="ztl"))
    assert sorted(text.split("\n")) == sorted(COMMENTED.split("\n"))
    assert text.index("# Une liste en hauteur.") < text.index("id: gabarit") < text.index("# La règle du centre.")
    last = edited(COMMENTED, Move("rules", "ztl"))
    assert [group(rule)["id"] for rule in section(last, "rules").values()] == ["livraison", "gabarit", "ztl"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_line_ends_and_marks_stay(end: str, start: str) -> None:
    """A file of Windows stays one, with its mark."""
    text = start + COMMENTED.replace("\n", end)
    after = edited(
        text, Put(At("rules", "ztl", ("article",)), "3"), Add("zones", "p", {"kind": "ztl", "geometry": "p"})
    )
    plainly = edited(
        COMMENTED, Put(At("rules", "ztl", ("article",)), "3"), Add("zones", "p", {"kind": "ztl", "geometry": "p"})
    )
    assert after == start + plainly.replace("\n", end)


LEFT_TO_TEXT = {
    "rules: [&a {id: x}]\n": "ancres",
    "rules:\n  - &a {id: x}\n  - *a\n": "ancres",
    "rules: !!seq []\n": "étiquettes",
    "a: 1\n---\nb: 2\n": "plusieurs documents",
    "? a\n: 1\n": "clé",
    "? [a, b]\n: 1\n": "clé",
    "a: 1\na: 2\n": "deux fois",
    "a: [1\n": "lisible",
    "rules:\n\t- id: x\n": "lisible",
    "- a\n": "lisible",
    "": "vide",
    "# rien\n": "lisible",
    "a: 1\r\nb: 2\n": "fins de ligne",
}


@pytest.mark.parametrize(("text", "why"), LEFT_TO_TEXT.items())
def test_what_a_form_cannot_edit_is_left_to_the_text(text: str, why: str) -> None:
    """One French sentence says why."""
    with pytest.raises(Unformed, match=why) as caught:
        revise(text, [Put(At("slug"), "x")])
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize(
    "edit",
    [Put(At("rules", "absente", ("do",)), "allow"), Unset(At("rules", "ztl", ("tags",))), Remove("zones", "absente"),
     Rename("rules", "absente", "x"), Duplicate("tests", "absent", "x"), Move("rules", "ztl", "absente"),
     Put(At("rules", 9, ("do",)), "allow"), Put(At("rules", "ztl", ("id", "x")), "y"), Move("rights", "x")],
)  # fmt: skip
def test_what_is_gone_is_said(edit: Edit) -> None:
    """Somebody else may have taken it away."""
    with pytest.raises(Unformed, match="n’est plus"):
        edited(COMMENTED, edit)


@pytest.mark.parametrize(
    "edit", [Add("rules", "ztl", {}), Rename("zones", "centre", "quais"), Duplicate("orders", "A-1", "A-2")]
)
def test_a_taken_name_is_refused(edit: Edit) -> None:
    """Names are unique."""
    with pytest.raises(Unformed, match="déjà pris"):
        edited(COMMENTED, edit)


def test_the_last_one_goes_and_another_comes() -> None:
    """An empty section is written as one, and filled again."""
    text = "rules:\n  - id: a  # x\n    do: allow\nzones:\n  z: {kind: ztl}\n"
    empty = edited(text, Remove("rules", "a"), Remove("zones", "z"))
    assert empty == "rules: []\nzones: {}\n"
    filled = edited(empty, Add("rules", "b", {"do": "limit"}), Add("zones", "port", {"kind": "zfe"}))
    assert filled == "rules:\n  - id: b\n    do: limit\nzones:\n  port: {kind: zfe}\n"
