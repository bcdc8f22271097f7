"""The only door of the room."""

from numeriz.tables import NUMERIZ

__all__ = ["NUMERIZ"]
