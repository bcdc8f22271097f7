"""Signing in elsewhere: what its pages and letters say, and how it refuses, in French."""

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    # The sign-in page
    "proconnect": "S’identifier avec ProConnect",
    "proconnect_what": "Qu’est-ce que ProConnect ?",
    "proconnect_why": "Pour les agents des collectivités et de l’État, avec leur identité professionnelle.",
    "by_organisation": "Passer par mon organisation",
    "by_title": "Passer par mon organisation",
    "by_lead": "Certaines organisations identifient elles-mêmes leurs membres. Donnez votre adresse professionnelle, "
    "ou le SIRET de l’organisation.",
    "by_word": "Adresse ou SIRET",
    "by_do": "Chercher mon organisation",
    "by_found": "Vérifiez le nom et l’adresse avant de continuer : votre mot de passe se donne là-bas, jamais ici.",
    "by_go": "Continuer avec {name}",
    "by_back": "Se connecter autrement",
    "away_title": "Vers {name}",
    "away_lead": "Vous allez vous identifier sur {host}, puis revenir ici.",
    "away_do": "Continuer",
    "out_title": "Vous êtes déconnecté de JOPTIMIZ",
    "out_lead": "{name} vous connaît encore sur cet appareil. Fermez aussi cette connexion si d’autres s’en servent.",
    "out_do": "Se déconnecter aussi de {name}",
    "out_stay": "Revenir à la carte",
    # What comes after
    "access_title": "Demande d’accès",
    "access_lead": "Votre demande est partie chez les administrateurs de {place}. Vous recevrez une lettre à {email}.",
    "access_first": "{place} n’a pas encore d’administrateur ici : l’équipe nationale de JOPTIMIZ voit aussi votre "
    "demande.",
    "access_meanwhile": "En attendant, la carte et les règles restent ouvertes à tous.",
    "access_refused_title": "Votre demande a été refusée",
    "access_refused": "Les administrateurs de {place} n’ont pas donné suite. S’il s’agit d’une erreur, écrivez-leur ; "
    "vous pourrez demander de nouveau dans une semaine.",
    "access_declined_title": "Votre demande a été refusée",
    "access_declined": "L’équipe nationale de JOPTIMIZ n’a pas donné suite à votre demande pour {place}. Vous pourrez "
    "demander de nouveau dans une semaine.",
    "access_reason": "Motif :",
    "access_granted_title": "Votre accès est ouvert",
    "access_granted": "Vous avez un rôle à {place} : choisissez-le dans votre compte pour agir.",
    "access_unknown_title": "Votre employeur n’est pas encore connu ici",
    "access_unknown": "Aucun territoire présent ici ne répond au SIRET que ProConnect nous a donné. Votre compte est "
    "ouvert, sans rôle. Demandez une invitation à l’administrateur de votre territoire, ou à l’équipe qui tient ce "
    "service.",
    "access_on": "Aller à la carte",
    "access_account": "Voir mon compte",
    # The account
    "links_title": "Comptes reliés",
    "links_lead": "Un compte relié vous identifie à la place du mot de passe.",
    "links_none": "Aucun",
    "links_one": "1 compte relié",
    "links_many": "{count} comptes reliés",
    "links_since": "relié {when}, utilisé {used}",
    "links_add": "Relier {name}",
    "links_remove": "Délier {name}",
    "links_nothing": "Aucun autre moyen de vous identifier n’est proposé ici.",
    "links_within": "Vous êtes entré par {name}, qui ne vaut que chez {name}. Pour relier ou délier un compte, "
    "connectez-vous autrement.",
    "done_linked": "Compte relié : il vous identifie désormais.",
    "done_unlinked": "Compte délié.",
    "tried_title": "La connexion fonctionne",
    "tried_lead": "{name} vous a identifié. Voici ce qu’il a dit de vous :",
    "tried_email": "Adresse",
    "tried_name": "Nom",
    "tried_means": "Moyens",
    "tried_nothing": "rien",
    "tried_no_email": "Sans adresse électronique, personne ne peut entrer : ajoutez « email » à ce que ce fournisseur "
    "donne.",
    "tried_back": "Revenir aux connexions",
}
FAULTS: Mapping[str, str] = {
    "word_missing": "Donnez une adresse ou un SIRET.",
    "word_none": "Aucune organisation ne s’identifie ainsi ici : relisez, ou connectez-vous autrement.",
}
_AGAIN = "Revenez à la page de connexion et recommencez."
FAILURES: Mapping[str, tuple[str, str]] = {
    "outside-stale": ("Cette identification a expiré, ou elle a déjà servi.", _AGAIN),
    "outside-again": ("La réponse reçue n’est pas celle de cette demande.", f"Rien n’a été fait. {_AGAIN}"),
    "outside-cancelled": ("Vous ne vous êtes pas identifié.", f"Vous avez annulé, ou l’attente a duré. {_AGAIN}"),
    "outside-level": (
        "Il faut vous identifier avec deux facteurs.",
        "Recommencez, et donnez aussi le code, la clé ou l’application que propose ProConnect.",
    ),
    "outside-hour": (
        "La réponse reçue n’a plus cours, ou pas encore.",
        "Recommencez. Si cela revient, l’heure d’un des deux serveurs est fausse : prévenez l’exploitant.",
    ),
    "outside-forged": (
        "La réponse reçue n’est pas signée comme convenu.",
        "Personne n’a été identifié. Prévenez l’exploitant si cela revient.",
    ),
    "source-silent": (
        "Ce service d’identification ne répond pas.",
        "Réessayez plus tard, ou connectez-vous autrement.",
    ),
    "source-unknown": ("Cette connexion n’existe plus.", "Elle a sans doute été retirée : connectez-vous autrement."),
    "proconnect-none": ("ProConnect n’est pas en place ici.", "Connectez-vous autrement."),
    "outside-link-first": (
        "Un compte existe déjà avec cette adresse.",
        "Connectez-vous d’abord comme d’habitude, puis reliez ProConnect, ou votre organisation, depuis votre compte.",
    ),
    "outside-stranger": (
        "Votre organisation ne vous a pas encore invité ici.",
        "Demandez une invitation à la personne qui y tient JOPTIMIZ, puis recommencez.",
    ),
    "outside-no-email": (
        "Aucune adresse électronique ne nous a été donnée.",
        "Il en faut une pour ouvrir un compte : voyez-le avec votre service informatique.",
    ),
    "outside-taken": (
        "Ce compte est déjà relié.",
        "Il ouvre un autre compte d’ici, ou le vôtre en a déjà un du même service : déliez-le d’abord.",
    ),
    "outside-unlinked": ("Ce compte n’est plus relié.", "Il a sans doute déjà été délié."),
    "outside-last": (
        "C’est votre seul moyen d’entrer.",
        "Ajoutez d’abord un mot de passe ou une clé d’accès, depuis votre compte.",
    ),
    "outside-within": (
        "Votre connexion ne vaut que dans votre organisation.",
        "Déconnectez-vous, connectez-vous avec votre mot de passe ou votre clé, et recommencez.",
    ),
    "territory-unknown": ("Ce territoire n’existe pas.", "Relisez son adresse."),
}
LETTERS: Mapping[str, str] = {
    "letter_granted_subject": "Votre accès est ouvert",
    "letter_granted": "Bonjour,\n\nVotre demande d’accès à {place} est acceptée, avec ce rôle : {role}. "
    "Identifiez-vous comme la première fois.\n\n{link}",
    "letter_declined_subject": "Votre demande d’accès",
    "letter_declined": "Bonjour,\n\nL’équipe nationale de JOPTIMIZ n’a pas donné suite à votre demande d’accès à "
    "{place}. Motif : {reason}\n\nVous pourrez demander de nouveau dans une semaine.\n\n{link}",
    "letter_refused_subject": "Votre demande d’accès",
    "letter_refused": "Bonjour,\n\nLes administrateurs de {place} n’ont pas donné suite à votre demande d’accès. "
    "S’il s’agit d’une erreur, écrivez-leur.\n\n{link}",
}
