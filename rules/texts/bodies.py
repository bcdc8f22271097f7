"""What a body is called: one, many, in French and in English."""

from collections.abc import Mapping

NAMES: Mapping[str, tuple[str, str]] = {
    "flatbed": ("un véhicule à plateau", "les véhicules à plateau"),
    "box": ("un fourgon", "les fourgons"),
    "conditioned": ("un véhicule à température dirigée", "les véhicules à température dirigée"),
    "curtain": ("un véhicule bâché", "les véhicules bâchés"),
    "container": ("un porte-conteneurs", "les porte-conteneurs"),
    "hook_lift": ("un véhicule à benne amovible", "les véhicules à benne amovible"),
    "tipper": ("un véhicule à benne", "les véhicules à benne"),
    "tank": ("une citerne", "les citernes"),
    "water_tank": ("une citerne à eau", "les citernes à eau"),
    "livestock": ("une bétaillère", "les bétaillères"),
    "vehicle_transporter": ("un porte-voitures", "les porte-voitures"),
    "plant_carrier": ("un porte-engins", "les porte-engins"),
    "concrete_mixer": ("une bétonnière", "les bétonnières"),
    "concrete_pump": ("une pompe à béton", "les pompes à béton"),
    "timber": ("un grumier", "les grumiers"),
    "refuse": ("une benne à ordures", "les bennes à ordures"),
    "sweeper": ("un véhicule de nettoyage de la voirie", "les véhicules de nettoyage de la voirie"),
    "retail": ("un camion-magasin", "les camions-magasins"),
    "recovery": ("une dépanneuse", "les dépanneuses"),
    "crane": ("un camion-grue", "les camions-grues"),
    "aerial_platform": ("une nacelle élévatrice", "les nacelles élévatrices"),
    "fire_engine": ("un véhicule d’incendie", "les véhicules d’incendie"),
    "ambulance": ("une ambulance", "les ambulances"),
    "hearse": ("un véhicule funéraire", "les véhicules funéraires"),
    "armoured": ("un véhicule blindé", "les véhicules blindés"),
    "motor_caravan": ("un camping-car", "les camping-cars"),
    "other": ("un véhicule d’une autre carrosserie", "les véhicules d’une autre carrosserie"),
}
"""French, with its article: one, many."""
ENGLISH: Mapping[str, tuple[str, str]] = {
    "flatbed": ("a flat bed", "flat beds"),
    "box": ("a box van", "box vans"),
    "conditioned": ("a temperature-controlled vehicle", "temperature-controlled vehicles"),
    "curtain": ("a curtain-sided vehicle", "curtain-sided vehicles"),
    "container": ("a container carrier", "container carriers"),
    "hook_lift": ("a hook lift", "hook lifts"),
    "tipper": ("a tipper", "tippers"),
    "tank": ("a tanker", "tankers"),
    "water_tank": ("a water tanker", "water tankers"),
    "livestock": ("a livestock carrier", "livestock carriers"),
    "vehicle_transporter": ("a vehicle transporter", "vehicle transporters"),
    "plant_carrier": ("a plant carrier", "plant carriers"),
    "concrete_mixer": ("a concrete mixer", "concrete mixers"),
    "concrete_pump": ("a concrete pump", "concrete pumps"),
    "timber": ("a timber carrier", "timber carriers"),
    "refuse": ("a refuse collection vehicle", "refuse collection vehicles"),
    "sweeper": ("a street cleaning vehicle", "street cleaning vehicles"),
    "retail": ("a mobile shop", "mobile shops"),
    "recovery": ("a recovery vehicle", "recovery vehicles"),
    "crane": ("a crane lorry", "crane lorries"),
    "aerial_platform": ("an aerial work platform", "aerial work platforms"),
    "fire_engine": ("a fire engine", "fire engines"),
    "ambulance": ("an ambulance", "ambulances"),
    "hearse": ("a hearse", "hearses"),
    "armoured": ("an armoured vehicle", "armoured vehicles"),
    "motor_caravan": ("a motor caravan", "motor caravans"),
    "other": ("a vehicle of another body", "vehicles of another body"),
}
"""One, many."""
CHOICES: Mapping[str, str] = {
    "flatbed": "Plateau", "box": "Fourgon", "conditioned": "Température dirigée", "curtain": "Bâché",
    "container": "Porte-conteneurs", "hook_lift": "Benne amovible", "tipper": "Benne", "tank": "Citerne",
    "water_tank": "Citerne à eau", "livestock": "Bétaillère", "vehicle_transporter": "Porte-voitures",
    "plant_carrier": "Porte-engins", "concrete_mixer": "Bétonnière", "concrete_pump": "Pompe à béton",
    "timber": "Grumier", "refuse": "Benne à ordures", "sweeper": "Nettoyage de la voirie",
    "retail": "Camion-magasin", "recovery": "Dépanneuse", "crane": "Camion-grue",
    "aerial_platform": "Nacelle élévatrice", "fire_engine": "Véhicule d’incendie", "ambulance": "Ambulance",
    "hearse": "Véhicule funéraire", "armoured": "Véhicule blindé", "motor_caravan": "Camping-car",
    "other": "Autre carrosserie",
}  # fmt: skip
"""As forms and lists say it, in the order of the vocabulary."""


def bare(body: str) -> str:
    """« dépanneuse », without its article."""
    return NAMES[body][0].partition(" ")[2] if body in NAMES else body


def bare_english(body: str) -> str:
    """Such as "recovery vehicle"."""
    return ENGLISH[body][0].partition(" ")[2] if body in ENGLISH else body
