"""`/api/v1/territories/{slug}/drafts/{draft}/…`: submitted, approved, published; and what each node serves."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath, HeaderParameter, JSONBody

from accounts.web.asking import Asked
from accounts.web.pages import now_of
from admin_ui.rules.api.shapes import (
    ApprovalIn,
    DraftOut,
    NodeOut,
    PublishedOut,
    RebasedOut,
    RebaseIn,
    WhenIn,
    WordsIn,
)
from admin_ui.rules.asking import who_of
from tenants.drafts.deciding import approve_draft, reopen_draft, send_back, submit_draft
from tenants.drafts.publishing import publish_draft, schedule_draft, unschedule_draft
from tenants.drafts.rebasing import rebase_draft
from tenants.drafts.rights import APPROVERS, DECIDERS, READERS, WRITERS
from tenants.drafts.starting import drop_draft, restore_draft
from tenants.drafts.store import get_content
from tenants.nodes import list_serving
from tenants.who import Who

Key = Annotated[
    str | None,
    HeaderParameter(
        name="Idempotency-Key", min_length=1, max_length=64, required=False,
        description="Une même clé ne publie qu’une fois",
    ),
]  # fmt: skip


class StepController(Controller):
    """Each step answers with the draft as it then stands."""

    path = "/api/v1/territories/{slug:str}"
    tags = ["Projets"]  # noqa: RUF012
    opt = {"access": "signed", "roles": DECIDERS}  # noqa: RUF012  # Litestar’s own convention

    @get("/nodes", summary="Quel nœud répond avec quelle version", opt={"roles": READERS})
    async def nodes(self, request: Asked, slug: FromPath[str]) -> list[NodeOut]:
        """Silent ones too, for a day."""
        who_of(request, slug, READERS)
        return [NodeOut.of(node) for node in await list_serving(slug)]

    @post("/drafts/{draft:uuid}/submit", summary="Soumettre un projet", opt={"roles": WRITERS})
    async def submit(self, request: Asked, slug: FromPath[str], draft: FromPath[UUID]) -> DraftOut:
        """Once nothing is wrong with it."""
        who = who_of(request, slug, WRITERS)
        await submit_draft(who, draft, now_of(request))
        return await _now(who, draft)

    @post("/drafts/{draft:uuid}/approve", summary="Approuver un projet", opt={"roles": APPROVERS})
    async def approve(
        self, request: Asked, slug: FromPath[str], draft: FromPath[UUID], data: JSONBody[ApprovalIn]
    ) -> DraftOut:
        """As it was read, by somebody who wrote nothing in it."""
        who = who_of(request, slug, APPROVERS)
        await approve_draft(who, draft, data.digest, now_of(request))
        return await _now(who, draft)

    @post("/drafts/{draft:uuid}/send-back", summary="Demander des changements", opt={"roles": APPROVERS})
    async def send_back(
        self, request: Asked, slug: FromPath[str], draft: FromPath[UUID], data: JSONBody[WordsIn]
    ) -> DraftOut:
        """And say which."""
        who = who_of(request, slug, APPROVERS)
        await send_back(who, draft, data.words, now_of(request))
        return await _now(who, draft)

    @post("/drafts/{draft:uuid}/reopen", summary="Reprendre un projet")
    async def reopen(self, request: Asked, slug: FromPath[str], draft: FromPath[UUID]) -> DraftOut:
        """To write in it again."""
        who = who_of(request, slug, DECIDERS)
        await reopen_draft(who, draft, now_of(request))
        return await _now(who, draft)

    @post("/drafts/{draft:uuid}/drop", summary="Abandonner un projet", opt={"roles": WRITERS})
    async def drop(self, request: Asked, slug: FromPath[str], draft: FromPath[UUID]) -> DraftOut:
        """Nothing of it is lost."""
        who = who_of(request, slug, WRITERS)
        await drop_draft(who, draft, now_of(request))
        return await _now(who, draft)

    @post("/drafts/{draft:uuid}/restore", summary="Restaurer un projet", opt={"roles": WRITERS})
    async def restore(self, request: Asked, slug: FromPath[str], draft: FromPath[UUID]) -> DraftOut:
        """To be written in again."""
        who = who_of(request, slug, WRITERS)
        await restore_draft(who, draft, now_of(request))
        return await _now(who, draft)

    @post("/drafts/{draft:uuid}/rebase", summary="Reprendre la dernière version", opt={"roles": WRITERS})
    async def rebase(
        self, request: Asked, slug: FromPath[str], draft: FromPath[UUID], data: JSONBody[RebaseIn]
    ) -> RebasedOut:
        """File by file; refused where both changed the same lines."""
        who = who_of(request, slug, WRITERS)
        rebased = await rebase_draft(who, draft, now_of(request), keep_mine=data.keep_mine)
        return RebasedOut(rebased.base, list(rebased.clashes))

    @post("/drafts/{draft:uuid}/schedule", summary="Publier à une date")
    async def schedule(
        self, request: Asked, slug: FromPath[str], draft: FromPath[UUID], data: JSONBody[WhenIn]
    ) -> DraftOut:
        """In the territory’s own time."""
        who = who_of(request, slug, DECIDERS)
        await schedule_draft(who, draft, data.publish_at, now_of(request))
        return await _now(who, draft)

    @post("/drafts/{draft:uuid}/unschedule", summary="Ne plus publier à cette date")
    async def unschedule(self, request: Asked, slug: FromPath[str], draft: FromPath[UUID]) -> DraftOut:
        """It stays approved."""
        who = who_of(request, slug, DECIDERS)
        await unschedule_draft(who, draft, now_of(request))
        return await _now(who, draft)

    @post("/drafts/{draft:uuid}/publish", summary="Publier un projet approuvé")
    async def publish(
        self, request: Asked, slug: FromPath[str], draft: FromPath[UUID], key: Key = None
    ) -> PublishedOut:
        """Once for a key; says what each node then answers with."""
        published = await publish_draft(who_of(request, slug, DECIDERS), draft, now_of(request), key)
        nodes = [NodeOut.of(node) for node in published.nodes]
        return PublishedOut(f"{slug}@{published.number}", published.number, nodes)


async def _now(who: Who, draft: UUID) -> DraftOut:
    return DraftOut.of((await get_content(who.scope(), draft))[0])
