"""People are told what becomes of what they asked: once each, in their language, however often a fact is heard."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from signing import some_owner

from cirqliz.core.news import News, subject_of, text_of
from cirqliz.needs import Reached
from cirqliz.service.asking import ask
from cirqliz.service.deciding import Decision, decide
from cirqliz.service.following import question
from cirqliz.service.reading import Newsfeed, count_unread, mark_read, page_news
from cirqliz.service.refusals import Refused
from cirqliz.service.telling import deliver, note, remind
from joptimiz.telling import TELL_OF_DEROGATIONS, Everybody
from tenants.database import Scope, scoped
from tenants.facts import Fact
from tenants.relay import hear

from .conftest import NOW, TODAY, Town
from .heard import keep

YES, NO = Decision(granted=True, reason=""), Decision(granted=False, reason="Hors des cas de l’article 10")


async def told(town: Town) -> list[tuple[str, tuple[str, ...]]]:
    """Hear all there is, then send; who was written to, of what."""
    sent: list[tuple[str, tuple[str, ...]]] = []

    async def send(_: str, to: Reached, news: Sequence[News]) -> None:
        sent.append((to.email, tuple(one.topic for one in news)))

    await hear(town.slug, TELL_OF_DEROGATIONS, NOW)
    await deliver(town.slug, "Rive", NOW, Everybody(), send)
    return sent


async def test_each_step_is_told_once_in_one_letter(town: Town) -> None:
    """Two vehicles asked for are one letter; each step follows; heard or sent again, nothing is sent."""
    first, second = await ask(town.on, town.owner, uuid4(), [town.wish(number=0), town.wish(number=1)])
    email, officer = town.owner.email, town.officers[0]
    assert await told(town) == [(email, ("asked", "asked"))]
    assert await told(town) == []
    await question(town.on, officer, first.id, "Quel chantier ?")
    await decide(town.on, officer, [first.id], YES)
    await decide(town.on, officer, [second.id], NO)
    assert await told(town) == [(email, ("questioned", "granted", "refused"))]
    (right,) = await _rights(town)
    await keep(town.on, officer, right, "suspend", "Contrôle en cours")
    await keep(town.on, officer, right, "resume", "")
    await keep(town.on, officer, right, "revoke", "Véhicule vendu")
    assert await told(town) == [(email, ("suspending", "suspended", "resumed", "revoking", "revoked"))]
    await _is_read(town)


async def _is_read(town: Town) -> None:
    """All of it is in the page, unread until it is said to be; what comes then is new again."""
    feed = await page_news(town.owner, 1)
    assert (feed.count, feed.unread) == (10, 10)
    assert all(told.unread and told.territory == town.slug for told in feed.rows)
    assert await page_news(await some_owner(), 1) == Newsfeed((), 0, 0)
    with pytest.raises(Refused):
        await page_news(town.officers[0], 1)
    last = feed.rows[0].at
    await mark_read(town.owner, last)
    await mark_read(town.owner, last - timedelta(days=1))
    assert await count_unread(town.owner) == 0
    assert (await page_news(town.owner, 2)).rows == ()
    assert not any(told.unread for told in (await page_news(town.owner, 1)).rows)


async def test_a_fact_heard_twice_is_told_once(town: Town) -> None:
    """The listener may be brought the same fact again."""
    (found,) = await ask(town.on, town.owner, uuid4(), [town.wish()])
    fact = Fact(town.slug, 7, "derogation.asked", {"requests": [str(found.id)]}, NOW, str(town.carrier))
    for _ in range(2):
        async with scoped(Scope(territory=town.slug)) as connection:
            assert await note(connection, fact, Everybody())
            assert await connection.fetchval("SELECT count(*) FROM derogation_notice") == 1
            # Whoever hears next does so in nobody’s role.
            assert await connection.fetchval("SELECT current_setting('app.role', true)") == ""


async def test_what_is_due_or_ends_soon_is_told_once(town: Town) -> None:
    """The desk hears of a request two days before it is due, who asked of a right two weeks before its end."""
    wishes = [town.wish(), town.wish(number=1, ends_on=TODAY + timedelta(days=60))]
    first, second = await ask(town.on, town.owner, uuid4(), wishes)
    waits, ends = (first, second) if first.ends_on != TODAY + timedelta(days=60) else (second, first)
    await decide(town.on, town.officers[0], [ends.id], YES)
    await told(town)
    assert waits.due_on is not None
    for day, expected in (
        (waits.due_on - timedelta(days=3), []),
        (waits.due_on - timedelta(days=2), sorted((who.email, ("due",)) for who in town.officers)),
        (waits.due_on, []),
        (TODAY + timedelta(days=45), []),
        (TODAY + timedelta(days=46), [(town.owner.email, ("ending",))]),
        (TODAY + timedelta(days=59), []),
    ):
        await remind(town.slug, day, NOW, Everybody())
        assert sorted(await told(town)) == expected, day


async def test_mail_that_is_down_loses_nothing_and_repeats_nothing(town: Town) -> None:
    """What left stays said, what did not waits; who closed their account is not written to."""
    await ask(town.on, town.owner, uuid4(), [town.wish()])

    async def refuse(*_: object) -> None:
        raise OSError

    await hear(town.slug, TELL_OF_DEROGATIONS, NOW)
    try:
        await deliver(town.slug, "Rive", NOW, Everybody(), refuse)
    except OSError:
        pass
    else:
        raise AssertionError
    assert [topics for _, topics in await told(town)] == [("asked",)]
    (found,) = await ask(town.on, town.owner, uuid4(), [town.wish(number=1)])
    async with scoped(Scope(door="test")) as connection:
        await connection.execute("UPDATE person SET closed_at = now() WHERE id = $1", town.owner.person)
    assert await told(town) == []
    assert found.state == "open"


def test_the_words() -> None:
    """French by default, English for who prefers it; a long batch stays a short letter."""
    news = [News("refused", "la dérogation artisan", "AB123CD", "Hors des cas", None)]
    assert text_of(news, "Riviera", "fr", "https://x.example/derogations") == (
        "Bonjour,\n\nRiviera vous informe\u00a0:\n\nLa dérogation artisan pour AB123CD\u00a0: refusée."
        " Motif\u00a0: Hors des cas. Vous pouvez contester ce refus.\n\nTout est ici\u00a0:\n\nhttps://x.example/derogations\n"
    )
    assert "La dérogation artisan for AB123CD: refused." in text_of(news, "Riviera", "en", "x")
    assert subject_of([News("due", "x")], "Riviera", "fr") == "Riviera\u00a0: demandes à décider"
    many = [News("asked", "Occasionnel", f"AB{n}CD", day=TODAY) for n in range(100, 200)]
    assert text_of(many, "Riviera", "fr", "x").count("\n\n") == 44
    assert "Et 60 autres nouvelles." in text_of(many, "Riviera", "fr", "x")
    assert "au plus tard le 24 novembre 2026" in text_of(many, "Riviera", "fr", "x")


async def _rights(town: Town) -> list[UUID]:
    async with scoped(Scope(territory=town.slug)) as connection:
        return [row["id"] for row in await connection.fetch("SELECT id FROM derogation")]
