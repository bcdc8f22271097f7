"""How accounts refuse, and what its letters say, in French."""

from collections.abc import Mapping

FAULTS: Mapping[str, str] = {
    "email_missing": "Donnez votre adresse électronique.",
    "email_shape": "Cette adresse n’a pas la forme nom@domaine.fr : relisez-la.",
    "name_missing": "Donnez votre nom.",
    "name_long": "Ce nom dépasse 80 signes : raccourcissez-le.",
    "password_missing": "Donnez un mot de passe.",
    "password_short": "Ce mot de passe a moins de 12 caractères ({length}) : ajoutez des mots.",
    "password_long": "Ce mot de passe dépasse 256 caractères : raccourcissez-le.",
    "password_personal": "Ce mot de passe est votre nom ou votre adresse : choisissez-en un autre.",
    "password_common": "Ce mot de passe est parmi les premiers essayés : choisissez une phrase à vous.",
    "current_missing": "Donnez votre mot de passe actuel.",
    "current_wrong": "Ce n’est pas votre mot de passe actuel : retapez-le.",
    "confirm_wrong": "Ce n’est pas le mot de passe choisi à l’inscription : retapez-le, ou inscrivez-vous de nouveau.",
    "sign_in_wrong": "L’adresse et le mot de passe ne vont pas ensemble : relisez l’adresse, retapez le mot de passe.",
    "code_missing": "Donnez le code.",
    "code_wrong": "Ce code n’est pas bon, ou il a déjà servi : attendez le suivant.",
    "key_unknown": "Cette clé d’accès n’ouvre aucun compte ici : connectez-vous autrement, ou passez "
    "par « Accès perdu ».",
    "key_refused": "La clé d’accès n’a pas été reconnue, ou pas à temps : recommencez.",
    "keys_many": "Vous avez déjà vingt clés d’accès : retirez-en une.",
}
FAILURES: Mapping[str, tuple[str, str]] = {
    "too-many-tries": ("Trop d’essais en peu de temps.", "Réessayez dans {wait}."),
    "mail-down": (
        "Le courrier ne part pas pour l’instant.",
        "Rien n’a été enregistré : refaites votre demande dans quelques minutes.",
    ),
    "database-away": ("Votre compte ne répond pas pour l’instant.", "Réessayez dans {wait}."),
    "link-stale": ("Ce lien a déjà servi, ou il a expiré.", "Connectez-vous, ou demandez-en un autre."),
    "account-exists": ("Cette adresse a déjà un compte.", "Connectez-vous, ou passez par « Accès perdu »."),
    "code-stale": ("Cette connexion a expiré.", "Reconnectez-vous : le code se donne en dix minutes."),
    "totp-already": ("Les codes à usage unique sont déjà en place.", "Retirez-les d’abord."),
    "totp-missing": ("Les codes de secours remplacent un téléphone.", "Reliez d’abord une application de codes."),
    "seal-lost": (
        "Les codes à usage unique ne peuvent pas être vérifiés.",
        "Donnez un code de secours, et prévenez l’exploitant : la clé JOPTIMIZ_SECRET a changé.",
    ),
    "session-unknown": ("Cette session n’existe plus.", "Elle a sans doute déjà été fermée."),
    "role-unknown": ("Vous ne tenez plus ce rôle.", "Choisissez-en un autre dans votre compte."),
    "passkey-unknown": ("Cette clé d’accès n’existe plus.", "Elle a sans doute déjà été retirée."),
    "form-foreign": (
        "Ce formulaire ne vient pas de cette page, ou il a trop attendu.",
        "Revenez en arrière, rechargez la page et recommencez. Rien n’a été modifié.",
    ),
    "origin-unsafe": (
        "Les comptes demandent une adresse sûre.",
        "Ouvrez cette page en https, à l’adresse que donne l’exploitant (JOPTIMIZ_ORIGIN).",
    ),
    "not-found": ("Cette page n’existe pas.", "Relisez son adresse."),
}
_END = "JOPTIMIZ, les règles de circulation des territoires. Cette adresse ne lit pas les réponses."
LETTERS: Mapping[str, str] = {
    "letter_end": _END,
    "letter_verify_subject": "Confirmez votre adresse",
    "letter_verify": "Bonjour {name},\n\nPour ouvrir votre compte JOPTIMIZ, suivez ce lien et redonnez le mot de passe "
    "que vous avez choisi. Il vaut 24 heures.\n\n{link}\n\n"
    "Si vous n’avez rien demandé, ne faites rien : aucun compte ne sera ouvert.",
    "letter_known_subject": "Vous avez déjà un compte",
    "letter_known": "Bonjour,\n\nQuelqu’un, vous sans doute, a voulu ouvrir un compte JOPTIMIZ à cette adresse. "
    "Vous en avez déjà un : connectez-vous, ou demandez-y un lien (« Accès perdu »).\n\n{link}\n\n"
    "Si ce n’était pas vous, ne faites rien : rien n’a changé.",
    "letter_reset_subject": "Retrouvez l’accès à votre compte",
    "letter_reset": "Bonjour,\n\nPour créer une nouvelle clé d’accès à JOPTIMIZ ou choisir un autre mot de passe, "
    "suivez ce lien. Il vaut une heure et ne sert qu’une fois.\n\n{link}\n\nSi vous n’avez rien demandé, ne faites "
    "rien : "
    "rien ne change.",
    "letter_stranger_subject": "Aucun compte à cette adresse",
    "letter_stranger": "Bonjour,\n\nQuelqu’un, vous peut-être, a demandé à retrouver son compte JOPTIMIZ, mais cette "
    "adresse n’a pas de compte. Essayez une autre de vos adresses, ou ouvrez un compte.\n\n{link}\n\n"
    "Si ce n’était pas vous, ne faites rien.",
    "letter_change_subject": "Confirmez votre nouvelle adresse",
    "letter_change": "Bonjour,\n\nPour que votre compte JOPTIMIZ utilise cette adresse, suivez ce lien. Il vaut "
    "24 heures.\n\n{link}\n\nSi vous n’avez rien demandé, ne faites rien : rien ne changera.",
    "letter_taken_subject": "Vous avez déjà un compte",
    "letter_taken": "Bonjour,\n\nQuelqu’un, vous peut-être, a voulu donner cette adresse à un autre compte JOPTIMIZ. "
    "Elle a déjà le sien : connectez-vous.\n\n{link}\n\nSi ce n’était pas vous, ne faites rien : rien n’a changé.",
    "letter_moved_subject": "Votre adresse a changé",
    "letter_moved": "Bonjour,\n\nVotre compte JOPTIMIZ utilise désormais {email}. Cette adresse-ci n’y sert plus.\n\n"
    "Si ce n’était pas vous, prévenez sans attendre l’administration de votre territoire.",
    "letter_password_subject": "Votre mot de passe a changé",
    "letter_password": "Bonjour,\n\nLe mot de passe de votre compte JOPTIMIZ vient de changer, et les autres appareils "
    "ont été déconnectés.\n\nSi ce n’était pas vous, choisissez-en un autre sans attendre : « Accès perdu », sur "
    "la page de connexion.",
}
