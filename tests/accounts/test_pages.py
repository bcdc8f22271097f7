"""The pages as a browser asks for them: cookies, forms of others, ways that lead elsewhere, pauses, mail down."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
from desks import PASSWORD, SOURCES
from visits import HERE, Visit, browser, services

from tenants.database import DB
from tenants.migrate import Addresses
from tenants.settings import Settings


@pytest.fixture
async def visit(database: Addresses, tmp_path: Path) -> AsyncIterator[Visit]:
    """A browser on this machine."""
    wired, post, clock = services(tmp_path)
    async with browser(wired, HERE, f"192.0.2.{next(SOURCES)}") as client:
        yield Visit(client, post, clock, f"{uuid4()}@example.org")


async def test_a_session_cookie_on_this_machine(visit: Visit) -> None:
    """Kept from scripts and from other sites' forms; a new one at each sign-in; erased at sign-out."""
    joined = await visit.join()
    assert (joined.status_code, joined.headers["location"]) == (303, "/compte?fait=opened")
    (cookie,) = [each for each in joined.headers.get_list("set-cookie") if each.startswith("joptimiz=")]
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()
    assert "Domain" not in cookie
    account = await visit.client.get("/compte")
    assert "Camille" in account.text
    assert account.headers["cache-control"] == "no-store"
    first = visit.client.cookies["joptimiz"]
    left = await visit.fill("/compte/profil", at="/deconnexion")
    assert left.headers["location"] == "/"
    assert (await visit.client.get("/compte")).headers["location"] == "/connexion?next=%2Fcompte"
    await visit.fill("/connexion", email=visit.email, password=PASSWORD)
    assert visit.client.cookies["joptimiz"] != first


async def test_what_a_neighbour_site_sends_is_refused(visit: Visit) -> None:
    """The cookie travels with what a page of the same domain sends: its origin tells it apart, at every signed door."""
    await visit.join()
    sent = {"plate": "AB-123-CD", "facts": {}}
    for origin in ("http://voisin.localhost:8000", "null", "https://localhost:8000"):
        answer = await visit.client.post("/api/v1/vehicles", json=sent, headers={"origin": origin})
        assert (answer.status_code, answer.json()["code"]) == (403, "form-foreign"), origin
    for own in ({"origin": HERE}, {}):
        answer = await visit.client.post("/api/v1/vehicles", json=sent, headers=own)
        assert answer.json()["code"] == "role-needed"


async def test_cookies_in_https_are_the_hosts_own(database: Addresses, tmp_path: Path) -> None:
    """`__Host-`, Secure, for the whole site; links in letters are the operator's address, whatever Host says."""
    origin = "https://joptimiz.exemple.fr"
    wired, post, clock = services(tmp_path, JOPTIMIZ_ORIGIN=origin)
    async with browser(wired, origin, f"192.0.2.{next(SOURCES)}") as client:
        visit = Visit(client, post, clock, f"{uuid4()}@example.org", origin)
        client.headers["host"] = "evil.example"
        await visit.fill("/inscription", name="Camille", email=visit.email, password=PASSWORD)
        assert f"{origin}/confirmer/" in post.letters[-1].text
        del client.headers["host"]
        joined = await visit.fill(f"/confirmer/{post.token()}", password=PASSWORD)
        (cookie,) = [each for each in joined.headers.get_list("set-cookie") if each.startswith("__Host-joptimiz=")]
        for part in ("Path=/", "Secure", "HttpOnly"):
            assert part in cookie


async def test_no_secret_is_taken_at_an_unsafe_address(database: Addresses, tmp_path: Path) -> None:
    """Over plain http on a network, the page says which address to use and nothing is sent."""
    wired, post, _ = services(tmp_path)
    async with browser(wired, "http://10.0.0.5:8000", "10.0.0.9") as client:
        answer = await client.post("/inscription", data={"email": "a@example.org"})
        assert answer.status_code == 403
        assert "JOPTIMIZ_ORIGIN" in answer.text
    assert post.letters == []


async def test_without_a_cookie_the_database_is_not_asked(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages and doors for anybody answer as fast as before; so do files, with a cookie."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the database was asked")

    monkeypatch.setattr(DB, "transaction", refuse)
    for path in ("/", "/connexion", "/mentions-legales"):
        assert (await visit.client.get(path)).status_code == 200
    visit.client.cookies.set("joptimiz", "x")
    assert (await visit.client.get("/favicon.svg")).status_code == 200


async def test_the_database_away_leaves_open_pages_open(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is signed in is then unknown: pages for everyone go on, one's own say to come back."""
    await visit.join()

    def away(*_: object, **__: object) -> None:
        raise OSError("away")

    monkeypatch.setattr(DB, "transaction", away)
    assert (await visit.client.get("/")).status_code == 200
    answer = await visit.client.get("/compte")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")


@pytest.mark.parametrize("how", ["no binding", "wrong binding", "other site", "no origin", "null origin", "no cookie"])
async def test_forms_of_others_are_refused(visit: Visit, how: str) -> None:
    """Each defence alone is enough; nothing is done, and the page says how to go on."""
    await visit.join()
    shown = await visit.client.get("/compte/profil")
    bound = re.findall(r'name="form" value="(\w+)"', shown.text)[0]
    if how == "no cookie":
        visit.client.cookies.clear()
    headers = {"other site": {"origin": "https://evil.example"}, "no origin": {}, "null origin": {"origin": "null"}}
    data = {"no binding": {}, "wrong binding": {"form": bound[::-1]}}.get(how, {"form": bound})
    for path in ("/deconnexion", "/connexion", "/inscription", "/connexion/cle/question"):
        sent = headers.get(how, {"origin": HERE}) | {"x-joptimiz-form": data.get("form", "")}
        answer = await visit.client.post(path, data=data, headers=sent)
        assert answer.status_code == 403, path
        assert "Rien n’a été modifié" in answer.text
    if how != "no cookie":
        assert (await visit.client.get("/compte")).status_code == 200


@pytest.mark.parametrize(
    "target", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:x", "/\t/x"]
)
async def test_no_way_leads_elsewhere(visit: Visit, target: str) -> None:
    """Whatever `next` says, one stays here."""
    await visit.join()
    assert (await visit.client.get("/connexion", params={"next": target})).headers["location"] == "/"
    await visit.fill("/compte/profil", at="/deconnexion")
    entered = await visit.fill("/connexion", email=visit.email, password=PASSWORD, next=target)
    assert entered.headers["location"] == "/"


async def test_sign_up_says_the_same_of_every_address(visit: Visit) -> None:
    """Known or new: the same answer, to the letter."""
    await visit.join()
    visit.client.cookies.clear()
    answers = [
        await visit.fill("/inscription", name="X", email=email, password=PASSWORD)
        for email in (visit.email, f"x{visit.email}")
    ]
    assert answers[0].headers["location"] == answers[1].headers["location"] == "/courrier?pour=inscription"


async def test_pauses_are_said(visit: Visit) -> None:
    """429, Retry-After, and a sentence in the language of who reads."""
    for _ in range(5):
        answer = await visit.fill("/connexion", email=visit.email, password="pas celui-ci")
        assert answer.status_code == 422
        assert "ne vont pas ensemble" in answer.text
    answer = await visit.fill("/connexion", email=visit.email, password="pas celui-ci")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "30")
    assert "Réessayez dans 30\u00a0s." in answer.text
    visit.client.headers["accept-language"] = "en"
    assert "Try again in 30\u00a0s." in (await visit.fill("/connexion", email=visit.email, password="x")).text


async def test_mail_down_is_said_and_the_form_stays(visit: Visit) -> None:
    """503, what to do, what was typed but the password."""
    visit.post.down = True
    answer = await visit.fill("/inscription", name="Camille", email=visit.email, password=PASSWORD)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "120")
    assert "refaites votre demande" in answer.text
    assert visit.email in answer.text
    assert PASSWORD not in answer.text


async def test_links_that_have_served_say_so(visit: Visit) -> None:
    """404 with ways on; a mere visit uses nothing up."""
    await visit.fill("/inscription", name="Camille", email=visit.email, password=PASSWORD)
    path = f"/confirmer/{visit.post.token()}"
    for _ in range(3):
        assert (await visit.client.get(path)).status_code == 200
    wrong = await visit.fill(path, password="pas celui-ci du tout")
    assert (wrong.status_code, "choisi à l’inscription" in wrong.text) == (422, True)
    assert (await visit.fill(path, password=PASSWORD)).status_code == 303
    gone = await visit.client.get(path)
    assert (gone.status_code, "a déjà servi" in gone.text) == (404, True)


async def test_the_mailbox_is_for_this_machine(database: Addresses, tmp_path: Path) -> None:
    """Not from the network, not through a proxy, not by another name, and not where mail leaves."""
    wired, _, _ = services(tmp_path)
    for origin, source, headers, status in (
        (HERE, "127.0.0.1", {}, 200), (HERE, "192.0.2.1", {}, 404), ("http://rebound.example", "127.0.0.1", {}, 404),
        (HERE, "127.0.0.1", {"x-forwarded-for": "127.0.0.1"}, 404),
    ):  # fmt: skip
        async with browser(wired, origin, source) as client:
            assert (await client.get("/boite", headers=headers)).status_code == status
    mailed, _, _ = services(tmp_path, JOPTIMIZ_ORIGIN=HERE, JOPTIMIZ_SMTP="smtp://127.0.0.1:2525",
        JOPTIMIZ_MAIL_FROM="a@example.org",
    )  # fmt: skip
    async with browser(mailed, HERE, "127.0.0.1") as client:
        assert (await client.get("/boite")).status_code == 404


async def test_names_are_shown_as_text(visit: Visit) -> None:
    """Whatever somebody is called."""
    await visit.join()
    await visit.fill("/compte/profil", name="<script>alert(1)</script>", language="fr")
    for path in ("/compte", "/", "/mentions-legales"):
        text = (await visit.client.get(path)).text
        assert "&lt;script&gt;alert" in text, path
        assert "<script>alert" not in text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("JOPTIMIZ_ORIGIN", "http://exemple.fr"), ("JOPTIMIZ_ORIGIN", "https://exemple.fr/chemin"),
        ("JOPTIMIZ_ORIGIN", "https://moi@exemple.fr"), ("JOPTIMIZ_ORIGIN", "https://[x"), ("JOPTIMIZ_SECRET", "court"),
        ("JOPTIMIZ_SMTP", "smtp://mail.exemple.fr"),
    ],
)  # fmt: skip
def test_settings_that_cannot_serve(name: str, value: str) -> None:
    """Say which variable, and what to give."""
    with pytest.raises(ValueError, match=name):
        Settings.of({name: value})


@pytest.mark.parametrize(("language", "before"), [("fr", "demandent l’adresse"), ("en", "need the address")])
async def test_a_number_leads_to_the_name_that_passkeys_want(
    database: Addresses, tmp_path: Path, language: str, before: str
) -> None:
    """Opened at 127.0.0.1, the page ends its sentence right after the link."""
    wired, _, _ = services(tmp_path)
    async with browser(wired, "http://127.0.0.1:8000", "127.0.0.1") as client:
        page = await client.get("/connexion", headers={"accept-language": language})
    address = "http://localhost:8000/connexion"
    assert f'{before} <a href="{address}">{address}</a>.</span>' in page.text
