"""`GET /api/v1/territories/{slug}/rules`: which rules are in force, told as soon as they change to who waits for it."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from typing import Annotated

from litestar import Controller, Request, get
from litestar.datastructures import State
from litestar.params import FromPath, QueryParameter
from msgspec import Struct

from joptimiz.api.asking import refuse
from rules.model import Problem
from tenants.answers import get_rulebook
from tenants.shelf import Shelf
from tenants.snapshot import Rulebook

LONGEST_WAIT_S = 25
"""Under the minute after which proxies give a silent answer up."""
MOST_WAITING = 2_000
"""Waits held by a node at once; beyond, it answers without waiting."""


class RulesOut(Struct, frozen=True):
    """The rules in force; `state` changes with the rulebook, and with what is activated or repealed beside it."""

    rulebook: str
    state: str


class ChangesController(Controller):
    """What is in force; public."""

    path = "/api/v1/territories/{slug:str}/rules"
    tags = ["Territoires"]  # noqa: RUF012
    opt = {"access": "public"}  # noqa: RUF012
    waiting = 0

    @get("/", summary="Les règles en vigueur, ou leur prochain changement")
    async def get_rules(
        self,
        request: Request[object, object, State],
        slug: FromPath[str],
        known: Annotated[str, QueryParameter(description="`state` déjà connu")] = "",
        wait_s: Annotated[
            int, QueryParameter(description=f"Secondes à attendre qu’il change, {LONGEST_WAIT_S} au plus")
        ] = 0,
    ) -> RulesOut:
        """At once unless `known` is the state there is; then when it changes, or when the wait is over."""
        refuse(*_off_wait(wait_s))
        shelf: Shelf = request.app.state.shelf
        kind = type(self)
        if wait_s and kind.waiting < MOST_WAITING:
            kind.waiting += 1
            try:
                with suppress(TimeoutError):
                    async with asyncio.timeout(wait_s):
                        while rules_of(get_rulebook(shelf.current(), slug)).state == known:
                            await shelf.changed()
            finally:
                kind.waiting -= 1
        return rules_of(get_rulebook(shelf.current(), slug))


def _off_wait(wait_s: int) -> Iterator[Problem]:
    if not 0 <= wait_s <= LONGEST_WAIT_S:
        yield Problem(
            "wait-range",
            f"« wait_s » vaut {wait_s}.",
            f"Donnez de 0 à {LONGEST_WAIT_S} secondes.",
            pointer="/wait_s",
        )


def rules_of(book: Rulebook) -> RulesOut:
    """What names the rules of a rulebook under what is laid over it."""
    laid = book.bundle.overlays
    return RulesOut(book.ref, f"{book.ref}-{sha256(repr(laid).encode()).hexdigest()[:12]}" if laid else book.ref)
