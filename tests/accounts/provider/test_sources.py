"""Coming in by the provider of one's organisation, through the pages, against oidc-provider, which is none of ours."""

from uuid import UUID

from arrivals import MAIL, TOWN, Door, admin_of, entrance, invite, owner_at, signed, source_form
from desks import PASSWORD
from elsewhere import FIRM_SECRET, Elsewhere
from visits import HERE

from tenants.database import NOBODY, Scope, scoped
from tenants.who import Role


async def test_employees_come_in_by_their_organisation(door: Door, firm: Elsewhere) -> None:
    """Who is invited and nobody else; in that organisation alone; signed out when the source is removed."""
    owner, carrier = await owner_at(door)
    assert (await owner.fill("/organisation/connexion", **source_form(firm))).status_code == 303
    shown = (await owner.client.get("/organisation/connexion")).text
    assert FIRM_SECRET not in shown
    assert (await owner.fill("/organisation/connexion", **source_form(firm))).status_code == 409
    action = await entrance(door.visit(), f"whoever@{MAIL}", "Transports")
    stranger = await door.arrive("stranger", at=action)
    assert (stranger.status_code, "pas encore invité" in stranger.text) == (403, True)
    await invite(f"employee@{MAIL}", "driver", carrier, await signed(owner))
    await invite(f"employee@{MAIL}", "reader", TOWN, await admin_of(TOWN))
    visit = door.visit()
    assert (await door.arrive("employee", visit=visit, at=action)).headers["location"] == "/"
    who = await signed(visit)
    assert (who.name, who.strong, who.acting) == ("Sacha Martin", False, Role("driver", carrier=str(carrier)))
    async with scoped(Scope(door="test")) as connection:
        assert await connection.fetchval("SELECT verified_at FROM person WHERE id = $1", who.person) is None
        await connection.execute(
            "INSERT INTO role_held (person, name, territory, granted_by) VALUES ($1, 'admin', $2, 'test')",
            who.person, TOWN,
        )  # fmt: skip
    assert (await signed(visit)).roles == (Role("driver", carrier=str(carrier)),)
    assert (await visit.client.get("/territoire/personnes")).status_code == 403
    assert (await visit.fill("/compte/liens", at="/compte/liens/proconnect")).status_code == 403
    tool = await visit.client.get("/oauth/authorize")
    assert "autrement que par votre organisation" in tool.text
    source = action.rpartition("/")[2]
    gone = await owner.fill("/organisation/connexion", at=f"/organisation/connexion/{source}/retirer")
    assert gone.status_code == 303
    assert (await visit.client.get("/compte")).status_code == 303
    assert (await door.visit().fill("/connexion", at=action)).status_code == 404
    async with scoped(NOBODY) as connection:
        kept = await connection.fetchval("SELECT secret FROM outside_source WHERE id = $1", UUID(source))
    assert kept == b""


async def test_a_member_links_first(door: Door, firm: Elsewhere) -> None:
    """A source never takes over the account of a member: its holder links it, from their own session."""
    owner, carrier = await owner_at(door)
    await owner.fill("/organisation/connexion", **source_form(firm, domain=f"b.{MAIL}"))
    action = await entrance(door.visit(), f"x@b.{MAIL}", "Transports")
    member = door.visit()
    member.email = f"member@{MAIL}"
    await member.join()
    await invite(member.email, "dispatcher", carrier, await signed(owner))
    first = await door.arrive("member", at=action)
    assert (first.status_code, "Un compte existe déjà" in first.text) == (409, True)
    foreign = action.replace("/connexion/organisation/", "/compte/liens/")
    assert (await member.fill("/compte/liens", at=foreign, current=PASSWORD)).status_code == 404
    who = await signed(member)
    async with scoped(Scope(door="test")) as connection:
        await connection.execute(
            "INSERT INTO role_held (person, name, organisation, granted_by) VALUES ($1, 'dispatcher', $2, 'test')",
            who.person, carrier,
        )  # fmt: skip
    away = await member.fill("/compte/liens", at=foreign, current=PASSWORD)
    assert (await member.client.get(await door.back(away, "member"))).headers["location"].endswith("fait=linked")
    assert (await door.arrive("member", at=action)).status_code == 303


async def test_a_source_is_tried_by_who_keeps_it(door: Door, firm: Elsewhere) -> None:
    """It says what it was told, and nothing comes of it; another organisation's is not found."""
    owner, _ = await owner_at(door)
    await owner.fill("/organisation/connexion", **source_form(firm, domain=f"c.{MAIL}"))
    source = (await entrance(door.visit(), f"c.{MAIL}", "Transports")).rpartition("/")[2]
    here = f"/organisation/connexion/{source}"
    away = await owner.fill("/organisation/connexion", at=f"{here}/essayer")
    tried = await owner.client.get(await door.back(away, "stranger"))
    assert f"stranger@{MAIL}" in tried.text
    async with scoped(NOBODY) as connection:
        assert not await connection.fetch("SELECT 1 FROM person WHERE email = $1", f"stranger@{MAIL}")
    other, _ = await owner_at(door)
    for act in ("essayer", "retirer"):
        assert (await other.fill("/organisation/connexion", at=f"{here}/{act}")).status_code == 404


async def test_a_secret_that_opens_no_more_is_said(door: Door, firm: Elsewhere) -> None:
    """After the key has changed: to who comes in, and to who keeps the source and makes it anew."""
    owner, _ = await owner_at(door)
    await owner.fill("/organisation/connexion", **source_form(firm, domain=f"d.{MAIL}"))
    action = await entrance(door.visit(), f"x@d.{MAIL}", "Transports")
    source = action.rpartition("/")[2]
    async with scoped(NOBODY) as connection:
        await connection.execute("UPDATE outside_source SET secret = 'x' WHERE id = $1", UUID(source))
    tried = f"/organisation/connexion/{source}/essayer"
    for visit, page, at in ((door.visit(), "/connexion", action), (owner, "/organisation/connexion", tried)):
        answer = await visit.fill(page, at=at)
        assert (answer.status_code, "est à refaire" in answer.text) == (503, True)


async def test_looking_for_an_organisation_tells_nothing_of_people(door: Door) -> None:
    """An address that is known and one that is not are answered the same; an empty word is said."""
    visit = door.visit()
    await visit.join()
    known = await door.visit().fill("/connexion/organisation", word=visit.email)
    unknown = await door.visit().fill("/connexion/organisation", word="nobody@example.org")
    assert known.status_code == unknown.status_code == 422
    assert "Aucune organisation ne s’identifie ainsi" in known.text
    assert "Donnez une adresse" in (await visit.fill("/connexion/organisation", word=" ")).text


async def test_the_form_of_a_source_says_every_problem(door: Door, firm: Elsewhere) -> None:
    """Empty, not https, silent, a domain that is none."""
    owner, _ = await owner_at(door)
    empty = await owner.fill("/organisation/connexion")
    for said in ("Le nom manque", "L’adresse du fournisseur manque", "L’identifiant manque", "Le secret manque"):
        assert said in empty.text
    for issuer, said in (
        ("http://exemple.fr", "Cette adresse ne convient pas"),
        ("https://u:p@exemple.fr", "Cette adresse ne convient pas"),
        (HERE, "sert déjà à tous"),
        (door.there.issuer, "sert déjà à tous"),
        ("http://127.0.0.1:9", "ne répond pas comme il faut"),
        ("https://192.168.0.1", "ne mène à aucun fournisseur public"),
    ):
        answer = await owner.fill("/organisation/connexion", **source_form(firm, issuer=issuer, domain="@"))
        assert answer.status_code == 422
        assert said in answer.text, issuer
    answer = await owner.fill("/organisation/connexion", **source_form(firm, issuer="https://x", domain="x y"))
    assert "la fin d’une adresse" in answer.text
