"""Several people write in one draft: nobody's work is lost, whatever order it comes in."""

import asyncio
import random

import pytest
from drafting import NOW, RULES, Town, rules, some_town

from rules.edits.changes import change
from rules.edits.units import length
from tenants.drafts.checking import check_draft
from tenants.drafts.differing import ask_difference, cancel_difference, work_out
from tenants.drafts.editing import Hand, changes_since, push_changes
from tenants.drafts.rights import Refused
from tenants.drafts.saving import Clash, add_file, remove_file, save_text
from tenants.errors import Conflict, NotFound, Unreadable
from tenants.migrate import Addresses


@pytest.fixture
async def town(database: Addresses) -> Town:
    """A territory at its first version."""
    return await some_town()


async def text_of(town: Town, draft: object, name: str = RULES) -> str:
    """A file as it stands."""
    _, content = await town.content(draft)  # type: ignore[arg-type]
    return next(file.text for file in content.files if file.name == name)


async def test_two_pages_push_at_once(town: Town) -> None:
    """Forty pushes by four pages, most of them late: every word is there, and every page can follow."""
    draft = await town.start()
    start = await text_of(town, draft)
    chance = random.Random(1)

    async def page(number: int) -> None:
        who = (town.editor, town.colleague)[number % 2]
        hand = Hand(who, draft.id, NOW, f"page-{number}")
        text, revision = start, 0
        for word in range(10):
            await asyncio.sleep(chance.random() / 200)
            at = chance.randint(0, length(text))
            mine = change(text, [(at, at, f"<{number}.{word}>")])
            news = await push_changes(hand, RULES, revision, [mine.written()])
            # The page takes in all that was accepted, its own included, as the server ordered it.
            for made in news.changes:
                text = made.change.apply(text)
            revision = news.revision
        assert revision >= 10

    await asyncio.gather(*(page(number) for number in range(4)))
    text = await text_of(town, draft)
    assert all(text.count(f"<{number}.{word}>") == 1 for number in range(4) for word in range(10)) or (
        # A word put inside another splits it, and loses none of its signs.
        len(text) == len(start) + sum(len(f"<{number}.{word}>") for number in range(4) for word in range(10))
    )
    news = await changes_since(town.reader, draft.id, RULES, 0)
    assert news.revision == 40
    assert {made.person for made in news.changes} == {town.editor.person, town.colleague.person}
    replayed = start
    for made in news.changes:
        replayed = made.change.apply(replayed)
    assert replayed == text


async def test_a_push_whose_answer_was_lost(town: Town) -> None:
    """Sent again, it adds nothing."""
    draft = await town.start()
    hand, text = town.hand(draft, client="page"), await text_of(town, draft)
    mine = [change(text, [(0, 0, "# une\n")]).written()]
    for _ in range(3):
        assert (await push_changes(hand, RULES, 0, mine)).revision == 1
    assert await text_of(town, draft) == f"# une\n{text}"


@pytest.mark.parametrize(
    "written", [[[1, 2, 3]], [["x"]], [[-1]], [[True]], [[99999999]], [[[0, "a\ud800"]]], [[[0, "\0"]]], [[[0, 7]]]]
)
async def test_changes_that_fit_no_text(town: Town, written: list[list[object]]) -> None:
    """Refused whole, in French; nothing is kept."""
    draft = await town.start()
    text = await text_of(town, draft)
    if written[0] and isinstance(written[0][0], list):
        written = [[*written[0], length(text)]]
    with pytest.raises(Unreadable):
        await push_changes(town.hand(draft), RULES, 0, written)
    assert await text_of(town, draft) == text


async def test_a_revision_that_is_none(town: Town) -> None:
    """Neither read nor written from."""
    draft = await town.start()
    for revision in (-1, 1, 10**9):
        with pytest.raises(Unreadable):
            await changes_since(town.reader, draft.id, RULES, revision)
        with pytest.raises(Unreadable):
            await push_changes(town.hand(draft), RULES, revision, [])
    for name in ("rules/absent.yaml", "../../etc/passwd"):
        with pytest.raises(NotFound):
            await changes_since(town.reader, draft.id, name, 0)


async def test_whole_texts_by_two_people(town: Town) -> None:
    """Different lines are brought together; the same lines are refused with both texts."""
    draft = await town.start()
    text = await text_of(town, draft)
    await save_text(town.hand(draft), RULES, 0, text.replace("name: Centre", "name: Vieille ville"))
    saved = await save_text(town.hand(draft, town.colleague), RULES, 0, f"# une remarque\r\n{text}")
    assert saved.merged
    both = await text_of(town, draft)
    assert "Vieille ville" in both
    assert both.startswith("# une remarque\n")
    mine = text.replace("name: Centre", "name: Le centre")
    with pytest.raises(Clash) as caught:
        await save_text(town.hand(draft, town.colleague), RULES, 0, mine)
    assert (caught.value.mine, caught.value.theirs, caught.value.revision) == (mine, both, 2)
    assert await text_of(town, draft) == both


async def test_files_come_and_go(town: Town) -> None:
    """A removed file may come back; a name that leaves the folder is refused; a page that has it open reloads."""
    draft = await town.start()
    hand = town.hand(draft)
    await add_file(hand, "rules/marche.yaml", "schema: joptimiz/rules@1\n")
    with pytest.raises(Conflict, match="déjà"):
        await add_file(hand, "rules/marche.yaml")
    await remove_file(hand, "rules/marche.yaml")
    with pytest.raises(NotFound):
        await save_text(hand, "rules/marche.yaml", 1, "x")
    await add_file(hand, "rules/marche.yaml", "schema: joptimiz/rules@1\n# encore\n")
    with pytest.raises(Conflict, match="remplacé"):
        await changes_since(town.reader, draft.id, "rules/marche.yaml", 1)
    for name in ("rules/../x.yaml", "marche.yaml", "rules/Marché.yaml", "rules/x.txt", "zones/x.geojson", ""):
        with pytest.raises(Unreadable):
            await add_file(hand, name)
    with pytest.raises(Refused):
        await add_file(town.hand(draft, town.validator), "rules/x.yaml")


async def test_the_difference_by_verdict(town: Town) -> None:
    """Worked out once for a content and a version, told in words; given up when asked; begun again when it moved."""
    draft = await town.start()
    asked: list[object] = []

    async def later(*given: object) -> None:
        asked.append(given[2])

    async def ask() -> str:
        return (await ask_difference(town.reader, draft.id, NOW, later, 0)).state

    assert [await ask(), await ask()] == ["waiting", "waiting"]
    assert asked == [draft.id]
    assert (await cancel_difference(town.reader, draft.id)).state == "cancelled"
    await work_out(town.reader.scope(), draft.id, lambda: NOW)
    assert [(await cancel_difference(town.reader, draft.id)).state, await ask()] == ["cancelled", "waiting"]
    await work_out(town.reader.scope(), draft.id, lambda: NOW)
    assert await ask() == "done"
    await town.write(draft, rules("1", heaviest_kg=7500))
    assert await ask() == "waiting"
    assert len(asked) == 3
    await work_out(town.reader.scope(), draft.id, lambda: NOW)
    found = await ask_difference(town.reader, draft.id, NOW, later)
    assert found.result is not None
    groups = found.result["groups"]
    assert isinstance(groups, list)
    messages = [group["message"] for group in groups if isinstance(group, dict)]
    assert messages == [
        "Centre\u00a0: plus de 3,5\u00a0t et 7,5\u00a0t au plus, à toute heure\u00a0: interdit → autorisé."
    ]
    assert found.against == 1


async def test_checks_are_made_once(town: Town) -> None:
    """Whoever asks the same at once waits for one answer, and what is known is not worked out again."""
    found, content = await town.content(await town.start())
    first, second = await asyncio.gather(check_draft(found, content), check_draft(found, content))
    assert first is second
    assert await check_draft(found, content) is first
    assert first.sound
    assert first.untested == ("r-1",)
