"""Bodies as registration certificates (rubric J.3) and people write them."""

from collections.abc import Mapping

from rules.written.folding import fold

CERTIFICATE: Mapping[str, str] = {
    "BACHE": "curtain", "PLSC": "curtain", "SAVOYARD": "curtain", "BEN AMO": "hook_lift", "BEN CERE": "tipper",
    "BENNE": "tipper", "BETAIL": "livestock", "BETON": "concrete_mixer", "BOM": "refuse", "CARB LEG": "tank",
    "CARB LRD": "tank", "CIT ALIM": "tank", "CIT ALTD": "tank", "CIT BETA": "tank", "CIT CHIM": "tank",
    "CIT EAU": "water_tank", "CIT GAZ": "tank", "CIT PULV": "tank", "CIT VID": "tank", "DERIV VP": "box",
    "FG TD": "conditioned", "FOREST": "timber", "FOURGON": "box", "PLATEAU": "flatbed", "PTE CONT": "container",
    "PTE ENG": "plant_carrier", "PTE VOIT": "vehicle_transporter", "DEPANNAG": "recovery", "MAGASIN": "retail",
    "BAZ FOR": "retail", "GRUE": "crane", "INCENDIE": "fire_engine", "AMBULANC": "ambulance", "FG FUNER": "hearse",
    "CARAVANE": "motor_caravan", "ATELIER": "other", "TRAVAUX": "other", "SANITAIRE": "other", "PTE BAT": "other",
    "PTE FER": "other", "CASIERS": "other", "HANDICAP": "other", "NON SPEC": "other", "SPEC": "other", "CI": "other",
    "BREAK": "other", "CABR": "other", "CIALE": "other", "BUS": "other", "CAR": "other",
}  # fmt: skip
"""Abbreviations of rubric J.3 (arrêté of 9 February 2009, annex 5)."""
_WORDS: Mapping[str, str] = {
    "fgtd": "conditioned", "ambulan": "ambulance", "funerair": "hearse",
    "ridelles": "flatbed", "plateau ridelles": "flatbed", "plateau bache": "curtain", "caisse": "box",
    "caisse fourgon": "box", "fourgonnette": "box", "fourgon tole": "box", "frigorifique": "conditioned",
    "frigo": "conditioned", "isotherme": "conditioned", "camion frigorifique": "conditioned",
    "fourgon frigorifique": "conditioned", "bachee": "curtain", "savoyarde": "curtain", "tautliner": "curtain",
    "rideaux coulissants": "curtain", "porte conteneur": "container", "caisse mobile": "container",
    "ampliroll": "hook_lift", "polybenne": "hook_lift", "multibenne": "hook_lift", "bennes amovibles": "hook_lift",
    "camion benne": "tipper", "bennes": "tipper", "camion citerne": "tank", "citernes": "tank",
    "camion citerne a eau": "water_tank", "betailleres": "livestock", "transport d animaux": "livestock",
    "porte voiture": "vehicle_transporter", "porte engin": "plant_carrier", "toupie": "concrete_mixer",
    "malaxeur": "concrete_mixer", "camion toupie": "concrete_mixer", "betonnieres": "concrete_mixer",
    "pompe beton": "concrete_pump", "transport de bois": "timber", "grumiers": "timber",
    "benne a ordures menageres": "refuse", "bennes a ordures": "refuse", "ordures": "refuse", "dechets": "refuse",
    "balayeuse": "sweeper", "laveuse": "sweeper", "hydrocureur": "sweeper", "hydrocureuse": "sweeper",
    "food truck": "retail", "camion boutique": "retail", "depanneuses": "recovery", "depannage": "recovery",
    "remorquage": "recovery", "vehicule de depannage": "recovery", "breakdown": "recovery", "tow truck": "recovery",
    "grue mobile": "crane", "nacelle": "aerial_platform", "pompiers": "fire_engine", "ambulances": "ambulance",
    "corbillard": "hearse", "funeraire": "hearse", "blinde": "armoured", "transport de fonds": "armoured",
    "camping cars": "motor_caravan", "autre": "other", "voiture": "other", "autocar": "other", "autobus": "other",
}  # fmt: skip
SPELLED: Mapping[str, str] = {**{fold(code): body for code, body in CERTIFICATE.items()}, **_WORDS}
"""Folded words (`rules.written.folding`) beside those that forms show."""
DOUBTS: Mapping[str, str] = {
    "pr srem": "Pour un tracteur, dites la carrosserie de la semi-remorque.",
    "pr rem": "Dites la carrosserie de la remorque.",
    "tracteur": "Pour un tracteur, dites la carrosserie de la semi-remorque.",
    "chas cab": "Dites la carrosserie montée sur le châssis.",
    "voirie": "Dites « nettoyage de la voirie », ou « autre ».",
}
"""Words that do not tell the body, and what would."""


def certificate_of(body: str) -> str:
    """What rubric J.3 says of such a body; empty where it may say several things, or we do not know what."""
    codes = [code for code, meant in CERTIFICATE.items() if meant == body]
    return codes[0] if len(codes) == 1 else ""
