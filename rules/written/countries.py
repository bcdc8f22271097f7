"""Countries: their ISO 3166-1 codes, and the other ways a list of vehicles writes the nearest."""

from rules.model import Problem
from rules.written.folding import fold

FRANCE = "FR"
_LISTED = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO
FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE
JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO
MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW
PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM
TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
"""
CODES = frozenset(_LISTED.split())
NAMES = {
    "FR": "France", "DE": "Allemagne", "AT": "Autriche", "BE": "Belgique", "BG": "Bulgarie", "HR": "Croatie",
    "DK": "Danemark", "ES": "Espagne", "EE": "Estonie", "FI": "Finlande", "GR": "Grèce", "HU": "Hongrie",
    "IE": "Irlande", "IT": "Italie", "LV": "Lettonie", "LT": "Lituanie", "LU": "Luxembourg", "MC": "Monaco",
    "NO": "Norvège", "NL": "Pays-Bas", "PL": "Pologne", "PT": "Portugal", "RO": "Roumanie", "GB": "Royaume-Uni",
    "RS": "Serbie", "SK": "Slovaquie", "SI": "Slovénie", "SE": "Suède", "CH": "Suisse", "CZ": "Tchéquie",
    "TR": "Turquie", "UA": "Ukraine", "AD": "Andorre",
}  # fmt: skip
"""Those a form proposes, in French; any other goes by its code."""

_OTHERS = {
    # The sign on the plate, where it is not the code, and English names.
    "f": "FR", "d": "DE", "germany": "DE", "a": "AT", "austria": "AT", "b": "BE", "belgium": "BE", "e": "ES",
    "spain": "ES", "i": "IT", "italy": "IT", "l": "LU", "netherlands": "NL", "hollande": "NL", "poland": "PL",
    "p": "PT", "romania": "RO", "uk": "GB", "united kingdom": "GB", "grande bretagne": "GB", "switzerland": "CH",
    "czechia": "CZ", "republique tcheque": "CZ", "denmark": "DK", "sweden": "SE", "s": "SE", "h": "HU",
    "hungary": "HU", "slovenia": "SI", "slovakia": "SK", "greece": "GR", "ireland": "IE", "n": "NO", "norway": "NO",
    "fin": "FI", "finland": "FI", "croatia": "HR", "bulgaria": "BG", "lithuania": "LT", "latvia": "LV",
    "estonia": "EE", "turkey": "TR", "serbia": "RS",
}  # fmt: skip
_BY_NAME = {fold(name): code for code, name in NAMES.items()} | _OTHERS


def read_country(text: str) -> str | Problem:
    """The code of a country; France when nothing is said."""
    said = fold(text)
    if not said:
        return FRANCE
    if said in _BY_NAME:
        return _BY_NAME[said]
    if said.upper() in CODES:
        return said.upper()
    return Problem(
        "country_unknown",
        f"« {text.strip()[:20]} » n’est pas un pays connu.",
        "Écrivez son nom, ou son code de deux lettres : « BE », « ES ».",
        pointer="/country",
    )


def country_name(code: str) -> str:
    """A country as it is said; its code for those far away."""
    return NAMES.get(code, code)
