"""`…/formulaire/{file}`: a file of a draft as cards, beside its text; each act is an edit of the text."""

import json
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from accounts.web.asking import Asked, get_signed
from accounts.web.pages import PAGE_HANDLERS, form_of, now_of, seen, show
from admin_ui.rules.fresh import DAY_NAMES, DAY_WORDS
from admin_ui.rules.pages import entry_of
from admin_ui.rules.rows import (
    COMPARISON_WORDS,
    FACT_WORDS,
    LIMIT_WORDS,
    Row,
    condition_of,
    hours_of,
    limits_of,
    rows_of,
    schedule_of,
    sent_hours,
    sent_limits,
    sent_rows,
)
from rules.edits.form import Field, Form, Item, form
from rules.edits.references import LISTS
from rules.edits.revise import Add, At, Duplicate, Edit, Move, Put, Remove, Rename, Unset
from rules.edits.tree import Value
from rules.texts.labels import SECTIONS
from tenants.drafts.checking import check_draft
from tenants.drafts.editing import Hand
from tenants.drafts.model import Content, file_name, short_name
from tenants.drafts.revising import revise_draft, undo_edit
from tenants.drafts.rights import WRITERS, scope_of
from tenants.drafts.store import get_content
from tenants.errors import Failure, NotFound, Unreadable

SIMPLE = frozenset({"text", "long", "number", "date", "flag", "choice", "choices", "names"})
STARTS: Mapping[str, Mapping[str, Value]] = {
    "orders": {"title": "Arrêté à donner", "status": "to_verify"},
    "calendars": {"days": ["mo", "tu", "we", "th", "fr"]},
}
"""What a thing that is added says at first: the rest is asked at its own fields."""


class FormPages(Controller):
    """The form view of a draft’s file; its text is the other view."""

    path = "/territoire/projets/{draft:uuid}/formulaire"
    opt = {"access": "signed", "roles": WRITERS}  # noqa: RUF012  # Litestar’s own convention
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception

    @get("/{file:str}")
    async def read(
        self,
        request: Asked,
        draft: FromPath[UUID],
        file: FromPath[str],
        avant: FromQuery[int | None] = None,
        ouvert: FromQuery[str] = "",
    ) -> Response[str]:
        """Every thing the file declares, field by field."""
        return await _page(request, draft, file, before=avant, opened=ouvert)

    @post("/{file:str}")
    async def act(self, request: Asked, draft: FromPath[UUID], file: FromPath[str]) -> Redirect | Response[str]:
        """One edit; the page again with what is wrong when it was refused."""
        sent = await form_of(request)
        hand = Hand(get_signed(request).who, draft, now_of(request), "formulaire")
        name, here = file_name(file), f"/territoire/projets/{draft}/formulaire/{file}"
        try:
            if sent.get("act") == "annuler":
                await undo_edit(hand, name, _number(sent.get("avant", "")))
                return seen(here)
            _, content = await get_content(hand.who.scope(), draft)
            edits = tuple(_edits(_form_of(content, name), sent))
            before = await revise_draft(hand, name, edits) if edits else None
        except Failure as failure:
            return await _page(request, draft, file, failure)
        opened = quote(f"{sent.get('section')}-{sent.get('new') or sent.get('name')}")
        return seen(f"{here}?avant={before}&ouvert={opened}#{opened}" if before is not None else here)


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 9:
        raise Unreadable("form-invalid", "Ce formulaire est incomplet.", "Rechargez la page.")
    return int(text)


def _form_of(content: Content, name: str) -> Form:
    texts = {file.name: file.text for file in content.files}
    if name not in texts:
        raise NotFound("file-unknown", "Ce fichier n’est pas dans le projet.")
    return form(texts[name], [text for other, text in texts.items() if other != name])


async def _page(
    request: Asked, draft: UUID, file: str, failure: Failure | None = None, **more: object
) -> Response[str]:
    scope = scope_of(get_signed(request).who, WRITERS)
    entry = await entry_of(scope)
    found, content = await get_content(scope, draft)
    name = file_name(file)
    _form_of(content, name)
    checked = await check_draft(found, content)
    text = next(each for each in content.files if each.name == name)
    others = [each.text for each in content.files if each.name != name]
    shown = form(text.text, others, [one for one in checked.problems if one.file == name])
    before = more.get("before")
    return show(
        request, "formed.html", failure.status if failure else 200, failure=failure, entry=entry, draft=found,
        file=text, files=content.files, formed=shown, may=found.state == "open", opened=more.get("opened", ""),
        before=before if before == text.revision - 1 else None,
        api=f"/api/v1/territories/{entry.slug}/drafts/{found.id}", **_SAYING,
    )  # fmt: skip


def compound(section: str, one: Field) -> object | None:
    """What rows show of a field of a rule; None where only the text can say it."""
    if section != "rules":
        return None
    reading = {"if": rows_of, "when": hours_of, "limit": limits_of}.get(one.key)
    return None if reading is None else reading(one.value)


def said(value: Value) -> str:
    """A value on one line, as a field or a note shows it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ", ".join(one for one in value if isinstance(one, str))
    return json.dumps(value, ensure_ascii=False)


def _edits(shown: Form, sent: Mapping[str, str]) -> Iterator[Edit]:
    """What a form asks for; raises `Unreadable` for what is no act."""
    section, name, new = (sent.get(key, "").strip() for key in ("section", "name", "new"))
    items = {str(item.name): item for one in shown.sections if one.key == section for item in one.items}
    if sent.get("act") != "ajouter" and name not in items:
        raise NotFound("item-unknown", "Cet élément n’est plus dans le fichier.")
    match sent.get("act"):
        case "enregistrer":
            yield from _changed(section, items[name], sent)
        case "ajouter" if new and section in SECTIONS and section != "territory":
            yield Add(section, new, STARTS.get(section, {}))
        case "dupliquer" if new:
            yield Duplicate(section, name, new)
        case "renommer" if new:
            yield Rename(section, name, new)
        case "retirer":
            yield Remove(section, items[name].name)
        case "monter":
            yield from _earlier(section, name, list(items))
        case "descendre":
            yield from _later(section, name, list(items))
        case _:
            raise Unreadable("edit-invalid", "Donnez un nom à cet élément.")


def _earlier(section: str, name: str, names: Sequence[str]) -> Iterator[Edit]:
    place = names.index(name)
    if place:
        yield Move(section, name, names[place - 1])


def _later(section: str, name: str, names: Sequence[str]) -> Iterator[Edit]:
    place = names.index(name)
    if place + 1 < len(names):
        yield Move(section, name, names[place + 2] if place + 2 < len(names) else None)


def _changed(section: str, item: Item, sent: Mapping[str, str]) -> Iterator[Edit]:
    """A field that says something else than the file: lines the form did not touch stay as they are."""
    for one in item.fields:
        at = At(one.key) if section == "territory" else At(section, item.name, (one.key,))
        if f"rows.{one.key}" in sent:
            wanted = _compound(one, sent)
        elif one.kind in SIMPLE and f"f.{one.key}" in sent and one.key != LISTS.get(section):
            typed = sent[f"f.{one.key}"].replace("\r\n", "\n").strip()
            wanted = one.value if typed == said(one.value).strip() else _value(one, typed) if typed else None
        else:
            continue
        if wanted is None and one.written:
            yield Unset(at)
        elif wanted != one.value:
            yield Put(at, wanted)


def _compound(one: Field, sent: Mapping[str, str]) -> Value:
    """A condition, a schedule or limits; as they stand where their rows say the same."""
    prefix = f"f.{one.key}"
    match one.key:
        case "if":
            rows = sent_rows(sent, prefix)
            return one.value if rows == rows_of(one.value) else condition_of(rows)
        case "when":
            hours = sent_hours(sent, prefix)
            return one.value if hours == hours_of(one.value) else schedule_of(hours)
        case _:
            return sent_limits(sent, prefix)


def _value(one: Field, typed: str) -> Value:
    """What was typed, in the shape the file gives it."""
    if one.kind in ("choices", "names") and not (one.key == "zones" and typed == "all"):
        return [word.strip() for word in typed.split(",") if word.strip()]
    return typed


_SAYING: Mapping[str, object] = {
    "short": short_name, "simple": SIMPLE, "sections": SECTIONS, "said": said, "lists": LISTS, "compound": compound,
    "facts": FACT_WORDS, "comparisons": COMPARISON_WORDS, "limits": LIMIT_WORDS, "blank": Row(),
    "day_words": DAY_WORDS, "day_names": DAY_NAMES,
}  # fmt: skip
"""What the template writes forms with."""
