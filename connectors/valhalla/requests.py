"""What we ask Valhalla. Every request carries its local hour: without one, closures are silently ignored."""

from typing import ClassVar, Literal, Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from connectors.valhalla.costing import Option


class DateTime(msgspec.Struct, frozen=True):
    """The local departure time, `YYYY-MM-DDTHH:MM`."""

    value: str
    type: Literal[1] = 1


class Location(msgspec.Struct, frozen=True):
    """A stop; streets that lead to fewer others than `minimum_reachability` are passed over when snapping."""

    lon: float
    lat: float
    minimum_reachability: int = 0
    type: Literal["break"] = "break"


class Directions(msgspec.Struct, frozen=True):
    """How to say the way."""

    language: str = "fr-FR"
    units: Literal["kilometers"] = "kilometers"


class Line(msgspec.Struct, frozen=True, tag_field="type", tag="LineString"):
    """A GeoJSON line."""

    coordinates: list[list[float]]


class Factor(msgspec.Struct, frozen=True):
    """What a second on a line counts for."""

    factor: float


class CostLine(msgspec.Struct, frozen=True, tag_field="type", tag="Feature"):
    """A GeoJSON feature that makes the streets under a line dearer."""

    geometry: Line
    properties: Factor

    @classmethod
    def along(cls, points: NDArray[np.float64], factor: float) -> Self:
        """The streets that these points [n, 2] follow, in their direction."""
        return cls(Line(points.tolist()), Factor(factor))


class RouteRequest(msgspec.Struct, frozen=True):
    """Action `route`."""

    action: ClassVar[str] = "route"
    locations: tuple[Location, ...]
    costing: str
    costing_options: dict[str, dict[str, Option]]
    date_time: DateTime
    directions_type: Literal["none", "instructions"] = "instructions"
    directions_options: Directions = Directions()
    linear_cost_factors: tuple[CostLine, ...] | msgspec.UnsetType = msgspec.UNSET


class DriveRequest(RouteRequest, frozen=True):
    """A route, and in the same turn the edges that each leg takes: our own action."""

    action: ClassVar[str] = "drive"


class LocateRequest(msgspec.Struct, frozen=True):
    """Action `locate`, in its verbose form, which names the edges."""

    action: ClassVar[str] = "locate"
    locations: tuple[Location, ...]
    costing: str
    costing_options: dict[str, dict[str, Option]]
    date_time: DateTime
    verbose: bool = True


class Filters(msgspec.Struct, frozen=True):
    """Which attributes of a walk to send back."""

    attributes: tuple[str, ...] = ("edge.id", "edge.end_shape_index", "node.elapsed_time")
    action: Literal["include"] = "include"


class WalkRequest(msgspec.Struct, frozen=True):
    """Action `trace_attributes`: which directed edges a geometry follows, and when."""

    action: ClassVar[str] = "trace_attributes"
    encoded_polyline: str
    costing: str
    costing_options: dict[str, dict[str, Option]]
    date_time: DateTime
    shape_match: Literal["edge_walk", "walk_or_snap"] = "edge_walk"
    filters: Filters = Filters()


type Request = RouteRequest | LocateRequest | WalkRequest
