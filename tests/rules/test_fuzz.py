"""Whatever is done to a file, the compiler answers soon: a bundle, or problems with their place."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ALL = 100_000


def report(script: str, *arguments: str, seconds: int) -> list[dict[str, str | int]]:
    """What a script says, line by line; its process is its own, with bounded memory."""
    command = [sys.executable, str(HERE / script), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)
    assert done.returncode == 0, done.stdout[-2_000:] + done.stderr[-4_000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_damaged_files_are_answered() -> None:
    """No crash, no hang, no problem without its place and its sentence."""
    assert report("fuzzing.py", "0", "300", seconds=300) == [{"tried": 300}]


@pytest.mark.prove
def test_a_hundred_thousand_damaged_files_are_answered() -> None:
    """The same, on every core."""
    workers = os.cpu_count() or 1
    share = ALL // workers + 1

    def one(worker: int) -> list[dict[str, str | int]]:
        return report("fuzzing.py", str(worker * share), str(share), seconds=3_600)

    with ThreadPoolExecutor(workers) as pool:
        assert list(pool.map(one, range(workers))) == [[{"tried": share}]] * workers


def test_huge_files_are_answered_at_once() -> None:
    """Fifty megabytes, a hundred thousand directives, brackets and nothing else: refused within seconds."""
    cases = ("fifty megabytes", "directives", "brackets", "control characters", "twice the same key", "aliases")
    *times, _ = report("hostile.py", *cases, seconds=300)
    assert [case["case"] for case in times] == list(cases)
    assert all(int(case["seconds"]) < 10 and case["problems"] for case in times)


@pytest.mark.prove
def test_hostile_files_are_answered_in_bounded_time_and_memory() -> None:
    """Everything a file can multiply by itself is bounded: each is answered, under a gigabyte and a half."""
    *times, peak = report("hostile.py", seconds=1_800)
    slow = [case for case in times if int(case["seconds"]) >= 40]
    assert len(times) > 25
    assert slow == []
    assert int(peak["megabytes"]) < 1_000
