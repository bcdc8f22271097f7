"""The desk of the national team: territories found, proposed, opened, what each still lacks, and closed."""

from admin_ui.territories.closing import Closing, ClosingPages
from admin_ui.territories.web import TerritoryPages

__all__ = ["Closing", "ClosingPages", "TerritoryPages"]
