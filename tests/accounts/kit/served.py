"""The product on loopback for real browsers, in a process of its own."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

KIT = Path(__file__).resolve().parent
ROOT = KIT.parents[2]


@contextmanager
def product(database: str, port: int, folder: Path, settings: Mapping[str, str] | None = None) -> Iterator[str]:
    """The address of the product over this database, with these settings; without any, a cookie names who asks."""
    path = os.pathsep.join(map(str, (ROOT, ROOT / "platform", KIT)))
    told = [] if settings is None else [json.dumps(dict(settings))]
    command = [sys.executable, str(KIT / "serving.py"), database, str(port), str(folder), *told]
    process = subprocess.Popen(command, env=os.environ | {"PYTHONPATH": path})
    base = f"http://localhost:{port}"
    deadline = time.monotonic() + 60
    while True:
        try:
            httpx.get(f"{base}/healthz", timeout=5)
            break
        except httpx.TransportError:
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.2)
    try:
        yield base
    finally:
        process.terminate()
        process.wait(30)
