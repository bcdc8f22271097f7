"""The reference data that opening stands on, read at its first need and kept: who exists, and their outlines."""

from collections.abc import Collection, Mapping
from functools import cached_property
from pathlib import Path

from connectors.addresses.words import fold
from connectors.administrative import Table, TableMissing, has_table, read_table
from connectors.communes import OutlinesMissing, read_outlines
from connectors.school_holidays import known_period
from rules.model import GeoJSON
from rules.uncollected import settle
from tenants.errors import Unavailable
from tenants.opening.naming import slugs_of


class Reference:
    """The administrative table and the outlines of the data folder."""

    def __init__(self, data: Path) -> None:
        self._folder = data / "reference"

    @cached_property
    def table(self) -> Table:
        """Who may open a territory; raises Unavailable."""
        try:
            return read_table(self._folder)
        except TableMissing as error:
            raise Unavailable("table-missing", "La table des communes et des EPCI manque.", str(error)) from error

    def commune_of(self, siren: str) -> str:
        """The INSEE code of the commune that has this SIREN, empty for others; nothing is fetched to know it."""
        if not has_table(self._folder):
            return ""
        try:
            found = self.table.find(siren)
        except Unavailable:
            return ""
        return found.members[0].insee if found is not None and found.kind == "COM" and found.siren == siren else ""

    def names_of(self, codes: Collection[str]) -> Mapping[str, str]:
        """Communes of today by INSEE code, in the order of their names; none of them where the table is missing."""
        if not codes or not has_table(self._folder):
            return {}
        try:
            known = self.table.communes
        except Unavailable:
            return {}
        names = {code: known[code].name for code in codes if code in known}
        return dict(sorted(names.items(), key=lambda pair: (fold(pair[1]), pair[0])))

    @cached_property
    def slugs(self) -> Mapping[str, str]:
        """The slug of each authority, by SIREN."""
        return slugs_of(self.table)

    def read(self) -> None:
        """Read all that an opening stands on, so that the first one waits for nothing; raises Unavailable."""
        if "slugs" in self.__dict__:
            return
        len(self.slugs)
        known_period()
        # Tens of thousands of communes that stay.
        settle()

    def outlines(self, codes: Collection[str]) -> Mapping[str, GeoJSON]:
        """The outlines known among these communes; raises Unavailable."""
        try:
            return read_outlines(self._folder, codes)
        except OutlinesMissing as error:
            raise Unavailable("outlines-missing", "Les contours des communes manquent.", str(error)) from error
