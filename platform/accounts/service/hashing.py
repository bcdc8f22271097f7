"""Passwords: argon2id, in threads, two at once, so that nobody's sign-in stops the others' answers."""

import asyncio
from base64 import b64encode

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

AT_ONCE = 2


class Hasher:
    """Digests passwords, and compares them in the same time whether or not there is one to compare with."""

    def __init__(self) -> None:
        self._argon = PasswordHasher()
        self._places = asyncio.Semaphore(AT_ONCE)
        cost = f"m={self._argon.memory_cost},t={self._argon.time_cost},p={self._argon.parallelism}"
        salt, digest = (b64encode(bytes(size)).decode().rstrip("=") for size in (16, self._argon.hash_len))
        self._nobody = f"$argon2id$v=19${cost}${salt}${digest}"

    async def digest(self, password: str) -> str:
        """The digest to keep."""
        async with self._places:
            return await asyncio.to_thread(self._argon.hash, password)

    async def matches(self, digest: str | None, password: str) -> bool:
        """Whether this is the password; as long to say so without any digest."""
        async with self._places:
            return await asyncio.to_thread(self._verify, digest or self._nobody, password) and digest is not None

    def is_outdated(self, digest: str) -> bool:
        """Whether it was made more cheaply than passwords are now."""
        return self._argon.check_needs_rehash(digest)

    def _verify(self, digest: str, password: str) -> bool:
        try:
            return self._argon.verify(digest, password)
        except (Argon2Error, InvalidHashError):
            return False
