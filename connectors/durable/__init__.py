"""durable-rules, in a process of its own: its memory errors are nobody else's."""

from connectors.durable.host import Durable, Patience, Silence

__all__ = ["Durable", "Patience", "Silence"]
