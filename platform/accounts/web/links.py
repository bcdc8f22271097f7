"""Pages of one's own account: accounts elsewhere that open it, and where a request for access stands."""

from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from accounts.core.texts import texts_of, when
from accounts.service.outside import Listed, get_source, linked_to, list_sources, may_link, unlink
from accounts.service.places import get_territory_name
from accounts.service.requests import find_request, has_admin
from accounts.web.asking import Asked, get_signed
from accounts.web.desk import ground_of, language_of_request, on, proconnect_of
from accounts.web.forms import attempt, go, read_form, show
from accounts.web.outside import get_proconnect, set_off
from tenants.errors import NotFound

HOME = "/compte/liens"


@get(HOME)
async def links_page(request: Asked) -> Response[str]:
    """What is linked, and what may be."""
    return show(request, "links.html", 200, **await _context(request))


@post("/compte/liens/proconnect", status_code=200)
async def link_proconnect_act(request: Asked) -> Response[str]:
    """To ProConnect, and back here."""
    filled = await read_form(request)

    async def act() -> Response[str]:
        source = get_proconnect(request)
        await may_link(on(request), get_signed(request), filled.get("current", ""))
        return await set_off(request, source, "link", None, HOME)

    return await attempt(request, "links.html", filled, act(), **await _context(request))


@post("/compte/liens/{source:uuid}", status_code=200)
async def link_source_act(request: Asked, source: FromPath[UUID]) -> Response[str]:
    """To the provider of one of one's own organisations, and back here."""
    filled = await read_form(request)

    async def act() -> Response[str]:
        places = [each.place for each in await _mine(request)]
        listed, agreed = await get_source(ground_of(request), source, places)
        await may_link(on(request), get_signed(request), filled.get("current", ""))
        return await set_off(request, agreed, "link", listed, HOME)

    return await attempt(request, "links.html", filled, act(), **await _context(request))


@post("/compte/liens/retirer")
async def unlink_act(request: Asked) -> Response[str]:
    """Forget an account elsewhere."""
    filled = await read_form(request)

    async def act() -> Response[str]:
        await unlink(on(request), get_signed(request), filled.get("issuer", ""), filled.get("current", ""))
        return go(HOME, "unlinked")

    return await attempt(request, "links.html", filled, act(), **await _context(request))


@get("/connexion/acces")
async def access_page(request: Asked) -> Response[str]:
    """Where one's request for access stands."""
    signed, slug = get_signed(request), request.query_params.get("territoire", "")
    if not slug:
        return show(request, "access.html", state="unknown", place="")
    place = await get_territory_name(slug)
    if any(role.territory == slug for role in signed.who.roles):
        return show(request, "access.html", state="granted", place=place)
    asked = await find_request(signed.who, slug)
    if asked is None:
        raise NotFound("territory-unknown", "Ce territoire n’existe pas.")
    state = "asked" if asked.decided_at is None else "declined" if asked.reason else "refused"
    first = not await has_admin(slug)
    return show(request, "access.html", state=state, place=place, first=first, reason=asked.reason)


async def _mine(request: Asked) -> list[Listed]:
    """The sources of the organisations and territories where a role is held."""
    found: list[Listed] = []
    for role in get_signed(request).who.roles:
        if role.carrier or role.territory:
            found += await list_sources(UUID(role.carrier) if role.carrier else role.territory)
    return list(dict.fromkeys(found))


async def _context(request: Asked) -> dict[str, object]:
    signed, language, now = get_signed(request), language_of_request(request), on(request).now()
    linked, told, proconnect = await linked_to(signed.who.person), texts_of(language), proconnect_of(request)
    known = {each.issuer for each in linked}
    return {
        "linked": [
            {
                "issuer": each.issuer, "name": each.name,
                "since": told["links_since"].format(
                    when=when(each.linked_at, now, language), used=when(each.used_at, now, language)
                ),
            }
            for each in linked
        ],
        "proconnect": proconnect is not None and proconnect.issuer not in known,
        "sources": [each for each in await _mine(request) if each.issuer not in known],
        "within": signed.within,
    }  # fmt: skip


handlers = [links_page, link_proconnect_act, link_source_act, unlink_act, access_page]
