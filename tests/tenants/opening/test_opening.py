"""Opening a territory: from a number to a draft and a sandbox one can ask, and every way it is refused."""

import asyncio
from datetime import datetime

import pytest

from rules.model import Invalid
from tenants.database import NOBODY, Scope, scoped
from tenants.errors import Conflict
from tenants.migrate import Addresses
from tenants.opening.drafting import Choices
from tenants.opening.opening import find_draft, get_standing, list_standing, open_territory, propose_for
from tenants.opening.proposal import Proposal, by_hand, get_authority, read_siren
from tenants.opening.reference import Reference
from tenants.shelf import Shelf

MARKET = Choices(templates={"marche": {"jours": "we,sa", "debut": "06:00"}})


async def proposal_of(reference: Reference, number: str, now: datetime) -> Proposal:
    """What is proposed for this number."""
    return await propose_for(reference, get_authority(reference.table, read_siren(number)), now)


@pytest.mark.parametrize(
    ("typed", "code", "hint"),
    [
        ("", "siren_figures", "avis de situation"),
        ("20004071", "siren_figures", "avis de situation"),
        ("grenoble!", "siren_figures", "avis de situation"),
        ("200 040 714", "siren_key", "Recopiez"),
        ("20004071500010", "siren_siret", "200040715"),
        ("٢٠٠٠٤٠٧١٥", "siren_figures", "avis de situation"),
        ("552081317", "siren_unknown", "syndicat"),
        ("01039", "commune_former", "C’est"),
        ("75101", "commune_former", "75056"),
        ("98735", "siren_missing", "à la main"),
        ("00000", "siren_unknown", "syndicat"),
    ],
)
def test_a_wrong_number_is_told_with_the_way_out(reference: Reference, typed: str, code: str, hint: str) -> None:
    """Figures, key, a SIRET, a company, a commune that has merged: each has its sentence."""
    with pytest.raises(Invalid) as refused:
        get_authority(reference.table, read_siren(typed))
    [problem] = refused.value.problems
    assert problem.code == code
    assert hint in (problem.hint or "")


def test_a_syndicate_is_given_by_hand_and_checked_whole(reference: Reference) -> None:
    """Its number, its name and its communes; everything wrong is told at once."""
    good = by_hand(reference.table, "256900994", "SYTRAL", ["69123", "69266", "69123"])
    assert (good.kind, [one.name for one in good.members]) == ("SYN", ["Lyon", "Villeurbanne"])
    with pytest.raises(Invalid) as refused:
        by_hand(reference.table, "256900995", "\n", ["69000", "01039"])
    assert [one.code for one in refused.value.problems] == [
        "siren_key",
        "name_length",
        "member_unknown",
        "member_unknown",
    ]


async def test_an_epci_never_seen_becomes_a_draft_and_a_sandbox(
    database: Addresses, reference: Reference, now: datetime
) -> None:
    """The real one keeps its draft, off the map; its sandbox answers at once, and says that it is a demonstration."""
    proposal = await proposal_of(reference, "200 000 172", now)
    assert (proposal.slug, proposal.name, len(proposal.members)) == ("faucigny-glieres", "CC Faucigny - Glières", 7)
    made, book = await open_territory(reference, proposal, MARKET, by="test", at=now)
    standing = await get_standing(made.slug)
    assert (standing.state, standing.rulebook, standing.siren, standing.kind) == ("draft", 0, "200000172", "CC")
    assert standing.bounded
    assert (standing.timezone, standing.crs) == ("Europe/Paris", "EPSG:2154")
    folder = await find_draft(made.slug)
    assert folder == made.folder
    assert [one.name for one in made.folder[0][:2]] == ["territory.yaml", "rules/marche.yaml"]
    assert book is not None
    trial = await get_standing("faucigny-glieres-essai")
    assert (trial.state, trial.sandbox_of, trial.siren, trial.demonstration) == ("open", made.slug, None, True)
    shelf = Shelf()
    await shelf.refresh()
    assert made.slug not in shelf.current().rulebooks
    served = shelf.current().rulebooks[trial.slug].bundle
    assert {order.status for name, order in served.orders.items() if name == "marche"} == {"demonstration"}
    assert shelf.current().locator.covering(6.4043, 46.0780) == {trial.slug}
    async with scoped(Scope(territory=made.slug)) as connection:
        assert await connection.fetchval("SELECT what FROM audit WHERE who = 'test'") == "territory.opened"
    async with scoped(NOBODY) as connection:
        doors = await connection.fetch("SELECT door FROM national_audit WHERE door LIKE '%faucigny-glieres%'")
    assert {row["door"] for row in doors} >= {"test: opening of faucigny-glieres"}
    with pytest.raises(Conflict, match="déjà ouvert"):
        await proposal_of(reference, "200000172", now)


async def test_two_who_open_the_same_at_once_open_it_once(
    database: Addresses, reference: Reference, now: datetime
) -> None:
    """One of them is told, and nothing of the other's is kept, under another slug neither."""
    proposal = await proposal_of(reference, "200000438", now)
    both = [
        open_territory(reference, proposal, Choices(slug=slug), by="test", at=now, sandbox=False)
        for slug in ("pontchateau", "pontchateau-nord")
    ]
    results = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(one).__name__ for one in results) == ["Conflict", "tuple"]
    assert [one.siren for one in await list_standing()].count("200000438") == 1


async def test_a_slug_taken_is_told(database: Addresses, reference: Reference, now: datetime) -> None:
    """By whoever has it, sandbox or not; a proposal finds another by itself."""
    first = await proposal_of(reference, "200005957", now)
    await open_territory(reference, first, Choices(slug="nom-pris"), by="test", at=now, sandbox=False)
    second = await proposal_of(reference, "200006682", now)
    with pytest.raises(Conflict, match="déjà pris"):
        await open_territory(reference, second, Choices(slug="nom-pris"), by="test", at=now, sandbox=False)


async def test_wrong_choices_are_told_all_at_once(database: Addresses, reference: Reference, now: datetime) -> None:
    """An unknown template, a parameter out of bounds, a foreign commune; nothing is kept."""
    proposal = await proposal_of(reference, "200006716", now)
    wrong = Choices(templates={"marché": {}, "marche": {"jours": "demain"}, "zfe": {"seuil": "9"}})
    with pytest.raises(Invalid) as refused:
        await open_territory(reference, proposal, wrong, by="test", at=now)
    assert [one.code for one in refused.value.problems] == ["template_unknown", "parameter_days", "parameter_choice"]
    with pytest.raises(Invalid, match="membre"):
        await open_territory(reference, proposal, Choices(templates={"zfe": {}}, commune="75056"), by="test", at=now)
    for choices in (Choices(timezone="Europe/Pari"), Choices(crs="2154"), Choices(aliases=("123456789",))):
        with pytest.raises(Invalid):
            await open_territory(reference, proposal, choices, by="test", at=now)
    assert proposal.slug not in {one.slug for one in await list_standing()}


@pytest.mark.parametrize(
    ("number", "clock"),
    [
        ("249720061", ("America/Martinique", "EPSG:5490")),
        ("249740077", ("Indian/Reunion", "EPSG:2975")),
        ("200057867", ("Europe/Paris", "EPSG:2154")),
        ("217500016", ("Europe/Paris", "EPSG:2154")),
    ],
)
async def test_overseas_an_ept_and_paris(
    database: Addresses, reference: Reference, now: datetime, number: str, clock: tuple[str, str]
) -> None:
    """Each under its own time and projection, with five templates, nothing wrong."""
    proposal = await proposal_of(reference, number, now)
    every = Choices(templates={name: {} for name in ("marche", "livraison", "pietonne", "evenement", "zfe")})
    made, _ = await open_territory(reference, proposal, every, by="test", at=now, sandbox=False)
    standing = await get_standing(made.slug)
    assert ((standing.timezone, standing.crs), standing.bounded) == (clock, True)
    assert {order.status for order in made.bundle.orders.values() if order.id != "CGCT-R2213-1-0-1"} == {"to_verify"}
