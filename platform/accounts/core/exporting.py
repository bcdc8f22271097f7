"""The fleet as a file that any spreadsheet opens, and that we read back."""

import csv
import io
from collections.abc import Iterable

from accounts.core.drafts import FLEET_FACTS, LABELS, Draft
from accounts.core.wording import say_fact
from rules.vocabulary import FACTS
from rules.written.countries import country_name
from rules.written.plates import show

_COMPUTED = ("=", "+", "-", "@", "\t", "\r")


def write_csv(fleet: Iterable[Draft]) -> bytes:
    """UTF-8 with its mark, semicolons, titles in French; nothing in it is computed by a spreadsheet."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow([LABELS["plate"], LABELS["country"], LABELS["name"], *(_title(fact) for fact in FLEET_FACTS)])
    for each in fleet:
        facts = (_cell(fact, each.facts.get(fact)) for fact in FLEET_FACTS)
        row = (show(each.plate.country, each.plate.number), country_name(each.plate.country), each.name, *facts)
        writer.writerow([guarded(cell) for cell in row])
    return b"\xef\xbb\xbf" + file.getvalue().encode()


def guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_COMPUTED) else cell


def _title(fact: str) -> str:
    unit = FACTS[fact].unit if fact in FACTS else ""
    return f"{LABELS[fact]} ({unit})" if unit else LABELS[fact]


def _cell(fact: str, value: int | str | None) -> str:
    if value is None:
        return ""
    return str(value) if isinstance(value, int) or fact == "first_registered" else say_fact(fact, value)
