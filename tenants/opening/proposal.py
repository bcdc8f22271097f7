"""What is proposed to whoever opens a territory: found from its SIREN, everything to be read again."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from connectors.administrative import Authority, Commune, Kind, Table
from rules.model import Invalid, Problem
from rules.reading.territory import is_siren
from tenants.opening.holidays import Feasts, feasts_of
from tenants.opening.lands import SCHOOL_ZONE, land_of

KINDS: dict[Kind, str] = {
    "CC": "communauté de communes",
    "CA": "communauté d’agglomération",
    "CU": "communauté urbaine",
    "METRO": "métropole",
    "MET69": "métropole de Lyon",
    "EPT": "établissement public territorial",
    "COM": "commune",
    "SYN": "syndicat",
}
YEARS = 3
"""How many years of public holidays are proposed, from this one on."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A territory nobody has opened yet."""

    siren: str
    kind: Kind
    slug: str
    name: str
    members: tuple[Commune, ...]
    timezone: str
    crs: str
    crs_name: str
    feasts: Feasts
    school_zone: str | None
    """A, B or C; None where the calendar is the rector's own."""
    without_outline: tuple[Commune, ...]
    """Members whose outline is not known."""
    notes: tuple[str, ...]
    """What was seen that somebody should look at."""

    @property
    def seat(self) -> Commune:
        """The most populous member."""
        return max(self.members, key=lambda member: (member.population, member.insee))

    @property
    def outlined(self) -> tuple[str, ...]:
        """The members whose outline is known."""
        without = {commune.insee for commune in self.without_outline}
        return tuple(member.insee for member in self.members if member.insee not in without)


def read_siren(text: str) -> str:
    """The nine figures of a SIREN, or the five signs of an INSEE code, as somebody typed them; raises Invalid."""
    digits = "".join(sign for sign in text if not (sign.isspace() or sign in "\u202f\u00a0\u2009.-"))
    if len(digits) == 5 and digits.isascii() and digits.isalnum():
        return digits.upper()
    if len(digits) == 14 and digits.isascii() and digits.isdigit():
        raise _refused("siren_siret", "C’est un SIRET, de 14 chiffres.", f"Donnez ses 9 premiers : {digits[:9]}.")
    if not (len(digits) == 9 and digits.isascii() and digits.isdigit()):
        raise _refused("siren_figures", "Un SIREN a 9 chiffres.", "Il est sur l’avis de situation de l’Insee.")
    if not is_siren(digits):
        raise _refused("siren_key", f"Le SIREN {digits} a un chiffre faux.", "Recopiez-le : sa clé ne tombe pas juste.")
    return digits


def get_authority(table: Table, number: str) -> Authority:
    """Who has this SIREN or INSEE code; raises Invalid when the table does not know."""
    found = table.find(number)
    if found is not None and found.siren:
        return found
    if found is not None:
        hint = "Donnez son SIREN et ses communes à la main (--siren, --name, --member)."
        raise _refused("siren_missing", f"La table ne donne pas de SIREN à {found.name}.", hint)
    if now := table.former.get(number):
        name = table.communes[now].name
        raise _refused(
            "commune_former", f"{number} n’est pas une commune, ou n’en est plus une.", f"C’est {now}, {name}."
        )
    message = f"Aucun EPCI, établissement public territorial ni commune ne porte le numéro {number}."
    hint = "Il a pu cesser d’exister, ou c’est un syndicat : donnez alors son nom et ses communes."
    raise _refused("siren_unknown", message, hint)


def by_hand(table: Table, siren: str, name: str, members: Collection[str]) -> Authority:
    """A syndicate, or anybody the table does not know; raises Invalid with everything wrong."""
    problems = [] if is_siren(siren) else [Problem("siren_key", f"« {siren} » n’est pas un SIREN.", "Il a 9 chiffres.")]
    if not 2 <= len(name.strip()) <= 160 or not name.isprintable():
        problems.append(Problem("name_length", "Donnez un nom de 2 à 160 signes, sur une ligne."))
    problems += check_members(table, members)
    if problems:
        raise Invalid(tuple(problems))
    return Authority(siren, name.strip(), "SYN", tuple(table.communes[code] for code in sorted(set(members))))


def check_members(table: Table, members: Collection[str]) -> list[Problem]:
    """Everything wrong with the communes somebody gives by their INSEE codes."""
    problems = []
    if not members:
        problems.append(Problem("members_none", "Donnez au moins une commune membre.", "Par son code INSEE : 38185."))
    for code in sorted(set(members) - table.communes.keys()):
        now = table.former.get(code)
        hint = f"Elle a fusionné : {now}, {table.communes[now].name}." if now else "C’est le code INSEE, pas le postal."
        problems.append(Problem("member_unknown", f"Aucune commune ne porte le code « {code} ».", hint))
    return problems


def propose(authority: Authority, slug: str, outlined: Collection[str], today: date) -> Proposal:
    """What a territory of this authority would be."""
    seat = max(authority.members, key=lambda member: (member.population, member.insee))
    land = land_of(seat.insee)
    notes = []
    if others := sorted({land_of(member.insee).timezone for member in authority.members} - {land.timezone}):
        notes.append(
            f"Des communes ont une autre heure légale ({', '.join(others)}) : l’heure est celle de {seat.name}."
        )
    if len({land_of(member.insee).feasts for member in authority.members}) > 1:
        notes.append(f"Les jours fériés changent d’une commune à l’autre : ce sont ceux de {seat.name}.")
    without = tuple(member for member in authority.members if member.insee not in outlined)
    if without:
        names = ", ".join(f"{commune.name} ({commune.insee})" for commune in without[:5])
        notes.append(f"Contours inconnus : {names}{'…' if len(without) > 5 else ''}. Déposez le périmètre vous-même.")
    feasts = feasts_of(seat.insee, land, range(today.year, today.year + YEARS))
    return Proposal(
        authority.siren, authority.kind, slug, authority.name.replace("'", "’"), authority.members, land.timezone,
        land.crs, land.crs_name, feasts, SCHOOL_ZONE.get(seat.department), without, (*notes, *feasts.notes),
    )  # fmt: skip


def _refused(code: str, message: str, hint: str) -> Invalid:
    return Invalid((Problem(code, message, hint),))
