"""Some orders of one rulebook, written for another: what they need comes along, and nothing passes for checked."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from rules.edits.pooling import Entry, Pool, calendar_anew, named_anew
from rules.edits.tree import Value
from rules.edits.writing import block, named
from rules.vocabulary import TO_VERIFY

DROPPED = ("quote", "message")
"""What a rule says in the words of its own order."""
CALLED = ("orders", "calendars", "values", "rights", "rules")
LONGEST_TITLE = 500


@dataclass(frozen=True, slots=True)
class Offer:
    """An order that may be carried, with its rules and the zones that they name."""

    order: str
    title: str
    rules: tuple[str, ...]
    zones: tuple[str, ...]
    everywhere: bool
    """Whether some of them hold wherever zones of a kind are."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is carried: these orders, over these zones of one’s own; a zone mapped to nothing is to be drawn."""

    orders: Collection[str]
    zones: Mapping[str, str]
    source: str
    """Of whom the orders are, in words."""
    authority: str = ""
    paths: Collection[str] = ()
    """Of the tracés that stand here."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A zone that has to be drawn here."""

    id: str
    name: str
    path: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Carried:
    """The file, what is called otherwise in it, and what it still needs."""

    text: str
    rules: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]
    to_draw: tuple[Drawn, ...]


def offers(pool: Pool) -> tuple[Offer, ...]:
    """Every order that has rules."""
    found = []
    for order, entry in pool.of("orders").items():
        rules = [(name, rule) for name, rule in pool.of("rules").items() if rule.get("order") == order]
        if rules:
            listed = [zones for _, rule in rules if isinstance(zones := rule.get("zones"), list)]
            zones = dict.fromkeys(zone for each in listed for zone in each if isinstance(zone, str))
            names = tuple(name for name, _ in rules)
            found.append(Offer(order, _title(entry, order), names, tuple(zones), len(listed) < len(rules)))
    return tuple(found)


def carry(theirs: Pool, ours: Pool, wish: Wish) -> Carried:
    """The file that carries these orders."""
    return _Carrying(theirs, ours, wish).done()


@dataclass
class _Carrying:
    theirs: Pool
    ours: Pool
    wish: Wish
    taken: dict[str, dict[str, Entry]] = field(default_factory=dict)
    """By section, what comes along."""
    new: dict[tuple[str, str], str] = field(default_factory=dict)
    draw: dict[str, Drawn] = field(default_factory=dict)

    def done(self) -> Carried:
        for name, rule in self.theirs.of("rules").items():
            if rule.get("order") in self.wish.orders:
                self.taken.setdefault("rules", {})[name] = rule
                named_anew(rule, self._need)
        for section in CALLED:
            self._name(section)
        rules = self._rules()
        renamed = tuple((name, new) for (_, name), new in self.new.items() if new != name)
        drawn = tuple(self.draw.values())
        renamed += tuple((one.theirs, one.id) for one in drawn if one.id != one.theirs)
        return Carried(self._text(rules), tuple(str(one["id"]) for one in rules), tuple(dict.fromkeys(renamed)), drawn)

    def _need(self, section: str, name: str) -> str:
        """Take along what is named, unless the same stands here."""
        if section == "zones":
            self._zone(name)
            return name
        # Special days are each territory's own, said once in its own file: a holiday there is the holiday here.
        entry = None if section == "days" else self.theirs.of(section).get(name)
        if entry is None or (section != "orders" and self.ours.of(section).get(name) == entry):
            return name
        held = self.taken.setdefault(section, {})
        if name not in held:
            held[name] = entry
            if section == "calendars":
                calendar_anew(entry, self._need)
            if section == "rights":
                self._need("orders", str(entry.get("order", "")))
        return name

    def _zone(self, name: str) -> None:
        entry = self.theirs.of("zones").get(name)
        if entry is None or self.wish.zones.get(name) or name in self.draw:
            return
        new = free(name, {*self.ours.of("zones"), *(one.id for one in self.draw.values())})
        path = free(f"zones/{new}", {path.removesuffix(".geojson") for path in self.wish.paths}) + ".geojson"
        self.draw[name] = Drawn(new, str(entry.get("name") or new), path, name)

    def _name(self, section: str) -> None:
        own, here = self.taken.get(section, {}), self.ours.of(section)
        for name in own:
            taken = {*here, *own, *(new for (of, _), new in self.new.items() if of == section)} - {name}
            self.new[section, name] = name if name not in here else free(name, {*taken, name})

    def _called(self, section: str, name: str) -> str:
        if section == "zones":
            drawn = self.draw.get(name)
            return drawn.id if drawn else self.wish.zones.get(name) or name
        return self.new.get((section, name), name)

    def _rules(self) -> list[Entry]:
        own = self.taken.get("rules", {})
        tags = {tag for rule in own.values() for tag in _words(rule.get("tags"))}
        made = []
        for name, rule in own.items():
            kept = {key: value for key, value in named_anew(rule, self._called).items() if key not in DROPPED}
            over: list[Value] = [
                self._called("rules", one) for one in _words(kept.pop("overrides", None)) if one in own or one in tags
            ]
            kept |= {"id": self._called("rules", name), "article": TO_VERIFY}
            made.append({**kept, "overrides": over} if over else kept)
        return made

    def _order(self, entry: Entry, name: str) -> Entry:
        title = f"D’après «\u202f{_title(entry, name)}\u202f», {self.wish.source}"[:LONGEST_TITLE]
        basis: Entry = {"basis": entry["basis"]} if entry.get("basis") else {}
        authority: Entry = {"authority": self.wish.authority} if self.wish.authority else {}
        return {"title": title, **authority, **basis, "status": "to_verify"}

    def _right(self, entry: Entry) -> Entry:
        return {**entry, "order": self._called("orders", str(entry.get("order", ""))), "article": TO_VERIFY}

    def _written(self, section: str, name: str) -> Entry:
        entry = self.taken[section][name]
        if section == "orders":
            return self._order(entry, name)
        if section == "calendars":
            return calendar_anew(entry, self._called)
        return self._right(entry) if section == "rights" else entry

    def _text(self, rules: Iterable[Entry]) -> str:
        zones = {
            one.id: {"kind": self.theirs.of("zones")[one.theirs].get("kind"), "name": one.name, "geometry": one.path}
            for one in self.draw.values()
        }
        parts = {
            section: {self.new[section, name]: self._written(section, name) for name in self.taken.get(section, {})}
            for section in CALLED if section != "rules"
        }  # fmt: skip
        sections = {"orders": parts.pop("orders"), "zones": zones, **parts}
        text = "".join(
            f"\n{section}:\n" + "".join(f"  {named(name, entry, 2)}\n" for name, entry in held.items())
            for section, held in sections.items() if held
        )  # fmt: skip
        return f"schema: joptimiz/rules@1\n{text}\nrules:\n" + "\n".join(f"  - {block(rule, 4)}\n" for rule in rules)


def free(name: str, taken: Collection[str]) -> str:
    """The name, or the first of name-2, name-3… that nobody has."""
    if name not in taken:
        return name
    return next(f"{name}-{n}" for n in range(2, len(taken) + 3) if f"{name}-{n}" not in taken)


def _title(entry: Entry, order: str) -> str:
    title = entry.get("title")
    return title if isinstance(title, str) and title else order


def _words(value: Value) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
