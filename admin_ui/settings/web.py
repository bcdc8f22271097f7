"""`/territoire/reglages`: the name, colour and logo of a territory, who answers for its pages, how long it keeps."""

from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from litestar import Controller, Response, get, post
from litestar.response import Redirect

from accounts.service.acting import in_territory
from accounts.web.asking import Asked, get_signed
from accounts.web.pages import PAGE_HANDLERS, by_field, file_of, form_of, now_of, seen, show
from tenants.errors import Conflict, Failure, NotFound, Unreadable
from tenants.face.keeping import LIMITS, Face, change_face, get_face, read_face, undo_face
from tenants.face.layers import LAYERS
from tenants.opening.aliases import change_aliases
from tenants.opening.opening import get_standing
from tenants.privacy.durations import Duration
from tenants.privacy.register import Register
from tenants.privacy.retention import list_terms, set_term

HOME = "/territoire/reglages"
DONE = {
    "change": "Les réglages sont enregistrés.", "repris": "Les réglages d’avant sont repris.",
    "duree": "La durée est enregistrée.", "alias": "Les autres SIREN sont enregistrés.",
}  # fmt: skip


class SettingsPages(Controller):
    """What the administrators of a territory set."""

    path = HOME
    opt = {"access": "signed", "roles": ("admin",)}  # noqa: RUF012  # Litestar’s own convention
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception

    @get("/")
    async def read(self, request: Asked) -> Response[str]:
        """All that is set."""
        return await _settings(request)

    @post("/")
    async def change(self, request: Asked) -> Redirect | Response[str]:
        """What the territory says of itself."""
        who, form = get_signed(request).who, await form_of(request)
        slug, file = in_territory(who), await file_of(request, "logo")
        before = await get_face(slug)
        try:
            # The number is that of the page: what was changed meanwhile is not lost.
            face = replace(read_face(before, form, file[1] if file else None), number=_number(form))
            await change_face(slug, face, by=who.person, at=now_of(request))
        except (Unreadable, Conflict) as failure:
            return await _settings(request, failure, form)
        return seen(f"{HOME}?fait=change")

    @post("/reprendre")
    async def undo(self, request: Asked) -> Redirect | Response[str]:
        """Come back to what was said before the last change."""
        who, form = get_signed(request).who, await form_of(request)
        try:
            await undo_face(in_territory(who), _number(form), by=who.person, at=now_of(request))
        except (NotFound, Conflict) as failure:
            return await _settings(request, failure)
        return seen(f"{HOME}?fait=repris")

    @post("/durees")
    async def keep(self, request: Asked) -> Redirect | Response[str]:
        """How long some rows are kept here."""
        who, form = get_signed(request).who, await form_of(request)
        try:
            await set_term(
                _register(request), in_territory(who), form.get("item", ""), form.get("term", ""),
                deliberation=form.get("deliberation", "")[:200], by=str(who.person), at=now_of(request),
            )  # fmt: skip
        except (Unreadable, NotFound, Conflict) as failure:
            return await _settings(request, failure)
        return seen(f"{HOME}?fait=duree")

    @post("/alias")
    async def alias(self, request: Asked) -> Redirect | Response[str]:
        """The other legal units whose agents work here."""
        who, form = get_signed(request).who, await form_of(request)
        typed = form.get("aliases", "")
        try:
            await change_aliases(in_territory(who), typed, by=str(who.person), at=now_of(request))
        except (Unreadable, Conflict) as failure:
            return await _settings(request, failure, aliases=typed)
        return seen(f"{HOME}?fait=alias")


def _number(form: Mapping[str, str]) -> int:
    """The change that a form was shown after, -1 for none of ours."""
    text = form.get("number", "")
    return int(text) if text.isdecimal() and len(text) < 9 else -1


def _register(request: Asked) -> Register:
    return cast("Register", request.app.state["register"])


async def _settings(
    request: Asked, failure: Failure | None = None, form: Mapping[str, str] | None = None, aliases: str | None = None
) -> Response[str]:
    slug = in_territory(get_signed(request).who)
    face, standing = await get_face(slug), await get_standing(slug)
    return show(
        request, "territory-settings.html", failure.status if failure else 200, face=face, standing=standing,
        failure=failure, form=form or _typed(face), faults=by_field(failure.problems) if failure else {},
        labels={name: label for name, (label, _) in LIMITS.items()} | {"colour": "Couleur", "logo": "Logo"},
        layers=LAYERS, terms=await list_terms(_register(request), slug),
        words=lambda after: Duration.read(after).words("fr"),
        aliases=" ".join(standing.aliases) if aliases is None else aliases,
        done=DONE.get(request.query_params.get("fait", "")),
    )  # fmt: skip


def _typed(face: Face) -> Mapping[str, str]:
    shown = {f"layer.{layer}": "1" for layer in LAYERS if layer not in face.hidden}
    return {name: str(getattr(face, name)) for name in (*LIMITS, "colour")} | shown
