"""`joptimiz territories`, as a person types it: found, proposed, opened, listed, checked, closed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("JOPTIMIZ_DATA") or ROOT / ".data-test")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder of its own, with the reference data fetched once for this checkout."""
    folder = tmp_path_factory.mktemp("territories")
    for parent in (folder, *folder.parents[:3]):
        if parent.stat().st_uid == os.geteuid() and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o011)
    (DATA / "reference").mkdir(exist_ok=True)
    (folder / "reference").symlink_to(DATA / "reference")
    return folder


def run(home: Path, *words: str) -> tuple[int, str]:
    """The code and everything said."""
    done = subprocess.run(
        [sys.executable, "-m", "joptimiz", "territories", *words],
        env=os.environ | {"JOPTIMIZ_DATA": str(home), "PYTHONPATH": f"{ROOT}:{ROOT}/platform", "DATABASE_URL": ""},
        capture_output=True, text=True, check=False, cwd=home,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr


def test_from_a_name_to_a_territory_and_its_end(home: Path, tmp_path: Path) -> None:
    """Each step says the next one; closing leaves an archive and its print."""
    code, text = run(home, "find", "faucigny", "glieres")
    assert code == 0
    assert text.startswith("200000172  CC Faucigny - Glières (74)")
    code, text = run(home, "open", "200000172", "--template", "marche:jours=we;debut=06:00", "--no-sandbox")
    assert (code, "faucigny-glieres" in text) == (0, True)
    code, text = run(home, "checklist", "faucigny-glieres")
    assert code == 0
    assert "○ Arrêtés\u00a0: 1 arrêté, dont 1 à vérifier" in text
    code, text = run(home, "open", "200000172")
    assert (code, "est déjà ouvert" in text) == (1, True)
    archive, close = str(tmp_path / "adieu.zip"), ("close", "faucigny-glieres")
    code, text = run(home, *close, "--export", archive)
    assert code == 0, text
    assert "SHA-256" in text
    assert (tmp_path / "adieu.zip").stat().st_size > 1000
    code, text = run(home, *close, "--purge", archive, "--confirm", "faucigny")
    assert (code, "écrit deux fois" in text) == (2, True)
    for step in (("--cancel",), ("--export", str(tmp_path / "encore.zip"))):
        code, text = run(home, *close, *step)
        assert code == 0, text
    code, text = run(home, *close, "--purge", archive, "--confirm", "faucigny-glieres")
    assert code == 0, text
    assert "Preuve" in text
    code, text = run(home, *close, "--cancel")
    assert (code, "déjà fermé" in text) == (1, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["open", "200000172", "--template", "zfe:seuil=7"], "Choisissez 1, 2, 3, 4 ou 5"),
        (["open", "200000172", "--boundary", "nulle-part.geojson"], "nulle-part.geojson"),
        (["open", "200000172", "--hide", "bateaux"], "Couches"),
        (["close", "nulle-part"], "--export"),
        (["close", "nulle-part", "--export", "a.zip", "--cancel"], "Choisissez une étape"),
        (["close", "nulle-part", "--purge", "absent.zip", "--confirm", "nulle-part"], "absent.zip"),
        (["open", "256900994", "--name", "S", "--member", "69000"], "2 problèmes"),
    ],
)
def test_what_is_wrong_is_said_in_french(home: Path, words: list[str], said: str) -> None:
    """A sentence, a way out, a code other than zero."""
    code, text = run(home, *words)
    assert code in (1, 2)
    assert said in text
