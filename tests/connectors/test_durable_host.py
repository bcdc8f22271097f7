"""The durable-rules process: it answers, and nothing that happens to it happens to us."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from connectors.durable import Durable, Patience, Silence
from connectors.durable.worker import distinct, fnv1a
from rules.canonical import Tree

RULES: Mapping[str, Mapping[str, Tree]] = {
    "first": {"$and": [{"g": 1}, {"$or": [{"$lt": {"p0": 3}}, {"p1": "EL"}]}]},
    "second": {"$and": [{"g": 1}, {"$neq": {"p1": "EL"}}]},
}
"""Two rules of one group."""

type Break = Callable[[str], None]


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Break:
    """Have the process find this text instead of durable-rules."""

    def put(engine: str) -> None:
        (tmp_path / "durable").mkdir()
        (tmp_path / "durable/__init__.py").write_text("", encoding="utf-8")
        (tmp_path / "durable/engine.py").write_text(engine, encoding="utf-8")
        monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    return put


def facts(*values: tuple[int, str]) -> Iterator[list[dict[str, int | str]]]:
    """One question a pair."""
    for number, word in values:
        yield [{"g": 1, "p0": number, "p1": word}]


def test_each_question_has_the_rules_that_fire(durable: Durable) -> None:
    """Every matching rule fires, for every question, whatever was asked before."""
    asked: list[list[dict[str, int | str]]] = [*facts((2, "EL"), (3, "NC"), (2, "NC"), (3, "3")), [], [{"g": 2}]]
    expected = [{"first"}, {"second"}, {"first", "second"}, {"second"}, set(), set()]
    for _ in range(2):
        assert durable.fired(RULES, asked) == tuple(map(frozenset, expected))


def test_the_facts_of_a_question_add_up(durable: Durable) -> None:
    """A question of several facts has what any of them makes fire."""
    both = [fact for question in facts((2, "EL"), (3, "NC")) for fact in question]
    assert durable.fired(RULES, [both]) == (frozenset({"first", "second"}),)


def test_it_never_enters_this_process(durable: Durable) -> None:
    """Its memory errors stay in its own process."""
    assert durable.fired(RULES, list(facts((1, "EL")))) == (frozenset({"first"}),)
    assert {"durable", "durable.engine", "durable_rules_engine"}.isdisjoint(sys.modules)


def test_a_killed_process_is_started_again(durable: Durable) -> None:
    """The question it died of has no answer; the next one has."""
    question = list(facts((1, "EL")))
    with Durable() as host:
        assert host.fired(RULES, question) == (frozenset({"first"}),)
        assert host.pid is not None
        os.kill(host.pid, signal.SIGKILL)
        assert host.fired(RULES, question) == Silence("crashed")
        assert host.fired(RULES, question) == (frozenset({"first"}),)


def test_a_process_is_replaced_before_it_grows(durable: Durable) -> None:
    """After so many rules another process serves; one question larger than that is served all the same."""
    with Durable(Patience(rules=5)) as host:
        pids = []
        for _ in range(4):
            assert host.fired(RULES, list(facts((1, "EL")))) == (frozenset({"first"}),)
            pids.append(host.pid)
        assert pids[0] == pids[1] != pids[2] == pids[3]
        many = {f"r{number}": {"g": 1} for number in range(8)}
        assert host.fired(many, [[{"g": 1}]]) == (frozenset(many),)


def test_a_crash_is_a_silence(stand_in: Break) -> None:
    """A memory error in durable-rules."""
    stand_in("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n")
    with Durable() as host:
        assert host.fired(RULES, [[{"g": 1}]]) == Silence("crashed")
        assert host.pid is None


def test_a_late_answer_is_a_silence(stand_in: Break) -> None:
    """An answer that does not come is not waited for, and the process that owes it is gone."""
    stand_in("import time\ntime.sleep(60)\n")
    start = time.monotonic()
    with Durable(Patience(seconds=0.3)) as host:
        many: list[dict[str, int | str]] = [{"g": 1, "p0": 1}] * 20_000
        assert host.fired(RULES, [many]) == Silence("late")
        assert host.pid is None
    assert time.monotonic() - start < 30


def test_its_absence_is_a_silence(stand_in: Break) -> None:
    """Without a C compiler the package is not installed."""
    stand_in("raise ModuleNotFoundError('no', name='durable_rules_engine')\n")
    with Durable() as host:
        assert host.fired(RULES, [[{"g": 1}]]) == Silence("not installed")


def test_a_ruleset_it_refuses_is_a_silence(durable: Durable) -> None:
    """What durable-rules says against a ruleset is told, and the next ruleset is served."""
    with Durable() as host:
        deep: Mapping[str, Mapping[str, Tree]] = {
            "r": {"$and": [{"$or": [{"p0": place}, {"p1": "EL"}]} for place in range(40)]}
        }
        refused = host.fired(deep, [[{"g": 1}]])
        assert isinstance(refused, Silence)
        assert refused.reason not in ("", "crashed", "late", "not installed")
        assert host.fired(RULES, list(facts((1, "EL")))) == (frozenset({"first"}),)


def test_it_ends_with_its_parent(durable: Durable) -> None:
    """A parent killed without warning leaves no process behind."""
    script = (
        "import sys, time\nfrom connectors.durable import Durable\nhost = Durable()\n"
        "host.fired({'r': {'g': 1}}, [[{'g': 1}]])\nprint(host.pid, flush=True)\ntime.sleep(60)\n"
    )
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, cwd=root, env=os.environ | {"PYTHONPATH": str(root)}
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.kill()
        parent.wait()
    deadline = time.monotonic() + 10
    while _runs(child) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not _runs(child)


def _runs(pid: int) -> bool:
    """Whether a process exists and is not merely waiting to be buried."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except FileNotFoundError:
        return False


def test_names_of_facts_are_never_taken_for_one_another() -> None:
    """durable-rules knows facts by a 32-bit hash of their name: a name whose hash is taken is passed over."""
    assert fnv1a("") == 0x811C9DC5
    assert fnv1a("a") == 0xE40C292C
    names = list(distinct(iter(range(50_000))))
    assert len({fnv1a(name) for name in names}) == len(names)
    assert list(distinct(iter([1, 2, 1, 3]))) == ["q1", "q2", "q3"]
