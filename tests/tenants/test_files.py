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
