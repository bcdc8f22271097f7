"""Ctrl-C at any moment of any command, while it is still reading its own modules too: 130, and no word of Python."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GRAPH = ("graph", "list")
RULES = ("rules", "check", str(ROOT / "tenants/territories/riviera"))
MEASURES = ("measures", "list")


def start(data: Path, *command: str, options: tuple[str, ...] = ()) -> subprocess.Popen[str]:
    """A command, started as people start it."""
    environment = os.environ | {
        "PYTHONPATH": f"{ROOT}:{ROOT}/platform", "PYTHONUNBUFFERED": "1", "JOPTIMIZ_DATA": str(data), "PORT": "0",
    }  # fmt: skip
    line = [sys.executable, *options, "-m", "joptimiz", *command]
    return subprocess.Popen(
        line, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True
    )


@pytest.mark.parametrize(
    ("command", "module"),
    [
        (GRAPH, "argparse"),
        (GRAPH, "rules.model"),
        (GRAPH, "numpy"),
        (GRAPH, "rich.console"),
        (GRAPH, "connectors.osm"),
        (GRAPH, "joptimiz.database"),
        (RULES, "shapely.lib"),
        (RULES, "rules.compiler"),
        (MEASURES, "asyncpg"),
        (("run",), "litestar.handlers"),
        (("run",), "uvicorn"),
    ],
)
def test_stopped_while_it_imports(tmp_path: Path, command: tuple[str, ...], module: str) -> None:
    """Interrupted as soon as this module is there."""
    with start(tmp_path / "data", *command, options=("-X", "importtime")) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if line.rpartition("|")[2].strip() == module:
                break
        os.killpg(process.pid, signal.SIGINT)
        said = [line for line in process.stderr if not line.startswith("import time:")]
        assert (process.wait(60), said) == (130, [])


@pytest.mark.parametrize("command", [GRAPH, RULES])
def test_stopped_soon_after_its_start(tmp_path: Path, command: tuple[str, ...]) -> None:
    """At several delays after the first of its modules, to its end: nothing of Python's is ever said."""
    for delay in (0, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5):
        with start(tmp_path / "data", *command, options=("-X", "importtime")) as process:
            assert process.stderr is not None
            for line in process.stderr:
                if line.rpartition("|")[2].strip() == "argparse":
                    break
            time.sleep(delay)
            os.killpg(process.pid, signal.SIGINT)
            said = "".join(line for line in process.stderr if not line.startswith("import time:"))
            assert process.wait(60) in (130, 0), (delay, said)
            assert "Traceback" not in said, (delay, said)
