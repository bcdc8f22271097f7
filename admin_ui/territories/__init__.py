"""The desk of the national team: territories found, proposed, opened, and what each still lacks."""

from admin_ui.territories.web import TerritoryPages

__all__ = ["TerritoryPages"]
