"""One PostgreSQL server, child of this process: it starts with us, stops with us, survives a kill."""

import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import time
from pathlib import Path

from connectors.disk import fault_in
from connectors.lifeline import tied_to
from tenants.postgres.homes import ClusterError, Home

__all__ = ["Cluster", "ClusterError"]

SUPERUSER = "postgres"
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "80",
    "shared_buffers": "64MB",
    "log_min_messages": "warning",
    "timezone": "UTC",
}


class Cluster:
    """An embedded server; `start` and `stop` are both idempotent."""

    def __init__(self, home: Home, password: str) -> None:
        self.home = home
        self._password = password
        self._process: subprocess.Popen[bytes] | None = None

    def url(self, user: str = SUPERUSER, password: str | None = None, database: str = "postgres") -> str:
        """The address of a database on this server, for one user."""
        secret = self._password if password is None else password
        return f"postgresql://{user}:{secret}@/{database}?host={self.home.socket}"

    def start(self) -> None:
        """Make the cluster if there is none, start it, wait until it answers; raises `ClusterError`."""
        if self._process and self._process.poll() is None:
            return
        if not self.home.cluster.exists():
            self._init()
        self._wait_for_former_server()
        settings = SETTINGS | {"unix_socket_directories": str(self.home.socket)}
        flags = [flag for name, value in settings.items() for flag in ("-c", f"{name}={value}")]
        with self.home.log.open("ab") as log:
            self._process = self._spawn("postgres", "-D", str(self.home.cluster), *flags, stderr=log)
        self._wait_until_ready()

    def stop(self) -> None:
        """Fast, clean shutdown."""
        process, self._process = self._process, None
        if process is None or process.poll() is not None:
            return
        process.send_signal(signal.SIGINT)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGQUIT)
            process.wait(10)

    def alive(self) -> bool:
        """Whether the server process runs."""
        return self._process is not None and self._process.poll() is None

    def _init(self) -> None:
        """Make a new cluster beside its place, then move it there: a killed start leaves none half made."""
        # An initdb whose launcher was killed may still be tidying its own folder: never share one with it.
        for leftover in self.home.cluster.parent.glob("cluster.new-*"):
            shutil.rmtree(leftover, ignore_errors=True)
        fresh = self.home.cluster.with_name(f"cluster.new-{os.getpid()}-{secrets.token_hex(4)}")
        secret = self.home.socket / "superuser"
        secret.write_text(self._password, encoding="utf-8")
        if self.home.account:
            os.chown(secret, self.home.account.uid, self.home.account.gid)
        secret.chmod(0o600)
        try:
            # fmt: off
            process = self._spawn(
                "initdb", "-D", str(fresh), "-U", SUPERUSER, "--auth=scram-sha-256", f"--pwfile={secret}", "-E", "UTF8",
                "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions",
                stderr=subprocess.PIPE,
            )
            # fmt: on
            _, stderr = process.communicate(timeout=120)
        finally:
            secret.unlink(missing_ok=True)
        if process.returncode != 0:
            raise ClusterError(f"PostgreSQL n’a pas pu créer sa base dans {fresh} : {_last_line(stderr)}")
        fresh.rename(self.home.cluster)

    def _spawn(self, program: str, *args: str, stderr: int | object) -> subprocess.Popen[bytes]:
        account = self.home.account
        return subprocess.Popen(  # type: ignore[call-overload,no-any-return]  # `stderr` is a file or a constant
            [str(self.home.programs / "bin" / program), *args],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=stderr,
            env={"PATH": os.defpath, "LC_ALL": "C"},
            start_new_session=True,
            preexec_fn=tied_to(os.getpid(), signal.SIGINT),  # noqa: PLW1509  # one system call, no lock taken
            **({"user": account.uid, "group": account.gid, "extra_groups": []} if account else {}),
        )

    def _wait_for_former_server(self, patience: float = 20.0) -> None:
        """A server whose launcher was killed shuts down by itself; wait for it, then insist."""
        deadline = time.monotonic() + patience
        asked = False
        while (pid := self._former_pid()) is not None:
            left = deadline - time.monotonic()
            if left < 0:
                raise ClusterError(f"Un ancien serveur PostgreSQL (processus {pid}) ne s’arrête pas. Arrêtez-le.")
            if left < patience - 3 and not asked:
                asked = True
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGINT)
            time.sleep(0.05)

    def _former_pid(self) -> int | None:
        """The process that still serves this cluster, if it really is one of ours."""
        try:
            pid = int((self.home.cluster / "postmaster.pid").read_text().split("\n", 1)[0])
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except (OSError, ValueError):
            return None
        return pid if os.fsencode(self.home.cluster) in command else None

    def _wait_until_ready(self, patience: float = 60.0) -> None:
        deadline = time.monotonic() + patience
        assert self._process is not None
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise ClusterError(f"PostgreSQL s’est arrêté au démarrage : {self._log_tail()}")
            check = self._spawn("pg_isready", "-q", "-h", str(self.home.socket), stderr=subprocess.DEVNULL)
            if check.wait(10) == 0:
                return
            time.sleep(0.05)
        raise ClusterError(f"PostgreSQL ne répond pas après {patience:.0f} s : {self._log_tail()}")

    def _log_tail(self) -> str:
        with self.home.log.open("rb") as log:
            log.seek(max(0, self.home.log.stat().st_size - 2_000))
            return f"{_last_line(log.read())} (journal : {self.home.log})"


def new_password() -> str:
    """A password nobody chose."""
    return secrets.token_urlsafe(24)


def _last_line(text: bytes) -> str:
    lines = text.decode(errors="replace").strip().splitlines()
    return (fault_in(lines[-1]) or lines[-1]) if lines else "aucun message"
