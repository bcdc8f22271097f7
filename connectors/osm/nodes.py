"""Every node of an extract, in arrays: a regional file holds tens of millions, too many to look at one by one."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import osmium
from numpy.typing import NDArray

from connectors.osm.blocks import DATA, Packed, blocks, content, fields
from connectors.osm.check import is_xml

_BATCH = 50_000


class Nodes(NamedTuple):
    """Some nodes: ids [n], lons [n] and lats [n] (degrees, WGS 84), and the share of the file read so far."""

    ids: NDArray[np.int64]
    lons: NDArray[np.float64]
    lats: NDArray[np.float64]
    done: float


def read_nodes(path: Path) -> Iterator[Nodes]:
    """All nodes, batch by batch, in the order of the file.

    Raises RuntimeError or zlib.error when the file is damaged.
    """
    if is_xml(path):
        yield from _one_by_one(path, 0)
        return
    size, past = path.stat().st_size, 0
    with path.open("rb") as file:
        for block in blocks(file):
            if block.kind == DATA:
                try:
                    batches = list(_dense(content(file, block)))
                except Packed:
                    # As the format allows, but nobody writes for extracts: osmium knows how.
                    yield from _one_by_one(path, past)
                    return
                for ids, lons, lats in batches:
                    past += len(ids)
                    yield Nodes(ids, lons, lats, (block.start + block.size) / size)
            file.seek(block.start + block.size)


type _Arrays = tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]


def _dense(data: bytes) -> Iterator[_Arrays]:
    """The dense nodes of a PrimitiveBlock; raises `Packed` when it holds nodes of the other sort."""
    numbers: dict[int, int] = {17: 100, 19: 0, 20: 0}
    groups = []
    for number, value in fields(data):
        if isinstance(value, int):
            numbers[number] = value
        elif number == 2:
            groups.append(value)
    for group in groups:
        for number, value in fields(group):
            if number == 1:
                raise Packed
            if number == 2 and isinstance(value, bytes):
                found = dict(fields(value))
                ids, lats, lons = (np.cumsum(_numbers(found.get(field, b""))) for field in (1, 8, 9))
                yield ids, _degrees(lons, numbers[17], numbers[20]), _degrees(lats, numbers[17], numbers[19])


def _degrees(values: NDArray[np.int64], granularity: int, offset: int) -> NDArray[np.float64]:
    """Nanodegrees in steps of the block's own, as degrees."""
    shift = offset - (1 << 64) if offset >> 63 else offset
    return np.asarray((shift + granularity * values) * 1e-9)


def _numbers(packed: int | bytes) -> NDArray[np.int64]:
    """A packed list of signed numbers (base 128, zigzag)."""
    raw = np.frombuffer(packed if isinstance(packed, bytes) else b"", np.uint8)
    if not len(raw):
        return np.array([], dtype=np.int64)
    ends = np.flatnonzero(raw < 0x80)
    starts = np.concatenate([[0], ends[:-1] + 1])
    place = np.arange(len(raw)) - np.repeat(starts, ends - starts + 1)
    values = np.add.reduceat((raw & 0x7F).astype(np.uint64) << (7 * place).astype(np.uint64), starts)
    return np.asarray((values >> np.uint64(1)).astype(np.int64) ^ -(values & np.uint64(1)).astype(np.int64))


def _one_by_one(path: Path, past: int) -> Iterator[Nodes]:
    """By osmium, the first `past` nodes left out."""
    ids: list[int] = []
    places: list[tuple[float, float]] = []
    for number, node in enumerate(osmium.FileProcessor(str(path), osmium.osm.NODE)):
        if number < past:
            continue
        assert isinstance(node, osmium.osm.Node)
        ids.append(node.id)
        places.append((node.lon, node.lat))
        if len(ids) == _BATCH:
            yield _batch(ids, places)
            ids, places = [], []
    if ids:
        yield _batch(ids, places)


def _batch(ids: list[int], places: list[tuple[float, float]]) -> Nodes:
    lonlat = np.array(places, dtype=np.float64)
    return Nodes(np.array(ids, dtype=np.int64), lonlat[:, 0], lonlat[:, 1], 0.5)
