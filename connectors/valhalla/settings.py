"""Valhalla's own settings: what the builder and the router are told."""

import importlib.metadata
import importlib.util
from collections.abc import Mapping
from pathlib import Path

import msgspec

type Settings = dict[str, dict[str, object]]

NO_EDGE = 3
"""Exit code of the listing: the tiles hold no edge."""
NO_TIMEZONE = 4
"""Exit code of the listing: the tiles do not know the hour."""

VERSION = importlib.metadata.version("pyvalhalla")

_OURS: Mapping[str, Mapping[str, object]] = {
    # A city needs no shortcuts (they saved nothing on 200,000 edges), and without them every edge that is
    # crossed can be closed by itself.
    "mjolnir": {"shortcuts": False, "concurrency": 2},
    "logging": {"type": ""},
    "service_limits": {
        "max_exclude_polygons_length": 200_000,
        "max_exclude_polygons_vertices": 20_000,
    },
}
_UNUSED = (
    "admin",
    "landmarks",
    "transit_dir",
    "transit_feeds_dir",
    "traffic_extract",
    "timezone",
    "tile_extract",
    "tile_dir",
)


def executable(name: str) -> Path:
    """One of the programs in the wheel's own `bin` folder, found without loading the native library."""
    spec = importlib.util.find_spec("valhalla")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    return Path(spec.submodule_search_locations[0]) / "bin" / name


def template() -> Settings:
    """Valhalla's defaults with our changes and without any path."""
    import valhalla  # noqa: PLC0415 - the native library is loaded only where tiles are built

    settings: Settings = valhalla.get_config(tile_extract="", tile_dir="/")
    for key in _UNUSED:
        settings["mjolnir"].pop(key, None)
    settings.pop("additional_data", None)
    for section, values in _OURS.items():
        settings[section] = {**settings[section], **values}
    limits = settings["service_limits"]
    for costing in ("auto", "truck", "bus", "motor_scooter"):
        of_costing = limits[costing]
        assert isinstance(of_costing, dict)
        of_costing["max_locations"] = 50
    matrix = settings["thor"]["costmatrix"]
    assert isinstance(matrix, dict)
    # Without it some pairs of a matrix stay empty although a path exists.
    matrix["allow_second_pass"] = True
    return settings


def write(path: Path, settings: Settings, **mjolnir: str) -> None:
    """Write settings to a file, with these paths."""
    whole = {**settings, "mjolnir": {**settings["mjolnir"], **mjolnir}}
    path.write_bytes(msgspec.json.encode(whole))
