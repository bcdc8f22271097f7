"""The keys that sign: encrypted at rest, published before they are used and after they are not."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, KeySet, OctKey, RSAKey
from joserfc.registry import Header

from accounts.core.oidc import ALGS, Alg
from accounts.service.secret import Secret
from tenants.database import Scope, scoped
from tenants.errors import Conflict, Unavailable

AHEAD = timedelta(days=1)
"""A key is published that long before it signs: others keep what they fetched."""
BEHIND = timedelta(days=2)
"""It stays published that long after the next one signs: what it signed is still about."""
FRESH = timedelta(seconds=30)

type Private = ECKey | RSAKey


@dataclass(frozen=True, slots=True)
class Signer:
    """A key as the table has it, open."""

    alg: Alg
    key: Private
    used_from: datetime
    retired_at: datetime | None

    def is_published(self, now: datetime) -> bool:
        """Whether it is in the published set."""
        return self.retired_at is None or now < self.retired_at

    def header(self, **more: str) -> Header:
        """The header of what it signs."""
        return {"alg": self.alg, "kid": self.key.kid, **more}


@dataclass(frozen=True, slots=True)
class Keyring:
    """Every key that is not yet forgotten, as of an instant."""

    signers: tuple[Signer, ...]
    at: datetime

    def signer(self, alg: Alg, now: datetime) -> Signer | None:
        """The one that signs at this instant: the last that came into use."""
        usable = [each for each in self.signers if each.alg == alg and each.used_from <= now and each.is_published(now)]
        return max(usable, key=lambda each: each.used_from, default=None)

    def published(self, now: datetime) -> KeySet:
        """What others may verify with at this instant."""
        return KeySet([each.key for each in self.signers if each.is_published(now)])

    def document(self, now: datetime) -> dict[str, object]:
        """The JWK Set (RFC 7517), without anything private."""
        return {
            "keys": [
                {**each.key.as_dict(private=False), "alg": each.alg, "use": "sig", "kid": each.key.kid}
                for each in self.signers
                if each.is_published(now)
            ]
        }


@dataclass
class Keys:
    """The keys of the table, kept open for a short while."""

    secret: Secret
    _kept: Keyring | None = field(default=None, repr=False)

    async def ring(self, now: datetime) -> Keyring:
        """The keys; the first ones are made at the first need."""
        kept = self._kept
        if kept is not None and kept.at <= now < kept.at + FRESH:
            return kept
        ring = await self._load(now)
        if any(ring.signer(alg, now) is None for alg in ALGS):
            async with scoped(Scope()) as connection:
                await connection.execute("LOCK TABLE signing_key IN SHARE ROW EXCLUSIVE MODE")
                for alg in ALGS:
                    if (await self._load(now)).signer(alg, now) is None:
                        await self._insert(alg, now, now)
            ring = await self._load(now)
        self._kept = ring
        return ring

    async def rotate(self, now: datetime, *, at_once: bool = False) -> Sequence[str]:
        """Publish the next keys, used a day later; `at_once` when one leaked: the others leave now. Their kids.

        Raises Conflict when the next ones are already published.
        """
        if not at_once:
            await self.ring(now)
        used_from = now if at_once else now + AHEAD
        async with scoped(Scope()) as connection:
            await connection.execute("LOCK TABLE signing_key IN SHARE ROW EXCLUSIVE MODE")
            if not at_once and await connection.fetchval("SELECT 1 FROM signing_key WHERE used_from > $1", now):
                raise Conflict("keys-ahead", "Les clés suivantes sont déjà publiées : elles serviront sous un jour.")
            await connection.execute(
                "UPDATE signing_key SET retired_at = $1 WHERE retired_at IS NULL OR retired_at > $1",
                now if at_once else used_from + BEHIND,
            )
            kids = [await self._insert(alg, now, used_from) for alg in ALGS]
        self._kept = None
        return kids

    async def _load(self, now: datetime) -> Keyring:
        async with scoped(Scope()) as connection:
            rows = await connection.fetch(
                "SELECT alg, secret, used_from, retired_at FROM signing_key"
                " WHERE retired_at IS NULL OR retired_at > $1 ORDER BY used_from",
                now,
            )
        return Keyring(
            tuple(Signer(row["alg"], self._open(row["secret"]), row["used_from"], row["retired_at"]) for row in rows),
            now,
        )

    async def _insert(self, alg: Alg, now: datetime, used_from: datetime) -> str:
        key: Private = ECKey.generate_key("P-256") if alg == "ES256" else RSAKey.generate_key(2048)
        kid = key.thumbprint()
        private = json.dumps({**key.as_dict(private=True), "kid": kid}).encode()
        sealed = jwe.encrypt_compact({"alg": "dir", "enc": "A256GCM"}, private, self._lock())
        async with scoped(Scope()) as connection:
            await connection.execute(
                "INSERT INTO signing_key (kid, alg, secret, published_at, used_from) VALUES ($1, $2, $3, $4, $5)",
                kid, alg, sealed, now, used_from,
            )  # fmt: skip
        return kid

    def _open(self, sealed: str) -> Private:
        try:
            found = jwe.decrypt_compact(sealed, self._lock())
        except JoseError:
            raise Unavailable(
                "keys-sealed",
                "Les clés de signature ne s’ouvrent pas.",
                "Le secret a changé : rendez à ce nœud le fichier « secret » de ses données, ou JOPTIMIZ_SECRET.",
            ) from None
        key = JWKRegistry.import_key(json.loads(found.plaintext or b""))
        assert isinstance(key, ECKey | RSAKey)
        return key

    def _lock(self) -> OctKey:
        return OctKey.import_key(self.secret.derive("signing keys at rest"))
