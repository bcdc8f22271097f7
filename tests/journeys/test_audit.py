"""The journal of a territory is exported beside the running product, and verified alone."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def audit(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `joptimiz audit` as an operator does."""
    environment = os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT}/platform", "JOPTIMIZ_DATA": str(data)}
    command = [sys.executable, "-m", "joptimiz", "audit", *arguments]
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)


def test_a_journal_is_exported_and_verified(product: str, product_data: Path, tmp_path: Path) -> None:
    """Whole it holds; without its last row, the seal tells."""
    path = tmp_path / "journal.jsonl"
    given = audit(product_data, "export", "riviera", "-o", str(path))
    assert given.returncode == 0, given.stdout + given.stderr
    assert "riviera\u00a0: " in given.stdout
    nowhere = tmp_path / "no-data"
    assert audit(nowhere, "verify", str(path)).returncode == 0
    *rows, _, seal = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*rows, seal]))
    altered = audit(nowhere, "verify", str(path))
    assert altered.returncode == 1
    assert f"{path}:{len(rows) + 1}: La fin a été coupée" in altered.stdout
    assert not nowhere.exists()
