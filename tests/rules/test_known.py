"""What is remembered by identity: never told of another object that came to have the same one."""

from collections.abc import Callable
from datetime import datetime

from rules.bundle import Bundle
from rules.engine import tables, verdict
from rules.model import Case, Facts, Profile, Verdict

AT = datetime.fromisoformat("2026-06-02T12:00+02:00")


def successor(profile: list[Profile], facts: Facts) -> Profile | None:
    """A profile of these facts that takes the place in memory of the one let go; nothing when that is not free."""
    place = id(profile.pop())
    others = [Profile(facts) for _ in range(1_000)]
    return next((other for other in others if id(other) == place), None)


def test_a_profile_takes_no_answer_from_one_that_had_its_identity(compiled: Callable[..., Bundle]) -> None:
    """Even when another thread makes the table start anew while an answer is worked out."""
    bundle = compiled("""\
schema: joptimiz/rules@1
orders: {A: {title: Arrêté}}
zones: {a: {kind: ztl, geometry: zones/centre.geojson}}
rules:
  - {id: p, do: prohibit, zones: [a], if: {gvw_kg: {gt: 3500}}, order: A, article: "1"}
""")
    program = tables(bundle).program(("a",))
    reckon = program.sieve.bare

    def interrupted(facts: Facts) -> int:
        program.sieve.bare = reckon  # type: ignore[method-assign]
        for weight in range(5_000):
            program.meet(Profile({"gvw_kg": weight % 3_500 + 1}))
        return reckon(facts)

    program.sieve.bare = interrupted  # type: ignore[method-assign]
    light = [Profile({"gvw_kg": 3_500})]
    program.meet(light[0])
    heavy = successor(light, {"gvw_kg": 7_500})
    if heavy is not None:
        assert verdict(bundle, Case(heavy, AT, ("a",))) == (Verdict.FORBIDDEN, "p")
    assert len(program.met) < 5_000
