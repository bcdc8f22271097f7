"""What the telephone of a fleet says: each state with what to do then."""

from collections.abc import Mapping

from rules.texts.typography import NO_BREAK

_ASK = "Demandez un nouveau lien à votre entreprise."
SAID: Mapping[str, str | Mapping[str, str]] = {
    "none": {
        "title": "Aucun droit sur ce téléphone",
        "detail": "Ouvrez le lien que votre entreprise vous a donné. Si ce téléphone montrait déjà un code, sa mémoire"
        f" a été effacée{NO_BREAK}: demandez un nouveau lien.",
    },
    "lost": {"title": "La clé de ce téléphone est perdue", "detail": f"Le navigateur l’a effacée. {_ASK}"},
    "full": {
        "title": "La mémoire de ce téléphone est pleine",
        "detail": f"Libérez de la place, puis ouvrez le lien à nouveau{NO_BREAK}: il n’a pas servi.",
    },
    "unkept": {
        "title": "Ce navigateur ne garde rien",
        "detail": "Quittez la navigation privée, ou prenez un autre navigateur. Le lien n’a pas servi.",
    },
    "old": {
        "title": "Ce navigateur est trop ancien",
        "detail": "Il ne sait pas garder une clé. Mettez-le à jour, ou prenez un autre navigateur.",
    },
    "away": {
        "title": "Pas de réseau",
        "detail": f"Réessayez en réseau{NO_BREAK}: le lien reste bon pour ce téléphone.",
    },
    "ended": {"title": "Ce téléphone a été retiré", "detail": f"Son code ne sert plus. {_ASK}"},
    "suspended": {
        "title": "Droit suspendu",
        "detail": f"Le territoire a suspendu ce droit{NO_BREAK}: il ne se montre pas. Voyez avec votre entreprise.",
    },
    "used_up": {
        "title": "Jours épuisés",
        "detail": "Tous les jours de ce droit sont utilisés cette année. Voyez avec votre entreprise.",
    },
    "over": {
        "title": "Ce droit est fini, ou n’a pas été renouvelé",
        "detail": "Ouvrez cette page en réseau. Si rien ne change, voyez avec votre entreprise.",
    },
    "coming": {"title": "Ce droit n’a pas commencé", "detail": "Le code se montrera dès son premier jour."},
    "fresh": "Nouveau code, à l’instant.",
    "age": f"Nouveau code il y a {{seconds}}{NO_BREAK}s.",
    "online": "Vérifié en réseau. Le code marche aussi sans réseau.",
    "offline": f"Sans réseau{NO_BREAK}: le code marche.",
    "clock": f"L’horloge de ce téléphone a {{minutes}} d’écart{NO_BREAK}: l’heure du serveur est suivie.",
}
