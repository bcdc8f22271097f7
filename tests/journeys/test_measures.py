"""A measure switched on acts within seconds on the running product, and ends; a repeal is shown before it is kept."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]
CASE = {
    "vehicle": {"category": "N1", "gvw_kg": 3500, "critair": "1"},
    "at": "2026-11-24T10:00:00+01:00",
    "territory": "riviera",
    "zone": "evenement-port-hercule",
    "activity": "delivery",
}


def measures(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `joptimiz measures` as an operator does, beside the running product."""
    environment = os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT}/platform", "JOPTIMIZ_DATA": str(data)}
    command = [sys.executable, "-m", "joptimiz", "measures", *arguments]
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)


def verdict_becomes(product: str, wanted: str, patience: float = 10) -> bool:
    """Whether the answer is the one wanted before long."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if httpx.post(f"{product}/api/v1/decisions", json=CASE).json()["verdict"] == wanted:
            return True
        time.sleep(0.2)
    return False


def test_a_trigger_closes_and_opens_again(product: str, product_data: Path) -> None:
    """From the command to every answer, and back; the past keeps what was known then."""
    assert verdict_becomes(product, "allowed", 1)
    dates = ("--from", "2026-11-24T06:00", "--to", "2026-11-24T18:00")
    on = measures(product_data, "activate", "riviera", "fermeture-port", *dates, "--source", "capitainerie")
    assert on.returncode == 0, on.stdout + on.stderr
    assert "du 24/11/2026 06:00 au 24/11/2026 18:00 (capitainerie)" in on.stdout
    number = re.findall(r"[0-9a-f-]{36}", on.stdout)[0]
    assert verdict_becomes(product, "forbidden")
    assert number in measures(product_data, "list", "riviera").stdout
    off = measures(product_data, "end", number, "--territory", "riviera")
    assert off.returncode == 0, off.stdout + off.stderr
    assert "retirée (ligne de commande)" in off.stdout
    assert verdict_becomes(product, "allowed")
    again = measures(product_data, "end", number, "--territory", "riviera")
    assert again.returncode == 1
    assert "modifiée entre-temps" in again.stdout


def test_a_repeal_is_shown_and_not_kept(product: str, product_data: Path) -> None:
    """Without --confirm, the change is told, territory by territory, and nothing is recorded."""
    shown = measures(product_data, "repeal", "CGCT L2213-4-1", "--from", "2027-01-01", "--source", "essai")
    assert shown.returncode == 0, shown.stdout + shown.stderr
    assert "lyon@1 : " in shown.stdout.replace("\u00a0", " ").replace("\u202f", " ")
    assert "interdit → autorisé" in shown.stdout
    assert "Rien n’est enregistré" in shown.stdout
    assert "0 mesure." in measures(product_data, "list").stdout


def test_wrong_questions_are_told(product: str, product_data: Path) -> None:
    """A slip in a name, a date that is none, an end before its start: each its sentence, nothing recorded."""
    assert product
    for arguments, said in (
        (("activate", "riviera", "fermeture-prot", "--from", "2026-11-24T06:00"), "« fermeture-port »"),
        (("activate", "rivière", "fermeture-port", "--from", "2026-11-24T06:00"), "« riviera »"),
        (("activate", "riviera", "fermeture-port", "--from", "demain"), "n’est pas un instant"),
        (
            ("activate", "riviera", "fermeture-port", "--from", "2026-11-24T06:00", "--to", "2026-11-24T05:00"),
            "précède",
        ),
        (("repeal", "CGCT L2213-4", "--from", "2027-01-01"), "« CGCT L2213-4-1 »"),
        (("repeal", "CGCT L2213-4-1", "--from", "01/01/2027"), "n’est pas une date"),
    ):
        done = measures(product_data, *arguments, "--source", "essai")
        assert done.returncode == 2, done.stdout + done.stderr
        assert said in done.stdout.replace("\u202f", " ").replace("\u00a0", " ")
    assert "n’est pas le numéro" in measures(product_data, "end", "7").stdout
