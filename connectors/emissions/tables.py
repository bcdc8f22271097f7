"""The tables beside this file, read once."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, cast

import numpy as np

SOURCE = (
    "HBEFA 4 par Eclipse SUMO 1.28.0 ; facteurs d’énergie de l’arrêté du 10 avril 2012 (NOR TRAT1209296A), annexe I, "
    "première version."
)

type Frame = Literal["van", "rigid", "articulated"]

_HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Energy:
    """Kilograms of CO₂ of one unit of an energy: to make it, and to use it."""

    name: str
    unit: str
    upstream_kg: float
    running_kg: float

    @property
    def whole(self) -> float:
        """What each gram at the exhaust comes to, from the well to the wheel; nothing comes out of a battery."""
        return (self.upstream_kg + self.running_kg) / self.running_kg


@dataclass(frozen=True, slots=True)
class VehicleClass:
    """One HBEFA class: which vehicles it stands for, and what it emits or draws by pace."""

    name: str
    frame: Frame
    over_kg: int
    upto_kg: int
    energy: str
    critair: str
    made_of: Energy
    hours_per_km: tuple[float, ...]
    """Of the cycles, ascending."""
    per_km: tuple[float, ...]
    """Over the same cycles: grams of CO₂ at the exhaust, or Wh drawn from a battery."""

    def at_pace(self, metres: float, seconds: float) -> float:
        """Grams of CO₂, or Wh, of a stretch driven in so long; beyond the slowest and fastest cycles, as they do.

        What is burnt by kilometre grows nearly straight with the time a kilometre takes, so that is the axis.
        """
        if metres <= 0:
            return 0.0
        pace = seconds / 3.6 / metres
        return metres / 1_000 * float(np.interp(pace, self.hours_per_km, self.per_km))


@cache
def vehicle_classes() -> tuple[VehicleClass, ...]:
    """Every class, in the order of the table."""
    cycles: dict[str, list[tuple[float, float]]] = {}
    for row in _rows("cycles.csv"):
        drawn = float(row["co2_tailpipe_g_km"]) or float(row["electricity_wh_km"])
        cycles.setdefault(row["hbefa4_class"], []).append((1 / float(row["mean_kmh"]), drawn))
    energies = {
        row["energy"]: Energy(row["name"], row["unit"], float(row["upstream_kg"]), float(row["running_kg"]))
        for row in _rows("energy.csv")
    }
    return tuple(_class(row, energies, cycles) for row in _rows("classes.csv"))


def _class(
    row: Mapping[str, str], energies: Mapping[str, Energy], cycles: Mapping[str, list[tuple[float, float]]]
) -> VehicleClass:
    like = row["curve_of"]
    scale = float(row["ece15_g_km"]) / float(row["curve_ece15_g_km"]) if like else 1.0
    hours, drawn = zip(*sorted(cycles[like or row["hbefa4_class"]]), strict=True)
    return VehicleClass(
        name=row["hbefa4_class"],
        frame=cast("Frame", row["frame"]),
        over_kg=int(row["over_kg"]),
        upto_kg=int(row["upto_kg"]),
        energy=row["energy"],
        critair=row["critair"],
        made_of=energies[row["energy"]],
        hours_per_km=hours,
        per_km=tuple(scale * each for each in drawn),
    )


def _rows(name: str) -> Iterator[Mapping[str, str]]:
    with (_HERE / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
