"""The embedded server: it starts anywhere, stops with its launcher, and loses nothing when killed."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import asyncpg
import pytest

from tenants.postgres import Cluster, ClusterError, find_home
from tenants.postgres.homes import copy_programs, find_programs

LAUNCHER = """
import sys, time
from pathlib import Path
from tenants.postgres import Cluster, find_home
cluster = Cluster(find_home(Path(sys.argv[1])), "password")
cluster.start()
print(cluster.url(), flush=True)
time.sleep(120)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder whose parents the server's account may walk through."""
    for parent in (tmp_path, *tmp_path.parents[:3]):
        if parent.stat().st_uid == os.geteuid():
            parent.chmod(parent.stat().st_mode | 0o011)
    return tmp_path / "data"


def query(url: str, statement: str) -> object:
    """One statement on a connection of its own."""

    async def run() -> object:
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetchval(statement)
        finally:
            await connection.close()

    return asyncio.run(run())


def test_a_killed_launcher_hinders_nothing(folder: Path) -> None:
    """After kill -9 of the launcher the server stops by itself, and the next start finds every committed row."""
    process = subprocess.Popen([sys.executable, "-c", LAUNCHER, str(folder)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    url = process.stdout.readline().strip()
    query(url, "CREATE TABLE kept AS SELECT 42 AS answer")
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    cluster = Cluster(find_home(folder), "password")
    cluster.start()
    try:
        assert query(cluster.url(), "SELECT answer FROM kept") == 42
    finally:
        cluster.stop()
    assert not cluster.alive()


def test_a_killed_first_start_leaves_nothing_half_made(folder: Path) -> None:
    """A launcher killed while it makes the cluster is followed by a start that works."""
    process = subprocess.Popen([sys.executable, "-c", LAUNCHER, str(folder)], stdout=subprocess.DEVNULL)
    time.sleep(0.6)
    process.send_signal(signal.SIGKILL)
    process.wait()
    cluster = Cluster(find_home(folder), "password")
    cluster.start()
    try:
        assert query(cluster.url(), "SELECT 1") == 1
    finally:
        cluster.stop()


def test_another_account_cannot_get_in(folder: Path) -> None:
    """The server asks for its password even on its own socket."""
    cluster = Cluster(find_home(folder), "password")
    cluster.start()
    try:
        with pytest.raises(asyncpg.InvalidPasswordError):
            query(cluster.url(password="guess"), "SELECT 1")
    finally:
        cluster.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root lends the server another account")
def test_a_closed_folder_moves_to_the_system_s(folder: Path, tmp_path: Path) -> None:
    """From a folder closed to other accounts, programs and data move where the server's account reaches them."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    home = find_home(closed / "data", system=tmp_path / "system")
    assert home.cluster.is_relative_to(tmp_path / "system")
    cluster = Cluster(home, "password")
    cluster.start()
    cluster.stop()
    assert closed.stat().st_mode & 0o777 == 0o700


def test_copied_programs_run(tmp_path: Path) -> None:
    """A copy of the server's programs, as a closed folder needs it, starts with its own libraries."""
    copy = copy_programs(find_programs(), tmp_path)
    for program in ("postgres", "initdb", "pg_isready"):
        said = subprocess.run([copy / "bin" / program, "--version"], capture_output=True, text=True, check=False)
        assert "PostgreSQL" in said.stdout, said.stderr
    assert copy_programs(find_programs(), tmp_path) == copy


def test_a_deep_folder_keeps_a_short_socket(folder: Path) -> None:
    """A path longer than a Unix socket's limit puts the socket elsewhere."""
    home = find_home(folder / ("long" * 20) / ("deep" * 10))
    assert len(str(home.socket)) < 90


def test_a_broken_cluster_says_where_to_look(folder: Path) -> None:
    """A damaged data folder is a sentence with the server's own last word, not a traceback."""
    home = find_home(folder)
    cluster = Cluster(home, "password")
    cluster.start()
    cluster.stop()
    (home.cluster / "PG_VERSION").write_text("9\n")
    with pytest.raises(ClusterError, match=r"postgres\.log"):
        cluster.start()
