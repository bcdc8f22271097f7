"""`joptimiz keys` and `joptimiz rules conformance write`, on the database as it stands."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import uuid4

import pytest
from sealing import publish_some

from joptimiz.__main__ import main
from tenants.database import NOBODY, scoped
from tenants.migrate import Addresses

ROOT = Path(__file__).parents[2]

type Run = Callable[..., Awaitable[tuple[int | None, str]]]


@pytest.fixture
async def run(database: Addresses, tmp_path: Path) -> Run:
    """The command line, on the database of the tests."""
    environment = os.environ | {
        "JOPTIMIZ_DATA": str(tmp_path), "PYTHONPATH": f"{ROOT}:{ROOT}/platform",
        "DATABASE_URL": database.runtime, "DATABASE_OWNER_URL": database.owner,
    }  # fmt: skip
    async with scoped(NOBODY) as connection:
        await connection.execute("DELETE FROM platform_secret")

    async def typed(*words: str | Path) -> tuple[int | None, str]:
        command = [sys.executable, "-m", "joptimiz", *map(str, words)]
        process = await asyncio.create_subprocess_exec(
            *command, env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
        )
        out, _ = await process.communicate()
        text = out.decode()
        assert "Traceback" not in text, text
        return process.returncode, text

    return typed


async def test_keys_are_turned_and_a_set_is_written(run: Run, tmp_path: Path) -> None:
    """The key of a territory, then the platform’s; what is not there says so; a set is signed, whole, and checks."""
    slug = f"estran-{uuid4().hex[:8]}"
    await publish_some(slug)
    code, text = await run("keys", "rotate", "--territory", slug)
    assert code == 0, text
    assert f"de {slug} est publiée. Signe depuis aujourd’hui" in text
    code, text = await run("keys", "rotate", "--platform", "--at-once")
    assert (code, "de la plateforme est publiée." in text) == (0, True), text
    code, text = await run("keys", "rotate", "--territory", "nulle-part")
    assert (code, "n’existe pas" in text) == (1, True), text
    code, text = await run("keys", "list")
    assert code == 0
    assert len([line for line in text.splitlines() if slug in line]) == 1
    folder = tmp_path / "jeu"
    code, text = await run("rules", "conformance", "write", slug, "-o", folder, "--count", "20")
    assert code == 0, text
    assert {path.name for path in folder.iterdir()} == {"bundle.json", "keys.json", "questions.json", "seal.json"}
    assert main(["rules", "conformance", "check", str(folder), str(folder / "questions.json")]) == 0
