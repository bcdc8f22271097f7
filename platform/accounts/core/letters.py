"""Letters as they are sent: an address, a subject and a text."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from accounts.core.roles import ROLE_WORDS, ROLE_WORDS_EN
from accounts.core.typography import typeset
from rules.model import Problem

_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[^\s@<>,;:\"()\[\]\\.]+(?:\.[^\s@<>,;:\"()\[\]\\.]+)+")
LONGEST_ADDRESS = 254
_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter to one address, in plain text."""

    to: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Offer:
    """What an invitation offers: a role in a place, from somebody, until an instant."""

    role: str
    place: str
    by: str
    until: datetime


def read_address(text: str) -> str | Problem:
    """An e-mail address in small letters."""
    said = text.strip().lower()
    if len(said) <= LONGEST_ADDRESS and _ADDRESS.fullmatch(said):
        return said
    hint = "Écrivez-la en entier : « prenom.nom@exemple.fr »."
    return Problem("email", "Cette adresse électronique n’est pas complète.", hint, pointer="/email")


def invitation(to: str, offer: Offer, link: str) -> Letter:
    """The letter of an invitation, in French then in English: nobody knows yet which its reader prefers."""
    return Letter(
        to, one_line(french_subject(offer)), f"{french_text(offer, link)}\n\n---\n\n{english_text(offer, link)}"
    )


def french_subject(offer: Offer) -> str:
    """What stands in the list of letters."""
    return f"Invitation à rejoindre {offer.place} sur JOPTIMIZ"


def french_text(offer: Offer, link: str) -> str:
    """The French text."""
    role = ROLE_WORDS[offer.role].lower()
    return typeset(
        f"Bonjour,\n\n{offer.by} vous invite à rejoindre {offer.place} sur JOPTIMIZ, comme {role}.\n\n"
        f"Pour accepter, ouvrez ce lien avant le {french_day(offer.until)} et identifiez-vous avec cette adresse :"
    ) + (f"\n\n{link}\n\nIl ne sert qu’une fois. Si vous n’attendiez pas cette invitation, ne faites rien.")


def english_text(offer: Offer, link: str) -> str:
    """The English text."""
    until = f"{offer.until.day} {offer.until:%B %Y}"
    return (
        f"Hello,\n\n{offer.by} invites you to join {offer.place} on JOPTIMIZ as {ROLE_WORDS_EN[offer.role]}.\n\n"
        f"To accept, open this link before {until} and sign in with this address:\n\n{link}\n\n"
        "It works once. If you did not expect this invitation, do nothing."
    )


def french_day(day: date) -> str:
    """« 7 décembre 2026 »."""
    return f"{day.day}{'er' if day.day == 1 else ''} {_MONTHS[day.month - 1]} {day.year}"


def one_line(text: str) -> str:
    """A header holds no line break, whatever an organisation is called."""
    return " ".join(text.split())
