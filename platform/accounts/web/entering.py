"""Pages for anybody: sign-up, sign-in, code, forgotten password, the links of letters, sign-out."""

from urllib.parse import quote

from litestar import Response, get, post
from litestar.params import FromPath

from accounts.core.demonstration import Newcomer
from accounts.core.entries import local_path
from accounts.service.demonstration import enter_newcomer, list_newcomers
from accounts.service.entering import awaits_code, enter_code, sign_in, sign_out
from accounts.service.joining import (
    change_email,
    confirm_account,
    forgot,
    proof_of,
    set_password,
    sign_up,
    sign_up_with_key,
)
from accounts.service.opening import ask_by_letter, keep_by_letter, may_make, open_with_password
from accounts.service.passkeys import ask_entry, enter_with_key
from accounts.service.proofs import Proof
from accounts.web.asking import SIGNED, Asked, find_signed
from accounts.web.cookies import FORM, SESSION, erase, read, write
from accounts.web.desk import asker_of, desk_of, on, origin_of, proconnect_of, shows_newcomers
from accounts.web.door import AWAY
from accounts.web.forms import HEADER, Filled, attempt, check_binding, go, read_form, show
from accounts.web.leaving import way_out
from accounts.web.provider import forget
from accounts.web.scripted import answered
from tenants.errors import NotFound

_CONFIRM = {"verify": "verify.html", "open": "choose.html", "reset": "choose.html", "change": "change.html"}


def enter(request: Asked, token: str, path: str, done: str = "") -> Response[str]:
    """On to where somebody was going, signed in.

    Browsers hold all that follows a form against this site's `form-action`: to another tool one goes from a page.
    """
    response = show(request, "onward.html", next=path) if path.startswith("/oauth/") else go(path, done)
    write(request, response, SESSION, token)
    erase(request, response, FORM)
    return response


def next_of(filled: Filled) -> str:
    """Where somebody was going."""
    return local_path(filled.get("next", ""))


@get("/inscription")
async def sign_up_page(request: Asked) -> Response[str]:
    """The form that opens an account."""
    return show(request, "sign-up.html", named=named_here(request, "/inscription"))


@post("/inscription")
async def sign_up_act(request: Asked) -> Response[str]:
    """Write to the address."""
    filled = await read_form(request)

    async def act() -> Response[str]:
        email, name = filled.get("email", ""), filled.get("name", "")
        if filled.get("means") == "key":
            await sign_up_with_key(on(request), asker_of(request), email, name)
        else:
            await sign_up(on(request), asker_of(request), email, name, filled.get("password", ""))
        return go("/courrier?pour=inscription")

    named = named_here(request, "/inscription")
    return await attempt(request, "sign-up.html", filled, act(), named=named)


@get("/courrier")
async def letter_left(request: Asked) -> Response[str]:
    """What to do now that a letter has left."""
    again = {"inscription": "/inscription", "oubli": "/connexion/oubli", "adresse": "/compte/adresse"}
    return show(request, "letter-left.html", again=again.get(request.query_params.get("pour", ""), "/connexion"))


@get("/connexion")
async def sign_in_page(request: Asked) -> Response[str]:
    """The form that signs in; who is already signed in goes on, unless it must be proved again."""
    path = local_path(request.query_params.get("next", ""))
    if find_signed(request) is not None and "again" not in request.query_params:
        return go(path)
    return show(request, "sign-in.html", next=path, other=await _other_ways(request))


@post("/connexion")
async def sign_in_act(request: Asked) -> Response[str]:
    """Open a session, or ask for the code first."""
    filled = await read_form(request)

    async def act() -> Response[str]:
        asker = asker_of(request)
        entered = await sign_in(on(request), asker, filled.get("email", ""), filled.get("password", ""))
        if not entered.awaits_code:
            return enter(request, entered.token, next_of(filled))
        response = go(f"/connexion/code?next={quote(next_of(filled), safe='/')}")
        write(request, response, SESSION, entered.token)
        return response

    return await attempt(request, "sign-in.html", filled, act(), other=await _other_ways(request))


@post("/connexion/demonstration")
async def enter_newcomer_act(request: Asked) -> Response[str]:
    """Sign in as somebody of the demonstration, at this machine; elsewhere this address does not exist."""
    if not shows_newcomers(request):
        raise NotFound("not-found", "Cette adresse n’existe pas.")
    filled = await read_form(request)
    token = await enter_newcomer(asker_of(request), filled.get("account", ""), on(request).now())
    return enter(request, token, next_of(filled))


async def _newcomers(request: Asked) -> tuple[Newcomer, ...]:
    """Who may be entered by one click from here."""
    try:
        return await list_newcomers() if shows_newcomers(request) else ()
    except AWAY:
        return ()


@get("/connexion/code")
async def code_page(request: Asked) -> Response[str]:
    """The form that takes the code; without a password given before, back to the start."""
    path = local_path(request.query_params.get("next", ""))
    if not await awaits_code(read(request, SESSION), on(request).now()):
        return go("/connexion")
    return show(request, "code.html", next=path)


@post("/connexion/code")
async def code_act(request: Asked) -> Response[str]:
    """Open the session that awaited its code."""
    filled = await read_form(request)

    async def act() -> Response[str]:
        token = await enter_code(on(request), asker_of(request), read(request, SESSION), filled.get("code", ""))
        return enter(request, token, next_of(filled))

    return await attempt(request, "code.html", filled, act())


@get("/connexion/oubli")
async def forgot_page(request: Asked) -> Response[str]:
    """The form that asks for another password or passkey; who is signed in has their address filled in."""
    signed = find_signed(request)
    return show(request, "forgot.html", filled={"email": signed.who.email} if signed else {})


@post("/connexion/oubli")
async def forgot_act(request: Asked) -> Response[str]:
    """Write to the address."""
    filled = await read_form(request)

    async def act() -> Response[str]:
        await forgot(on(request), asker_of(request), filled.get("email", ""))
        return go("/courrier?pour=oubli")

    return await attempt(request, "forgot.html", filled, act())


@get("/confirmer/{token:str}")
async def confirm_page(request: Asked, token: FromPath[str]) -> Response[str]:
    """What a link asks for; a mere visit, such as a mail scanner's, uses nothing up."""
    proof = await proof_of(on(request), token)
    return show(request, _CONFIRM[proof.purpose], 200, **await _letter_context(request, proof, token))


@post("/confirmer/{token:str}")
async def confirm_act(request: Asked, token: FromPath[str]) -> Response[str]:
    """Do what the link is for."""
    filled = await read_form(request)
    proof = await proof_of(on(request), token)

    async def act() -> Response[str]:
        if proof.purpose == "verify":
            session = await confirm_account(on(request), asker_of(request), token, filled.get("password", ""))
            return enter(request, session, "/compte", "opened")
        if proof.purpose == "open":
            session = await open_with_password(on(request), asker_of(request), token, filled.get("password", ""))
            return enter(request, session, "/compte", "opened")
        if proof.purpose == "reset":
            await set_password(on(request), token, filled.get("password", ""))
            return go("/connexion", "reset")
        await change_email(on(request), token)
        return go("/compte" if find_signed(request) else "/connexion", "moved")

    context = await _letter_context(request, proof, token)
    return await attempt(request, _CONFIRM[proof.purpose], filled, act(), **context)


@post("/confirmer/{token:str}/cle/question", status_code=200)
async def ask_by_letter_act(request: Asked, token: FromPath[str]) -> Response[str]:
    """What the browser of a letter's reader makes a passkey of."""
    check_binding(request, request.headers.get(HEADER, ""))
    return await answered(request, ask_by_letter(on(request), asker_of(request), token))


@post("/confirmer/{token:str}/cle", status_code=200)
async def keep_by_letter_act(request: Asked, token: FromPath[str]) -> Response[str]:
    """Keep the passkey that was made, and sign in."""
    check_binding(request, request.headers.get(HEADER, ""))

    async def act() -> str:
        return await keep_by_letter(on(request), asker_of(request), token, await request.body())

    return await answered(request, act(), write_session=True)


@post("/deconnexion", status_code=200)
async def sign_out_act(request: Asked) -> Response[str]:
    """Sign this browser out, and of the tools entered from here."""
    await read_form(request)
    signed = find_signed(request)
    there = await way_out(request, signed) if signed else None
    await sign_out(read(request, SESSION), on(request).now())
    if signed is not None:
        await forget(request, signed.session)
    request.scope.pop(SIGNED, None)  # type: ignore[misc]  # a key of ours
    response = show(request, "left.html", there=there) if there else go("/")
    erase(request, response, SESSION)
    return response


@post("/connexion/cle/question", status_code=200)
async def ask_entry_act(request: Asked) -> Response[str]:
    """What the browser asks its passkeys."""
    check_binding(request, request.headers.get(HEADER, ""))
    return await answered(request, ask_entry(on(request), asker_of(request)))


@post("/connexion/cle", status_code=200)
async def enter_with_key_act(request: Asked) -> Response[str]:
    """Open a session with a passkey."""
    check_binding(request, request.headers.get(HEADER, ""))

    async def act() -> str:
        return await enter_with_key(on(request), asker_of(request), await request.body())

    return await answered(request, act(), write_session=True)


async def _letter_context(request: Asked, proof: Proof, token: str) -> dict[str, object]:
    """What the page of a link says: the address, and whether it makes a passkey."""
    here, fresh = f"/confirmer/{quote(token, safe='')}", proof.purpose == "open"
    return {
        "email": proof.email or "", "here": here, "fresh": fresh, "makes": await may_make(proof),
        "named": named_here(request, here),
    }  # fmt: skip


async def _other_ways(request: Asked) -> dict[str, object]:
    """Passkeys, at the address they accept; ProConnect, where it is registered; who may be entered by one click."""
    return {
        "named": named_here(request, "/connexion"),
        "proconnect": proconnect_of(request) is not None,
        "newcomers": await _newcomers(request),
    }


def named_here(request: Asked, path: str) -> str:
    """The address of this machine that passkeys accept, when the one asked for is a number; else empty."""
    origin = origin_of(request) or ""
    if desk_of(request).origin is not None or "//localhost" in origin:
        return ""
    port = origin.rpartition(":")[2]
    return f"http://localhost:{port}{path}" if port.isdecimal() else f"http://localhost{path}"


handlers = [
    sign_up_page, sign_up_act, letter_left, sign_in_page, sign_in_act, enter_newcomer_act, code_page, code_act,
    forgot_page, forgot_act, confirm_page, confirm_act, ask_by_letter_act,
    keep_by_letter_act, sign_out_act, ask_entry_act, enter_with_key_act,
]  # fmt: skip
