"""Starting, stopping and killing: nothing hinders the next start, and every refusal is one sentence."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from ports import free_port

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def data(product: str, tmp_path: Path) -> Path:
    """A data folder with the streets already built, and no database yet."""
    built = Path(os.environ.get("JOPTIMIZ_DATA") or ROOT / ".data-test")
    folder = tmp_path / "data"
    folder.mkdir()
    for parent in (folder, *folder.parents[:4]):
        if parent.stat().st_uid == os.geteuid():
            parent.chmod(parent.stat().st_mode | 0o011)
    for name in ("extracts", "tiles"):
        (folder / name).symlink_to(built / name)
    return folder


@contextmanager
def started(data: Path, port: int, **extra: str) -> Iterator[subprocess.Popen[str]]:
    """The product, in a session of its own; killed at the end if it still runs."""
    environment = os.environ | {"PORT": str(port), "JOPTIMIZ_DATA": str(data), **extra}
    environment["PYTHONPATH"] = f"{ROOT}:{ROOT / 'platform'}"
    command = [sys.executable, "-m", "joptimiz", "run"]
    process = subprocess.Popen(
        command,
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def wait_ready(port: int, process: subprocess.Popen[str] | None = None, patience: float = 60) -> None:
    """Until the product says it is ready."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if process is not None and process.poll() is not None:
            raise AssertionError(process.communicate()[0])
        with (
            suppress(urllib.error.URLError, OSError),
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5),
        ):
            return
        time.sleep(0.1)
    raise AssertionError("not ready in time")


def holders(data: Path) -> list[str]:
    """Command lines of the processes that still work on this data folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            words = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
            if os.fsencode(data) in words and int(entry.name) != os.getpid():
                found.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace"))
    return found


def wait_gone(data: Path, patience: float = 15) -> None:
    """Until no process works on this data folder any more."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if not holders(data):
            return
        time.sleep(0.1)
    raise AssertionError(holders(data))


def test_ctrl_c_stops_everything(data: Path) -> None:
    """One Ctrl-C, as a terminal sends it (to the whole group), ends every process with exit code 0."""
    port = free_port()
    with started(data, port) as process:
        wait_ready(port, process)
        os.killpg(process.pid, signal.SIGINT)
        output, _ = process.communicate(timeout=30)
        assert process.returncode == 0, output
        assert "Traceback" not in output
    wait_gone(data)


def test_kill_9_then_start_again(data: Path) -> None:
    """Killed without warning, it leaves no process; the next start answers with the same rulebook."""
    for _ in range(2):
        port = free_port()
        with started(data, port) as process:
            wait_ready(port, process)
            process.kill()
            process.wait()
            wait_gone(data)
    port = free_port()
    with started(data, port) as process:
        wait_ready(port, process)


def test_it_ends_with_the_command_that_started_it(data: Path) -> None:
    """When `make` itself is killed, the product it started stops too."""
    port = free_port()
    environment = os.environ | {"PORT": str(port), "JOPTIMIZ_DATA": str(data), "JOPTIMIZ_STOP_WITH_PARENT": "1"}
    environment["PYTHONPATH"] = f"{ROOT}:{ROOT / 'platform'}"
    script = f"import subprocess; subprocess.run([{sys.executable!r}, '-m', 'joptimiz', 'run'])"
    parent = subprocess.Popen(
        [sys.executable, "-c", script], env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    wait_ready(port)
    parent.kill()
    parent.wait()
    wait_gone(data)


def test_a_second_instance_is_told_where_the_first_is(data: Path) -> None:
    """One instance per data folder: the second says so and leaves the first alone."""
    port = free_port()
    with started(data, port) as process:
        wait_ready(port, process)
        with started(data, free_port()) as second:
            output, _ = second.communicate(timeout=30)
            assert second.returncode == 1
            assert f":{port}" in output
        wait_ready(port, process)


def test_a_taken_port_is_one_sentence(data: Path) -> None:
    """A taken port is said before any long step, with a command that works."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with started(data, port) as process:
            output, _ = process.communicate(timeout=30)
            assert process.returncode == 1
            assert f"PORT={port + 1}" in output
            assert "Traceback" not in output


@pytest.mark.parametrize("port", ["abc", "0", "99999"])
def test_a_wrong_port_is_one_sentence(data: Path, port: str) -> None:
    """PORT must be a port."""
    with started(data, 1, PORT=port) as process:
        output, _ = process.communicate(timeout=30)
        assert process.returncode == 1
        assert "PORT vaut" in output


def test_a_broken_extract_is_one_sentence(data: Path) -> None:
    """Start-up says which file is broken and how to mend it."""
    for name in ("extracts", "tiles"):
        (data / name).unlink()
        (data / name).mkdir()
    (data / "extracts" / "riviera.osm.pbf").write_bytes(b"not a map")
    with started(data, free_port()) as process:
        output, _ = process.communicate(timeout=120)
        flat = " ".join(output.split())
        assert process.returncode == 1, output
        assert "riviera.osm.pbf" in flat.replace(" ", "") or "riviera.osm.pbf" in flat
        assert "Traceback" not in output


def test_a_given_database_needs_its_owner(data: Path) -> None:
    """DATABASE_URL alone is refused: the role that serves must not own the tables."""
    with started(data, free_port(), DATABASE_URL="postgresql://nobody@127.0.0.1:1/x") as process:
        output, _ = process.communicate(timeout=60)
        assert process.returncode == 1
        assert "DATABASE_OWNER_URL" in output
