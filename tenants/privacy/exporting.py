"""The register on paper, for whoever answers for the processing (GDPR art. 30)."""

import csv
import io

from tenants.privacy.register import Entry, Register
from tenants.privacy.words import BASES, CATEGORIES, OURS

_HEAD = ("table", "objet", "donnée", "catégorie", "finalité", "base légale (art. 6)", "destinataires", "durée")


def csv_of(register: Register) -> str:
    """One line a personal column, in French, as spreadsheets read it."""
    out = io.StringIO()
    write = csv.writer(out, delimiter=";", lineterminator="\r\n")
    write.writerow(_HEAD)
    for entry in register.values():
        for column, category in entry.personal.items():
            write.writerow([
                entry.table, entry.what.fr, column, CATEGORIES[category][0], entry.purpose.fr if entry.purpose else "",
                basis_of(entry), recipients_of(entry), entry.purged().fr,
            ])  # fmt: skip
    return "\ufeff" + out.getvalue()


def markdown_of(register: Register) -> str:
    """One section a table that holds personal data, then the tables that hold none."""
    lines = ["# Registre des activités de traitement", ""]
    for entry in register.values():
        if not entry.personal:
            continue
        lines += [
            f"## {entry.what.fr} (`{entry.table}`)", "",
            f"- Finalité : {entry.purpose.fr if entry.purpose else ''}.",
            f"- Base légale : {basis_of(entry)}.",
            f"- Destinataires : {recipients_of(entry)}.",
            f"- Durée : {entry.purged().fr}.",
            f"- À l’effacement : {entry.erasure.why.fr if entry.erasure else 'sans objet.'}", "",
            "| donnée | catégorie |", "|---|---|",
            *(f"| `{column}` | {CATEGORIES[category][0]} |" for column, category in entry.personal.items()), "",
        ]  # fmt: skip
    plain = ", ".join(f"`{entry.table}`" for entry in register.values() if not entry.personal)
    return "\n".join([*lines, "## Tables sans donnée personnelle", "", plain, ""])


def basis_of(entry: Entry) -> str:
    """« art. 6(1)(b) : le service que vous avez demandé »."""
    return f"art. 6(1)({entry.basis}) : {BASES[entry.basis][0]}" if entry.basis else ""


def recipients_of(entry: Entry) -> str:
    """Who reads it, ourselves when nobody else is named."""
    return entry.recipients.fr if entry.recipients else OURS[0]
