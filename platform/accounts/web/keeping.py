"""Pages of one's own account: one summary, and one page an act."""

from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from accounts.core.texts import ROLES, counted, texts_of, when
from accounts.service.factors import begin_totp, confirm_totp, factors_of, remove_totp, renew_codes, seed_of
from accounts.service.joining import ask_change
from accounts.service.keeping import change_password, end_all_others, rename
from accounts.service.outside import linked_to
from accounts.service.passkeys import add_key, ask_again, ask_key, get_key, keys_of, prove_again, remove_key
from accounts.service.sessions import act_as, browsers, end, roles_of
from accounts.web.asking import Asked, get_signed
from accounts.web.desk import asker_of, language_of_request, on
from accounts.web.entering import named_here
from accounts.web.forms import HEADER, attempt, check_binding, go, read_form, show
from accounts.web.provider import forget
from accounts.web.scripted import answered


@get("/compte")
async def account_page(request: Asked) -> Response[str]:
    """Everything about one's account, and the way to change each thing."""
    signed, language, now = get_signed(request), language_of_request(request), on(request).now()
    factors, keys = await factors_of(signed.who.person), await keys_of(signed.who.person)
    names, linked = ROLES[language], await linked_to(signed.who.person)
    return show(
        request,
        "account.html",
        factors=factors,
        keys=counted("keys_none", "keys_one", "keys_count", len(keys), language),
        links=counted("links_none", "links_one", "links_many", len(linked), language),
        codes=counted("codes_none", "codes_one", "codes_many", factors.recovery, language),
        browsers=[
            {
                "id": each.id, "here": each.here, "device": each.device or texts_of(language)["session_unknown"],
                "seen": when(each.seen_at, now, language), "since": when(each.created_at, now, language),
            }
            for each in await browsers(signed, now)
        ],
        roles=[
            {"id": held.id, "name": names[held.role.name], "place": held.place, "acting": held.acting}
            for held in await roles_of(signed)
        ],
    )  # fmt: skip


@get("/compte/profil")
async def profile_page(request: Asked) -> Response[str]:
    """Name and language."""
    filled = {"name": get_signed(request).who.name, "language": language_of_request(request)}
    return show(request, "profile.html", filled=filled)


@post("/compte/profil")
async def profile_act(request: Asked) -> Response[str]:
    """Keep them."""
    filled = await read_form(request)

    async def act() -> Response[str]:
        await rename(get_signed(request), filled.get("name", ""), filled.get("language", ""))
        return go("/compte", "profile")

    return await attempt(request, "profile.html", filled, act())


@get("/compte/adresse")
async def email_page(request: Asked) -> Response[str]:
    """Another address."""
    return show(request, "email.html")


@post("/compte/adresse")
async def email_act(request: Asked) -> Response[str]:
    """Write to it."""
    filled, signed = await read_form(request), get_signed(request)

    async def act() -> Response[str]:
        await ask_change(on(request), asker_of(request), signed, filled.get("email", ""), filled.get("current", ""))
        return go("/courrier?pour=adresse")

    return await attempt(request, "email.html", filled, act())


@get("/compte/mot-de-passe")
async def password_page(request: Asked) -> Response[str]:
    """Another password."""
    return show(request, "password.html")


@post("/compte/mot-de-passe")
async def password_act(request: Asked) -> Response[str]:
    """Keep it."""
    filled, signed, language = await read_form(request), get_signed(request), language_of_request(request)

    async def act() -> Response[str]:
        current, fresh = filled.get("current", ""), filled.get("password", "")
        await change_password(on(request), signed, current, fresh, language)
        return go("/compte", "password")

    return await attempt(request, "password.html", filled, act())


@get("/compte/cles")
async def keys_page(request: Asked) -> Response[str]:
    """One's passkeys, and another."""
    language, now = language_of_request(request), on(request).now()
    texts = texts_of(language)
    keys = [
        {
            "id": key.id, "name": key.name,
            "made": texts["key_made"].format(when=when(key.created_at, now, language)),
            "used": texts["key_used"].format(when=when(key.used_at, now, language)) if key.used_at
            else texts["key_never"],
        }
        for key in await keys_of(get_signed(request).who.person)
    ]  # fmt: skip
    return show(request, "keys.html", keys=keys, named=named_here(request, "/compte/cles"))


@post("/compte/cles/question", status_code=200)
async def ask_key_act(request: Asked) -> Response[str]:
    """What the browser makes a passkey of."""
    check_binding(request, request.headers.get(HEADER, ""))
    password = (await request.body()).decode(errors="replace")
    return await answered(request, ask_key(on(request), asker_of(request), get_signed(request), password))


@post("/compte/cles", status_code=200)
async def add_key_act(request: Asked) -> Response[str]:
    """Keep the passkey that was made."""
    check_binding(request, request.headers.get(HEADER, ""))

    async def act() -> str:
        name = request.query_params.get("nom", "")
        await add_key(on(request), asker_of(request), get_signed(request), await request.body(), name)
        return "{}"

    return await answered(request, act())


@get("/compte/cles/{key:uuid}/retirer")
async def remove_key_page(request: Asked, key: FromPath[UUID]) -> Response[str]:
    """What removing a passkey does."""
    return show(request, "key-remove.html", key=await get_key(get_signed(request), key))


@post("/compte/cles/{key:uuid}/retirer")
async def remove_key_act(request: Asked, key: FromPath[UUID]) -> Response[str]:
    """Forget a passkey."""
    filled, signed = await read_form(request), get_signed(request)
    known = await get_key(signed, key)

    async def act() -> Response[str]:
        await remove_key(on(request), signed, key, filled.get("current", ""))
        return go("/compte/cles", "key_removed")

    return await attempt(request, "key-remove.html", filled, act(), key=known)


@post("/compte/preuve/question", status_code=200)
async def ask_again_act(request: Asked) -> Response[str]:
    """What the browser asks one's own passkeys before an act that matters."""
    check_binding(request, request.headers.get(HEADER, ""))
    return await answered(request, ask_again(on(request), asker_of(request), get_signed(request)))


@post("/compte/preuve", status_code=200)
async def prove_again_act(request: Asked) -> Response[str]:
    """Take a passkey in place of the password, for five minutes."""
    check_binding(request, request.headers.get(HEADER, ""))

    async def act() -> str:
        await prove_again(on(request), asker_of(request), get_signed(request), await request.body())
        return "{}"

    return await answered(request, act())


@get("/compte/code")
async def totp_page(request: Asked) -> Response[str]:
    """One-time codes: to begin, to confirm, or to remove."""
    return show(request, "totp.html", 200, **await totp_context(request))


@post("/compte/code")
async def totp_act(request: Asked) -> Response[str]:
    """Draw a seed."""
    filled = await read_form(request)

    async def act() -> Response[str]:
        await begin_totp(on(request), get_signed(request), filled.get("current", ""))
        return go("/compte/code")

    return await attempt(request, "totp.html", filled, act(), **await totp_context(request))


@post("/compte/code/confirmer")
async def totp_confirm_act(request: Asked) -> Response[str]:
    """Ask for codes from now on, and show the recovery codes this once."""
    filled = await read_form(request)

    async def act() -> Response[str]:
        codes = await confirm_totp(on(request), get_signed(request), filled.get("code", ""))
        return show(request, "codes.html", codes=codes)

    return await attempt(request, "totp.html", filled, act(), **await totp_context(request))


@post("/compte/code/retirer")
async def totp_remove_act(request: Asked) -> Response[str]:
    """Ask for codes no more."""
    filled = await read_form(request)

    async def act() -> Response[str]:
        await remove_totp(on(request), get_signed(request), filled.get("current", ""))
        return go("/compte", "totp_removed")

    return await attempt(request, "totp.html", filled, act(), **await totp_context(request))


@get("/compte/codes")
async def codes_page(request: Asked) -> Response[str]:
    """Ten other recovery codes."""
    factors = await factors_of(get_signed(request).who.person)
    if not factors.totp:
        return go("/compte/code")
    left = counted("codes_none", "codes_one", "codes_many", factors.recovery, language_of_request(request))
    return show(request, "codes.html", codes=None, left=left)


@post("/compte/codes", status_code=200)
async def codes_act(request: Asked) -> Response[str]:
    """Draw them, and show them this once."""
    filled = await read_form(request)

    async def act() -> Response[str]:
        codes = await renew_codes(on(request), get_signed(request), filled.get("current", ""))
        return show(request, "codes.html", codes=codes)

    return await attempt(request, "codes.html", filled, act(), codes=None, left="")


@post("/compte/sessions/autres")
async def end_others_act(request: Asked) -> Response[str]:
    """Sign every other browser out."""
    await read_form(request)
    await end_all_others(on(request), get_signed(request))
    return go("/compte", "sessions")


@post("/compte/sessions/{session:uuid}/fermer")
async def end_act(request: Asked, session: FromPath[UUID]) -> Response[str]:
    """Sign another browser out, and of the tools entered from there."""
    await read_form(request)
    await end(get_signed(request), session, on(request).now())
    await forget(request, session)
    return go("/compte", "session")


@post("/compte/roles/{role:uuid}")
async def act_as_act(request: Asked, role: FromPath[UUID]) -> Response[str]:
    """Act in another role."""
    await read_form(request)
    await act_as(get_signed(request), role)
    return go("/compte", "role")


async def totp_context(request: Asked) -> dict[str, object]:
    """Where somebody is with one-time codes."""
    signed = get_signed(request)
    factors = await factors_of(signed.who.person)
    return {"factors": factors, "seed": None if factors.totp else await seed_of(on(request), signed)}


handlers = [
    account_page, profile_page, profile_act, email_page, email_act, password_page, password_act, keys_page,
    ask_key_act, add_key_act, remove_key_page,
    remove_key_act, ask_again_act, prove_again_act, totp_page, totp_act, totp_confirm_act, totp_remove_act, codes_page,
    codes_act, end_others_act, end_act, act_as_act,
]  # fmt: skip
