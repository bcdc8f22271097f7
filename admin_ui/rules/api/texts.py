"""`/api/v1/territories/{slug}/drafts/{draft}/files…` and `…/zones`: what is written, together or whole."""

from dataclasses import replace
from uuid import UUID

from litestar import Controller, delete, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.status_codes import HTTP_200_OK

from accounts.web.asking import Asked
from accounts.web.pages import now_of
from admin_ui.rules.api.shapes import CheckOut, NewsOut, PushIn, ShapeIn, ShapeOut, TextIn, TextOut
from admin_ui.rules.asking import who_of
from tenants.drafts.checking import check_text_of
from tenants.drafts.drawing import draw_zone
from tenants.drafts.editing import Hand, changes_since, push_changes
from tenants.drafts.model import file_name
from tenants.drafts.rights import READERS, WRITERS
from tenants.drafts.saving import add_file, remove_file, save_text
from tenants.drafts.store import get_content
from tenants.errors import NotFound


class TextController(Controller):
    """The files of a draft: `territory.yaml`, and by their short names those of `rules/`."""

    path = "/api/v1/territories/{slug:str}/drafts/{draft:uuid}"
    tags = ["Projets"]  # noqa: RUF012
    opt = {"access": "signed", "roles": WRITERS}  # noqa: RUF012  # Litestar’s own convention

    @get("/files/{file:str}", summary="Un fichier, ou ce qui y a changé", opt={"roles": READERS})
    async def read(
        self,
        request: Asked,
        slug: FromPath[str],
        draft: FromPath[UUID],
        file: FromPath[str],
        since: FromQuery[int | None] = None,
    ) -> NewsOut | TextOut:
        """Its text; or, since a revision, the changes accepted."""
        who = who_of(request, slug, READERS)
        if since is not None:
            return NewsOut.of(await changes_since(who, draft, file_name(file), since))
        _, content = await get_content(who.scope(), draft)
        for each in content.files:
            if each.name == file_name(file):
                return TextOut(each.name, each.revision, each.text)
        raise NotFound("file-unknown", "Ce fichier n’est pas dans le projet.")

    @post("/files/{file:str}", summary="Envoyer des modifications", status_code=HTTP_200_OK)
    async def push(
        self, request: Asked, slug: FromPath[str], draft: FromPath[UUID], file: FromPath[str], data: JSONBody[PushIn]
    ) -> NewsOut:
        """Late ones are brought up to date; sent twice, they count once."""
        hand = Hand(who_of(request, slug, WRITERS), draft, now_of(request), data.by)
        return NewsOut.of(await push_changes(hand, file_name(file), data.revision, data.changes))

    @put("/files/{file:str}", summary="Écrire un fichier entier")
    async def save(
        self, request: Asked, slug: FromPath[str], draft: FromPath[UUID], file: FromPath[str], data: JSONBody[TextIn]
    ) -> TextOut:
        """On the revision it was read at; a file that is not there is added."""
        hand, name = Hand(who_of(request, slug, WRITERS), draft, now_of(request)), file_name(file)
        try:
            saved = await save_text(hand, name, data.revision, data.text)
        except NotFound as failure:
            if failure.code != "file-unknown":
                raise
            await add_file(hand, name, data.text)
            return TextOut(name, 1, data.text)
        return TextOut(name, saved.revision, saved.text, saved.merged)

    @delete("/files/{file:str}", summary="Retirer un fichier")
    async def remove(self, request: Asked, slug: FromPath[str], draft: FromPath[UUID], file: FromPath[str]) -> None:
        """Its text stays in the history of the draft."""
        await remove_file(Hand(who_of(request, slug, WRITERS), draft, now_of(request)), file_name(file))

    @post("/files/{file:str}/problems", summary="Vérifier un texte sans l’enregistrer", status_code=HTTP_200_OK)
    async def check(
        self, request: Asked, slug: FromPath[str], draft: FromPath[UUID], file: FromPath[str], data: JSONBody[TextIn]
    ) -> CheckOut:
        """The draft as it would be with this text in the place of that file."""
        found, content = await get_content(who_of(request, slug, WRITERS).scope(), draft)
        name = file_name(file)
        if all(each.name != name for each in content.files):
            raise NotFound("file-unknown", "Ce fichier n’est pas dans le projet.")
        files = tuple(replace(each, text=data.text) if each.name == name else each for each in content.files)
        return CheckOut.of(await check_text_of(found, replace(content, files=files)))

    @get("/zones", summary="Le tracé d’une zone", opt={"roles": READERS})
    async def read_zone(
        self, request: Asked, slug: FromPath[str], draft: FromPath[UUID], path: FromQuery[str]
    ) -> ShapeOut:
        """By the path the YAML gives."""
        _, content = await get_content(who_of(request, slug, READERS).scope(), draft)
        for zone in content.zones:
            if zone.path == path:
                return ShapeOut(zone.path, zone.revision, zone.shape)
        raise NotFound("zone-unknown", "Ce tracé n’est pas dans le projet.")

    @put("/zones", summary="Tracer une zone, ou la retirer")
    async def draw(
        self, request: Asked, slug: FromPath[str], draft: FromPath[UUID], path: FromQuery[str], data: JSONBody[ShapeIn]
    ) -> ShapeOut:
        """On the revision it was read at, 0 for a new one."""
        hand = Hand(who_of(request, slug, WRITERS), draft, now_of(request))
        return ShapeOut(path, await draw_zone(hand, path, data.revision, data.shape), data.shape)
