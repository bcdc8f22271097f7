"""What is known of objects by their identity alone, which no equality outruns."""


class Known[Value](dict[int, Value]):
    """Values by `id` of objects that are kept alive with them, so that no other takes an identity that is here.

    Threads may read and keep at the same time. It only grows: who owns it begins another one when it is full.
    """

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most
        self._kept: list[object] = []

    @property
    def is_full(self) -> bool:
        """Whether it holds as much as it should."""
        return len(self) >= self._most

    def keep(self, one: object, value: Value) -> Value:
        """Remember the value of an object."""
        self._kept.append(one)
        self[id(one)] = value
        return value
