"""`/territoire/projets/{id}/zones/{path}` and `…/zones/nouvelle`: a tracé read, drawn, mended, kept, removed."""

from collections.abc import Mapping
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from accounts.web.asking import Asked, get_signed
from accounts.web.pages import PAGE_HANDLERS, form_of, now_of, seen
from admin_ui.zones.composing import composed_lines, zone_lines
from admin_ui.zones.naming import slug_of
from admin_ui.zones.shown import Written, reviewed, text_of, zone_page
from tenants.drafts.drawing import Taken, draw_zone, get_setting, take_new_zone
from tenants.drafts.editing import Hand
from tenants.drafts.rights import READERS, WRITERS
from tenants.drawing.model import Fault
from tenants.drawing.reading import read_shape
from tenants.errors import Conflict, Failure, NotFound, Unreadable


class ZonePages(Controller):
    """The tracés of a draft, one page each."""

    path = "/territoire/projets/{draft:uuid}/zones"
    opt = {"access": "signed", "roles": READERS}  # noqa: RUF012  # Litestar’s own convention
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception

    @get("/nouvelle", opt={"roles": WRITERS})
    async def begin(self, request: Asked, draft: FromPath[UUID]) -> Response[str]:
        """An empty map."""
        return await zone_page(request, draft, Written("", "", 0), fresh=True)

    @post("/nouvelle", opt={"roles": WRITERS})
    async def create(self, request: Asked, draft: FromPath[UUID]) -> Redirect | Response[str]:
        """A zone with its name, its kind and its tracé; or composed of others."""
        form = await form_of(request)
        written = Written("", form.get("shape", ""), 0, form.get("name", "").strip()[:200], form.get("kind", ""))
        try:
            if repaired := await _repaired(request, draft, written, form):
                return repaired
            path = await _create(request, draft, written, form)
        except NotFound:
            raise
        except Failure as failure:
            return await zone_page(request, draft, written, failure, fresh=True)
        return seen(f"/territoire/projets/{draft}/{path}" if path else f"/territoire/projets/{draft}")

    @get("/{path:path}")
    async def read(self, request: Asked, draft: FromPath[UUID], path: FromPath[str]) -> Response[str]:
        """The tracé as the draft holds it."""
        setting = await get_setting(get_signed(request).who, draft, _path(path))
        if setting.zone is None and setting.declared is None:
            raise NotFound("zone-unknown", "Ce tracé n’est pas dans le projet.", "Voyez la liste des tracés du projet.")
        if setting.zone is None:  # a rule names it already: it is to be drawn
            return await zone_page(request, draft, Written(_path(path), "", 0))
        zone = setting.zone
        return await zone_page(request, draft, Written(zone.path, text_of(zone.shape), zone.revision))

    @post("/{path:path}", opt={"roles": WRITERS})
    async def save(self, request: Asked, draft: FromPath[UUID], path: FromPath[str]) -> Redirect | Response[str]:
        """Keep it, mend it, or remove it; the page again with what is wrong."""
        form = await form_of(request)
        written = Written(_path(path), form.get("shape", ""), _number(form.get("revision", "")))
        hand = Hand(get_signed(request).who, draft, now_of(request))
        try:
            if repaired := await _repaired(request, draft, written, form):
                return repaired
            if form.get("act") == "retirer":
                await draw_zone(hand, written.path, written.revision, None)
                return seen(f"/territoire/projets/{draft}")
            await draw_zone(hand, written.path, written.revision, _shape(written.text))
        except NotFound:
            raise
        except Conflict as clash:
            return await _clash(request, draft, written, clash)
        except Failure as failure:
            return await zone_page(request, draft, written, failure)
        return seen(f"/territoire/projets/{draft}/{written.path}")


async def _clash(request: Asked, draft: UUID, written: Written, clash: Conflict) -> Response[str]:
    """Somebody else drew it meanwhile: one's own shape in the form, theirs beside, to choose from."""
    setting = await get_setting(get_signed(request).who, draft, written.path)
    if clash.code != "zone-moved" or setting.zone is None:
        return await zone_page(request, draft, written, clash)
    mine = Written(written.path, written.text, setting.zone.revision)
    return await zone_page(request, draft, mine, clash, theirs=setting.zone.shape)


async def _repaired(request: Asked, draft: UUID, written: Written, form: Mapping[str, str]) -> Response[str] | None:
    """The page with a repair taken, not yet kept; None when none was asked for."""
    act = form.get("act", "")
    if act == "verifier":
        return await zone_page(request, draft, written, fresh=not written.path)
    if not act.startswith("reparer-"):
        return None
    setting = await get_setting(get_signed(request).who, draft, written.path)
    found = await reviewed(setting, written)
    for fault in found.faults if found else ():
        if f"reparer-{fault.code}" == act and fault.repaired is not None:
            after = Written(written.path, text_of(fault.repaired), written.revision, written.name, written.kind)
            return await zone_page(request, draft, after, fresh=not written.path, mended=fault.act)
    return await zone_page(request, draft, written, fresh=not written.path)


async def _create(request: Asked, draft: UUID, written: Written, form: Mapping[str, str]) -> str:
    """The path of the new tracé, empty for a zone composed of others; raises `Unreadable`."""
    hand = Hand(get_signed(request).who, draft, now_of(request))
    setting = await get_setting(hand.who, draft, "")
    name = slug_of(written.name)
    if not name:
        raise Unreadable("zone-name", "Donnez un nom à la zone.", "Par exemple\u00a0: «\u202fVieille ville\u202f».")
    if form.get("act") == "composer":
        lines = composed_lines(name, written.name, written.kind, form, setting.content)
        await take_new_zone(hand, name, None, lines)
        return ""
    path = f"zones/{name}.geojson"
    taken = Taken(path, _shape(written.text), zone_lines(name, written.kind, written.name, path))
    await take_new_zone(hand, name, taken, taken.lines)
    return path


def _shape(text: str) -> dict[str, object]:
    """The GeoJSON of a form; raises `Unreadable`."""
    if not text.strip():
        raise Unreadable("zone-empty", "Rien n’est tracé.", "Dessinez sur la carte, ou collez un GeoJSON.")
    shape = read_shape(text)
    if isinstance(shape, Fault):
        raise Unreadable("zone-unsound", shape.message, shape.hint)
    return dict(shape)


def _path(path: str) -> str:
    return f"zones/{path.strip('/')}"


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) <= 9 else -1
