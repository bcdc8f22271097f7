"""What each key of the language is for, as an editor shows it beside the file being written."""

from collections.abc import Mapping

from rules.texts.typography import typeset

_FILE = {
    "schema": "La langue de ce fichier.",
    "include": "Ensembles de règles partagés, avec leur version, par exemple national/r2213-1-0-1@1.",
    "orders": "Les arrêtés, par leur référence.",
    "zones": "Les zones, par leur nom.",
    "calendars": "Des choix de jours que les règles reprennent par leur nom.",
    "values": "Des valeurs que la loi change à partir d'une date, par leur nom.",
    "rights": "Les dérogations qui existent ici, par leur nom.",
    "rules": "Les règles : une mesure d'un arrêté chacune.",
    "tests": "Des questions, avec la réponse que leur auteur attend.",
}

_KEYS: Mapping[str, Mapping[str, str]] = {
    "rules": _FILE,
    "set": {**_FILE, "set": "Le nom de cet ensemble, avec sa version."},
    "territory": {
        **_FILE,
        "slug": "L'adresse du territoire : minuscules sans accent, chiffres et tirets.",
        "name": "Le nom du territoire, tel qu'on le lit.",
        "siren": "Le numéro SIREN, entre guillemets : neuf chiffres.",
        "aliases": "D'autres numéros SIREN auxquels le territoire répond.",
        "members": "Les codes INSEE de ses communes, entre guillemets.",
        "timezone": "Le fuseau horaire, par exemple Europe/Paris.",
        "crs": "Le système de coordonnées, par exemple EPSG:2154.",
        "default": "Ce qui vaut là où aucune règle ne parle : allowed ou forbidden.",
        "demonstration": "true si le territoire ou ses règles sont inventés.",
        "coverage": "L'étendue du territoire : un tracé, ou des communes.",
        "holidays": "Les jours fériés et leur source.",
        "days": "Des jours particuliers (vacances, marché, match), avec leur source.",
    },
    "holidays": {
        "source": "D'où vient cette liste.",
        "dates": "Chaque date et le nom du jour férié.",
    },
    "days": {
        "name": "Ce que sont ces jours, au pluriel.",
        "source": "D'où vient cette liste.",
        "known": "Du premier jour au lendemain du dernier : la période où cette liste est complète.",
        "dates": "Des dates, ou des périodes a/b dont b est le lendemain du dernier jour.",
    },
    "order": {
        "title": "L'intitulé de l'arrêté.",
        "signed": "La date de signature.",
        "authority": "Qui l'a signé.",
        "url": "L'adresse du texte publié.",
        "basis": "Ce qui le fonde, par exemple CGCT L2213-2.",
        "status": "L'état de l'arrêté, ou son état à partir de chaque date.",
    },
    "zone": {
        "kind": "La sorte de zone : zfe, ztl, pedestrian, ou une autre.",
        "name": "Le nom de la zone, tel qu'on le lit.",
        "geometry": "Un fichier GeoJSON, des communes, une réunion ou une différence.",
        "precision": "exact, ou approximate si le tracé est à vérifier.",
        "note": "Une remarque pour ceux qui relisent.",
    },
    "area": {
        "communes": "Des codes INSEE entre guillemets, ou members : les communes du territoire.",
        "union": "Toutes ces étendues ensemble.",
        "difference": "La première étendue, sans les suivantes.",
    },
    "calendar": {
        "days": "Des jours de la semaine.",
        "nth": "Des jours du mois : 1 sa est le premier samedi, last su le dernier dimanche.",
        "between": "Des périodes de l'année : 06-15/09-15 va du 15 juin au 14 septembre.",
        "except": "Jamais ces jours particuliers.",
        "only": "Seulement ces jours particuliers ; eve: devant le nom désigne la veille.",
    },
    "right": {
        "name": "Le nom de la dérogation, avec son article : la dérogation artisan.",
        "order": "L'arrêté qui la crée.",
        "article": "L'article qui la crée, ou a_verifier.",
        "holder": "Qui la détient : vehicle ou carrier.",
        "quota_days": "Le nombre de jours par an.",
        "proofs": "Les pièces à fournir.",
        "decided_by": "Qui décide : desk, ou automatic sans demande.",
        "delay_days": "Le délai de réponse, en jours.",
        "form": "Sa forme : of_right, category, quota (jours par an), day_pass (à la journée) ou period.",
        "for": "Pour quels véhicules : une condition sur leurs caractéristiques.",
        "duration_days": "Sa durée, en jours.",
        "until": "La date à partir de laquelle plus aucune ne compte.",
        "pool": "Combien de téléphones la montrent à la fois ; avec holder: carrier.",
    },
    "rule": {
        "id": "Le nom de la règle, unique dans le territoire.",
        "do": "Ce que fait la règle : prohibit, allow, limit ou require.",
        "overrides": "Les règles, ou étiquettes, que cette règle lève.",
        "tags": "Des étiquettes, pour lever plusieurs règles à la fois.",
        "zones": "Où elle s'applique : des zones, une sorte de zone, ou all.",
        "if": "À qui elle s'applique.",
        "when": "Quand elle s'applique ; sans « when », toujours.",
        "trigger": "Elle ne vaut que tant que ceci est activé.",
        "limit": "Ce qu'elle borne : durée, vitesse, visites par jour.",
        "require": "Ce qu'elle exige : pass, booking, declaration, disc.",
        "ambiguity": "Une seconde façon de lire la clause ; la réponse la plus grave l'emporte.",
        "order": "L'arrêté qui la fonde.",
        "article": "L'article de cet arrêté, ou a_verifier.",
        "basis": "Ce qui la fonde, si ce n'est pas ce qui fonde son arrêté.",
        "quote": "Le texte de l'article, copié du texte publié.",
        "valid_from": "Son premier jour.",
        "valid_to": "Le lendemain de son dernier jour.",
        "message": "Ce qu'on dit à la personne concernée.",
    },
    "ambiguity": {
        "text": "Ce qui peut se lire de deux façons.",
        "if": "À qui elle s'appliquerait, lue autrement.",
        "when": "Quand elle s'appliquerait, lue autrement.",
    },
    "when": {
        "time": "Des plages horaires : 05:00-23:00, fin exclue ; une nuit appartient au jour où elle commence.",
        "days": "Des jours de la semaine.",
        "calendar": "Un calendrier déclaré sous « calendars ».",
    },
    "selector": {"kind": "Toutes les zones de cette sorte."},
    "condition": {
        "all": "Toutes ces conditions.",
        "any": "L'une au moins de ces conditions.",
        "not": "Le contraire de cette condition.",
        "right": "Détenir une dérogation.",
    },
    "held": {
        "kind": "Une dérogation déclarée sous « rights ».",
        "zones": "Où elle vaut ; partout, si rien n'est dit.",
        "from": "Son premier jour.",
        "to": "Le lendemain de son dernier jour.",
        "days_left": "Le nombre de jours qui restent, celui de la question compris.",
    },
    "test": {
        "name": "Ce que ce test vérifie.",
        "like": "Le test dont il reprend ce qu'il ne dit pas.",
        "at": "L'instant, à l'heure du territoire : 2026-06-02T10:59.",
        "zone": "La zone où l'on est.",
        "zones": "Les zones où l'on est à la fois.",
        "vehicle": "Ce qu'on sait du véhicule ; ~ efface ce que dit le test repris.",
        "activity": "Le motif de la venue.",
        "rights": "Les dérogations détenues.",
        "triggers": "Ce qui est activé à cet instant.",
        "expect": "La réponse attendue.",
        "by": "Les règles qui la donnent.",
        "needs": "Ce qu'il manque pour répondre.",
        "obligations": "Ce qu'il faut respecter : [pass, {stay_min: 30}].",
        "doubt": "true si une autre lecture donnerait une autre réponse.",
    },
}  # fmt: skip

KEYS: Mapping[str, Mapping[str, str]] = {
    section: {key: typeset(text) for key, text in keys.items()} for section, keys in _KEYS.items()
}
"""By section of the language, then by key."""
