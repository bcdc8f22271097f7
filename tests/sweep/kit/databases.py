"""Throw-away databases: one with every table and both sides in it, and copies of it to be mended for the worse."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from catalogue import Catalogue, as_sql, seed

from joptimiz.owners import OWNERS
from tenants.migrate import DATABASE, OWNER, RUNTIME, Addresses, migrate

TEMPLATE = "rangs"
_numbers = itertools.count()


@dataclass(frozen=True)
class Copies:
    """The database that copies are made of."""

    cluster: Addresses
    template: Addresses
    catalogue: Catalogue

    @contextmanager
    def one(self) -> Iterator[Addresses]:
        """A copy, gone afterwards."""
        name = f"{TEMPLATE}_{next(_numbers)}"
        _run(self.cluster, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        try:
            yield named(self.cluster, name)
        finally:
            _run(self.cluster, f"DROP DATABASE {name} WITH (FORCE)")


async def open_copies(cluster: Addresses) -> Copies:
    """A database of its own in the cluster of the tests, migrated and filled."""
    _run(cluster, f"CREATE DATABASE {TEMPLATE} OWNER {OWNER}")
    template = named(cluster, TEMPLATE)
    await migrate(template.owner, RUNTIME, OWNERS)
    return Copies(cluster, template, seed(template.superuser))


def close_copies(copies: Copies) -> None:
    """Remove it."""
    _run(copies.cluster, f"DROP DATABASE {TEMPLATE} WITH (FORCE)")


def named(cluster: Addresses, name: str) -> Addresses:
    """The same three roles in another database."""
    superuser = cluster.superuser.replace("/postgres?", f"/{name}?")
    return Addresses(
        superuser, *(url.replace(f"/{DATABASE}?", f"/{name}?") for url in (cluster.owner, cluster.runtime))
    )


def _run(cluster: Addresses, statement: str) -> None:
    with psycopg.connect(cluster.superuser, autocommit=True) as connection:
        connection.execute(as_sql(statement))
