"""What is wrong with what somebody filled in: all of it at once, each by its field."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as filled


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend: the field, the name of the sentence that says how, and what that sentence quotes."""

    field: str
    text: str
    values: Mapping[str, str] = filled(default_factory=dict)


class Unfit(Exception):
    """A form that cannot be taken as it is; `faults` are all that was found."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(", ".join(fault.text for fault in faults))
        self.faults = faults


def refuse(*faults: Fault | None) -> None:
    """Raises `Unfit` with those of these faults that there are."""
    found = tuple(fault for fault in faults if fault is not None)
    if found:
        raise Unfit(*found)
