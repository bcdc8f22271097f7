"""What the page of one's own data says, in French and in English."""

from collections.abc import Mapping

FRENCH: Mapping[str, str] = {
    "personal_data": "Données personnelles",
    "data": "Mes données",
    "data_see": "Voir, emporter, effacer",
    "data_title": "Mes données",
    "data_lead": "Tout ce que ce service garde de vous. Les mots de passe et les clés n’y sont qu’en empreinte : nous "
    "ne pouvons pas les lire.",
    "data_why": "Pourquoi, et combien de temps",
    "data_take": "Emporter",
    "data_json": "Tout en un fichier (JSON)",
    "data_csv": "Un tableau par sujet (CSV, zip)",
    "data_until": "Gardé : {until}",
    "data_one": "1 ligne",
    "data_many": "{count} lignes",
    "data_more": "Les suivantes sont dans les fichiers à emporter.",
    "erase_title": "Effacer mon compte",
    "erase_lead": "Votre nom et votre adresse s’effacent de toutes les tables, tout de suite. Nous ne pouvons pas "
    "revenir en arrière.",
    "erase_stays": "Ce qui reste : les décisions déjà prises et le journal, sous un numéro, parce que la loi veut "
    "qu’on sache qu’elles ont été prises.",
    "erase_alone": "Vous êtes seul responsable de « {name} ». Nommez d’abord responsable l’un de ses membres : "
    "{others}.",
    "erase_alone_do": "Nommer un responsable",
    "erase_sole": "Vous êtes seul à administrer « {name} ». Donnez d’abord ce rôle à l’un de ceux qui y travaillent : "
    "{others}.",
    "erase_sole_do": "Nommer un administrateur",
    "erase_closes": "« {name} » n’a pas d’autre membre : elle se ferme, et ses véhicules s’effacent avec elle.",
    "erase_do": "Effacer définitivement",
    "yes": "oui",
    "no": "non",
}
ENGLISH: Mapping[str, str] = {
    "personal_data": "Personal data",
    "data": "My data",
    "data_see": "Read, take away, erase",
    "data_title": "My data",
    "data_lead": "Everything this service holds about you. Passwords and keys are digests only: we cannot read them.",
    "data_why": "Why, and for how long",
    "data_take": "Take away",
    "data_json": "All in one file (JSON)",
    "data_csv": "One sheet a subject (CSV, zip)",
    "data_until": "Kept: {until}",
    "data_one": "1 row",
    "data_many": "{count} rows",
    "data_more": "The others are in the files you can take away.",
    "erase_title": "Erase my account",
    "erase_lead": "Your name and address are erased from every table at once. We cannot undo this.",
    "erase_stays": "What stays: decisions already taken and the journal, under a number, because the law wants it "
    "known that they were taken.",
    "erase_alone": "You alone manage “{name}”. First make one of its members a manager: {others}.",
    "erase_alone_do": "Name a manager",
    "erase_sole": "You alone administer “{name}”. First give that role to one of those who work there: {others}.",
    "erase_sole_do": "Name an administrator",
    "erase_closes": "“{name}” has no other member: it closes, and its vehicles are erased with it.",
    "erase_do": "Erase for good",
    "yes": "yes",
    "no": "no",
}
COLUMNS: Mapping[str, tuple[str, str]] = {
    "email": ("adresse électronique", "e-mail address"),
    "name": ("nom", "name"),
    "language": ("langue", "language"),
    "created_at": ("depuis le", "since"),
    "verified_at": ("adresse vérifiée le", "address verified on"),
    "granted_at": ("donné le", "given on"),
    "ended_at": ("fini le", "ended on"),
    "territory": ("territoire", "territory"),
    "role": ("rôle", "role"),
    "invited_at": ("envoyée le", "sent on"),
    "accepted_at": ("acceptée le", "accepted on"),
    "changed_at": ("changé le", "changed on"),
    "used_at": ("dernier usage", "last used"),
    "confirmed_at": ("en place depuis le", "in place since"),
    "device": ("appareil", "device"),
    "seen_at": ("vu le", "seen on"),
    "expires_at": ("expire le", "expires on"),
    "client": ("outil", "tool"),
    "scope": ("ce qu’il sait", "what it knows"),
    "issued_at": ("depuis le", "since"),
    "purpose": ("objet", "purpose"),
    "lines": ("lignes", "lines"),
}
"""The columns shown on the page, by name; the others are in the files."""
