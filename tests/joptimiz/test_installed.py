"""What installs on a telephone: its manifest, its icons at each size, a worker that keeps files there are."""

import json
import re
from io import BytesIO
from math import hypot

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from PIL import Image

from joptimiz.public import installed
from joptimiz.public.assets import DIST

SAFE = 0.4
"""Of the side, from the middle: what no telephone cuts off an icon."""


@pytest.fixture(scope="module")
def client() -> TestClient[Litestar]:
    """These doors alone."""
    return TestClient(Litestar(installed.handlers))


@pytest.mark.parametrize("home", ["/controle", "/derogations/laissez-passer", "/laissez-passer", "/disque"])
def test_it_installs(client: TestClient[Litestar], home: str) -> None:
    """Opens within its scope; each icon has the size that is said, whole however it is cut; iOS has its own."""
    said = client.get(f"{home}/manifeste.webmanifest").json()
    # The disc opens at the address of a sign too.
    assert (said["start_url"], said["scope"]) == (home, "/" if home == "/disque" else home)
    assert all(each["url"].startswith(f"{home}?") for each in said.get("shortcuts", ()))
    assert ("512x512", "maskable") in {(each["sizes"], each["purpose"]) for each in said["icons"]}
    pictures = [each for each in said["icons"] if each["type"] == "image/png"]
    for address, side in [(each["src"], int(each["sizes"].partition("x")[0])) for each in pictures] + [
        (f"{home}/icone-180.png", 180)
    ]:
        answer = client.get(address)
        image = Image.open(BytesIO(answer.content))
        assert (answer.headers["content-type"], image.size, image.mode) == ("image/png", (side, side), "RGB")
        ground = image.getpixel((0, 0))
        drawn = [
            hypot(x - side / 2, y - side / 2)
            for x in range(0, side, 3) for y in range(0, side, 3) if image.getpixel((x, y)) != ground
        ]  # fmt: skip
        assert drawn
        assert max(drawn) < SAFE * side
    assert client.get(f"{home}/icone.svg").text.startswith("<svg")


@pytest.mark.parametrize("home", ["/controle", "/derogations/laissez-passer", "/laissez-passer", "/disque"])
def test_its_worker_keeps_files_there_are(client: TestClient[Litestar], home: str) -> None:
    """All of them built, for one file that is missing would keep it from installing at all."""
    answer = client.get(f"{home}/sw.js")
    assert answer.headers["service-worker-allowed"] == ("/" if home == "/disque" else home)
    found = re.search(r",ASSETS=(\[.*?\]),STAMP=", answer.text)
    assert found
    for path in json.loads(found[1]):
        built = (DIST / path.rpartition("/")[2]).exists()
        assert built or path == "/favicon.svg" or client.get(path).status_code == 200
