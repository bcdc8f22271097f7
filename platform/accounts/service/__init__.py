"""The only door of the room: people, organisations, fleets, sign-on."""

from accounts.tables import ACCOUNTS

__all__ = ["ACCOUNTS"]
