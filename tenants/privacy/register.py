"""The register of processing (GDPR art. 30) as data: each column of each table, why it is kept, and for how long."""

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

import msgspec

from tenants.privacy.durations import Duration
from tenants.privacy.words import BASES, CATEGORIES

type Kind = Literal["national", "territory", "carrier", "shared"]


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The same in each language."""

    fr: str
    en: str

    def of(self, language: str) -> str:
        """In this language, French by default."""
        return self.en if language == "en" else self.fr


class Start(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The earliest, or the latest, of some columns; those that hold nothing do not count."""

    earliest: tuple[str, ...] = ()
    latest: tuple[str, ...] = ()


class Term(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"start": "from"}):
    """When rows are too old, and what becomes of them; `where` is a condition in SQL that they meet besides."""

    name: str
    start: str | Start
    after: str
    do: Literal["erase", "blank"]
    since: Words
    where: str = ""
    blank: Mapping[str, str] = {}
    by: str = ""
    """The function of the database that erases rows nobody else may."""
    least: str = ""
    most: str = ""
    """Between which a territory may set it; nothing where it may not."""

    def sql(self) -> str:
        """The instant from which the term counts, in SQL."""
        if isinstance(self.start, str):
            return self.start
        name, columns = ("LEAST", self.start.earliest) if self.start.earliest else ("GREATEST", self.start.latest)
        return f"{name}({', '.join(columns)})"

    def columns(self) -> tuple[str, ...]:
        """The columns from which it counts."""
        return (self.start,) if isinstance(self.start, str) else self.start.earliest + self.start.latest

    def said(self, language: str) -> str:
        """« 30 jours après la déconnexion »."""
        long, since = Duration.read(self.after).words(language), self.since.of(language)
        if language == "en":
            return f"{long} after {since}" if long else f"as soon as: {since}"
        return f"{long} après {since}" if long else f"dès {since}"


class Erasure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What becomes of somebody's rows at their request: gone, or left empty by the room that keeps them."""

    do: Literal["erase", "empty"]
    why: Words
    by: tuple[str, ...] = ()
    """The columns that make a row theirs, when not all of `whose` do."""


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is kept in one table; `whose` says which columns hold a person's number or address."""

    what: Words
    plain: tuple[str, ...] = ()
    personal: Mapping[str, str] = {}
    purpose: Words | None = None
    basis: str = ""
    recipients: Words | None = None
    whose: Mapping[str, Literal["person", "email"]] = {}
    terms: tuple[Term, ...] = ()
    kept: Words | None = None
    erasure: Erasure | None = None
    table: str = ""
    kind: Kind = "national"

    def purged(self) -> Words:
        """How long, in each language: its terms, and until when what has none is kept."""
        french = [term.said("fr") for term in self.terms] + ([self.kept.fr] if self.kept else [])
        english = [term.said("en") for term in self.terms] + ([self.kept.en] if self.kept else [])
        return Words(" ; ".join(french), "; ".join(english))

    def erased_by(self) -> Mapping[str, Literal["person", "email"]]:
        """The columns by which rows go at somebody's request."""
        if self.erasure is None or self.erasure.do != "erase":
            return {}
        return {column: what for column, what in self.whose.items() if not self.erasure.by or column in self.erasure.by}


type Register = Mapping[str, Entry]
"""Entries by the name of their table."""


def read_register(files: Iterable[tuple[Path, Mapping[str, Kind]]]) -> Register:
    """The registers of all owners, with the class of each table; raises ValueError with everything wrong."""
    register: dict[str, Entry] = {}
    wrong: list[str] = []
    for path, kinds in files:
        try:
            entries = msgspec.yaml.decode(path.read_bytes(), type=dict[str, Entry])
        except msgspec.MsgspecError as error:
            raise ValueError(f"{path.name} : {error}") from error
        for table, entry in entries.items():
            register[table] = msgspec.structs.replace(entry, table=table, kind=kinds.get(table, "national"))
            wrong += (f"{table} : {each}" for each in faults_of(register[table]))
    names = Counter(term.name for entry in register.values() for term in entry.terms)
    wrong += (f"le terme {name} est dit deux fois" for name, times in names.items() if times > 1)
    if wrong:
        raise ValueError("registre : " + " ; ".join(wrong))
    return register


def faults_of(entry: Entry) -> list[str]:
    """What is missing or wrong in an entry."""
    known = {*entry.plain, *entry.personal}
    wrong = [f"{column} est dit deux fois" for column in entry.plain if column in entry.personal]
    named = {*entry.whose, *(column for term in entry.terms for column in (*term.columns(), *term.blank))}
    wrong += [f"{column} n’est pas une colonne dite" for column in sorted(named - known)]
    wrong += [f"« {each} » n’est pas une catégorie" for each in entry.personal.values() if each not in CATEGORIES]
    if entry.personal and (entry.purpose is None or entry.basis not in BASES):
        wrong.append("il manque la finalité ou la base légale (art. 6)")
    if entry.personal and not entry.terms and entry.kept is None:
        wrong.append("il manque un terme, ou pourquoi il n’y en a pas")
    if entry.whose and entry.erasure is None:
        wrong.append("il manque ce que devient la ligne à l’effacement")
    for term in entry.terms:
        try:
            for each in (term.after, *((term.least, term.most) if term.least or term.most else ())):
                Duration.read(each)
        except ValueError as error:
            wrong.append(str(error))
        if (term.do == "blank") != bool(term.blank):
            wrong.append(f"{term.name} : « blank » dit les colonnes à vider")
    return wrong
