"""What the database keeps can be written back as files, and says the same."""

import json
import os
import subprocess
import sys
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]


def joptimiz(*arguments: str, data: Path) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does."""
    environment = os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT}/platform", "JOPTIMIZ_DATA": str(data)}
    command = [sys.executable, "-m", "joptimiz", *arguments]
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)


def test_files_come_back_from_a_running_product(product: str, product_data: Path, tmp_path: Path) -> None:
    """Each folder written compiles to the very bytes published; a second time, it is already there."""
    for territory in httpx.get(f"{product}/api/v1/territories").json()["territories"]:
        slug = territory["slug"]
        done = joptimiz("rules", "export", slug, "-o", str(tmp_path), data=product_data)
        assert done.returncode == 0, done.stdout + done.stderr
        assert territory["rulebook"] in done.stdout
        checked = json.loads(joptimiz("rules", "check", str(tmp_path / slug), "--json", data=product_data).stdout)
        published = httpx.get(f"{product}/api/v1/territories/{slug}/rulebooks/1").json()
        assert checked["sha256"] == published["sha256"]
    assert joptimiz("rules", "export", "riviera", "-o", str(tmp_path), data=product_data).returncode == 2
    assert httpx.get(f"{product}/readyz").json()["ready"]


def test_what_is_not_stored_is_said(tmp_path: Path) -> None:
    """Without a running product the database is started for the command; an empty one has nothing."""
    tmp_path.chmod(0o755)
    done = joptimiz("rules", "export", "nulle-part", "-o", str(tmp_path / "out"), data=tmp_path / "data")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Rien n’est publié sous « nulle-part »" in done.stdout
    assert not (tmp_path / "out").exists()
