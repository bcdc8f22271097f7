"""What is wrong with a rulebook that compiles: contradictions, dead rules, gaps, and what its tests do not reach."""

from rules.examine.findings import Finding
from rules.examine.run import examine

__all__ = ["Finding", "examine"]
