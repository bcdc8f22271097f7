"""`POST /api/v1/decisions` over HTTP: decisions a second and their slowest hundredth, on the machine's own cores.

The product is started as a user starts it. The load comes from one more process on the same cores, so what is measured
is what is left for the product; each connection asks one case after the other. Then, how long a published version takes
to reach every node.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("JOPTIMIZ_DATA") or ROOT / ".data-test")
PORT = int(os.environ.get("PORT") or 8765)
SECONDS, CONNECTIONS = 8.0, 16
BUDGET_RATE, BUDGET_P99_MS = 2_000, 25.0
PUBLICATIONS, BUDGET_SERVED_S = 30, 1.0

CASES = [
    {
        "vehicle": {"category": "N2", "gvw_kg": 3500 + 500 * number, "critair": str(1 + number % 5), "energy": "diesel",
                    "length_cm": 700, "width_cm": 220, "height_cm": 300},
        "at": f"2026-11-{23 + number % 5}T{number % 24:02d}:30:00+01:00",
        "position": [round(7.408 + 0.0023 * (number % 13), 5), round(43.725 + 0.0017 * (number % 11), 5)],
        "activity": ("delivery", "works", "transit")[number % 3],
    }
    for number in range(97)
]  # fmt: skip


def main() -> int:
    """Start the product, load it, print what came of it."""
    address = f"http://127.0.0.1:{PORT}"
    environment = os.environ | {"PORT": str(PORT), "JOPTIMIZ_DATA": str(DATA), "PYTHONPATH": f"{ROOT}:{ROOT}/platform"}
    command = [sys.executable, "-m", "joptimiz", "run"]
    process = subprocess.Popen(command, env=environment, cwd=ROOT, stderr=subprocess.PIPE)
    try:
        _wait(process, address)
        asyncio.run(_load(1.0))
        before = _processor_s(process.pid)
        times = asyncio.run(_load(SECONDS))
        spent = (_processor_s(process.pid) - before) / len(times)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)
    rate, p50, p99 = len(times) / SECONDS, times[len(times) // 2] * 1e3, times[len(times) * 99 // 100] * 1e3
    print(f"POST /decisions, {os.cpu_count()} cœurs, {CONNECTIONS} connexions, charge sur les mêmes cœurs")
    print(f"  {rate:,.0f} décisions/s (budget ≥ {BUDGET_RATE:,})")
    print(f"  {spent * 1e6:,.0f} µs de processeur par décision dans le service")
    print(f"  p50 {p50:.1f} ms, p99 {p99:.1f} ms (budget ≤ {BUDGET_P99_MS:.0f} ms)")
    _publications()
    return 0


def _publications() -> None:
    """Two nodes on a database of their own, and versions published one after the other."""
    kits = (ROOT, ROOT / "platform", ROOT / "tests/kit", ROOT / "tests/accounts/kit", ROOT / "tests/tenants/kit")
    environment = os.environ | {"PYTHONPATH": ":".join(map(str, kits))}
    script = str(ROOT / "tests/tenants/kit/published.py")

    def start(*given: str) -> subprocess.Popen[str]:
        return subprocess.Popen([sys.executable, script, *given], env=environment, stdout=subprocess.PIPE, text=True)

    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)
        database = start("database", f"{folder}/data")
        assert database.stdout is not None
        _, url = database.stdout.readline().split()
        nodes = [start("node", url, str(PORT + place), f"node-{place}", f"{folder}/{place}") for place in (1, 2)]
        try:
            said, _ = start("measure", url, str(PUBLICATIONS)).communicate()
        finally:
            for process in (*nodes, database):
                process.terminate()
                process.wait(30)
    times = sorted(float(line) for line in said.split())
    print(f"Publication, {len(nodes)} nœuds, {len(times)} versions")
    print(f"  de l’accusé à tous les nœuds : médiane {times[len(times) // 2]:.2f} s, pire {times[-1]:.2f} s", end=" ")
    print(f"(budget ≤ {BUDGET_SERVED_S:.0f} s)")


def _processor_s(process: int) -> float:
    """Seconds of processor time a process has used: what a busy machine does not take away."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def _load(seconds: float) -> list[float]:
    """How long each request took, sorted; every answer must be a verdict."""
    end = time.perf_counter() + seconds
    each = await asyncio.gather(*(_ask(number, end) for number in range(CONNECTIONS)))
    return sorted(one for some in each for one in some)


async def _ask(number: int, end: float) -> list[float]:
    """One connection, one request after the other."""
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    requests = [_request(case) for case in CASES]
    times = []
    while (start := time.perf_counter()) < end:
        writer.write(requests[number % len(requests)])
        number += 1
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        body = await reader.readexactly(length)
        times.append(time.perf_counter() - start)
        if not head.startswith(b"HTTP/1.1 200") or b'"verdict"' not in body:
            raise SystemExit(f"not a decision: {head!r} {body[:300]!r}")
    writer.close()
    return times


def _request(case: object) -> bytes:
    body = json.dumps(case).encode()
    head = ["POST /api/v1/decisions HTTP/1.1", "host: banc", "content-type: application/json"]
    return "\r\n".join([*head, f"content-length: {len(body)}", "", ""]).encode() + body


def _wait(process: subprocess.Popen[bytes], address: str) -> None:
    for _ in range(600):
        if process.poll() is not None:
            assert process.stderr is not None
            raise SystemExit(process.stderr.read().decode())
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the product did not start")


if __name__ == "__main__":
    sys.exit(main())
