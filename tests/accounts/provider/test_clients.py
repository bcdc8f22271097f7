"""Clients: what one may be, and the commands that add, list and remove them."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from accounts.core.oidc import Client, trouble_of_uri
from accounts.service.provider import find_client
from accounts.service.provider.clients import problems_of
from tenants.migrate import Addresses

ROOT = Path(__file__).resolve().parents[2]
BACK = "https://x.example.fr/retour"


@pytest.mark.parametrize(
    ("uri", "native", "fits"),
    [
        (BACK, False, True),
        ("http://127.0.0.1:9/x", False, True),
        ("http://localhost/x", False, True),
        ("http://[::1]:9/x", False, True),
        ("fr.example.appli:/retour", True, True),
        ("fr.example.appli:/retour", False, False),
        ("javascript:alert(1)", True, False),
        ("http://x.example.fr/retour", False, False),
        ("https:///retour", False, False),
        (f"{BACK}#x", False, False),
        (f"{BACK}#", False, False),
        ("https://a:b@x.example.fr/", False, False),
        ("https://x.example.fr:port/", False, False),
        ("https://x.example.fr; script-src *", False, False),
        ("https://é.example.fr/", False, False),
        ("https://x.example.fr/\n", False, False),
    ],
)
def test_where_a_client_may_be_answered(uri: str, native: bool, fits: bool) -> None:
    """Over TLS, or without leaving the machine; a native application under a scheme of its own."""
    assert (trouble_of_uri(uri, native=native) is None) is fits


@pytest.mark.parametrize(
    ("client", "codes"),
    [
        (Client("", "x", "confidential", ("openid",), (BACK,)), set()),
        (Client("", "x", "confidential", ("openid",)), {"redirect-missing"}),
        (Client("", "x", "confidential", ("email",), (BACK,)), {"scope"}),
        (Client("", "x", "confidential", ("openid", "zones:read"), (BACK,)), {"scope"}),
        (Client("", "x", "confidential", ("openid",), ("x",), ("y",), "z"), {"uri"}),
        (Client("", "x", "machine", ("zones:read",)), set()),
        (Client("", "x", "machine", ()), {"scope"}),
        (Client("", "x", "machine", ("openid",)), {"scope"}),
        (Client("", "x", "machine", ("a b",)), {"scope"}),
        (Client("", "x", "machine", ("a",), (BACK,)), {"machine-uri"}),
    ],
)
def test_what_a_client_may_be(client: Client, codes: set[str]) -> None:
    """All that is wrong is said at once."""
    assert {problem.code for problem in problems_of(client)} == codes


def joptimiz(database: Addresses, data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command, as an operator types it."""
    environment = os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT}/platform", "JOPTIMIZ_DATA": str(data)}
    environment |= {"DATABASE_URL": database.runtime, "DATABASE_OWNER_URL": database.owner}
    environment["JOPTIMIZ_SECRET"] = "a secret of the tests, long enough"
    command = [sys.executable, "-m", "joptimiz", *arguments]
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)


async def test_an_operator_adds_lists_and_removes(database: Addresses, tmp_path: Path) -> None:
    """The secret is told once, and is the client's."""
    added = joptimiz(database, tmp_path, "clients", "add", "Voirie", "--redirect", BACK, "--signed-userinfo")
    assert added.returncode == 0, added.stdout + added.stderr
    name = re.findall(r"client_id\s+(\S+)", added.stdout)[0]
    secret = re.findall(r"client_secret\s+(\S+)", added.stdout)[0]
    kept = await find_client(name)
    assert kept is not None
    assert kept.check_client_secret(secret)
    assert (kept.userinfo_alg, kept.ours) == ("RS256", True)
    listed = joptimiz(database, tmp_path, "clients", "list").stdout
    assert name in listed
    assert secret not in listed
    turned = joptimiz(database, tmp_path, "clients", "turn", name)
    fresh, kept = re.findall(r"client_secret\s+(\S+)", turned.stdout)[0], await find_client(name)
    assert kept is not None
    assert kept.check_client_secret(fresh)
    assert kept.check_client_secret(secret)
    assert joptimiz(database, tmp_path, "clients", "remove", name).returncode == 0
    gone = joptimiz(database, tmp_path, "clients", "remove", name)
    assert gone.returncode == 1
    assert "Aucun client ne porte" in gone.stdout + gone.stderr


def test_wrong_questions_are_told(database: Addresses, tmp_path: Path) -> None:
    """Everything at once, in French."""
    wrong = joptimiz(database, tmp_path, "clients", "add", "x", "--scope", "email", "--redirect", "ftp://x")
    assert wrong.returncode == 2
    said = wrong.stdout + wrong.stderr
    assert "il faut https" in said
    assert "openid est toujours demandée" in said
    for arguments, told, code in (
        (("--redirect", BACK, "--territory", "nulle-part"), "n’existe pas", 1),
        (("--redirect", BACK, "--organisation", "x"), "n’est pas l’identifiant d’une organisation", 2),
    ):
        refused = joptimiz(database, tmp_path, "clients", "add", "x", *arguments)
        assert refused.returncode == code
        assert told in refused.stdout + refused.stderr
