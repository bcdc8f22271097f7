"""Builds: made aside, swapped at once, kept one back; whatever stops one, the former goes on."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import shapely

from connectors.graph import Busy, GraphBroken, GraphRefused, Sources, Store, build_graph, list_slugs, open_graph
from connectors.graph.opened import BASEMAP
from connectors.graph.store import POINTER
from connectors.valhalla.tileset import TILES

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
AREA = shapely.box(2.0, 48.0, 2.01, 48.0075)
ROOT = Path(__file__).resolve().parents[2]

type Draw = Callable[..., Path]


def silent(_said: str, _done: float) -> None:
    """Hear no progress."""


def build(store: Store, sources: Sources, now: datetime = NOW) -> str:
    """The number of what was built."""
    return build_graph(store, sources, now=now, progress=silent).graph.manifest.build


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Where the builds of a territory go."""
    return Store(tmp_path / "tiles" / "essai")


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory, draw_town: Draw) -> tuple[Sources, ...]:
    """Three towns in the same place, each one street larger."""
    folder = tmp_path_factory.mktemp("towns")
    return tuple(
        Sources("essai", AREA, draw_town(folder / f"{blocks}.osm", 2.0, 48.0, blocks=blocks)) for blocks in (5, 6, 7)
    )


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory, towns: tuple[Sources, ...]) -> Path:
    """A territory with the first town built."""
    folder = tmp_path_factory.mktemp("shelf") / "essai"
    build(Store(folder), towns[0])
    return folder


@pytest.fixture
def standing(shelf: Path, tmp_path: Path) -> Store:
    """A copy of it, to be harmed."""
    folder = tmp_path / "tiles" / "essai"
    shutil.copytree(shelf, folder)
    return Store(folder)


def names(store: Store) -> set[str]:
    """What lies in the folder, the lock apart."""
    return {path.name for path in store.folder.iterdir()} - {".lock"}


def test_the_same_sources_are_built_once(store: Store, towns: tuple[Sources, ...]) -> None:
    """A build holds everything; asked for again it is only opened; progress ends at 1 and never goes back."""
    heard: list[float] = []
    built = build_graph(store, towns[0], now=NOW, progress=lambda _said, done: heard.append(done))
    assert built.addresses is not None
    assert built.addresses.streets == 12
    assert heard == sorted(heard)
    assert heard[-1] == 1.0
    manifest = built.graph.manifest
    assert (manifest.territory, manifest.extract, manifest.built_at) == ("essai", "5.osm", NOW)
    assert manifest.bbox == pytest.approx((2.0, 48.0, 2.01, 48.0075), abs=1e-5)
    assert manifest.addresses == 12
    assert manifest.covered == pytest.approx(1.0)
    assert built.graph.basemap.read_bytes()[:7] == b"PMTiles"
    assert names(store) == {manifest.build, POINTER}
    assert list_slugs(store.folder.parent) == ("essai",)
    again = build_graph(store, towns[0], now=NOW + timedelta(hours=1), progress=silent)
    assert again.addresses is None
    assert again.graph.manifest == manifest


def test_one_build_back_is_kept_and_may_be_returned_to(standing: Store, towns: tuple[Sources, ...]) -> None:
    """The third build removes the first, unless somebody holds it; a roll back keeps both."""
    first = standing.list_builds()[0].build
    held = standing.hold(first)
    assert held is not None
    second, third = (build(standing, sources, NOW + timedelta(hours=n)) for n, sources in enumerate(towns[1:], 1))
    assert [each.build for each in standing.list_builds()] == [third, second, first]
    held.release()
    with standing.lock():
        standing.use(second)
        standing.sweep(NOW)
    pointer = standing.pointer()
    assert pointer is not None
    assert (pointer.current, pointer.previous) == (second, third)
    assert names(standing) == {second, third, POINTER}


def test_two_territories_never_share_a_build(store: Store, towns: tuple[Sources, ...]) -> None:
    """The same file for another territory is another build: what is removed for one is not missed by the other."""
    other = replace(towns[0], territory="autre")
    assert build(store, towns[0]) != build(Store(store.folder.with_name("autre")), other)
    assert list_slugs(store.folder.parent) == ("autre", "essai")


@pytest.mark.parametrize("share", [0.0, 0.3, 0.6, 0.97, 1.0])
def test_an_interrupted_build_changes_nothing(standing: Store, towns: tuple[Sources, ...], share: float) -> None:
    """Ctrl-C at any stage: the former build is current and whole, and nothing of the new one is left in use."""
    before = standing.pointer()

    def interrupt(_said: str, done: float) -> None:
        if done >= share:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_graph(standing, towns[1], now=NOW, progress=interrupt)
    assert standing.pointer() == before
    assert before is not None
    open_graph(standing.folder / before.current)
    assert not list(standing.folder.glob(".building-*"))


def test_a_killed_build_is_swept_by_the_next(standing: Store, towns: tuple[Sources, ...]) -> None:
    """Killed without warning, a build leaves the former current; the next sweeps what it left and is not locked."""
    before = standing.pointer()
    script = (
        "import os, signal, shapely\nfrom datetime import UTC, datetime\nfrom pathlib import Path\n"
        "from connectors.graph import Sources, Store, build_graph\n"
        "def kill(said, done):\n    if done > 0.5: os.kill(os.getpid(), signal.SIGKILL)\n"
        f"sources = Sources('essai', shapely.box(2.0, 48.0, 2.01, 48.0075), Path({str(towns[1].extract)!r}))\n"
        f"build_graph(Store(Path({str(standing.folder)!r})), sources, now=datetime.now(UTC), progress=kill)\n"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", script], env=environment, check=False)
    assert done.returncode == -9
    assert len(list(standing.folder.glob(".building-*"))) == 1
    assert standing.pointer() == before
    with standing.lock():
        pass
    assert before is not None
    assert names(standing) == {before.current, POINTER}


def test_two_builds_at_once_are_refused(standing: Store, towns: tuple[Sources, ...]) -> None:
    """The second is told who builds; it takes nothing from the first."""
    with standing.lock(), pytest.raises(Busy, match=rf"« essai » \(processus {os.getpid()}\)"):
        build_graph(Store(standing.folder), towns[1], now=NOW, progress=silent)


@pytest.mark.parametrize("name", [TILES, BASEMAP, "graph.json"])
def test_a_broken_build_is_told_and_made_again(standing: Store, towns: tuple[Sources, ...], name: str) -> None:
    """A damaged file is named with the command that mends it; building again mends it."""
    current = standing.list_builds()[0].build
    path = standing.folder / current / name
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(GraphBroken, match=rf"{name}.*joptimiz graph build"):
        open_graph(standing.folder / current)
    built = build_graph(standing, towns[0], now=NOW, progress=silent)
    assert built.addresses is not None
    assert built.graph.manifest.build == current
    open_graph(standing.folder / current)


def test_bad_sources_are_one_sentence(store: Store, towns: tuple[Sources, ...], tmp_path: Path) -> None:
    """Missing, foreign, elsewhere, without a street, without time zones: said with the way out, nothing made."""
    foreign, streetless = tmp_path / "foreign.osm.pbf", tmp_path / "streetless.osm"
    foreign.write_bytes(b"bonjour" * 1000)
    text = towns[0].extract.read_text(encoding="utf-8")
    streetless.write_text(text.replace("<tag k='highway' v='residential'/>", ""), encoding="utf-8")
    cases = {
        "n’existe pas": replace(towns[0], extract=tmp_path / "absent.osm.pbf"),
        "n’est pas un extrait": replace(towns[0], extract=foreign),
        "ne contient rien de ce territoire": replace(towns[0], coverage=shapely.box(5, 45, 5.1, 45.1)),
        "streetless.osm.*(rue|lu)": replace(towns[0], extract=streetless),
        "fuseaux horaires": replace(towns[0], timezones=tmp_path / "absent.sqlite"),
        "absent.csv": replace(towns[0], ban=(tmp_path / "absent.csv",)),
    }
    for words, sources in cases.items():
        with pytest.raises(GraphRefused, match=words) as raised:
            build_graph(store, sources, now=NOW, progress=silent)
        assert "clip.osm.pbf" not in str(raised.value)
        assert store.pointer() is None
        assert not store.folder.exists() or not names(store)


@pytest.mark.parametrize("size", ["300k", "600k"])
def test_a_full_disk_is_told(towns: tuple[Sources, ...], tmp_path: Path, size: str) -> None:
    """On a disk too small for it, wherever it fills up, a build is refused in one sentence and leaves nothing."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(disk)], check=False).returncode
    if mounted:
        pytest.skip("no small disk may be mounted here")
    try:
        store = Store(disk / "essai")
        with pytest.raises(GraphRefused, match="disque est plein"):
            build_graph(store, towns[0], now=NOW, progress=silent)
        assert not names(store)
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_what_former_versions_left_goes_after_a_day(standing: Store) -> None:
    """A folder that is no build may still be in use by the version that made it: it stays for a day."""
    former = standing.folder / "2a9df34be80b242a"
    (former / "overlays").mkdir(parents=True)
    made = datetime.fromtimestamp(former.stat().st_mtime, UTC)
    with standing.lock():
        standing.sweep(made + timedelta(hours=23))
        assert former.exists()
        standing.sweep(made + timedelta(hours=25))
    assert not former.exists()
    assert len(standing.list_builds()) == 1
