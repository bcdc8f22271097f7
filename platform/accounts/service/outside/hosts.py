"""Whether an address that somebody gives leads outside: this server must not be made to knock at its own network."""

import asyncio
import ipaddress
import socket
from urllib.parse import urlsplit

from accounts.core.oidc import is_loopback


async def is_public(uri: str, *, here: str) -> bool:
    """Whether every address of this host is public; on this machine alone, this machine does too."""
    parts = urlsplit(uri)
    if is_loopback(parts):
        return is_loopback(urlsplit(here))
    try:
        found = await asyncio.get_running_loop().getaddrinfo(parts.hostname, parts.port or 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return False
    return bool(found) and all(ipaddress.ip_address(each[4][0]).is_global for each in found)
