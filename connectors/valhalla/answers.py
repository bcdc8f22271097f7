"""What Valhalla answers, typed, and its geometry in arrays."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import msgspec
import numpy as np
from numpy.typing import NDArray


class Maneuver(msgspec.Struct, frozen=True):
    """One instruction; time in seconds, length in kilometres, index into the leg's shape."""

    type: int
    instruction: str
    time: float
    length: float
    begin_shape_index: int
    street_names: tuple[str, ...] = ()


class Summary(msgspec.Struct, frozen=True):
    """Seconds and kilometres."""

    time: float
    length: float


class RawLeg(msgspec.Struct, frozen=True):
    """A leg as it comes: the shape is a polyline with six decimals."""

    summary: Summary
    shape: str
    maneuvers: tuple[Maneuver, ...] = ()


class RawTrip(msgspec.Struct, frozen=True):
    """All legs."""

    legs: tuple[RawLeg, ...]


class RouteAnswer(msgspec.Struct, frozen=True):
    """The answer to `route`."""

    trip: RawTrip


class EdgeId(msgspec.Struct, frozen=True):
    """A directed edge."""

    value: int


class NearEdge(msgspec.Struct, frozen=True):
    """An edge near a point, and where on it the point falls; distance in metres."""

    correlated_lon: float
    correlated_lat: float
    distance: float
    edge_id: EdgeId


class Located(msgspec.Struct, frozen=True):
    """The edges near one point, nearest first; none when the point is far from every street."""

    edges: tuple[NearEdge, ...] | None = None


class EndNode(msgspec.Struct, frozen=True):
    """Where an edge of a walk ends; seconds since the walk's start."""

    elapsed_time: float = 0.0


class WalkedEdge(msgspec.Struct, frozen=True):
    """One edge of a walk, and where in the shape walked it ends."""

    id: int
    end_node: EndNode = EndNode()
    end_shape_index: int = 0


class WalkAnswer(msgspec.Struct, frozen=True):
    """The answer to `trace_attributes`."""

    edges: tuple[WalkedEdge, ...]


class DriveAnswer(msgspec.Struct, frozen=True):
    """The answer to `drive`: a route, and by leg its walk, where that one follows."""

    route: RouteAnswer
    walks: tuple[WalkAnswer | None, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Leg:
    """The way from one stop to the next; points [n, 2] are longitude, latitude."""

    points: NDArray[np.float64]
    polyline: str
    distance_m: float
    duration_s: float
    maneuvers: tuple[Maneuver, ...]
    walked: tuple[WalkedEdge, ...] | None = None
    """The edges taken, where they were asked for or had to be known to find the way."""

    def takes_as_long_as(self, edges: Sequence[WalkedEdge]) -> bool:
        """Whether a walk may be this leg: matched by nearness only, another way takes another time."""
        return bool(edges) and abs(edges[-1].end_node.elapsed_time - self.duration_s) <= 5 + self.duration_s / 20


def legs_of(answer: bytes) -> tuple[Leg, ...]:
    """The legs of a `route` answer."""
    return tuple(_leg(raw) for raw in msgspec.json.decode(answer, type=RouteAnswer).trip.legs)


def driven_legs_of(answer: bytes) -> tuple[Leg, ...]:
    """The legs of a `drive` answer, each with its edges where they are told for sure."""
    driven = msgspec.json.decode(answer, type=DriveAnswer)
    pairs = zip(map(_leg, driven.route.trip.legs), driven.walks, strict=True)
    return tuple(
        replace(leg, walked=walk.edges) if walk is not None and leg.takes_as_long_as(walk.edges) else leg
        for leg, walk in pairs
    )


def _leg(raw: RawLeg) -> Leg:
    return Leg(decode_polyline(raw.shape), raw.shape, raw.summary.length * 1_000, raw.summary.time, raw.maneuvers)


def decode_polyline(text: str) -> NDArray[np.float64]:
    """Points [n, 2] (longitude, latitude) of a polyline with six decimals."""
    sextets = np.frombuffer(text.encode("ascii"), dtype=np.uint8).astype(np.int64) - 63
    last = sextets < 32
    number = np.cumsum(last) - last
    starts = np.concatenate([[0], np.flatnonzero(last)[:-1] + 1])
    shift = 5 * (np.arange(len(sextets)) - starts[number])
    values = np.add.reduceat((sextets & 31) << shift, starts)
    signed = np.where(values & 1, ~(values >> 1), values >> 1).reshape(-1, 2)
    latitude, longitude = np.cumsum(signed, axis=0).T / 1e6
    return np.column_stack([longitude, latitude])
