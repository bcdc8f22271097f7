"""An approved draft is published once, now or at its time, and never over what it did not know."""

from datetime import timedelta

import pytest
from drafting import NOW, RULES, Town, rules, some_town

from rules.model import Invalid, Problem
from tenants import registry
from tenants.database import Scope, scoped
from tenants.drafts.deciding import approve_draft, reopen_draft, submit_draft
from tenants.drafts.publishing import publish_draft, publish_due, schedule_draft, unschedule_draft
from tenants.drafts.rebasing import rebase_draft
from tenants.drafts.starting import start_draft
from tenants.errors import Conflict, NotFound, Unreadable
from tenants.migrate import Addresses
from tenants.registry import find_sources, list_versions

SECOND = timedelta(seconds=1)


@pytest.fixture
async def town(database: Addresses) -> Town:
    """A territory at its first version."""
    return await some_town()


async def topics(town: Town, table: str = "fact") -> list[str]:
    """What was said, or recorded, in order."""
    column = {"fact": "topic", "audit": "what"}[table]
    async with scoped(Scope(territory=town.slug)) as connection:
        rows = await connection.fetch(f"SELECT {column} FROM {table} ORDER BY number")
    return [row[0] for row in rows]


async def test_published_once_for_a_key(town: Town) -> None:
    """Asked again with its key, a publication answers the same; with another it says that it is done."""
    draft = await town.approved(rules("2"))
    first = await publish_draft(town.editor, draft.id, NOW, "une-cle")
    again = await publish_draft(town.editor, draft.id, NOW, "une-cle")
    assert first.number == again.number == 2
    for key in (None, "autre"):
        with pytest.raises(Conflict, match="déjà publié"):
            await publish_draft(town.editor, draft.id, NOW, key)
    assert len(await list_versions(town.slug)) == 2


async def test_a_stale_base_is_not_published(town: Town) -> None:
    """What was published meanwhile is never overwritten: the draft takes it in, and is approved again."""
    first, second = await town.approved(rules("1", "2")), await town.approved(rules("0", "1"))
    await publish_draft(town.editor, first.id, NOW)
    with pytest.raises(Conflict, match="version 2"):
        await publish_draft(town.editor, second.id, NOW)
    assert (await town.look(second)).state == "approved"
    await reopen_draft(town.editor, second.id, NOW)
    assert (await rebase_draft(town.editor, second.id, NOW)).base == 2
    _, content = await town.content(second)
    assert {file.name: file.text for file in content.files}[RULES] == rules("0", "1", "2")
    await submit_draft(town.editor, second.id, NOW)
    with pytest.raises(Conflict):
        await publish_draft(town.editor, second.id, NOW)
    await approve_draft(town.validator, second.id, (await town.look(second)).digest, NOW)
    assert (await publish_draft(town.editor, second.id, NOW)).number == 3


async def test_a_rebase_that_clashes_loses_nothing(town: Town) -> None:
    """Both changed one line: said by file, and nothing moves until somebody decides."""
    first, second = await town.approved(rules("2")), await town.start()
    await town.write(second, rules("3"))
    await publish_draft(town.editor, first.id, NOW)
    with pytest.raises(Conflict, match="mêmes lignes") as caught:
        await rebase_draft(town.editor, second.id, NOW)
    assert RULES in caught.value.detail
    assert (await town.look(second)).base == 1
    assert (await rebase_draft(town.editor, second.id, NOW, keep_mine=True)).clashes == (RULES,)
    found, content = await town.content(second)
    assert (found.base, {file.name: file.text for file in content.files}[RULES]) == (2, rules("3"))


async def test_back_to_a_former_version(town: Town) -> None:
    """A rollback is a draft like any other, approved like any other, and a new version."""
    await publish_draft(town.editor, (await town.approved(rules("2"))).id, NOW)
    back = await start_draft(town.editor, "Retour à la version 1", NOW, 1)
    assert back.base == 2
    await submit_draft(town.editor, back.id, NOW)
    await approve_draft(town.validator, back.id, (await town.look(back)).digest, NOW)
    assert (await publish_draft(town.editor, back.id, NOW)).number == 3
    assert await find_sources(town.slug, 3) == await find_sources(town.slug, 1)
    with pytest.raises(NotFound):
        await start_draft(town.editor, "Retour", NOW, 9)


async def test_published_at_its_time(town: Town) -> None:
    """Not before, once, and by the clock of the territory."""
    draft = await town.approved(rules("2"))
    at = await schedule_draft(town.validator, draft.id, "2026-12-01T06:00", NOW)
    assert at.isoformat() == "2026-12-01T06:00:00+01:00"
    await publish_due(lambda: at - timedelta(seconds=1))
    assert (await town.look(draft)).state == "scheduled"
    await unschedule_draft(town.editor, draft.id, NOW)
    await publish_due(lambda: at)
    assert (await town.look(draft)).state == "approved"
    await schedule_draft(town.editor, draft.id, "2026-12-01T06:00", NOW)
    for _ in range(2):
        await publish_due(lambda: at)
    assert [version.number for version in await list_versions(town.slug)] == [1, 2]
    assert (await list_versions(town.slug))[-1].published_at == at


@pytest.mark.parametrize(
    ("wall", "said"),
    [
        ("demain", "par exemple"),
        ("2026-11-30T09:59", "à venir"),
        ("2031-01-01T00:00", "dans l’année"),
        ("2027-12-31T00:00", "dans l’année"),
        ("0001-01-01T00:00", "dans l’année"),
        ("9999-12-31T23:59", "dans l’année"),
        ("2027-03-28T02:30", "n’existe pas"),
        ("2026-12-01T06:00+01:00", "sans décalage"),
    ],
)
async def test_a_time_that_cannot_be(town: Town, wall: str, said: str) -> None:
    """Each says why."""
    draft = await town.approved(rules("2"))
    with pytest.raises(Unreadable) as caught:
        await schedule_draft(town.editor, draft.id, wall, NOW)
    assert said in caught.value.problems[0].message


async def test_a_base_that_moved_halts_what_was_scheduled(town: Town) -> None:
    """It is not published, goes back to be written, and says why."""
    late, first = await town.approved(rules("3")), await town.approved(rules("2"))
    at = await schedule_draft(town.editor, late.id, "2026-12-01T06:00", NOW)
    await publish_draft(town.editor, first.id, NOW)
    await publish_due(lambda: at)
    halted = await town.look(late)
    assert halted.state == "open"
    assert halted.halted is not None
    assert "version 2" in halted.halted
    assert (await topics(town))[-1] == "draft.halted"
    assert len(await list_versions(town.slug)) == 2


async def test_what_the_second_opinion_refuses_stays_a_draft(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """A publication that fails leaves neither version nor trace, and the draft approved."""

    async def differs(*_: object) -> object:
        raise Invalid((Problem("second_opinion", "Deux calculs se contredisent."),))

    draft = await town.approved(rules("2"))
    monkeypatch.setattr(registry, "_heard", differs)
    with pytest.raises(Invalid):
        await publish_draft(town.editor, draft.id, NOW)
    assert (await town.look(draft)).state == "approved"
    assert len(await list_versions(town.slug)) == 1
