"""`joptimiz audit`: an export proves itself; what was done to it is said in French, at its line."""

import subprocess
import sys
from pathlib import Path

import pytest

from joptimiz.__main__ import main
from tenants.chained import START, Seal, line, link, seal_line


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """An export of three rows."""
    lines, hashed = [], START
    for number in (1, 2, 3):
        row = {"territory": "lyon", "who": f"agent {number}"}
        hashed = link(hashed, row)
        lines.append(line(number, hashed, row))
    path = tmp_path / "journal.jsonl"
    path.write_bytes(b"".join([*lines, seal_line(Seal("lyon", 3, hashed))]))
    return path


def test_a_whole_export(export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It says how many lines there are, and the seal to compare."""
    assert main(["audit", "verify", str(export)]) == 0
    said = capsys.readouterr().out
    assert "lyon\u00a0: 3 lignes, rien n’a été changé." in said
    assert "Sceau" in said


def test_an_altered_export(export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """File and line, as editors read them."""
    export.write_bytes(export.read_bytes().replace(b"agent 2", b"agent 4"))
    assert main(["audit", "verify", str(export)]) == 1
    assert f"{export}:2: La ligne a été changée" in capsys.readouterr().out


def test_a_ruined_export(export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Not more than a screen."""
    export.write_bytes(b"x\n" * 500)
    assert main(["audit", "verify", str(export)]) == 1
    said = capsys.readouterr().out
    assert said.count("\n") < 25
    assert "… et 481 autres." in said


@pytest.mark.parametrize("name", ["absent.jsonl", "."])
def test_no_file(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One sentence."""
    assert main(["audit", "verify", str(tmp_path / name)]) == 2
    assert "ne se lit pas" in capsys.readouterr().out


def test_a_verification_starts_no_database(export: Path) -> None:
    """Nor does it load what speaks to one."""
    code = (
        "import sys; from joptimiz.__main__ import main;"
        f" assert main(['audit', 'verify', {str(export)!r}]) == 0;"
        " assert not {'asyncpg', 'piccolo', 'litestar'} & sys.modules.keys()"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, env={"PYTHONPATH": f"{root}:{root}/platform"}, check=False
    )
    assert done.returncode == 0


def test_an_unknown_territory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """On the database of the data folder, started for the command; and no file is left."""
    for parent in (tmp_path, *tmp_path.parents[:3]):
        parent.chmod(parent.stat().st_mode | 0o011)
    monkeypatch.setenv("JOPTIMIZ_DATA", str(tmp_path / "data"))
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-m", "joptimiz", "audit", "export", "lyom", "-o", str(tmp_path / "j.jsonl")]
    done = subprocess.run(
        command,
        cwd=root,
        env={"PYTHONPATH": f"{root}:{root}/platform", "JOPTIMIZ_DATA": str(tmp_path / "data"), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert "Aucun territoire ne se nomme" in done.stdout
    assert list(tmp_path.glob("*.jsonl*")) == []
