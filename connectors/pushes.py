"""What is sent to an address that somebody gave: to the outside alone, signed, in one piece, never led elsewhere."""

import asyncio
import ipaddress
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from hmac import digest
from urllib.parse import SplitResult, urlsplit

import httpx

PATIENCE_S = 15.0
LONGEST = 500
SIGNATURE = "joptimiz-signature"
"""`t=<seconds>,v1=<HMAC-SHA-256 of "<seconds>.<body>", in hexadecimal>`."""
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of it: the status answered, None when nobody did; words to show."""

    status: int | None
    note: str

    @property
    def taken(self) -> bool:
        """Whether the other side took it."""
        return self.status is not None and 200 <= self.status < 300


def trouble_of(url: str, *, here: str = "") -> str | None:
    """Why nothing is sent to this address, as it is written; None for one that may do."""
    parts = _split(url)
    if parts is None or not parts.hostname or len(url) > LONGEST:
        return "Cette adresse ne se lit pas."
    if parts.username or parts.password or parts.fragment:
        return "Cette adresse ne porte ni nom, ni mot de passe, ni « # »."
    if parts.scheme != "https" and not (parts.scheme == "http" and _both_here(parts, here)):
        return "Cette adresse commence par https://."
    return None


async def send(url: str, body: bytes, secret: bytes, seconds: int, *, here: str = "") -> Sent:
    """Send a body once, signed."""
    signed = digest(secret, f"{seconds}.".encode() + body, "sha256").hex()
    headers = {
        "content-type": "application/json", SIGNATURE: f"t={seconds},v1={signed}",
        "idempotency-key": sha256(body).hexdigest()[:32],
    }  # fmt: skip
    return await post(url, body, headers, here=here)


async def post(url: str, body: bytes, headers: Mapping[str, str], *, here: str = "") -> Sent:
    """Send a body once; the name is looked up once, and what it leads to is where it is sent."""
    if (wrong := trouble_of(url, here=here)) is not None:
        return Sent(None, wrong)
    parts = urlsplit(url)
    address = await _public_address(parts, here)
    if address is None:
        return Sent(None, "Cette adresse ne mène à aucun serveur public.")
    numbered = f"[{address}]" if ":" in address else address
    port = f":{parts.port}" if parts.port else ""
    where = parts._replace(netloc=numbered + port).geturl()
    named = {"host": parts.netloc, "user-agent": "JOPTIMIZ", **headers}
    try:
        async with (
            httpx.AsyncClient(timeout=PATIENCE_S, follow_redirects=False, trust_env=False) as http,
            asyncio.timeout(PATIENCE_S),
            http.stream(
                "POST", where, content=body, headers=named, extensions={"sni_hostname": parts.hostname}
            ) as told,
        ):
            return Sent(told.status_code, _words(told.status_code))
    except (TimeoutError, httpx.TimeoutException):
        return Sent(None, "Le serveur n’a pas répondu à temps.")
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        return Sent(None, f"Le serveur ne répond pas ({type(error).__name__}).")


async def _public_address(parts: SplitResult, here: str) -> str | None:
    """One address of this host, when all of them are public; on this machine alone, this machine does too."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(parts.hostname, parts.port or 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return None
    addresses = [str(each[4][0]) for each in found]
    if not addresses or not (_both_here(parts, here) or all(map(_is_public, addresses))):
        return None
    return addresses[0]


def _is_public(address: str) -> bool:
    known = ipaddress.ip_address(address)
    if isinstance(known, ipaddress.IPv6Address):
        # An address within an address leads to the inner one, wherever that is.
        if known.sixtofour or known.teredo or known in _TRANSLATED:
            return False
        if known.ipv4_mapped:
            return known.ipv4_mapped.is_global and not known.ipv4_mapped.is_multicast
    return known.is_global and not known.is_multicast


def _both_here(parts: SplitResult, here: str) -> bool:
    ours = _split(here)
    return parts.hostname in _LOOPBACK and ours is not None and ours.hostname in _LOOPBACK


def _split(url: str) -> SplitResult | None:
    if not url.isascii() or any(sign.isspace() or not sign.isprintable() for sign in url):
        return None
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _words(status: int) -> str:
    if 200 <= status < 300:
        return "Reçue."
    if 300 <= status < 400:
        return f"Le serveur renvoie ailleurs ({status})\u00a0: donnez l’adresse finale."
    return f"Le serveur l’a refusée ({status})."
