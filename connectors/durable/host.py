"""The client of the durable-rules process: asks it, ends it when it is late, starts it again when it is gone."""

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from rules.canonical import Tree

_ROOT = Path(__file__).parents[2]

type Fact = Mapping[str, int | str]


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, and how much a process may serve before another takes its place."""

    seconds: float = 10.0
    """For one answer, the start of a process included."""
    rules: int = 20_000
    """durable-rules gives back no memory: a rule costs about 25 kB once used."""


@dataclass(frozen=True, slots=True)
class Silence:
    """No answer: `crashed`, `late`, `not installed`, or what durable-rules said against the ruleset."""

    reason: str


class Durable:
    """One durable-rules process at most, started at the first question; `close` it, or use it in a `with`."""

    def __init__(self, patience: Patience | None = None) -> None:
        self._patience = patience or Patience()
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._served = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The process's id while there is one."""
        return self._process.pid if self._process is not None else None

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def fired(
        self, rules: Mapping[str, Mapping[str, Tree]], questions: Sequence[Sequence[Fact]]
    ) -> tuple[frozenset[str], ...] | Silence:
        """The names of the rules that the facts of each question make fire; whatever goes wrong is a silence."""
        with self._lock:
            if self._served and self._served + len(rules) > self._patience.rules:
                self._end()
            self._served += len(rules)
            answer = self._exchange({"rules": rules, "questions": questions})
            if isinstance(answer, Silence):
                self._end()
            return answer

    def _exchange(self, asked: Mapping[str, object]) -> tuple[frozenset[str], ...] | Silence:
        process = self._process = self._process or _start()
        assert process.stdin is not None
        assert process.stdout is not None
        line = b""
        with _killed_after(self._patience.seconds, process) as late, contextlib.suppress(OSError):
            process.stdin.write(json.dumps(asked).encode() + b"\n")
            process.stdin.flush()
            line = process.stdout.readline()
        if not line.endswith(b"\n"):
            return Silence("late" if late.is_set() else "crashed")
        answer = json.loads(line)
        if "refused" in answer:
            return Silence(str(answer["refused"]))
        return tuple(frozenset(names) for names in answer["fired"])

    def _end(self) -> None:
        process, self._process, self._served = self._process, None, 0
        if process is not None:
            process.kill()
            with contextlib.suppress(OSError):
                process.communicate()


def _start() -> subprocess.Popen[bytes]:
    paths = (str(_ROOT), os.environ.get("PYTHONPATH", ""))
    return subprocess.Popen(
        [sys.executable, "-m", "connectors.durable.worker", str(os.getpid())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in paths if path)},
    )


@contextlib.contextmanager
def _killed_after(seconds: float, process: subprocess.Popen[bytes]) -> Iterator[threading.Event]:
    """End the process if this takes longer, whatever it is doing; the event tells that it was so."""
    late = threading.Event()

    def end() -> None:
        late.set()
        process.kill()

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield late
    finally:
        timer.cancel()
