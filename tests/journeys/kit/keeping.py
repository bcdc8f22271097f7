"""What the telephone of an officer keeps, looked at from outside; and what happens on the server meanwhile."""

import os
import subprocess
import sys
import time
from base64 import b32decode
from pathlib import Path

import psycopg
from beats import Beat
from outdoors import ROOT, Site
from playwright.sync_api import Page

from cirqliz.core.passes.cose import Signed, unpack
from cirqliz.core.passes.number import number_of
from cirqliz.core.passes.payload import decode

TURN = Path(__file__).with_name("turning.py")
HELD = """async () => ({
  caches: (await caches.keys()).filter((name) => name.startsWith("joptimiz-")),
  workers: (await navigator.serviceWorker.getRegistrations()).length,
  rows: await new Promise((done) => {
    indexedDB.open("joptimiz-controle").onsuccess = ({target: {result}}) => {
      const names = [...result.objectStoreNames], found = {};
      const transaction = result.transaction(names);
      for (const name of names)
        transaction.objectStore(name).count().onsuccess = ({target}) => { found[name] = target.result; };
      transaction.oncomplete = () => { result.close(); done(found); };
    };
  }),
})"""
"""What the browser keeps of a scanner."""
COUNT = "SELECT count(*) FROM pass_check"
EMPTY = {"caches": [], "workers": 0, "rows": {"documents": 0, "queue": 0, "seen": 0}}


def number_in(url: str) -> str:
    """The number below a code."""
    token = url.rpartition("/")[2]
    signed = unpack(b32decode(token + "=" * (-len(token) % 8)))
    assert isinstance(signed, Signed)
    payload = decode(signed.payload)
    assert payload is not None
    return number_of(payload.status, payload.code)


def until(page: Page, held: dict[str, object]) -> None:
    """Wait until the browser keeps this and no more."""
    deadline = time.monotonic() + 20
    while (found := page.evaluate(HELD)) != held:
        assert time.monotonic() < deadline, found
        page.wait_for_timeout(100)


def run(site: Site, beat: Beat, role: str, text: str, *values: str) -> list[tuple[object, ...]]:
    """A statement in a role of the territory."""
    with psycopg.connect(site.database) as connection:
        connection.execute(
            "SELECT set_config('app.territory', %s, true), set_config('app.role', %s, true),"
            " set_config('app.door', 'test', true)", [beat.slug, role],
        )  # fmt: skip
        found = connection.execute(text, list(values))
        return found.fetchall() if found.description else []


def turned(site: Site, beat: Beat) -> str:
    """A code signed by a key that was made just now; every other one is withdrawn."""
    command = [sys.executable, str(TURN), site.database, str(site.folder), beat.slug]
    path = os.pathsep.join(map(str, (ROOT, ROOT / "platform", ROOT / "tests/accounts/kit", TURN.parent)))
    told = subprocess.run(command, capture_output=True, check=True, text=True, env=os.environ | {"PYTHONPATH": path})
    return told.stdout
