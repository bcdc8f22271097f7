"""Child program: durable-rules. Run as `python -m connectors.durable.worker PARENT` by `Durable`.

One line of JSON asks: `{"rules": {name: condition}, "questions": [[fact, …], …]}`; one line answers: the names that
fired for each question, or why it was refused. Only what is safe is used: conditions on one message, facts, one state,
one thread, no timer; nothing is deleted but facts, for deleting rulesets and states corrupts memory.
"""

import json
import os
import resource
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence

from connectors.lifeline import tied_to

MOST_MEMORY = 2 << 30
"""Bytes of address space: a runaway ruleset ends this process, not the machine."""

type Fact = Mapping[str, int | str]


def fnv1a(text: str) -> int:
    """The 32-bit hash that durable-rules takes for the text."""
    value = 0x811C9DC5
    for byte in text.encode():
        value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
    return value


def distinct(numbers: Iterator[int]) -> Iterator[str]:
    """Names that no two of which durable-rules takes for one another."""
    seen = set[int]()
    for number in numbers:
        name = f"q{number}"
        if (mark := fnv1a(name)) not in seen:
            seen.add(mark)
            yield name


class Asker:
    """A ruleset in durable-rules, and what a fact makes fire in it."""

    def __init__(self, name: str, conditions: Mapping[str, object]) -> None:
        # Only here: without a C compiler the package is not installed, and the parent never imports it.
        from durable.engine import Host, MessageNotHandledException  # noqa: PLC0415 - see above

        class Quiet(Host):  # type: ignore[misc]
            """A host without the two threads that dispatch timers: they are not safe."""

            def _run(self) -> None:
                pass

        self._nothing_fired: type[Exception] = MessageNotHandledException
        self._name = name
        self._fired = set[str]()
        self._host = Quiet()
        rules = {rule: {"all": [{"m": when}], "run": self._noting(rule)} for rule, when in conditions.items()}
        self._host.set_rulesets({name: rules})

    def _noting(self, rule: str) -> Callable[[object], None]:
        def run(_: object) -> None:
            self._fired.add(rule)

        return run

    def ask(self, fact: Fact, name: str) -> frozenset[str]:
        """The rules that this fact, named so, makes fire."""
        self._fired.clear()
        try:
            self._host.assert_fact(self._name, {**fact, "id": name})
        except self._nothing_fired:
            return frozenset()
        self._host.retract_fact(self._name, {"id": name})
        return frozenset(self._fired)


def answer(name: str, rules: Mapping[str, object], questions: Sequence[Sequence[Fact]]) -> Mapping[str, object]:
    """What to answer to one line."""
    try:
        asker = Asker(name, rules)
        names = distinct(iter(range(sys.maxsize)))
        fired = [sorted({rule for fact in facts for rule in asker.ask(fact, next(names))}) for facts in questions]
    except ModuleNotFoundError as error:
        return {"refused": "not installed" if (error.name or "").startswith("durable") else str(error)}
    except Exception as error:  # durable-rules raises plain exceptions; the caller gets an answer whatever they are
        return {"refused": getattr(error, "message", None) or str(error) or type(error).__name__}
    return {"fired": fired}


def main(parent: int) -> None:
    """Serve until nobody asks any more."""
    # Ctrl-C reaches the whole foreground group; the parent decides when we stop.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tied_to(parent, signal.SIGKILL)()
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Nothing else may write where answers go.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    for number, line in enumerate(sys.stdin.buffer):
        asked = json.loads(line)
        answers.write(json.dumps(answer(f"rules-{number}", asked["rules"], asked["questions"])) + "\n")
        answers.flush()
    os._exit(0)


if __name__ == "__main__":
    main(int(sys.argv[1]))
