"""Decisions beside datalogic-py 5.9 (JsonLogic in Rust), the fastest peer known: same rules, same answers.

Slices of every way of asking are interleaved in one process; the median slice of processor time is kept, after a round
to warm up, so the ratios hold on a busy machine. The reference is the peer asked the same question, of which it must be
told the local date, minute, weekday, holiday; it is also shown handed all that already worked out and read.
"""

import json
import random
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import process_time
from zoneinfo import ZoneInfo

import numpy as np
from datalogic_py import DataHandle, Engine, Rule, Session

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from rules.bundle import Bundle
from rules.columns import Columns, decide_many
from rules.compiler import compile_bundle
from rules.engine import decide, verdict, windows
from rules.model import Case, Profile, Source, Verdict

ROUNDS = 8
SLICE = 250
BATCH = 1_000_000
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


def median_times(runs: dict[str, Callable[[slice], None]], count: int) -> dict[str, float]:
    """Microseconds an answer: the median of slices, interleaved, the first round left out."""
    times: dict[str, list[float]] = {name: [] for name in runs}
    for round_ in range(ROUNDS):
        for start in range(0, count, SLICE):
            for name, run in runs.items():
                begun = process_time()
                run(slice(start, start + SLICE))
                if round_:
                    times[name].append((process_time() - begun) / SLICE * 1e6)
    return {name: median(found) for name, found in times.items()}


def report(title: str, times: dict[str, float], budgets: dict[str, str]) -> None:
    """One line a way of asking: the median, its ratio to the first, its budget."""
    print(f"\n{title}")
    reference = next(iter(times.values()))
    for name, micros in times.items():
        print(f"  {name:38} {micros:9.3f} µs  {micros / reference:7.3f} ×   {budgets.get(name, '')}")


def peer_ways(session: Session, rule: Rule, cases: Sequence[Case]) -> dict[str, Callable[[slice], None]]:
    """The peer asked some of the cases, as plain loops."""
    texts = [local_view(case) for case in cases]
    handles = [DataHandle(text) for text in texts]

    def read(some: slice) -> None:
        for data in handles[some]:
            session.evaluate_data_str(rule, data)

    def text(some: slice) -> None:
        for data in texts[some]:
            session.evaluate_str(rule, data)

    def question(some: slice) -> None:
        for case in cases[some]:
            session.evaluate_str(rule, local_view(case))

    return {"datalogic-py, la même question": question, "datalogic-py, depuis le JSON": text, REFERENCE: read}


def our_ways(bundle: Bundle, cases: Sequence[Case]) -> dict[str, Callable[[slice], None]]:
    """We, asked some of the cases, as the same plain loops."""

    def alone(some: slice) -> None:
        for case in cases[some]:
            verdict(bundle, case)

    def explained(some: slice) -> None:
        for case in cases[some]:
            decide(bundle, case)

    return {"verdict, avec sa règle": alone, "decide, avec motifs et échéance": explained}


def week_times(bundle: Bundle, session: Session, rule: Rule, cases: Sequence[Case]) -> dict[str, float]:
    """A week of a vehicle in a zone: the peer at each of its boundaries, then our windows."""
    start = datetime(2026, 6, 8, tzinfo=UTC)
    end = start + timedelta(days=7)
    hours = (0, 5, 6, 7, 8, 11, 14, 20, 22, 23)
    boundaries = [datetime(2026, 6, day, hour, tzinfo=PARIS) for day in range(8, 15) for hour in hours]
    profiles = list(dict.fromkeys(case.profile for case in cases))[:200]
    weeks = [[DataHandle(local_view(Case(profile, at, ("z",)))) for at in boundaries] for profile in profiles]

    def peer(some: slice) -> None:
        for week in weeks[some]:
            for data in week:
                session.evaluate_data_str(rule, data)

    def ours(some: slice) -> None:
        for profile in profiles[some]:
            windows(bundle, profile, "z", start, end)

    times = median_times({f"datalogic-py, à {len(boundaries)} bornes": peer, "windows, 7 jours": ours}, len(profiles))
    return {name: micros * SLICE / len(profiles) for name, micros in times.items()}


def batch_times(bundle: Bundle, session: Session, rule: Rule, cases: Sequence[Case]) -> dict[str, float]:
    """Columns of a million rows beside the peer's loop."""
    handles = [DataHandle(local_view(case)) for case in cases]
    few = Columns.of(bundle, cases)
    said = decide_many(bundle, few)
    if any(said[row] != verdict(bundle, case) for row, case in enumerate(cases)):
        raise SystemExit("different answers by columns")
    rows = np.random.default_rng(1).integers(0, len(cases), BATCH)
    many = Columns(few.zones[rows], few.at[rows], {fact: column[rows] for fact, column in few.facts.items()})
    times: dict[str, list[float]] = {REFERENCE: [], "decide_many, colonnes": []}
    for _ in range(ROUNDS):
        begun = process_time()
        for data in handles:
            session.evaluate_data_str(rule, data)
        times[REFERENCE].append((process_time() - begun) / len(handles) * 1e6)
        begun = process_time()
        decide_many(bundle, many)
        times["decide_many, colonnes"].append((process_time() - begun) / BATCH * 1e6)
    return {name: median(found) for name, found in times.items()}


def main(count: int = 10_000) -> None:
    """Check the answers, then print the times, their ratio to the peer's and their budgets."""
    bundle = compile_bundle([Source("territory.yaml", TERRITORY), Source("rules/a.yaml", RULES)], {"z.geojson": SQUARE})
    engine = Engine()
    rule, session = engine.compile(json.dumps(LOGIC)), engine.session()
    budgets = {
        "verdict, avec sa règle": "(1 µs ; 0,5 ×)",
        "decide, avec motifs et échéance": "(20 µs)",
        "windows, 7 jours": "(10 µs)",
        "decide_many, colonnes": "(0,2 µs, soit 5 M/s ; 0,1 ×)",
    }
    for title, vehicles in (("200 véhicules", 200), ("Un véhicule nouveau à chaque question", count)):
        cases = draw_cases(count, vehicles, seed=vehicles)
        asked = check_answers(
            bundle, cases[:2_000], lambda case: str(json.loads(session.evaluate_str(rule, local_view(case))))
        )
        times = median_times({**peer_ways(session, rule, cases), **our_ways(bundle, cases)}, count)
        report(f"{title} ; {asked} réponses égales", times, budgets)
    report("Une semaine", week_times(bundle, session, rule, cases), budgets)
    times = batch_times(bundle, session, rule, cases)
    report("Par colonnes, un million de lignes", times, budgets)
    print(f"  soit {1 / times['decide_many, colonnes']:.1f} M de décisions par seconde et par cœur")


if __name__ == "__main__":
    main()
