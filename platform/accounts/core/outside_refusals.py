"""Which page tells which refusal of a source: its codes are for the journal, people read what to do next."""

from collections.abc import Mapping

PAGES: Mapping[str, str] = {
    "access_denied": "outside-cancelled", "login_required": "outside-cancelled",
    "consent_required": "outside-cancelled", "level": "outside-level", "hour": "outside-hour",
    "signature": "outside-forged", "userinfo": "outside-forged", "subject": "outside-forged",
    "at-hash": "outside-forged", "audience": "outside-forged",
}  # fmt: skip


def page_of(code: str) -> str:
    """The page of a refusal; what is not told apart is to be begun again."""
    return PAGES.get(code, "outside-again")
