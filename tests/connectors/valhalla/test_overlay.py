"""Closure overlays: patched in place as if written anew, a few kept, any number asked for, nothing left on disk."""

import os
import random
from pathlib import Path

import numpy as np

from connectors.valhalla import Router, Tileset
from connectors.valhalla.actors import CLOSURES_EACH, sweep
from connectors.valhalla.overlay import Overlay, tile_path
from connectors.valhalla.streets import Streets
from tests.connectors.valhalla.grid import BLOCK, ROUND_M, STRAIGHT_M, edges_within, length


def test_patched_is_as_written_anew(town: Tileset, tmp_path: Path) -> None:
    """From one set of closed edges to another, by way of others: the file is that of the last set alone."""
    dice = random.Random(2)
    ids = town.edges.ids.tolist()
    sets = [np.sort(np.array(dice.sample(ids, count), dtype=np.int64)) for count in (1, 400, 30, 840, 0, 77)]
    patched = Overlay.of_edges(tmp_path / "patched.tar", town.edges.ids)
    for number, edges in enumerate(sets):
        patched.close(edges)
        Overlay.of_edges(tmp_path / f"{number}.tar", town.edges.ids).close(edges)
        assert (tmp_path / "patched.tar").read_bytes() == (tmp_path / f"{number}.tar").read_bytes()


async def test_any_number_of_closures(town: Tileset, router: Router) -> None:
    """More sets of closed edges than a process remembers: each is obeyed, the first again after all the others."""
    streets = Streets(town, router)
    block = edges_within(town, *BLOCK)
    assert await length(streets, block) == ROUND_M
    far = np.setdiff1d(town.edges.ids, edges_within(town, -1, 5.9, 16, 8.1))
    for count in range(1, 2 * CLOSURES_EACH + 10):
        assert await length(streets, far[:count]) == STRAIGHT_M
    assert await length(streets, block) == ROUND_M
    assert await length(streets) == STRAIGHT_M
    assert list((town.folder / "overlays").iterdir()) == []


def test_left_by_the_dead_is_swept(tmp_path: Path) -> None:
    """Folders of processes that are no more, or of nobody, go; those of the living stay."""
    for name in ("4194304-x", f"{os.getpid()}-y", "5f2b"):
        (tmp_path / name).mkdir()
    sweep(tmp_path)
    assert [left.name for left in tmp_path.iterdir()] == [f"{os.getpid()}-y"]


def test_tile_paths() -> None:
    """Tiles are filed as Valhalla files them."""
    assert tile_path(2 | 769709 << 3) == "2/000/769/709.gph"
    assert tile_path(1 | 48067 << 3) == "1/048/067.gph"
    assert tile_path(0 | 3016 << 3) == "0/003/016.gph"
