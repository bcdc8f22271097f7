"""The only door of the room."""

from cirqliz.tables import CIRQLIZ

__all__ = ["CIRQLIZ"]
