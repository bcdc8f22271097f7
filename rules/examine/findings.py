"""Findings, and where what they speak of is written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rules.log import Place
from rules.texts.findings import Severity, finding_text

type Places = Mapping[tuple[str, str], Place]
"""By kind (order, zone, calendar, right, days, rule, test) and name."""

_RANKS: Mapping[Severity, int] = {"error": 0, "warning": 1, "note": 2}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing worth mending in a rulebook, in French."""

    code: str
    severity: Severity
    message: str
    hint: str
    rule: str | None = None
    zone: str | None = None
    order: str | None = None
    file: str | None = None
    line: int | None = None
    column: int | None = None


class Scribe:
    """Findings as they are made, each once."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._found: dict[tuple[str, str], Finding] = {}

    def add(
        self,
        code: str,
        kind: str,
        name: str,
        *,
        rule: str | None = None,
        zone: str | None = None,
        order: str | None = None,
        **words: str | int,
    ) -> None:
        """Note a finding about the thing of this kind and name; what it names goes into its sentence."""
        named = {key: value for key, value in (("rule", rule), ("zone", zone), ("order", order)) if value is not None}
        severity, message, hint = finding_text(code, {**named, **words})
        file, line, column = self._places.get((kind, name)) or (None, None, None)
        finding = Finding(code, severity, message, hint, rule, zone, order, file, line, column)
        self._found.setdefault((code, message), finding)

    def take(self, findings: Iterable[Finding]) -> None:
        """Add what another scribe noted."""
        for finding in findings:
            self._found.setdefault((finding.code, finding.message), finding)

    def is_blamed(self, rule: str) -> bool:
        """Whether a rule has been found to be at fault, beyond a note."""
        return any(one.rule == rule and one.severity != "note" for one in self._found.values())

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All of them, gravest first, then in reading order."""
        return tuple(
            sorted(self._found.values(), key=lambda f: (_RANKS[f.severity], f.file or "", f.line or 0, f.column or 0))
        )
