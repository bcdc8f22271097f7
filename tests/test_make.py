"""What the Makefile leans on finds its tools, or says in one sentence what is missing."""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FIND = ROOT / ".make" / "find-python"


def fake(path: Path, code: int) -> None:
    """A program that answers any question with this exit code."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\nexit {code}\n")
    path.chmod(0o755)


def find(home: Path, *folders: Path) -> subprocess.CompletedProcess[str]:
    """Run the search with only these folders on the path."""
    environment = {"HOME": str(home), "PATH": os.pathsep.join(str(folder) for folder in folders)}
    return subprocess.run(["/bin/sh", FIND], env=environment, capture_output=True, text=True, check=False)


def test_too_old_is_one_sentence(tmp_path: Path) -> None:
    """A machine with older Pythons only is told which is needed and why."""
    fake(tmp_path / "bin" / "python3", 1)
    done = find(tmp_path, tmp_path / "bin")
    assert done.returncode == 1
    assert "3.12" in done.stderr
    assert "pyvalhalla" in done.stderr
    assert done.stderr.count("\n") == 1


def test_3_12_comes_first(tmp_path: Path) -> None:
    """Of several that work, 3.12 is taken."""
    for name in ("python3", "python3.12", "python3.13"):
        fake(tmp_path / "bin" / name, 0)
    assert find(tmp_path, tmp_path / "bin").stdout.strip() == str(tmp_path / "bin" / "python3.12")


def test_pyenv_versions_are_found(tmp_path: Path) -> None:
    """A version pyenv keeps but does not activate is found, even behind a shim that refuses to run."""
    fake(tmp_path / "bin" / "python3.12", 127)
    kept = tmp_path / ".pyenv" / "versions" / "3.12.1" / "bin" / "python3.12"
    fake(kept, 0)
    assert find(tmp_path, tmp_path / "bin").stdout.strip() == str(kept)
