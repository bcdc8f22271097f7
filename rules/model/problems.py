"""What is wrong with a file or a request."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a file or a request, said so that its author can mend it."""

    code: str
    message: str
    hint: str | None = None
    file: str | None = None
    line: int | None = None
    column: int | None = None
    pointer: str | None = None
    """JSON pointer (RFC 6901) of the field in a request."""


class Invalid(Exception):
    """A file or a request has problems; all of them are carried at once."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Source:
    """One YAML text and the name its author knows it by."""

    name: str
    text: str
