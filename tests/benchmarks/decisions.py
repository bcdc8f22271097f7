"""Decisions beside datalogic-py 5.9 (JsonLogic in Rust), the fastest peer known: same rules, same answers.

Rounds are interleaved in one process and the best of four is kept, so the ratios hold on a busy machine. The peer is
handed the local date, minute, weekday and holiday already worked out; our times include that work.
"""

import json
import random
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from zoneinfo import ZoneInfo

from datalogic_py import DataHandle, Engine, Rule, Session

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from rules.bundle import Bundle
from rules.compiler import compile_bundle
from rules.engine import decide, verdict
from rules.model import Case, Profile, Source, Verdict

ROUNDS = 4
REFERENCE = "datalogic-py, données déjà lues"
PARIS = ZoneInfo("Europe/Paris")
CLASSES = ["EL", "1", "2", "3", "4", "5", "NC"]
HOLIDAYS = ["2026-05-01", "2026-05-08", "2026-05-14", "2026-05-25", "2026-07-14"]
SQUARE = {"type": "Polygon", "coordinates": [[[4.8, 45.7], [4.9, 45.7], [4.9, 45.8], [4.8, 45.7]]]}

TERRITORY = f"""\
{{schema: joptimiz/territory@1, slug: banc, name: Banc, timezone: Europe/Paris, crs: "EPSG:2154", demonstration: true,
 holidays: {{source: banc, dates: {json.dumps(dict.fromkeys(HOLIDAYS, "Férié"))}}}}}
"""
RULES = """\
schema: joptimiz/rules@1
orders: {A: {title: Banc}}
zones: {z: {kind: ztl, geometry: z.geojson}}
calendars: {semaine: {days: [mo, tu, we, th, fr], except: [public_holiday]},
            ouvres: {days: [mo, tu, we, th, fr, sa], except: [public_holiday]}}
rules:
  - {id: event, do: prohibit, zones: [z], order: A, article: 1, if: {activity: {not_in: [emergency]}},
     when: {time: "14:00-24:00"}, valid_from: 2026-06-19, valid_to: 2026-06-22}
  - {id: hydrogen, do: allow, overrides: [base], zones: [z], order: A, article: 2, if: {energy: {is: hydrogen}},
     valid_from: 2026-05-01, valid_to: 2026-07-01}
  - {id: waste, do: allow, overrides: [base], zones: [z], order: A, article: 3, if: {activity: {in: [waste]}}}
  - {id: mass, do: prohibit, tags: [base], zones: [z], order: A, article: 4, if: {gvw_kg: {gt: 19000}}}
  - {id: length, do: prohibit, tags: [base], zones: [z], order: A, article: 5, if: {length_cm: {gt: 1000}}}
  - {id: weekend, do: prohibit, tags: [base], zones: [z], order: A, article: 6,
     if: {all: [{category: {is: N3}}, {gvw_kg: {gt: 7500}}]},
     when: [{days: [sa], time: "22:00-24:00"}, {days: [su], time: "00:00-22:00"}]}
  - {id: cars, do: prohibit, tags: [base], zones: [z], order: A, article: 7,
     if: {all: [{category: {is: M1}}, {critair: {gte: 4}}]}}
  - {id: vans, do: prohibit, tags: [base], zones: [z], order: A, article: 8,
     if: {all: [{category: {is: N1}}, {critair: {gte: 4}}]}, when: {calendar: semaine, time: "08:00-20:00"}}
  - {id: lorries, do: prohibit, tags: [base], zones: [z], order: A, article: 9,
     if: {all: [{category: {in: [N2, N3]}}, {critair: {gte: 3}}]}}
  - {id: delivery, do: allow, overrides: [ztl], zones: [z], order: A, article: 10,
     if: {all: [{activity: {is: delivery}}, {gvw_kg: {lte: 3500}}]}, when: {calendar: ouvres, time: "06:00-11:00"}}
  - {id: clean, do: allow, overrides: [ztl], zones: [z], order: A, article: 11,
     if: {all: [{energy: {is: electric}}, {gvw_kg: {lte: 7500}}]}, when: {time: "22:00-07:00"}}
  - {id: ztl, do: prohibit, tags: [base], zones: [z], order: A, article: 12, when: {time: "05:00-23:00"}}
"""

type Logic = object


def var(name: str) -> Logic:
    """A value of the data."""
    return {"var": name}


def within(name: str, low: int, high: int) -> Logic:
    """`low <= name < high`."""
    return {"and": [{">=": [var(name), low]}, {"<": [var(name), high]}]}


def both(*parts: Logic) -> Logic:
    """Every part."""
    return {"and": list(parts)}


def same(name: str, value: str) -> Logic:
    """Equality."""
    return {"===": [var(name), value]}


def over(name: str, bound: int) -> Logic:
    """`name > bound`."""
    return {">": [var(name), bound]}


def working(days: int) -> Logic:
    """One of the first weekdays, not a holiday."""
    return both({"<": [var("dow"), days]}, {"!": [var("holiday")]})


AFTERNOON = {">=": [var("minute"), 840]}
MORNING = within("minute", 360, 660)
NIGHT = {"or": [{">=": [var("minute"), 1320]}, {"<": [var("minute"), 420]}]}
WEEKEND = {"or": [both({"===": [var("dow"), 5]}, {">=": [var("minute"), 1320]}),
                  both({"===": [var("dow"), 6]}, {"<": [var("minute"), 1320]})]}  # fmt: skip
CHAIN: list[tuple[Logic, str]] = [
    (both(within("day", 20260619, 20260622), AFTERNOON, {"!": [same("activity", "emergency")]}), "-event"),
    (both(within("day", 20260501, 20260701), same("energy", "hydrogen")), "+hydrogen"),
    (same("activity", "waste"), "+waste"),
    (over("gvw_kg", 19000), "-mass"),
    (over("length_cm", 1000), "-length"),
    (both(same("category", "N3"), over("gvw_kg", 7500), WEEKEND), "-weekend"),
    (both(same("category", "M1"), over("critair", 3)), "-cars"),
    (both(same("category", "N1"), over("critair", 3), within("minute", 480, 1200), working(5)), "-vans"),
    (both({"in": [var("category"), ["N2", "N3"]]}, over("critair", 2)), "-lorries"),
    (both(same("activity", "delivery"), MORNING, {"<=": [var("gvw_kg"), 3500]}, working(6)), "+delivery"),
    (both(same("energy", "electric"), {"<=": [var("gvw_kg"), 7500]}, NIGHT), "+clean"),
    (within("minute", 300, 1380), "-ztl"),
]  # fmt: skip
LOGIC = {"if": [part for condition, answer in CHAIN for part in (condition, answer)] + ["+"]}


def draw_cases(count: int, vehicles: int, seed: int) -> list[Case]:
    """Random questions about this many different vehicles, over ten weeks."""
    chance = random.Random(seed)
    fleet = [
        Profile(
            {
                "category": chance.choice(["M1", "N1", "N2", "N3"]),
                "gvw_kg": chance.randrange(1, 32_000),
                "length_cm": chance.randrange(300, 1_300),
                "critair": chance.choice(CLASSES),
                "energy": chance.choice(["diesel", "petrol", "electric", "hydrogen"]),
                "activity": chance.choice(["delivery", "transit", "waste", "emergency"]),
            }
        )
        for _ in range(vehicles)
    ]
    start = datetime(2026, 5, 1, tzinfo=UTC)
    return [
        Case(chance.choice(fleet), start + timedelta(minutes=chance.randrange(70 * 1440)), ("z",)) for _ in range(count)
    ]


def local_view(case: Case) -> str:
    """What the peer is told: the same facts, the calendar worked out."""
    local = case.at.astimezone(PARIS)
    calendar = {
        "day": local.year * 10_000 + local.month * 100 + local.day,
        "minute": local.hour * 60 + local.minute,
        "dow": local.weekday(),
        "holiday": local.date().isoformat() in HOLIDAYS,
        "critair": CLASSES.index(str(case.profile.facts["critair"])),
    }
    return json.dumps({**case.profile.facts, **calendar})


def check_answers(bundle: Bundle, cases: Iterable[Case], ask_peer: Callable[[Case], str]) -> int:
    """The number of cases, once every answer of ours is found equal to the peer's."""
    count = 0
    for case in cases:
        said = ask_peer(case)
        ours, rule = verdict(bundle, case)
        if (ours is Verdict.ALLOWED) != (said[0] == "+"):
            raise SystemExit(f"different answers: {case}, {said}, {ours.word} by {rule}")
        because = {reason.rule for zone in decide(bundle, case).zones for reason in zone.reasons}
        if said[0] == "-" and said[1:] not in because:
            raise SystemExit(f"different reasons: {case}, {said}, {because}")
        count += 1
    return count


def best_times(runs: dict[str, Callable[[], None]], count: int) -> dict[str, float]:
    """Microseconds a decision, best of interleaved rounds."""
    best = dict.fromkeys(runs, float("inf"))
    for _ in range(ROUNDS):
        for name, run in runs.items():
            start = perf_counter()
            run()
            best[name] = min(best[name], (perf_counter() - start) / count * 1e6)
    return best


def main(count: int = 10_000) -> None:
    """Check the answers, then print the times and their ratio to the peer's."""
    bundle = compile_bundle([Source("territory.yaml", TERRITORY), Source("rules/a.yaml", RULES)], {"z.geojson": SQUARE})
    engine = Engine()
    peer_rule = engine.compile(json.dumps(LOGIC))
    session = engine.session()

    def peer(case: Case) -> str:
        return str(json.loads(session.evaluate_str(peer_rule, local_view(case))))

    for title, vehicles in (("200 véhicules", 200), ("un véhicule nouveau à chaque question", count)):
        cases = draw_cases(count, vehicles, seed=vehicles)
        texts = [local_view(case) for case in cases]
        asked = check_answers(bundle, cases[:2_000], peer)

        runs = _runs(bundle, session, peer_rule, cases, texts)
        print(f"\n{title} ; {asked} réponses égales")
        times = best_times(runs, count)
        reference = times[REFERENCE]
        for name, micros in times.items():
            print(f"  {name:34} {micros:8.2f} µs   {micros / reference:6.2f} × la référence")


def _runs(
    bundle: Bundle, session: Session, peer_rule: Rule, cases: list[Case], texts: list[str]
) -> dict[str, Callable[[], None]]:
    """One pass over the cases for each way of asking, as the same plain loop."""
    handles = [DataHandle(text) for text in texts]

    def peer_read() -> None:
        for data in handles:
            session.evaluate_data_str(peer_rule, data)

    def peer_text() -> None:
        for text in texts:
            session.evaluate_str(peer_rule, text)

    def our_verdict() -> None:
        for case in cases:
            verdict(bundle, case)

    def our_decision() -> None:
        for case in cases:
            decide(bundle, case)

    return {
        REFERENCE: peer_read,
        "datalogic-py, depuis le JSON": peer_text,
        "verdict, avec sa règle": our_verdict,
        "decide, avec motifs et échéance": our_decision,
    }


if __name__ == "__main__":
    main()
