"""The life of a draft: begun, written, discussed, approved by somebody else, published, never moved again."""

from datetime import timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest
from drafting import NOW, RULES, SHAPE, Town, people, rules, some_town

from tenants.database import Scope, scoped
from tenants.drafts.checking import check_draft
from tenants.drafts.deciding import approve_draft, reopen_draft, send_back, submit_draft
from tenants.drafts.publishing import publish_draft, unschedule_draft
from tenants.drafts.rebasing import rebase_draft
from tenants.drafts.rights import Refused
from tenants.drafts.saving import add_file, put_zone, remove_file
from tenants.drafts.starting import drop_draft, restore_draft, start_draft
from tenants.drafts.store import list_drafts, read_approvals, read_comments
from tenants.drafts.talking import comment, resolve
from tenants.errors import Conflict, NotFound, Unreadable
from tenants.migrate import Addresses
from tenants.registry import find_sources

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


async def test_from_a_project_to_a_live_order(town: Town) -> None:
    """Each step is a fact and a trace; the version published says what the draft said."""
    text = rules("1", "2")
    draft = await town.approved(text)
    published = await publish_draft(town.editor, draft.id, NOW)
    assert published.number == 2
    found = await find_sources(town.slug, 2)
    assert found is not None
    assert {source.name: source.text for source in found[0]}[RULES] == text
    steps = ["draft.started", "draft.submitted", "draft.approved", "rulebook.published", "draft.published"]
    assert (await topics(town))[1:] == steps
    assert (await topics(town, "audit"))[1:] == steps
    assert (await town.look(draft)).published == 2
    assert await list_drafts(town.reader) == ()


async def test_a_published_draft_never_moves(town: Town) -> None:
    """Not through the service, nor by a statement in the database."""
    draft = await town.approved(rules("2"))
    await publish_draft(town.editor, draft.id, NOW)
    for act in (reopen_draft, drop_draft):
        with pytest.raises(Conflict):
            await act(town.editor, draft.id, NOW)
    with pytest.raises(Conflict):
        await town.write(draft, rules("3"))
    for statement in (
        "UPDATE draft SET title = 'x'",
        "UPDATE draft_file SET text = ''",
        "UPDATE draft_zone SET shape = '{}'",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with scoped(town.editor.scope()) as connection:
                await connection.execute(statement)


async def test_the_author_does_not_approve(town: Town) -> None:
    """Neither as author, nor for having written once; said in French, and held by the database."""
    both = people(town.slug)
    author = both.validator
    writer = type(author)(author.person, author.name, author.email, acting=both.editor.acting)
    draft = await start_draft(writer, "Le mien", NOW)
    await submit_draft(writer, draft.id, NOW)
    digest = (await town.look(draft)).digest
    with pytest.raises(Refused, match="écrit dans ce projet"):
        await approve_draft(author, draft.id, digest, NOW)
    await reopen_draft(writer, draft.id, NOW)
    mine = type(town.validator)(town.validator.person, "x", "y", acting=town.editor.acting)
    await town.write(draft, rules("7"), mine)
    await submit_draft(writer, draft.id, NOW)
    for person in (author.person, town.validator.person):
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="does not approve"):
            async with scoped(author.scope()) as connection:
                await connection.execute(
                    "INSERT INTO draft_approval (territory, draft, person, digest, at)"
                    " SELECT territory, id, $2, draft_digest(territory, id), now() FROM draft WHERE id = $1",
                    draft.id, person,
                )  # fmt: skip


@pytest.mark.parametrize("state", ["approved", "scheduled", "published"])
async def test_the_database_wants_an_approval(town: Town, state: str) -> None:
    """A state that follows approval is refused without one, whoever writes it."""
    draft = await town.start()
    await submit_draft(town.editor, draft.id, NOW)
    at, number = (NOW if state == "scheduled" else None), (2 if state == "published" else None)
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="nobody else approved"):
        async with scoped(town.validator.scope()) as connection:
            await connection.execute(
                "UPDATE draft SET state = $2, publish_at = $3, published = $4 WHERE id = $1", draft.id, state, at,
                number,
            )  # fmt: skip


async def test_a_changed_draft_loses_its_approval(town: Town) -> None:
    """Taken back and changed, even by a space, it must be approved again; unchanged, the approval holds."""
    draft = await town.approved(rules("2"))
    await reopen_draft(town.editor, draft.id, NOW)
    await town.write(draft, rules("2") + "# une remarque\n")
    await submit_draft(town.editor, draft.id, NOW)
    again = await town.look(draft)
    async with scoped(town.reader.scope()) as connection:
        assert [approval.holds for approval in await read_approvals(connection, again)] == [False]
    with pytest.raises(Conflict, match="pas approuvé"):
        await publish_draft(town.editor, draft.id, NOW)
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="nobody else approved"):
        async with scoped(town.validator.scope()) as connection:
            await connection.execute("UPDATE draft SET state = 'approved' WHERE id = $1", draft.id)
    with pytest.raises(Conflict, match="vient d’être modifié"):
        await approve_draft(town.validator, draft.id, draft.digest, NOW)
    await approve_draft(town.validator, draft.id, again.digest, NOW)
    assert (await publish_draft(town.validator, draft.id, NOW)).number == 2


async def test_a_draft_with_problems_is_not_submitted(town: Town) -> None:
    """All of them are said, each with its file and line; a test that fails is one."""
    draft = await town.start()
    await town.write(draft, rules("2").replace("do: prohibit", "do: forbid"))
    with pytest.raises(Unreadable) as caught:
        await submit_draft(town.editor, draft.id, NOW)
    assert (caught.value.problems[0].file, caught.value.problems[0].line) == (RULES, 7)
    failing = "tests:\n  - {name: une auto passe, at: 2026-12-01T10:00, zone: centre, vehicle: {gvw_kg: 9000},"
    await town.write(draft, f"{rules('2')}{failing} expect: allowed}}\n")
    with pytest.raises(Unreadable) as caught:
        await submit_draft(town.editor, draft.id, NOW)
    assert [problem.code for problem in caught.value.problems] == ["test-failed"], caught.value.problems
    assert (await town.look(draft)).state == "open"


async def test_another_territory_is_not_published_here(town: Town) -> None:
    """A draft that names another territory is said so, before anything is asked of anybody."""
    draft = await town.start()
    other = await some_town()
    _, content = await other.content(await other.start())
    await remove_file(town.hand(draft), "territory.yaml")
    await add_file(town.hand(draft), "territory.yaml", content.files[0].text)
    checked = await check_draft(*await town.content(draft))
    assert [problem.code for problem in checked.problems] == ["other-territory"]


async def test_sent_back_with_words(town: Town) -> None:
    """A validator who asks for changes says which; partners comment, and readers read."""
    draft = await town.start()
    await submit_draft(town.editor, draft.id, NOW)
    with pytest.raises(Unreadable):
        await send_back(town.validator, draft.id, "  ", NOW)
    await send_back(town.validator, draft.id, "Et le dimanche ?", NOW)
    told = await comment(town.partner, draft.id, "Nos fourgons font 3,6 t.", NOW + SECOND, file=RULES, line=7)
    await resolve(town.editor, draft.id, told, NOW)
    async with scoped(town.reader.scope()) as connection:
        said = await read_comments(connection, draft.id)
    assert [(one.kind, one.line, one.resolved_at is not None) for one in said] == [
        ("refusal", None, False), ("comment", 7, True),
    ]  # fmt: skip
    assert (await town.look(draft)).state == "open"
    with pytest.raises(Refused):
        await comment(town.reader, draft.id, "Moi aussi", NOW)
    with pytest.raises(NotFound):
        await comment(town.partner, draft.id, "Où ?", NOW, file="rules/absent.yaml")
    with pytest.raises(NotFound):
        await resolve(town.editor, draft.id, uuid4(), NOW)


async def test_each_role_goes_so_far(town: Town) -> None:
    """Refused in words, and by the policies of each table."""
    draft = await town.start()
    for who in (town.validator, town.partner, town.reader):
        with pytest.raises(Refused):
            await town.write(draft, rules("9"), who)
        with pytest.raises(Refused):
            await submit_draft(who, draft.id, NOW)
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
            async with scoped(who.scope()) as connection:
                await connection.execute("UPDATE draft_file SET text = ''")
    for who in (town.editor, town.partner, town.reader):
        with pytest.raises(Refused):
            await approve_draft(who, draft.id, draft.digest, NOW)
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        async with scoped(town.reader.scope()) as connection:
            await connection.execute("UPDATE draft SET title = 'x'")


async def test_drafts_of_others_do_not_exist(town: Town) -> None:
    """Whoever is of another territory, or of none, learns nothing."""
    draft = await town.start()
    stranger = (await some_town()).editor
    assert await list_drafts(stranger) == ()
    with pytest.raises(NotFound):
        await drop_draft(stranger, draft.id, NOW)
    with pytest.raises(Refused):
        await list_drafts(type(stranger)(stranger.person, "x", "y"))


async def test_dropped_and_restored(town: Town) -> None:
    """Nothing of a dropped draft is lost."""
    draft = await town.start()
    await town.write(draft, rules("5"))
    await drop_draft(town.editor, draft.id, NOW)
    assert [one.id for one in await list_drafts(town.reader, dropped=True)] == [draft.id]
    with pytest.raises(Conflict):
        await town.write(draft, rules("6"))
    await restore_draft(town.colleague, draft.id, NOW)
    _, content = await town.content(draft)
    assert rules("5") in [file.text for file in content.files]


@pytest.mark.parametrize("path", ["zones/../x.geojson", "centre.geojson", "zones/centre.json", "zones/" + "x" * 300])
async def test_a_zone_of_a_wrong_name(town: Town, path: str) -> None:
    """Refused in French."""
    draft = await town.start()
    with pytest.raises(Unreadable):
        await put_zone(town.hand(draft), path, 0, SHAPE)


async def test_zones_are_redrawn_by_one_at_a_time(town: Town) -> None:
    """Who comes second is told; both shapes are in the history; a zone that closes badly is a problem by line."""
    draft = await town.start()
    hand = town.hand(draft)
    open_ring = {"type": "Polygon", "coordinates": [[[7.0, 43.0], [7.1, 43.0], [7.1, 43.1]]]}
    assert await put_zone(hand, "zones/centre.geojson", 0, open_ring) == 1
    with pytest.raises(Conflict, match="tracé"):
        await put_zone(hand, "zones/centre.geojson", 0, SHAPE)
    checked = await check_draft(*await town.content(draft))
    assert (checked.problems[0].file, checked.problems[0].line) == (RULES, 5)
    assert await put_zone(hand, "zones/centre.geojson", 1, SHAPE) == 2
    assert (await check_draft(*await town.content(draft))).sound
    with pytest.raises(NotFound):
        await put_zone(hand, "zones/absent.geojson", 0, None)


async def test_a_title_that_is_none(town: Town) -> None:
    """Empty or endless."""
    for title in ("", " \n ", "x" * 201, "\0"):
        with pytest.raises(Unreadable):
            await start_draft(town.editor, title, NOW)


async def test_an_unknown_draft(town: Town) -> None:
    """404, for every act."""
    for act in (submit_draft, drop_draft, restore_draft, reopen_draft, unschedule_draft, rebase_draft, publish_draft):
        with pytest.raises(NotFound):
            await act(town.editor, UUID(int=0), NOW)
