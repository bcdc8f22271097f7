"""What is known of objects by their identity alone, which no equality outruns."""

from threading import Lock


class Known[Value](dict[int, Value]):
    """Values by `id`: at most so many, then all are forgotten. Threads may read and keep at the same time."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most
        self._kept: list[object] = []
        """The objects themselves: while one is here, no other takes its identity."""
        self._keeping = Lock()

    def keep(self, one: object, value: Value) -> Value:
        """Remember the value of an object."""
        with self._keeping:
            if len(self._kept) >= self._most:
                self.clear()
                self._kept.clear()
            self._kept.append(one)
            self[id(one)] = value
        return value
