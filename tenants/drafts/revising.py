"""What a form changes in a draft: each edit as a change of its text, followed by whoever has it open; and undone."""

from collections.abc import Sequence

from rules.edits.merge import difference
from rules.edits.revise import Edit, revise_files
from rules.edits.tree import Unformed
from tenants.database import scoped
from tenants.drafts.editing import Hand, Locked, check_text, lock_file, text_at, write_changes
from tenants.drafts.rights import WRITERS, scope_of
from tenants.drafts.store import lock_draft, read_content
from tenants.errors import Conflict, NotFound, Unreadable


async def revise_draft(hand: Hand, name: str, edits: Sequence[Edit]) -> int:
    """Make these edits in a file, a name changing wherever it is used; the revision the file had before.

    Raises `Unreadable` for what only the text view can do, `NotFound` for a file that is not there.
    """
    async with scoped(scope_of(hand.who, WRITERS)) as connection:
        await lock_draft(connection, hand.draft, "open")
        files = {file.name: file for file in (await read_content(connection, hand.draft)).files}
        if name not in files:
            raise NotFound("file-unknown", "Ce fichier n’est pas dans le projet.")
        try:
            made = revise_files({one: file.text for one, file in files.items()}, name, edits)
        except Unformed as error:
            raise Unreadable("edit-unformed", "Le formulaire ne peut pas l’écrire.", str(error)) from None
        for changed, change in made.items():
            file = files[changed]
            locked = Locked(changed, file.revision, file.text)
            await write_changes(connection, hand, locked, [change], check_text(change.apply(file.text)))
        return files[name].revision


async def undo_edit(hand: Hand, name: str, revision: int) -> None:
    """Bring a file back to what it was before one’s own last edit; raises `Conflict` once somebody wrote after it."""
    async with scoped(scope_of(hand.who, WRITERS)) as connection:
        file = await lock_file(connection, hand.draft, name)
        last = await connection.fetchrow(
            "SELECT person, client FROM draft_change WHERE draft = $1 AND file = $2 AND revision = $3",
            hand.draft, name, file.revision,
        )  # fmt: skip
        ours = last is not None and (last["person"], last["client"]) == (hand.who.person, hand.client)
        if file.revision != revision + 1 or not ours:
            raise Conflict("undo-late", "Le fichier a changé depuis\u00a0: rien n’est annulé.")
        before = await text_at(connection, hand.draft, name, revision)
        await write_changes(connection, hand, file, [difference(file.text, before)], before)
