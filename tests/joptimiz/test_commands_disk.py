"""What the disk refuses is told in French by every command: the path, what happened, the way out."""

import errno
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from joptimiz.__main__ import main

PHRASES = tuple(os.strerror(number) for number in errno.errorcode)
"""What the system says, in English."""

type Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, town: Path) -> Run:
    """Runs a command on a data folder: its exit code and what it printed."""
    commands = {
        "graph": ["graph", "build", str(town), "--territory", "essai"],
        "measures": ["measures", "list"],
        "rules": ["rules", "export", "essai", "--output", str(tmp_path / "out")],
        "run": ["run"],
    }
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("JOPTIMIZ_TERRITORIES", str(tmp_path / "territories"))
    monkeypatch.setenv("PORT", "8765")

    def command(data: Path, name: str) -> tuple[int, str]:
        monkeypatch.setenv("JOPTIMIZ_DATA", str(data))
        code = main(commands[name])
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return command


@pytest.fixture
def town(tmp_path: Path, draw_town: Callable[..., Path], write_territory: Callable[..., Path]) -> Path:
    """The made-up town and its territory."""
    write_territory(tmp_path / "territories" / "essai")
    return draw_town(tmp_path / "town.osm", 2.0, 48.0)


@pytest.fixture
def shut(tmp_path: Path) -> Iterator[Path]:
    """A disk that cannot be written."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", str(disk)], check=False).returncode:
        pytest.skip("no disk may be mounted here")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def check(answer: tuple[int, str], data: Path) -> None:
    """One refusal, in French alone."""
    code, said = answer
    assert code == 1, said
    assert str(data) in said
    assert "JOPTIMIZ_DATA" in said
    assert [phrase for phrase in (*PHRASES, "Errno", "Traceback") if phrase in said] == []


@pytest.mark.parametrize("name", ["graph", "measures", "rules", "run"])
def test_a_data_folder_that_cannot_be(run: Run, tmp_path: Path, name: str) -> None:
    """A file in its place, a file above it, a place where nothing may be made."""
    (tmp_path / "taken").touch()
    for data in (tmp_path / "taken", tmp_path / "taken" / "data", Path("/proc/joptimiz")):
        check(run(data, name), data)


@pytest.mark.parametrize("name", ["graph", "measures", "rules", "run"])
def test_a_data_folder_that_may_not_be_written(
    run: Run, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another account's folder: whose rights to mend is said."""
    data = tmp_path / "data"

    def refuse(path: Path, *_given: object, **_named: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    monkeypatch.setattr(Path, "mkdir", refuse)
    answer = run(data, name)
    check(answer, data)
    assert "l’accès est refusé" in answer[1]


@pytest.mark.parametrize("name", ["graph", "measures", "rules", "run"])
def test_a_disk_in_read_only_mode(run: Run, shut: Path, name: str) -> None:
    """Said as such."""
    for data in (shut, shut / "data"):
        answer = run(data, name)
        check(answer, shut)
        assert "en lecture seule" in answer[1]


def test_a_database_that_is_not_there(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An address that nobody answers at: nothing of the system's own words either."""
    for address in ("127.0.0.1:1", "nulle-part.invalid"):
        monkeypatch.setenv("DATABASE_URL", f"postgresql://app:x@{address}/x")
        monkeypatch.setenv("DATABASE_OWNER_URL", f"postgresql://owner:x@{address}/x")
        for name in ("graph", "measures", "rules"):
            code, said = run(tmp_path / "data", name)
            assert (code, "La base de données ne répond pas" in said) == (1, True), said
            assert [phrase for phrase in (*PHRASES, "Errno", "Name or service") if phrase in said] == []
