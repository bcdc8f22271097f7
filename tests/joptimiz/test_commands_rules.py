"""`joptimiz rules`: what a person reads, what a machine reads, and the exit codes."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from joptimiz.__main__ import main

SHELF = Path(__file__).resolve().parent.parent / "wrong"
TERRITORY = """\
schema: joptimiz/territory@1
slug: essai
name: Essai
timezone: Europe/Paris
crs: "EPSG:2154"
demonstration: true
holidays: {source: Code du travail, dates: {2026-05-01: Fête du travail}}
"""
RULES = """\
schema: joptimiz/rules@1
orders:
  A-1: {title: Arrêté de la zone, url: "https://ville.example/1.pdf"}
zones:
  centre: {kind: ztl, name: Vieux-Pont, geometry: zones/centre.geojson}
rules:
  - {id: ztl, do: prohibit, zones: [centre], when: {time: "05:00-23:00"}, if: {gvw_kg: {gt: 3500}},
     order: A-1, article: "2", quote: La circulation est interdite.}
tests:
  - {name: nuit, at: "2026-06-02T04:00", zone: centre, vehicle: {gvw_kg: 7500}, expect: allowed}
"""

type Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command: its exit code and what it printed, spaces made plain."""

    def command(*arguments: object) -> tuple[int, str]:
        code = main(["rules", *map(str, arguments)])
        return code, capsys.readouterr().out.replace("\u00a0", " ").replace("\u202f", " ")

    return command


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A territory's folder."""
    home = tmp_path / "essai"
    (home / "rules").mkdir(parents=True)
    shutil.copytree(SHELF / "zones", home / "zones")
    (home / "territory.yaml").write_text(TERRITORY, encoding="utf-8")
    (home / "rules" / "ztl.yaml").write_text(RULES, encoding="utf-8")
    return home


def test_check_counts_what_is_there(run: Run, folder: Path) -> None:
    """A sound folder, or one of its files, gives its counts and 0."""
    for path in (folder, folder / "rules" / "ztl.yaml"):
        code, said = run("check", path)
        assert code == 0
        assert said.startswith("✓ Essai : 1 arrêté, 1 zone, 1 règle, 1 essai. Empreinte ")
    code, said = run("check", folder, "--json")
    assert (code, json.loads(said)["rules"]) == (0, 1)


def test_check_tells_ten_mistakes(run: Run) -> None:
    """A file outside any territory: ten problems with file, line, column, sentence and hint, and 1."""
    path = SHELF / "ten-mistakes.yaml"
    code, said = run("check", path)
    assert code == 1
    assert f"{path}:12:13: Cette zone n’existe pas : « center ».\n  Vouliez-vous dire « centre » ?" in said
    assert said.endswith("10 problèmes à corriger.\n")
    code, said = run("check", path, "--json")
    assert code == 1
    assert len([problem for problem in json.loads(said)["problems"] if problem["line"] and problem["hint"]]) == 10


def test_test_says_what_differs(run: Run, folder: Path) -> None:
    """Tests as expected give 0; one that differs gives its sentences and 1."""
    assert run("test", folder) == (0, "✓ 1 essai comme attendu.\nAucun essai ne mène à la règle ztl.\n")
    rules = folder / "rules" / "ztl.yaml"
    rules.write_text(RULES.replace("T04:00", "T05:00"), encoding="utf-8")
    code, said = run("test", folder)
    assert code == 1
    assert "✗ nuit\n  Attendu : Autorisé. Obtenu : Interdit. ZTL Vieux-Pont, fermée aux plus de 3,5 t" in said
    code, said = run("test", folder, "--json")
    assert (code, json.loads(said)["failures"][0]["test"]) == (1, "nuit")


def test_decide_answers_with_its_source(run: Run, folder: Path) -> None:
    """Verdict, zone, sentence, order, article, quote, next change, and who has the last word."""
    code, said = run(
        "decide", folder, "--at", "2026-11-24T10:00", "--zone", "centre", "--vehicle", "gvw_kg=7500", "critair=3"
    )
    assert code == 0
    assert said.splitlines() == [
        "Interdit.",
        "Vieux-Pont (centre) : Interdit.",
        "  ZTL Vieux-Pont, fermée aux plus de 3,5 t de 5 h à 23 h. Arrêté A-1, art. 2.",
        "  « La circulation est interdite. » https://ville.example/1.pdf",
        "Cette réponse change le 24 novembre 2026 à 23 h.",
        "Seuls les arrêtés et la signalisation font foi.",
    ]


def test_decide_says_what_is_missing(run: Run, folder: Path) -> None:
    """Without the mass the answer is unknown and names it, for people and machines."""
    question = ("decide", folder, "--at", "2026-11-24T10:00+01:00", "--zone", "centre")
    assert "il manque le PTAC" in run(*question)[1]
    code, said = run(*question, "--json")
    answer = json.loads(said)
    assert (code, answer["verdict"], answer["needs"]) == (0, "unknown", ["gvw_kg"])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--at", "demain"], "n’est pas un instant"),
        (["--at", "2026-03-29T02:30"], "Cette heure n’existe pas"),
        (["--at", "2026-10-25T02:30"], "existe deux fois"),
        (["--at", "2026-11-24T10:00", "--vehicle", "gvw=3500"], "Vouliez-vous dire « gvw_kg »"),
        (["--at", "2026-11-24T10:00", "--vehicle", "gvw_kg"], "fait=valeur"),
        (["--at", "2026-11-24T10:00", "--activity", "livraison"], "n’est pas une valeur"),
        (["--at", "2026-11-24T10:00", "--zone", "center"], "Vouliez-vous dire « centre »"),
    ],
)
def test_a_wrong_question_is_a_misuse(run: Run, folder: Path, arguments: list[str], words: str) -> None:
    """The files are sound, the question is not: 2, with a sentence."""
    code, said = run("decide", folder, *arguments)
    assert code == 2
    assert words in said


def test_an_absent_path_is_a_misuse(run: Run, tmp_path: Path) -> None:
    """Nothing at the path: 2, in JSON too."""
    assert run("check", tmp_path / "absent")[0] == 2
    code, said = run("test", tmp_path / "absent", "--json")
    assert (code, json.loads(said)["ok"]) == (2, False)


def test_the_command_starts_no_server_library(folder: Path) -> None:
    """Reading files must cost neither the database nor the web server."""
    script = (
        "import sys; from joptimiz.__main__ import main; "
        f"main(['rules', 'check', {str(folder)!r}]); "
        "sys.exit(sum(name in sys.modules for name in ('litestar', 'asyncpg', 'piccolo', 'valhalla')))"
    )
    root = SHELF.parents[1]
    environment = {"PYTHONPATH": f"{root}:{root / 'platform'}", "PATH": "/usr/bin:/bin"}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_question_without_a_place_is_not_answered(run: Run, folder: Path) -> None:
    """Nothing is allowed for want of a zone: the zones there are named."""
    code, said = run("decide", folder, "--at", "2026-11-24T10:00", "--vehicle", "gvw_kg=7500")
    assert code != 0
    assert "Il manque l’endroit" in said
    assert "« --zone » et son nom : centre." in said
