"""`/api/v1/territories/{slug}/drafts`: begun, read, checked, compared, discussed."""

from uuid import UUID

from litestar import Controller, delete, get, post
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.status_codes import HTTP_200_OK

from accounts.web.asking import Asked
from accounts.web.pages import now_of
from admin_ui.rules.api.shapes import (
    CheckOut,
    CommentOut,
    DifferenceOut,
    DraftDetail,
    DraftIn,
    DraftOut,
    DraftsOut,
    FileOut,
    WordsIn,
)
from admin_ui.rules.asking import later_of, who_of
from tenants.database import scoped
from tenants.drafts.checking import check_draft
from tenants.drafts.differing import ask_difference, cancel_difference
from tenants.drafts.rights import READERS, SPEAKERS, WRITERS
from tenants.drafts.starting import start_draft
from tenants.drafts.store import (
    get_content,
    get_draft,
    list_drafts,
    read_approvals,
    read_comments,
    read_content,
    read_writers,
)
from tenants.drafts.talking import comment, resolve


class DraftController(Controller):
    """The drafts of the territory that the caller acts for."""

    path = "/api/v1/territories/{slug:str}/drafts"
    tags = ["Projets"]  # noqa: RUF012
    opt = {"access": "signed", "roles": READERS}  # noqa: RUF012  # Litestar’s own convention

    @get("/", summary="Les projets d’un territoire")
    async def list(self, request: Asked, slug: FromPath[str], dropped: FromQuery[bool] = False) -> DraftsOut:
        """Those on their way, or those dropped."""
        who = who_of(request, slug, READERS)
        return DraftsOut([DraftOut.of(draft) for draft in await list_drafts(who, dropped=dropped)])

    @post("/", summary="Commencer un projet", opt={"roles": WRITERS})
    async def start(self, request: Asked, slug: FromPath[str], data: JSONBody[DraftIn]) -> DraftOut:
        """Over the last version, with what it says or what a former one said."""
        who = who_of(request, slug, WRITERS)
        return DraftOut.of(await start_draft(who, data.title, now_of(request), data.version))

    @get("/{draft:uuid}", summary="Un projet")
    async def read(self, request: Asked, slug: FromPath[str], draft: FromPath[UUID]) -> DraftDetail:
        """Its files, what was said of it, who wrote in it and who approved it as it stands."""
        who = who_of(request, slug, READERS)
        async with scoped(who.scope()) as connection:
            found = await get_draft(connection, draft)
            content = await read_content(connection, draft)
            comments = await read_comments(connection, draft)
            approvals = await read_approvals(connection, found)
            writers = await read_writers(connection, found)
        return DraftDetail(
            DraftOut.of(found), [FileOut(file.name, file.revision) for file in content.files],
            [FileOut(zone.path, zone.revision) for zone in content.zones], [CommentOut.of(one) for one in comments],
            sorted(writers), [approval.person for approval in approvals if approval.holds],
        )  # fmt: skip

    @get("/{draft:uuid}/problems", summary="Ce qui ne va pas dans un projet")
    async def check(self, request: Asked, slug: FromPath[str], draft: FromPath[UUID]) -> CheckOut:
        """Problems, remarks of the examination, and how its tests went."""
        who = who_of(request, slug, READERS)
        return CheckOut.of(await check_draft(*await get_content(who.scope(), draft)))

    @get("/{draft:uuid}/difference", summary="Ce qu’un projet change, pour qui et quand")
    async def compare(self, request: Asked, slug: FromPath[str], draft: FromPath[UUID]) -> DifferenceOut:
        """Within a second, or how far the search has come: ask again."""
        who = who_of(request, slug, READERS)
        return DifferenceOut.of(await ask_difference(who, draft, now_of(request), later_of(request)))

    @delete("/{draft:uuid}/difference", summary="Abandonner cette recherche", status_code=HTTP_200_OK)
    async def give_up(self, request: Asked, slug: FromPath[str], draft: FromPath[UUID]) -> DifferenceOut:
        """It stops within a moment."""
        return DifferenceOut.of(await cancel_difference(who_of(request, slug, READERS), draft))

    @post("/{draft:uuid}/comments", summary="Commenter un projet", opt={"roles": SPEAKERS})
    async def comment(
        self, request: Asked, slug: FromPath[str], draft: FromPath[UUID], data: JSONBody[WordsIn]
    ) -> dict[str, UUID]:
        """The whole of it, or a line of a file."""
        who = who_of(request, slug, SPEAKERS)
        made = await comment(who, draft, data.words, now_of(request), file=data.file, line=data.line)
        return {"id": made}

    @post("/{draft:uuid}/comments/{comment:uuid}/resolve", summary="Clore un commentaire", opt={"roles": SPEAKERS})
    async def resolve(
        self, request: Asked, slug: FromPath[str], draft: FromPath[UUID], comment: FromPath[UUID]
    ) -> None:
        """It was answered."""
        await resolve(who_of(request, slug, SPEAKERS), draft, comment, now_of(request))
