"""An editor bound to a commune writes its orders alone: what each change touches is compared before it is kept."""

from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

from asyncpg import Connection

from rules.log import Log
from rules.model import Source
from rules.source import Listing, Node, Scalar, Table, read_source
from tenants.drafts.declaring import word
from tenants.drafts.model import Content
from tenants.drafts.rights import Refused
from tenants.drafts.store import read_content
from tenants.errors import Unreadable
from tenants.who import Who

type Plain = str | tuple["Plain", ...]
FREE = frozenset({"schema", "tests"})
"""Sections that bind nobody."""


async def check_own_text(
    connection: Connection, who: Who, draft: UUID, name: str, *, before: str | None, after: str | None,
    typing: bool = False,
) -> None:  # fmt: skip
    """Raises `Refused` when somebody bound to a commune changes what is not its own.

    While they are `typing` a text need not read: it is compared once it does, with what last did.
    """
    code = who.acting.authority if who.acting else ""
    if not code:
        return
    if name == "territory.yaml":
        raise _refused("Le territoire lui-même ne se modifie pas au nom d’une commune.")
    new = _read(name, after)
    if new is None:
        if typing:
            return
        raise Unreadable("change-invalid", "Ce texte ne se lit pas.", "Corrigez-le avant de l’enregistrer.")
    old = _read(name, before)
    if old is None:
        start = await connection.fetchval("SELECT start FROM draft_file WHERE draft = $1 AND name = $2", draft, name)
        old = _read(name, start) or {}
    content = await read_content(connection, draft)
    _compare(code, old, new, _orders(content, name))


def _compare(code: str, old: Mapping[str, Node], new: Mapping[str, Node], elsewhere: Mapping[str, str]) -> None:
    former = {**elsewhere, **_authorities(old)}
    later = {**elsewhere, **_authorities(new)}
    for section in sorted((old.keys() | new.keys()) - FREE):
        for key, was, now in _changes(old.get(section), new.get(section)):
            if section == "orders":
                _check_authorities(code, key, [_authority(node) for node in (was, now) if node is not None])
            elif section == "rules":
                for node, orders in ((was, former), (now, later)):
                    if node is not None:
                        order = word(node, "order") if isinstance(node, Table) else ""
                        _check_authorities(code, order or key, [orders.get(order, "")])
            elif section == "zones":
                _check_composed(code, now)
            elif was is not None:
                raise _refused(f"«\u202f{section}\u202f» est commun au territoire.")


def _check_authorities(code: str, order: str, authorities: Iterable[str]) -> None:
    for authority in authorities:
        if authority != code:
            said = f"«\u202f{order}\u202f» n’est pas un arrêté de votre commune."
            raise _refused(said, f'Les vôtres portent «\u202fauthority: "{code}"\u202f».')


def _check_composed(code: str, zone: Node | None) -> None:
    """A zone that follows communes follows one’s own."""
    foreign = sorted(set(_communes(zone)) - {code}) if zone is not None else []
    if foreign:
        raise _refused(f"Cette zone suit une autre commune que la vôtre\u00a0: {foreign[0]}.")


def _communes(node: Node) -> Iterator[str]:
    if isinstance(node, Listing):
        for item in node.items:
            yield from _communes(item)
    elif isinstance(node, Table):
        for key, inner in node.entries.values():
            if key.text == "communes":
                # Instead of a list, a word means all members.
                items = inner.items if isinstance(inner, Listing) else (inner,)
                yield from (item.text for item in items if isinstance(item, Scalar))
            else:
                yield from _communes(inner)


def _changes(old: Node | None, new: Node | None) -> Iterator[tuple[str, Node | None, Node | None]]:
    """The entries of a section that differ, with both."""
    before, after = _entries(old), _entries(new)
    for key in sorted(before.keys() | after.keys()):
        was, now = before.get(key), after.get(key)
        if (was and _plain(was)) != (now and _plain(now)):
            yield key, was, now


def _entries(section: Node | None) -> dict[str, Node]:
    if isinstance(section, Table):
        return {name: node for name, (_, node) in section.entries.items()}
    if isinstance(section, Listing):
        ids = [word(item, "id") if isinstance(item, Table) else "" for item in section.items]
        return {f"{name or rank}#{ids[:rank].count(name)}": section.items[rank] for rank, name in enumerate(ids)}
    return {} if section is None else {"": section}


def _plain(node: Node) -> Plain:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Listing):
        return tuple(_plain(item) for item in node.items)
    return tuple((name, _plain(inner)) for name, (_, inner) in sorted(node.entries.items()))


def _orders(content: Content, but: str) -> dict[str, str]:
    """Which authority signs each order of the other files."""
    found: dict[str, str] = {}
    for file in content.files:
        if file.name != but:
            found |= _authorities(_read(file.name, file.text) or {})
    return found


def _authorities(root: Mapping[str, Node]) -> dict[str, str]:
    orders = root.get("orders")
    return {name: _authority(node) for name, (_, node) in orders.entries.items()} if isinstance(orders, Table) else {}


def _authority(node: Node) -> str:
    return word(node, "authority") if isinstance(node, Table) else ""


def _read(name: str, text: str | None) -> Mapping[str, Node] | None:
    """The sections of a text; None when it does not read."""
    if text is None or not text.strip():
        return {}
    root = read_source(Source(name, text), Log())
    return {key: node for key, (_, node) in root.entries.items()} if isinstance(root, Table) else None


def _refused(said: str, hint: str = "") -> Refused:
    return Refused("beyond-commune", f"Vous écrivez pour votre commune. {said}", hint)
