"""Processes that tests kill, and a database that its keeper starts again each time it dies."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import Lock

import asyncpg

from tenants.database import Scope, open_database, scoped
from tenants.postgres import Cluster, ClusterError


class Child:
    """A process that is killed and started again; it writes to a log, for a pipe that nobody reads stops it.

    `speaks`: what it says on its standard output is read by the test instead.
    """

    def __init__(self, *command: str, log: Path, environment: Mapping[str, str], speaks: bool = False) -> None:
        self._command = [sys.executable, *command]
        self._environment = os.environ | environment
        self._log = log
        self._speaks = speaks
        self._turn = Lock()
        self.process = self._start()

    def _start(self) -> subprocess.Popen[str]:
        with self._log.open("ab") as log:
            out = subprocess.PIPE if self._speaks else log
            return subprocess.Popen(self._command, env=self._environment, stdout=out, stderr=log, text=True)

    def kill(self) -> None:
        """SIGKILL, without a word."""
        self.process.kill()
        self.process.communicate()

    def kill_and_start(self) -> None:
        """The next one has nothing but what was kept."""
        with self._turn:
            self.kill()
            self.process = self._start()


async def kill_amid(script: Path, *arguments: str, log: Path, after_s: float) -> None:
    """A script that says « begun », killed so long after."""
    environment = {"PYTHONPATH": os.pathsep.join(sys.path)}
    child = Child(str(script), *arguments, log=log, environment=environment, speaks=True)
    assert child.process.stdout is not None
    assert await asyncio.to_thread(child.process.stdout.readline) == "begun\n", log
    await asyncio.sleep(after_s)
    child.kill()
    await _settled()


async def _settled() -> None:
    """Until the server has noticed that its client died."""
    while True:
        async with scoped(Scope()) as connection:
            if not await connection.fetchval(
                "SELECT count(*) FROM pg_stat_activity WHERE usename = current_user AND state <> 'idle'"
                " AND pid <> pg_backend_pid()"
            ):
                return
        await asyncio.sleep(0.02)


def open_way(folder: Path) -> None:
    """Let the server, which is another user where tests are root, reach a folder of a test."""
    for parent in (folder, *folder.parents[:3]):
        if parent.stat().st_uid == os.geteuid() and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o011)


def kill_database(cluster: Path) -> None:
    """SIGKILL to the server; its keeper starts it again."""
    with suppress(OSError, ValueError):
        os.kill(int((cluster / "postmaster.pid").read_text().split("\n", 1)[0]), signal.SIGKILL)


def keep_alive(cluster: Cluster) -> None:
    """Start the server again each time it dies, until killed."""
    while True:
        if not cluster.alive():
            try:
                cluster.start()
            except ClusterError:
                # Children of the dead server may still hold its memory.
                time.sleep(0.1)
        time.sleep(0.02)


async def join(url: str, size: int) -> None:
    """Open the database as soon as it answers."""
    while True:
        try:
            await open_database(url, size=size)
        except (OSError, asyncpg.PostgresError):
            await asyncio.sleep(0.1)
        else:
            return
