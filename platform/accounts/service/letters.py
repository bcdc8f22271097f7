"""The letters that accounts send: the same words twice, plain and with the simplest HTML."""

from html import escape
from typing import Literal

from accounts.core.texts import texts_of
from connectors.mail import Letter

type Kind = Literal[
    "verify",
    "open",
    "key",
    "known",
    "reset",
    "stranger",
    "change",
    "taken",
    "moved",
    "password",
    "granted",
    "refused",
    "declined",
]
_FONT = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif;font-size:16px;line-height:1.5"


def compose(kind: Kind, to: str, language: str, **values: str) -> Letter:
    """A letter of this kind; its paragraphs are separated by an empty line, and one that is a link stands alone."""
    texts = texts_of(language)
    subject = texts[f"letter_{kind}_subject"]
    paragraphs = [*texts[f"letter_{kind}"].split("\n\n"), texts["letter_end"]]
    plain = "\n\n".join(paragraph.format(**values) for paragraph in paragraphs)
    marked = "\n".join(_paragraph(paragraph, values) for paragraph in paragraphs)
    html = (
        f'<!doctype html>\n<html lang="{language}">\n'
        f'<head><meta charset="utf-8"><title>{escape(subject)}</title></head>\n'
        f'<body style="{escape(_FONT)};color:#13202c;max-width:36em">\n{marked}\n</body></html>\n'
    )
    return Letter(to, subject, plain + "\n", html, language)


def _paragraph(paragraph: str, values: dict[str, str]) -> str:
    if paragraph == "{link}":
        link = escape(values["link"])
        return f'<p><a href="{link}" style="color:#0b4f6c;word-break:break-all">{link}</a></p>'
    escaped = {name: escape(value) for name, value in values.items()}
    return f"<p>{escape(paragraph, quote=False).format(**escaped)}</p>"
