"""The database this process works on: the embedded cluster, or the one of DATABASE_URL."""

import json
import os
import socket
from dataclasses import dataclass

import asyncpg

from joptimiz.owners import OWNERS
from rules.texts.typography import typeset
from tenants.database import close_database, open_database
from tenants.migrate import (
    DATABASE,
    OWNER,
    RUNTIME,
    Addresses,
    MigrationFailed,
    check_runtime_role,
    migrate,
    prepare_embedded,
    role_of,
)
from tenants.postgres import Cluster, ClusterError, find_home
from tenants.postgres.cluster import new_password
from tenants.postgres.homes import Home
from tenants.settings import Settings


class DatabaseRefused(Exception):
    """The database cannot be used; the message says why and how to mend it."""


@dataclass
class Database:
    """The database, from the first start of its server to its last connection."""

    settings: Settings
    cluster: Cluster | None = None
    opened: bool = False

    async def start(self) -> None:
        """Start the embedded server if needed, migrate, open the runtime pool.

        Raises `DatabaseRefused`, or OSError for what the disk refuses.
        """
        try:
            addresses = await self._embedded() if self.settings.database_url is None else self._given()
            await migrate(addresses.owner, role_of(addresses.runtime) or RUNTIME, OWNERS)
            if trouble := await check_runtime_role(addresses.runtime):
                raise DatabaseRefused(trouble)
            await self._open(addresses.runtime)
        except (ClusterError, MigrationFailed) as error:
            raise DatabaseRefused(str(error)) from error
        except asyncpg.InvalidPasswordError as error:
            raise DatabaseRefused("La base de données refuse le mot de passe donné.") from error
        except asyncpg.PostgresError as error:
            raise DatabaseRefused(f"La base de données ne répond pas : {error}") from error
        except OSError as error:
            raise _silence(error) from error

    async def join(self) -> None:
        """Open the runtime pool on the embedded server that another process of this data folder runs.

        Raises as `start` does.
        """
        try:
            home = find_home(self.settings.data)
            passwords = _passwords(home)
            await self._open(Cluster(home, passwords["postgres"]).url(RUNTIME, passwords[RUNTIME], DATABASE))
        except ClusterError as error:
            raise DatabaseRefused(str(error)) from error
        except OSError as error:
            raise _silence(error) from error

    async def stop(self) -> None:
        """Close the pool when it was opened here, stop the embedded server when it is ours."""
        if self.opened:
            await close_database()
        if self.cluster:
            self.cluster.stop()

    async def _open(self, url: str) -> None:
        await open_database(url)
        self.opened = True

    async def _embedded(self) -> Addresses:
        home = find_home(self.settings.data)
        passwords = _passwords(home)
        self.cluster = Cluster(home, passwords["postgres"])
        self.cluster.start()
        await prepare_embedded(self.cluster.url(), passwords)
        return Addresses(
            self.cluster.url(),
            self.cluster.url(OWNER, passwords[OWNER], DATABASE),
            self.cluster.url(RUNTIME, passwords[RUNTIME], DATABASE),
        )

    def _given(self) -> Addresses:
        runtime, owner = self.settings.database_url, self.settings.database_owner_url
        if runtime is None or owner is None:
            raise DatabaseRefused(
                "Avec DATABASE_URL, donnez aussi DATABASE_OWNER_URL : le compte qui possède les tables et les met "
                "à jour, distinct de celui qui sert les requêtes."
            )
        return Addresses("", owner, runtime)


def _silence(error: OSError) -> Exception:
    """What the network refused, in French; what the disk refused names its file, and stays as it is."""
    if error.filename:
        return error
    if isinstance(error, socket.gaierror):
        fault = "ce nom de machine est inconnu"
    elif isinstance(error, TimeoutError):
        fault = "elle tarde trop"
    else:
        fault = "la connexion est refusée"
    return DatabaseRefused(
        typeset(f"La base de données ne répond pas : {fault}. Vérifiez son adresse et qu’elle tourne.")
    )


def _passwords(home: Home) -> dict[str, str]:
    """The passwords of an embedded cluster, kept beside it, made at its first start."""
    path = home.cluster.with_name("passwords.json")
    if path.exists():
        known: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
        return known
    if home.cluster.exists():
        raise DatabaseRefused(f"Le fichier {path} a disparu : sans lui, la base {home.cluster} ne s’ouvre plus.")
    fresh = {role: new_password() for role in ("postgres", OWNER, RUNTIME)}
    partial = path.with_suffix(".new")
    partial.touch(mode=0o600)
    partial.write_text(json.dumps(fresh), encoding="utf-8")
    os.replace(partial, path)  # noqa: PTH105  # atomic, whatever stood there
    return fresh
