"""A territory's folder: whatever lies in it, an answer or problems."""

import os
from pathlib import Path

import pytest

from rules.model import Invalid
from tenants.files import find_home, read_file, read_folder

SQUARE = '{"type": "Polygon", "coordinates": [[[7, 43], [8, 43], [8, 44], [7, 43]]]}'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small sound folder."""
    home = tmp_path / "essai"
    (home / "rules").mkdir(parents=True)
    (home / "zones" / "dates").mkdir(parents=True)
    (home / "territory.yaml").write_text("slug: essai\n", encoding="utf-8")
    (home / "rules" / "b.yaml").write_text("b: 1\n", encoding="utf-8")
    (home / "rules" / "a.yml").write_text("a: é\n", encoding="utf-8-sig")
    (home / "rules" / "notes.txt").write_text("ignored", encoding="utf-8")
    (home / "zones" / "centre.geojson").write_text(SQUARE, encoding="utf-8")
    (home / "zones" / "dates" / "ete.geojson").write_text(SQUARE, encoding="utf-8")
    return home


def codes(path: Path) -> list[tuple[str, str | None]]:
    """What is wrong with a folder, and where."""
    with pytest.raises(Invalid) as caught:
        read_folder(path)
    return [(problem.code, problem.file) for problem in caught.value.problems]


def test_a_folder_is_read_whole(folder: Path) -> None:
    """Sources and geometries go by their path inside the folder; byte order marks disappear."""
    sources, geometries = read_folder(folder)
    assert [(source.name, source.text) for source in sources] == [
        ("territory.yaml", "slug: essai\n"),
        ("rules/a.yml", "a: é\n"),
        ("rules/b.yaml", "b: 1\n"),
    ]
    assert sorted(geometries) == ["zones/centre.geojson", "zones/dates/ete.geojson"]


def test_all_that_is_wrong_is_told_at_once(folder: Path) -> None:
    """Another encoding, a folder with a file's name, a broken geometry: each is a problem of its file."""
    (folder / "rules" / "c.yaml").write_bytes("titre: arrêté\nx: été\n".encode("latin-1"))
    (folder / "rules" / "d.yaml").mkdir()
    (folder / "zones" / "broken.geojson").write_text('{"type":\n !', encoding="utf-8")
    (folder / "zones" / "deep.geojson").write_text("[" * 200_000, encoding="utf-8")
    (folder / "zones" / "list.geojson").write_text("[]", encoding="utf-8")
    os.mkfifo(folder / "zones" / "pipe.geojson")
    assert codes(folder) == [
        ("not-utf-8", "rules/c.yaml"),
        ("not-a-file", "rules/d.yaml"),
        ("geojson-unreadable", "zones/broken.geojson"),
        ("geojson-unreadable", "zones/deep.geojson"),
        ("geojson-unreadable", "zones/list.geojson"),
        ("not-a-file", "zones/pipe.geojson"),
    ]


def test_links_may_not_leave_the_folder(folder: Path) -> None:
    """A link to a file elsewhere, a link to a folder elsewhere and a link that turns in circles are refused."""
    secret = folder.parent / "secret.yaml"
    secret.write_text("password: x\n", encoding="utf-8")
    (folder / "rules" / "out.yaml").symlink_to(secret)
    (folder / "rules" / "loop.yaml").symlink_to(folder / "rules" / "loop.yaml")
    (folder / "rules" / "gone.yaml").symlink_to(folder / "absent.yaml")
    inside = folder / "rules" / "in.yaml"
    inside.symlink_to(folder / "rules" / "b.yaml")
    found = codes(folder)
    assert ("link-outside", "rules/out.yaml") in found
    assert {file for _, file in found} == {"rules/out.yaml", "rules/loop.yaml", "rules/gone.yaml"}


def test_a_linked_zones_folder_is_not_walked(folder: Path, tmp_path: Path) -> None:
    """The folder of geometries itself may not point elsewhere."""
    other = tmp_path / "other"
    (folder / "zones").rename(other)
    (folder / "zones").symlink_to(other)
    assert codes(folder) == [("link-outside", "zones")]


def test_an_absent_folder_is_a_problem(tmp_path: Path) -> None:
    """A path that is not a folder is told, not raised as an error of the system."""
    assert codes(tmp_path / "absent") == [("folder-missing", None)]


def test_an_empty_file_reaches_the_compiler(folder: Path) -> None:
    """An empty file is a source without text: the compiler says how to begin it."""
    (folder / "rules" / "b.yaml").write_text("", encoding="utf-8")
    sources, _ = read_folder(folder)
    assert {source.name: source.text for source in sources}["rules/b.yaml"] == ""


def test_a_file_finds_its_territory(folder: Path, tmp_path: Path) -> None:
    """A rules file belongs to the folder that holds `territory.yaml`; alone, it brings its neighbours' geometries."""
    assert find_home(folder / "rules" / "b.yaml") == folder.resolve()
    assert find_home(tmp_path / "lonely.yaml") is None
    (folder / "territory.yaml").unlink()
    lonely = folder / "lonely.yaml"
    lonely.write_text("a: 1\n", encoding="utf-8")
    sources, geometries = read_file(lonely)
    assert [source.name for source in sources] == ["lonely.yaml"]
    assert "zones/centre.geojson" in geometries


SET = "schema: joptimiz/set@1\nset: national/essai@1\n"
INCLUDING = "schema: joptimiz/rules@1\ninclude: [national/essai@1]\n"


def test_included_sets_come_with_the_folder(folder: Path) -> None:
    """A shared set is found beside the territory, and bears the name by which it is included."""
    (folder / "rules" / "b.yaml").write_text(INCLUDING, encoding="utf-8")
    shared = folder.parent / "_national"
    shared.mkdir()
    (shared / "essai@1.yaml").write_text(SET, encoding="utf-8")
    (shared / "other@1.yaml").write_text("other: 1\n", encoding="utf-8")
    sources, _ = read_folder(folder)
    assert [(source.name, source.text) for source in sources][3:] == [("national/essai@1.yaml", SET)]


def test_the_sets_that_ship_with_the_house_are_found_from_anywhere(folder: Path) -> None:
    """A territory's folder may lie outside the house and include the national exemptions."""
    including = INCLUDING.replace("essai@1", "r2213-1-0-1@1")
    (folder / "rules" / "b.yaml").write_text(including, encoding="utf-8")
    sources, _ = read_folder(folder)
    assert sources[-1].name == "national/r2213-1-0-1@1.yaml"
    assert "R2213-1-0-1" in sources[-1].text


def test_an_absent_set_is_left_to_the_compilation(folder: Path) -> None:
    """The compilation knows where it is included."""
    (folder / "rules" / "b.yaml").write_text(INCLUDING, encoding="utf-8")
    sources, _ = read_folder(folder)
    assert len(sources) == 3


def test_a_set_in_another_encoding_is_a_problem(folder: Path) -> None:
    """A shared file is read with the same care as the territory's own."""
    (folder / "rules" / "b.yaml").write_text(INCLUDING, encoding="utf-8")
    shared = folder.parent / "_national"
    shared.mkdir()
    (shared / "essai@1.yaml").write_bytes("titre: arrêté\n".encode("latin-1"))
    assert codes(folder) == [("not-utf-8", "_national/essai@1.yaml")]


@pytest.mark.parametrize("name", ["../secret@1", "/etc/passwd@1", "national/../../secret@1", "national/essai"])
def test_a_set_s_name_leads_nowhere_else(folder: Path, name: str) -> None:
    """A name that is not a set's is never opened."""
    (folder.parent / "secret@1.yaml").write_text("password: x\n", encoding="utf-8")
    (folder / "rules" / "b.yaml").write_text(INCLUDING.replace("national/essai@1", name), encoding="utf-8")
    sources, _ = read_folder(folder)
    assert not any("password" in source.text for source in sources)
