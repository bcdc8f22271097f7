"""What the forms of a draft’s page do; each comes back to the page, with what is wrong when it was refused."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from litestar import Controller, Response, post
from litestar.params import FromPath
from litestar.response import Redirect

from accounts.web.asking import Asked, get_signed
from accounts.web.pages import PAGE_HANDLERS, form_of, now_of, seen
from admin_ui.rules.pages import draft_page
from rules.model import Invalid
from tenants.drafts.deciding import approve_draft, reopen_draft, send_back, submit_draft
from tenants.drafts.differing import cancel_difference
from tenants.drafts.editing import Hand
from tenants.drafts.publishing import publish_draft, schedule_draft, unschedule_draft
from tenants.drafts.rebasing import rebase_draft
from tenants.drafts.rights import READERS
from tenants.drafts.saving import add_file, remove_file, save_text
from tenants.drafts.starting import drop_draft, restore_draft
from tenants.drafts.talking import comment, resolve
from tenants.errors import Failure, NotFound, Unreadable
from tenants.who import Who


@dataclass(frozen=True, slots=True)
class Sent:
    """A form of a draft’s page: who sent it, and what was filled in."""

    who: Who
    draft: UUID
    form: Mapping[str, str]
    at: datetime

    def get(self, name: str) -> str:
        """A field, empty when it was not sent."""
        return self.form.get(name, "")

    def number(self, name: str) -> int:
        """A number of ours in a hidden field; raises `Unreadable`."""
        text = self.get(name)
        if not text.isdecimal() or len(text) > 9:
            raise Unreadable("form-invalid", "Ce formulaire est incomplet.", "Rechargez la page.")
        return int(text)

    def uuid(self, name: str) -> UUID:
        """An id of ours in a hidden field; raises `NotFound`."""
        try:
            return UUID(self.get(name))
        except ValueError:
            raise NotFound("comment-unknown", "Ce commentaire n’existe pas.") from None

    @property
    def hand(self) -> Hand:
        """The person who writes."""
        return Hand(self.who, self.draft, self.at)


async def _comment(sent: Sent) -> None:
    line = sent.number("line") if sent.get("line") else None
    await comment(sent.who, sent.draft, sent.get("words"), sent.at, file=sent.get("file") or None, line=line)


async def _publish(sent: Sent) -> None:
    # The content itself is the key: the same form sent twice publishes once.
    await publish_draft(sent.who, sent.draft, sent.at, sent.get("digest")[:64] or None)


async def _approve_and_publish(sent: Sent) -> None:
    await approve_draft(sent.who, sent.draft, sent.get("digest"), sent.at)
    await _publish(sent)


ACTS: Mapping[str, Callable[[Sent], Awaitable[object]]] = {
    "enregistrer": lambda sent: save_text(sent.hand, sent.get("file"), sent.number("revision"), sent.get("text")),
    "ajouter": lambda sent: add_file(sent.hand, sent.get("name").strip(), "schema: joptimiz/rules@1\n"),
    "retirer": lambda sent: remove_file(sent.hand, sent.get("file")),
    "commenter": _comment,
    "clore": lambda sent: resolve(sent.who, sent.draft, sent.uuid("comment"), sent.at),
    "rouvrir": lambda sent: resolve(sent.who, sent.draft, sent.uuid("comment"), sent.at, resolved=False),
    "soumettre": lambda sent: submit_draft(sent.who, sent.draft, sent.at),
    "approuver": lambda sent: approve_draft(sent.who, sent.draft, sent.get("digest"), sent.at),
    "approuver-publier": _approve_and_publish,
    "renvoyer": lambda sent: send_back(sent.who, sent.draft, sent.get("words"), sent.at),
    "reprendre": lambda sent: reopen_draft(sent.who, sent.draft, sent.at),
    "abandonner": lambda sent: drop_draft(sent.who, sent.draft, sent.at),
    "restaurer": lambda sent: restore_draft(sent.who, sent.draft, sent.at),
    "publier": _publish,
    "programmer": lambda sent: schedule_draft(sent.who, sent.draft, sent.get("publish_at"), sent.at),
    "deprogrammer": lambda sent: unschedule_draft(sent.who, sent.draft, sent.at),
    "actualiser": lambda sent: rebase_draft(sent.who, sent.draft, sent.at, keep_mine=sent.get("keep") == "mine"),
    "arreter": lambda sent: cancel_difference(sent.who, sent.draft),
}
"""By the last word of the address each form is sent to; each act checks the role by itself."""


class DraftPages(Controller):
    """The acts of a draft’s page."""

    path = "/territoire/projets/{draft:uuid}"
    opt = {"access": "signed", "roles": READERS}  # noqa: RUF012  # Litestar’s own convention
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception

    @post("/{act:str}")
    async def act(self, request: Asked, draft: FromPath[UUID], act: FromPath[str]) -> Redirect | Response[str]:
        """Do it, and come back; the page again with what is wrong."""
        sent = Sent(get_signed(request).who, draft, await form_of(request), now_of(request))
        work = ACTS.get(act)
        if work is None:
            raise NotFound("not-found", "Cette adresse n’existe pas.")
        try:
            await work(sent)
        except Invalid as invalid:
            failure = Unreadable("draft-unsound", "Ce projet ne peut pas être publié.", problems=invalid.problems)
            return await draft_page(request, draft, failure, sent.form)
        except Failure as failure:
            # A draft that is not there has no page to come back to: this raises again.
            return await draft_page(request, draft, failure, sent.form)
        return seen(f"/territoire/projets/{draft}")
