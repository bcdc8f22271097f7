"""A set of signed questions, written from the database of the house."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from accounts.service.secret import Secret
from joptimiz.commands.standing import standing
from joptimiz.database import DatabaseRefused
from joptimiz.disk import disk_sentence
from tenants.conforming import draw_questions, seal_set
from tenants.conforming.sets import BUNDLE, KEYS, QUESTIONS, SEAL
from tenants.errors import Failure
from tenants.keys import Signing
from tenants.keys.vault import Vault
from tenants.registry import find_rulebook
from tenants.settings import Settings
from tenants.verifying import Opened, verify, verify_keys


class NotWritten(Exception):
    """The set was not written; the message is French."""


def write_set(slug: str, folder: Path, count: int, seed: int) -> str:
    """Write the four files of a set; the reference of the version asked about. Raises `NotWritten`."""
    try:
        rulebook, files = asyncio.run(_signed(slug, count, seed))
        folder.mkdir(parents=True, exist_ok=True)
        for name, body in files.items():
            (folder / name).write_bytes(body)
    except Failure as failure:
        raise NotWritten(f"{failure.title} {failure.detail}".strip()) from failure
    except DatabaseRefused as error:
        raise NotWritten(str(error)) from error
    except OSError as error:
        raise NotWritten(disk_sentence(error)) from error
    return rulebook


async def _signed(slug: str, count: int, seed: int) -> tuple[str, Mapping[str, bytes]]:
    settings = Settings.of()
    now = datetime.now(UTC)  # noqa: TID251  # the front door reads the clock
    signing = Signing(Vault(Secret(settings.secret, settings.data).derive))
    async with standing(settings, "joptimiz rules conformance"):
        seal = await signing.seal(slug, now)
        book = await find_rulebook(slug, seal.rulebook)
        assert book is not None
        envelope, keys = seal.envelope(book.bundle.canonical), await signing.keys(now)
        # Answers are those of who has the files alone.
        version = verify(envelope, verify_keys(keys, now), now)
        questions = draw_questions(version.bundle, now.date(), seed, count)
        sealed = seal_set(await signing.signer(slug, now), Opened.of(version), questions, seed, now)
    files = {BUNDLE: envelope, KEYS: keys, QUESTIONS: sealed.questions, SEAL: sealed.seal}
    return f"{slug}@{seal.rulebook}", files
