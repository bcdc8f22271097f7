"""What every test may ask for: a real database, the running product."""

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from ports import free_port

from connectors.durable import Durable, Silence
from connectors.extracts import ExtractMissing, fetch_extract
from joptimiz.owners import OWNERS
from tenants.database import close_database, open_database
from tenants.errors import Unavailable
from tenants.migrate import DATABASE, OWNER, RUNTIME, Addresses, migrate, prepare_embedded
from tenants.opening.reference import Reference
from tenants.postgres import Cluster, find_home

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("JOPTIMIZ_DATA") or ROOT / ".data-test")


def pytest_configure(config: pytest.Config) -> None:
    """What two halves of a run would both fetch is fetched before they start."""
    halves = getattr(config.option, "numprocesses", None)
    if halves and not hasattr(config, "workerinput"):
        # Without a network each test that needs it says so.
        with suppress(ExtractMissing):
            fetch_extract(DATA / "extracts", progress=lambda _name, _done: None)
        with suppress(Unavailable):
            # One commune: asking for its outline fetches them all.
            Reference(DATA).outlines(("75056",))
        with suppress(Unavailable):
            len(Reference(DATA).table.communes)


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """An embedded PostgreSQL of this test run's own."""
    folder = tmp_path_factory.mktemp("cluster")
    for parent in (folder, *folder.parents[:3]):
        if parent.stat().st_uid == os.geteuid() and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o011)
    cluster = Cluster(find_home(folder), "superuser-of-the-tests")
    cluster.start()
    yield cluster
    cluster.stop()


@pytest.fixture(scope="session")
async def database(cluster: Cluster) -> AsyncIterator[Addresses]:
    """The migrated database, with the runtime pool open on it."""
    passwords = {OWNER: "owner", RUNTIME: "runtime"}
    await prepare_embedded(cluster.url(), passwords)
    urls = Addresses(cluster.url(), cluster.url(OWNER, "owner", DATABASE), cluster.url(RUNTIME, "runtime", DATABASE))
    await migrate(urls.owner, RUNTIME, OWNERS)
    await open_database(urls.runtime, size=4)
    yield urls
    await close_database()


@pytest.fixture(scope="session")
def durable() -> Iterator[Durable]:
    """durable-rules, or a skip that says why there is none."""
    with Durable() as host:
        ready = host.fired({"r": {"g": 1}}, [[{"g": 1}]])
        if isinstance(ready, Silence):
            pytest.skip(f"durable-rules: {ready.reason}")
        yield host


@pytest.fixture(scope="session")
def product_data() -> Path:
    """The product's data folder as a first start finds it, but for the streets, which are kept."""
    home = DATA / f"first-start{os.environ.get('PYTEST_XDIST_WORKER', '')}"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    for name in ("extracts", "tiles"):
        (DATA / name).mkdir(exist_ok=True)
        (home / name).symlink_to(DATA / name)
    return home


@pytest.fixture(scope="session")
def product(product_data: Path) -> Iterator[str]:
    """The base address of the product, started as a user starts it and stopped with Ctrl-C."""
    port = free_port()
    environment = os.environ | {
        "PORT": str(port),
        "JOPTIMIZ_DATA": str(product_data),
        "PYTHONPATH": f"{ROOT}:{ROOT}/platform",
    }
    log = product_data.with_suffix(".log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "joptimiz", "run"],
        env=environment,
        cwd=ROOT,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(process, address, product_data.with_suffix(".log"))
        yield address
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)
        log.close()


def _wait(process: subprocess.Popen[bytes], address: str, log: Path, patience: float = 240) -> None:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text(errors="replace")[-2000:]
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(log.read_text(errors="replace")[-2000:])


@pytest.fixture(scope="session")
def extract() -> Path:
    """The street extract of the demonstration, fetched once for this checkout."""
    return fetch_extract(DATA / "extracts", progress=lambda _name, _done: None)


type DrawTown = Callable[..., Path]


@pytest.fixture(scope="session")
def draw_town() -> DrawTown:
    """Writes a made-up town as OSM XML: `blocks` by `blocks` streets of 160 m, from its south-west corner."""

    def draw(path: Path, lon: float, lat: float, *, blocks: int = 5, extra: str = "") -> Path:
        nodes = {(x, y): 1 + y * 100 + x for x in range(blocks + 1) for y in range(blocks + 1)}
        rows = [[nodes[x, y] for x in range(blocks + 1)] for y in range(blocks + 1)]
        columns = [[nodes[x, y] for y in range(blocks + 1)] for x in range(blocks + 1)]
        text = "<?xml version='1.0' encoding='UTF-8'?>\n<osm version='0.6' generator='test'>\n"
        for (x, y), node in sorted(nodes.items(), key=lambda item: item[1]):
            text += f"<node id='{node}' version='1' lon='{lon + 0.002 * x:.6f}' lat='{lat + 0.0015 * y:.6f}'/>\n"
        for number, street in enumerate((*rows, *columns)):
            refs = "".join(f"<nd ref='{node}'/>" for node in street)
            tags = f"<tag k='highway' v='residential'/><tag k='name' v='Rue {number + 1}'/>"
            text += f"<way id='{1000 + number}' version='1'>{refs}{tags}</way>\n"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + extra + "</osm>\n", encoding="utf-8")
        return path

    return draw
