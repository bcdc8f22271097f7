"""What a form calls the sections, the keys and the words of the language."""

# ruff: noqa: E501 - tables, read by section.

from collections.abc import Mapping

from rules.texts import bodies
from rules.texts.typography import typeset

_SECTIONS = {
    "territory": "Territoire",
    "orders": "Arrêtés",
    "zones": "Zones",
    "calendars": "Calendriers",
    "days": "Jours particuliers",
    "values": "Valeurs datées",
    "rights": "Dérogations",
    "rules": "Règles",
    "tests": "Essais",
}
_LABELS: Mapping[str, Mapping[str, str]] = {
    "territory": {
        "schema": "Langue du fichier", "include": "Ensembles partagés", "set": "Nom de l'ensemble", "slug": "Adresse", "name": "Nom",
        "siren": "SIREN", "aliases": "Autres SIREN", "members": "Communes", "timezone": "Fuseau horaire", "crs": "Coordonnées",
        "default": "Sans règle", "demonstration": "Démonstration", "coverage": "Étendue", "holidays": "Jours fériés",
    },
    "orders": {"title": "Intitulé", "signed": "Signé le", "authority": "Autorité", "url": "Adresse du texte", "basis": "Fondement", "status": "État"},
    "zones": {"kind": "Sorte", "name": "Nom", "geometry": "Tracé", "precision": "Précision", "note": "Remarque"},
    "calendars": {"days": "Jours de la semaine", "nth": "Jours du mois", "between": "Périodes de l'année", "except": "Sauf", "only": "Seulement"},
    "days": {"name": "Nom", "source": "Source", "known": "Liste complète du … au (exclu)", "dates": "Dates"},
    "rights": {
        "name": "Nom", "order": "Arrêté", "article": "Article", "holder": "Titulaire", "quota_days": "Jours par an", "proofs": "Pièces à fournir",
        "decided_by": "Décision", "delay_days": "Délai de réponse (jours)",
        "form": "Forme", "for": "Pour qui", "duration_days": "Durée (jours)", "until": "Plus aucune à partir du", "pool": "Téléphones à la fois",
    },
    "rules": {
        "id": "Nom", "do": "Effet", "overrides": "Lève", "tags": "Étiquettes", "zones": "Zones", "if": "Pour qui", "when": "Quand",
        "trigger": "Déclencheur", "limit": "Limites", "require": "Exigences", "ambiguity": "Autre lecture", "order": "Arrêté", "article": "Article",
        "basis": "Fondement", "quote": "Texte de l'article", "valid_from": "Du", "valid_to": "Au (exclu)", "message": "Message",
    },
    "tests": {
        "name": "Nom", "like": "Comme", "at": "Instant", "zone": "Zone", "zones": "Zones", "vehicle": "Véhicule", "activity": "Motif",
        "rights": "Dérogations détenues", "triggers": "Déclencheurs actifs", "expect": "Réponse attendue", "by": "Par les règles", "needs": "Il manque",
        "obligations": "À respecter", "doubt": "Doute",
    },
}  # fmt: skip
_WORDS: Mapping[str, str] = {
    "prohibit": "interdire", "allow": "autoriser", "limit": "limiter", "require": "exiger",
    "in_force": "en vigueur", "demonstration": "démonstration", "to_verify": "à vérifier", "contested": "contesté", "to_come": "à venir",
    "suspended": "suspendu", "repealed": "abrogé",
    "zfe": "zone à faibles émissions", "ztl": "zone à trafic limité", "pedestrian": "aire piétonne", "event": "périmètre d'un événement",
    "dimension": "passage limité en gabarit", "school": "rue scolaire", "bay_area": "aire de livraison", "voie_secondaire": "voie secondaire",
    "exact": "exacte", "approximate": "approximative", "vehicle": "le véhicule", "carrier": "le transporteur", "desk": "le guichet", "automatic": "sans demande",
    "of_right": "de droit", "category": "par catégorie", "quota": "jours par an", "day_pass": "à la journée",
    "period": "durée fixe",
    "pass": "laissez-passer", "booking": "réservation", "declaration": "déclaration", "disc": "disque",
    "stay_min": "durée d'arrêt, en minutes", "speed_kmh": "vitesse, en km/h", "visits_per_day": "visites par jour",
    "no_return_min": "délai avant de revenir, en minutes", "hold_min": "réservation d'une place, en minutes",
    "extension_min": "prolongation d'un arrêt, en minutes",
    "transit": "transit", "delivery": "livraison", "pickup": "enlèvement", "works": "chantier", "moving": "déménagement", "waste": "collecte de déchets",
    "supply": "approvisionnement", "service": "intervention", "resident": "riverain", "emergency": "secours",
    "diesel": "gazole", "petrol": "essence", "electric": "électricité", "hydrogen": "hydrogène", "cng": "gaz naturel comprimé", "lng": "gaz naturel liquéfié",
    "lpg": "GPL", "hybrid_petrol": "hybride essence", "hybrid_diesel": "hybride gazole", "e85": "superéthanol E85", "b100": "biodiesel B100",
    **{body: bodies.bare(body) for body in bodies.NAMES},
    "none": "sans marchandises dangereuses", "adr": "marchandises dangereuses",
    "EL": "électrique ou hydrogène", "NC": "non classé",
    "allowed": "autorisé", "conditional": "sous condition", "unknown": "à vérifier", "forbidden": "interdit",
    "mo": "lundi", "tu": "mardi", "we": "mercredi", "th": "jeudi", "fr": "vendredi", "sa": "samedi", "su": "dimanche",
    "true": "oui", "false": "non", "all": "toutes", "members": "les communes du territoire", "public_holiday": "les jours fériés",
    "a_verifier": "personne n'a encore vérifié l'article", "days_left": "jours restants de la dérogation", "public_holidays": "jours fériés de l'année",
    "rulebook": "règles publiées à cet endroit",
    "lt": "moins de", "lte": "au plus", "gt": "plus de", "gte": "au moins", "is": "est", "in": "est l'un de", "not_in": "n'est aucun de",
    "value": "une valeur datée, déclarée sous « values »", "has": "le nom de la dérogation",
}  # fmt: skip

SECTIONS: Mapping[str, str] = {section: typeset(label) for section, label in _SECTIONS.items()}
LABELS: Mapping[str, Mapping[str, str]] = {
    section: {key: typeset(label) for key, label in labels.items()} for section, labels in _LABELS.items()
}
"""By section, then by key."""
WORDS: Mapping[str, str] = {word: typeset(label) for word, label in _WORDS.items()}
"""What the closed words of the language mean."""

SKELETONS: Mapping[str, tuple[str, str]] = {
    "interdire": ("Une interdiction, son arrêté et son article.", "id: ${nom}\ndo: prohibit\nzones: [${zone}]\nwhen: {time: \"${05:00-23:00}\"}\norder: ${arrêté}\narticle: \"${1}\""),
    "autoriser": ("Une autorisation qui lève une règle.", "id: ${nom}\ndo: allow\noverrides: [${règle}]\nzones: [${zone}]\nif: {activity: {in: [${delivery}]}}\norder: ${arrêté}\narticle: \"${1}\""),
    "limiter": ("Une limite de durée, de vitesse ou de visites.", "id: ${nom}\ndo: limit\nzones: [${zone}]\nlimit: {stay_min: ${30}}\norder: ${arrêté}\narticle: \"${1}\""),
    "exiger": ("Un laissez-passer, une réservation, une déclaration ou un disque.", "id: ${nom}\ndo: require\nzones: [${zone}]\nrequire: [${pass}]\norder: ${arrêté}\narticle: \"${1}\""),
}  # fmt: skip
TEST_SKELETONS: Mapping[str, tuple[str, str]] = {
    "essai": ("Une question et la réponse attendue.", "name: ${nom}\nat: \"${2026-06-02T10:59}\"\nzone: ${zone}\nvehicle: {gvw_kg: ${3500}}\nactivity: ${delivery}\nexpect: ${forbidden}\nby: [${règle}]"),
}  # fmt: skip
NAMED_SKELETONS: Mapping[str, tuple[str, str]] = {
    "orders": ("Un arrêté, par sa référence.", "${A-2026-1}: {title: ${intitulé}, signed: ${2026-01-01}, authority: \"${69123}\", url: \"${https://}\"}"),
    "zones": ("Une zone et son tracé.", "${nom}: {kind: ${ztl}, name: ${nom lu}, geometry: zones/${nom}.geojson}"),
    "calendars": ("Un choix de jours.", "${nom}: {days: [${mo, tu, we, th, fr}], except: [${public_holiday}]}"),
    "values": ("Une valeur qui change avec la date.", "${nom}: {${2026-01-01}: ${5}}"),
    "rights": ("Une dérogation.", "${nom}: {name: ${la dérogation}, order: ${arrêté}, article: \"${1}\", holder: ${vehicle}}"),
    "days": ("Des jours particuliers.", "${nom}: {name: ${au pluriel}, source: ${d’où}, known: [${2026-01-01}, ${2027-01-01}], dates: [${2026-07-14}]}"),
}  # fmt: skip
