"""`joptimiz graph`: built, listed, returned to; every refusal is a French sentence; Ctrl-C changes nothing."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from connectors.graph import Store
from joptimiz.__main__ import main

ROOT = Path(__file__).resolve().parents[2]
BAN = (
    "id;id_fantoir;numero;rep;nom_voie;code_postal;code_insee;nom_commune;lon;lat\n"
    "99001_0001_00012;;12;bis;Rue 3;99001;99001;Essai;2.0051;48.0030\n"
    "99001_0001_00014;;14;;Rue 3;99001;99001;Essai;deux;48.0030\n"
)

type Run = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, draw_town: Callable[..., Path]) -> Path:
    """The made-up town."""
    return draw_town(tmp_path_factory.mktemp("town") / "town.osm", 2.0, 48.0)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write_territory: Callable[..., Path]) -> Path:
    """A data folder without database, and the folders of two territories, one without outline."""
    write_territory(tmp_path / "territories" / "essai")
    write_territory(tmp_path / "territories" / "vague", covered=False)
    monkeypatch.setenv("JOPTIMIZ_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("JOPTIMIZ_TERRITORIES", str(tmp_path / "territories"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return tmp_path / "data"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command: its exit code and what it printed, spaces made plain."""

    def command(*arguments: object) -> tuple[int, str]:
        code = main(["graph", *map(str, arguments)])
        return code, capsys.readouterr().out.replace("\u00a0", " ").replace("\u202f", " ")

    return command


def test_build_list_and_return(data: Path, town: Path, run: Run, tmp_path: Path) -> None:
    """A build serves at once; another replaces it; `list` shows both, `use` returns to the first."""
    assert run("list") == (0, "Aucune rue n’est construite.\n")
    code, said = run("build", town, "--territory", "essai")
    assert code == 0
    assert "✓ rues de « essai » construites et mises en service" in said
    assert "adresses : 12 rues, 0 numéro" in said
    first = Store(data / "tiles" / "essai").list_builds()[0].build
    assert run("build", town, "--territory", "essai") == (
        0,
        f"✓ rues de « essai » déjà construites, en service : {first}\n",
    )
    ban = tmp_path / "ban.csv"
    ban.write_text(BAN, encoding="utf-8")
    code, said = run("build", town, "--territory", "essai", "--ban", ban, "--margin", "1")
    assert code == 0
    assert "1 numéro," in said
    assert "ban.csv:3:" in said
    code, said = run("list", "essai")
    lines = said.splitlines()
    assert code == 0
    assert len(lines) == 3
    assert "en service" in lines[1]
    assert first in lines[2]
    assert "en service" not in lines[2]
    assert run("use", "essai", first[:6]) == (0, f"✓ rues de « essai » en service : {first}\n")
    assert "en service" in run("list")[1].splitlines()[2]


def test_what_is_wrong_is_one_sentence(data: Path, town: Path, run: Run, tmp_path: Path) -> None:
    """Unknown territory, no outline, missing or foreign files, elsewhere, a silly margin: said, and nothing made."""
    foreign = tmp_path / "photo.osm.pbf"
    foreign.write_bytes(b"\x89PNG\r\n" * 100)
    far = tmp_path / "far.osm"
    far.write_text(town.read_text(encoding="utf-8").replace("lon='2.", "lon='3."), encoding="utf-8")
    cases = (
        ((town, "--territory", "esai"), 1, "« esai » n’existe pas ici. Vouliez-vous dire « essai » ?"),
        ((town, "--territory", "e" * 300), 1, "n’existe pas ici. Territoires connus : essai, vague."),
        ((tmp_path / ("e" * 300), "--territory", "essai"), 1, "Ces fichiers n’existent pas"),
        ((town, "--territory", "vague"), 1, "n’a pas de contour"),
        ((tmp_path / "no.osm.pbf", "--territory", "essai", "--ban", "no.csv"), 1, "no.osm.pbf, no.csv"),
        ((foreign, "--territory", "essai"), 1, "n’est pas un extrait OpenStreetMap"),
        ((far, "--territory", "essai"), 1, "ne contient rien de ce territoire"),
        ((town, "--territory", "essai", "--margin", "900"), 2, "de 0 à 50 kilomètres"),
    )
    for arguments, expected, words in cases:
        code, said = run("build", *arguments)
        assert (code, words in said) == (expected, True), said
        assert "Traceback" not in said
    assert not list((data / "tiles").glob("*/current.json"))
    assert run("use", "essai", "abc")[0] == 1
    assert run("list", "essai")[0] == 1


def test_what_is_no_address_file_is_refused_before_anything_is_built(
    data: Path, town: Path, run: Run, tmp_path: Path
) -> None:
    """One sentence: the file, the line, the columns wanted, what to give instead; among good files too."""
    good = tmp_path / "adresses-99.csv"
    good.write_text(BAN, encoding="utf-8")
    wrong = {
        "liste.csv": b"nom;adresse\nMairie;1 place d'Armes\n",
        "virgules.csv": BAN.replace(";", ",").encode(),
        "photo.csv": b"\x89PNG\r\n\x1a\n" * 10_000,
        "vide.csv": b"",
        "abime.csv.gz": b"\x1f\x8b abc",
        "sans-fin.csv": b"x" * 100_000,
    }
    for name, content in wrong.items():
        path = tmp_path / name
        path.write_bytes(content)
        code, said = run("build", town, "--territory", "essai", "--ban", good, "--ban", path)
        assert (code, said.count("\n"), said.startswith(f"{path}, ligne 1 : ")) == (1, 1, True), said
        for words in ("« adresses-XX.csv »", "numero, nom_voie, nom_commune, lon et lat, séparées par « ; »"):
            assert words in said, said
    assert run("build", town, "--territory", "essai", "--ban", tmp_path)[1].startswith(f"{tmp_path} : c’est un dossier")
    assert not (data / "tiles").exists()


def test_a_territory_half_covered_is_told(data: Path, town: Path, run: Run, tmp_path: Path) -> None:
    """An extract that stops in the middle of the territory serves, and the operator is told how much is missing."""
    half = tmp_path / "half.osm"
    half.write_text(town.read_text(encoding="utf-8").replace("lon='2.00", "lon='2.01"), encoding="utf-8")
    shape = '{"type": "Polygon", "coordinates": [[[2.01,48],[2.03,48],[2.03,48.0075],[2.01,48.0075],[2.01,48]]]}'
    (tmp_path / "territories/essai/zones/coverage.geojson").write_text(shape, encoding="utf-8")
    code, said = run("build", half, "--territory", "essai")
    assert code == 0
    assert "que pour 40 % de la surface" in said


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_changes_nothing(data: Path, town: Path, sign: signal.Signals) -> None:
    """Interrupted in the middle, the command says so, leaves nothing and hinders nothing."""
    command = [sys.executable, "-m", "joptimiz", "graph", "build", str(town), "--territory", "essai"]
    environment = os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT}/platform"}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    ) as process:
        folder = data / "tiles" / "essai"
        deadline = time.monotonic() + 60
        while not list(folder.glob(".building-*/tiles")) and time.monotonic() < deadline:
            time.sleep(0.005)
        # As a terminal does: to the whole group.
        os.killpg(process.pid, sign)
        said, _ = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert "rien n’a changé" in said
    assert "Traceback" not in said
    assert {path.name for path in folder.iterdir()} == {".lock"}


def test_two_builds_at_once_are_told(data: Path, town: Path, run: Run) -> None:
    """While one build is under way, another of the same territory is refused with its process."""
    with Store(data / "tiles" / "essai").lock():
        code, said = run("build", town, "--territory", "essai")
    assert code == 1
    assert "Une autre construction est en cours pour « essai »" in said
