"""What the README tells people to type works as written, on the running product."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).resolve().parents[2]
BLOCKS = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
COMMANDS = [line for block in BLOCKS for line in block.splitlines() if line.startswith(".venv/bin/joptimiz rules")]
REQUESTS = [block for block in BLOCKS if block.startswith("curl")]


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_of_the_readme(command: str) -> None:
    """Each command that only reads files runs and succeeds."""
    words = [sys.executable, "-m", "joptimiz", *shlex.split(command)[1:]]
    environment = {"PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}", "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("request_", REQUESTS)
def test_requests_of_the_readme(product: str, request_: str) -> None:
    """Each curl line, sent as curl would send it, answers with a verdict or a route."""
    words = shlex.split(request_)
    address = next(word for word in words if word.startswith("http")).replace("http://127.0.0.1:8000", product)
    header, value = words[words.index("-H") + 1].split(": ")
    answer = httpx.post(address, content=words[words.index("-d") + 1], headers={header: value})
    assert answer.status_code == 200, answer.text
    assert '"verdict"' in answer.text


def test_the_readme_has_both_kinds() -> None:
    """The examples above are really found."""
    assert len(COMMANDS) == 7
    assert len(REQUESTS) == 2
