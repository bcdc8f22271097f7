"""Passes: signed and drawn, and verified; beside the bare signature of `cryptography`, in one run.

Slices of every way are interleaved in one process; the median slice of processor time is kept, after a round to warm
up, so that the ratios hold on a busy machine.
"""

import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import process_time

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "platform"))
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from cirqliz.core.passes import Key, Payload, open_token, token_of, url_of
from cirqliz.core.passes.drawing import draw_code
from cirqliz.core.passes.lists import SIZE, open_list, packed, sign_list

ROUNDS, SLICE = 8, 25
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
ORIGIN = "https://gre.joptimiz.fr"
PRIVATE = ec.generate_private_key(ec.SECP256R1())


class Signer:
    """A key in memory."""

    kid = b"\x01\x02\x03\x04"
    ends_at = NOW + timedelta(days=400)

    def sign(self, data: bytes) -> bytes:
        """As the product signs."""
        signature = PRIVATE.sign(data, ec.ECDSA(SHA256(), deterministic_signing=True))
        return b"".join(each.to_bytes(32, "big") for each in decode_dss_signature(signature))


SIGNER = Signer()
KEYS = {SIGNER.kid: (Key("g", SIGNER.kid, PRIVATE.public_key(), NOW - timedelta(days=1), SIGNER.ends_at),)}
PAYLOAD = Payload(bytes(8), "AB123CD", (3, 14), NOW, NOW + timedelta(days=365), 2932, 123_456)
TOKEN = token_of(PAYLOAD, SIGNER)
LIST = sign_list(packed(dict.fromkeys(range(0, SIZE, 100), 1), SIZE), "x", SIGNER, NOW)

WAYS: dict[str, Callable[[], object]] = {
    "signature nue (cryptography)": lambda: SIGNER.sign(b"x" * 60),
    "signer un laissez-passer": lambda: token_of(PAYLOAD, SIGNER),
    "signer et dessiner, papier (Q)": lambda: draw_code(url_of(ORIGIN, token_of(PAYLOAD, SIGNER)), "Q", 80),
    "signer et dessiner, écran (M)": lambda: draw_code(url_of(ORIGIN, token_of(PAYLOAD, SIGNER)), "M"),
    "vérifier un laissez-passer": lambda: open_token(TOKEN, KEYS, NOW),
    "vérifier une liste de 131 072 états": lambda: open_list(LIST, KEYS, NOW, "x"),
}


def main() -> None:
    """Measure, and print one line a way."""
    spent: dict[str, list[float]] = {name: [] for name in WAYS}
    for turn in range(ROUNDS + 1):
        for name, do in WAYS.items():
            start = process_time()
            for _ in range(SLICE):
                do()
            if turn:
                spent[name].append((process_time() - start) / SLICE * 1_000)
    bare = median(spent["signature nue (cryptography)"])
    print("Laissez-passer (budgets : signer et dessiner ≤ 10 ms, vérifier ≤ 2 ms)")
    for name, times in spent.items():
        print(f"  {name:38} {median(times):7.3f} ms   {median(times) / bare:6.1f} × la signature nue")


if __name__ == "__main__":
    main()
