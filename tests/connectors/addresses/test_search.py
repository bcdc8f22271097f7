"""Addresses of Monaco as people ask for them."""

import asyncio
import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from connectors.addresses import AddressBook, AddressesBroken, Index
from connectors.addresses.sphere import metres


@pytest.mark.parametrize(
    ("typed", "label", "accuracy"),
    [
        ("6 q antoine premier", "6 Quai Antoine 1er 98000 Monaco", "numéro"),
        ("4 bis rue de la colle", "4bis Rue de la Colle 98000 Monaco", "numéro"),
        ("33 bd rainier 3", "33 Boulevard Rainier III 98000 Monaco", "numéro"),
        ("4 av albert ii", "4-6 Avenue Albert II 98000 Monaco", "numéro"),
        ("pl darmes", "Place d'Armes 98000 Monaco", "rue"),
        ("louis notari", "Rue Louis Notari 98000 Monaco", "rue"),
        ("rue grmialdi", "Rue Grimaldi 98000 Monaco", "rue"),
        ("avenue du trois septembre", "Avenue du 3 Septembre Cap-d'Ail", "rue"),
        ("av princesse grace roquebrune", "Avenue Princesse Grace Roquebrune-Cap-Martin", "rue"),
        ("monaco", "Monaco", "lieu"),
        ("larvoto", "Larvotto 98000 Monaco", "lieu"),
        ("carrefour", "Carrefour, Avenue Albert II 98000 Monaco", "lieu"),
    ],
)
def test_what_people_type(index: Index, typed: str, label: str, accuracy: str) -> None:
    first = index.search(typed)[0]
    assert (first.label, first.accuracy) == (label, accuracy)


def test_it_answers_while_one_types(index: Index) -> None:
    """From three letters on, the street meant stays in sight; whole, it is first."""
    text = "rue grimaldi"
    for end in range(len("rue gri"), len(text) + 1):
        assert "Rue Grimaldi" in [found.name for found in index.search(text[:end])], text[:end]
    assert index.search("grim")[0].name == "Rue Grimaldi"


def test_a_number_that_is_not_known_is_not_made_up(index: Index) -> None:
    """The street, with a lower score, between its known numbers."""
    known, unknown = index.search("6 rue grimaldi")[0], index.search("12 rue grimaldi")[0]
    assert (known.kind, known.score, known.between) == ("housenumber", 1, None)
    assert (unknown.kind, unknown.accuracy, unknown.housenumber) == ("street", "rue", None)
    assert unknown.score < known.score
    assert unknown.between is not None
    low, high = (index.search(f"{number} rue grimaldi")[0] for number in unknown.between)
    span = metres((low.lon, low.lat), (high.lon, high.lat))
    assert 0 < metres((low.lon, low.lat), (unknown.lon, unknown.lat)) < span
    far = index.search("9000 rue grimaldi")[0]
    assert (far.kind, far.between) == ("street", None)


def test_another_postcode_never_hides_a_perfect_name(index: Index) -> None:
    first = index.search("6 quai antoine 1er 75001")[0]
    assert first.label == "6 Quai Antoine 1er 98000 Monaco"
    assert first.score < index.search("6 quai antoine 1er 98000")[0].score == 1


def test_a_centre_puts_the_nearest_first_and_leaves_scores_alone(index: Index) -> None:
    """One street, two communes: the nearer is first; the score says likeness only."""
    both = [found for found in index.search("avenue princesse grace") if found.score == 1]
    assert len({found.city for found in both}) == 2
    for here in both:
        first = index.search("avenue princesse grace", centre=(here.lon, here.lat))[0]
        assert (first.city, first.score, first.distance_m) == (here.city, 1, 0)


def test_the_same_question_has_the_same_answer(town: Path, index: Index) -> None:
    """Whatever the thread, whatever the moment."""
    texts = ["rue de la", "av princese", "monte carlo", "6 quai antoine"]
    expected = [index.search(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(index.search, texts * 25)) == expected * 25


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=80))
@example("'; DROP TABLE place; --")
@example('" OR name:* NEAR(')
@example("🚚🚚🚚")
@example("\0\0\0")
@example("\ud800abc")
@example("a" * 10_000)
@example("1 " * 5_000)
@example("𐩀𐩁 rue")
@example("½ rue ⅷ")
def test_any_text_has_an_answer(index: Index, text: str) -> None:
    """Scores between 0 and 1, the best first; never an exception."""
    scores = [found.score for found in index.search(text)]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


def test_an_index_may_be_replaced_or_broken(town: Path, tmp_path: Path) -> None:
    """A new file answers at once; a broken one is said in French, and mended by a good one."""
    path = tmp_path / "a.sqlite"
    shutil.copy(town, path)
    index = Index(path)
    assert index.search("rue grimaldi")
    other = sqlite3.connect(tmp_path / "b.sqlite")
    other.execute("CREATE TABLE meta (name, value)")
    other.close()
    (tmp_path / "b.sqlite").replace(path)
    with pytest.raises(AddressesBroken, match="abîmé"):
        index.search("rue grimaldi")
    path.write_bytes(b"bonjour" * 500)
    with pytest.raises(AddressesBroken, match=r"a\.sqlite"):
        index.search("rue grimaldi")
    shutil.copy(town, tmp_path / "c.sqlite")
    (tmp_path / "c.sqlite").replace(path)
    assert index.search("rue grimaldi")
    index.close()
    path.unlink()
    with pytest.raises(AddressesBroken, match="ouvert"):
        index.search("rue grimaldi")


def test_the_nearest_address_of_a_position(index: Index) -> None:
    """A house when one is near, then streets; a lagoon away from everything, nothing."""
    house = index.search("6 quai antoine 1er")[0]
    found = index.reverse((house.lon, house.lat), limit=5)
    assert (found[0].label, found[0].distance_m, found[0].score) == (house.label, 0, 1)
    assert "Quai Antoine 1er" in [each.street for each in found]
    assert [each.kind for each in found] == sorted(each.kind for each in found)
    street = index.search("tunnel rocher antoine 1er")[0]
    nearest = next(each for each in index.reverse((street.lon, street.lat), limit=20) if each.kind == "street")
    assert nearest.distance_m is not None
    assert nearest.distance_m < 1
    assert index.reverse((7.5, 43.6)) == []
    assert index.reverse((-180, 90)) == []


async def test_a_territory_follows_its_index_elsewhere(town: Path, tmp_path: Path) -> None:
    """A build in another folder answers at the next question, under questions that go on; the former is let go."""
    paths = [tmp_path / f"{name}.sqlite" for name in "ab"]
    for path in paths:
        shutil.copy(town, path)
    now = [paths[0]]
    book = AddressBook(lambda _slug: now[0])
    assert (await book.search("riviera", "rue grimaldi", 1)).addresses
    now[0] = paths[1]
    paths[0].unlink()
    async with asyncio.TaskGroup() as tasks:
        found = [tasks.create_task(book.search("riviera", "rue grimaldi", 1)) for _ in range(20)]
    assert {task.result().addresses[0].name for task in found} == {"Rue Grimaldi"}
    book.close()
    assert (await book.search("riviera", "rue grimaldi", 1)).addresses
