"""An index, open to questions from any number of threads."""

from pathlib import Path

from connectors.addresses.model import Address
from connectors.addresses.reverse import reverse
from connectors.addresses.search import search
from connectors.addresses.sphere import At
from connectors.addresses.store import Store


class Index:
    """The addresses of a file that `build_index` made; the file may be replaced at any moment."""

    def __init__(self, path: Path) -> None:
        self._store = Store(path)

    def search(self, text: str, *, limit: int = 8, centre: At | None = None) -> list[Address]:
        """The addresses most like a text, the best first, those near the centre (degrees) before equals.

        Raises AddressesBroken.
        """
        with self._store.reading() as file:
            return search(file, text, limit, centre)

    def reverse(self, at: At, *, limit: int = 1) -> list[Address]:
        """The nearest house numbers, then streets, of a position (degrees); raises AddressesBroken."""
        with self._store.reading() as file:
            return reverse(file, at, limit)

    def close(self) -> None:
        """Close the file."""
        self._store.close()
