"""What pages and letters say of passkeys and of proving again who one is, in French and in English."""

from collections.abc import Mapping

FRENCH: Mapping[str, str] = {
    "means": "Comment vous connecter",
    "means_key": "Avec une clé d’accès",
    "means_key_why": "Empreinte, visage ou code du téléphone : rien à retenir. Vous la créez en suivant notre "
    "courrier.",
    "means_password": "Avec un mot de passe",
    "key_script": "Les clés d’accès demandent JavaScript et un navigateur récent.",
    "key_script_else": "Un mot de passe suffit aussi.",
    "key_make_why": "Votre appareil vérifie que c’est vous : empreinte, visage ou code. Rien à retenir.",
    "key_not_made": "La clé n’a pas été créée : l’appareil a refusé, ou vous avez fermé sa fenêtre. "
    "Vous pouvez recommencer.",
    "key_known": "Cet appareil a déjà une clé d’accès de votre compte : elle suffit pour vous connecter.",
    "open_title": "Créer votre clé d’accès",
    "open_lead": "Le compte {email} s’ouvre aussitôt.",
    "open_do": "Créer la clé et ouvrir le compte",
    "open_password_do": "Ouvrir le compte avec ce mot de passe",
    "renew_title": "Nouvelle clé d’accès ou nouveau mot de passe",
    "key_remove_title": "Retirer une clé d’accès",
    "key_remove_lead": "« {name} » n’ouvrira plus votre compte. Effacez-la aussi de l’appareil qui la garde.",
    "key_keep": "Garder cette clé",
    "password_none": "Aucun",
    "proved": "Votre clé d’accès vient de montrer que c’est vous : cela vaut cinq minutes.",
    "prove_either": "Ou laissez ce champ vide : votre clé d’accès vous sera demandée à la place.",
    "prove_key": "Votre clé d’accès vous sera demandée.",
    "prove_key_why": "Empreinte, visage ou code de l’appareil : nous le vérifions avant tout changement qui protège "
    "le compte.",
    "prove_else": "Sans elle,",
    "prove_else_do": "choisissez un mot de passe",
    "prove_none": "Ce changement demande de montrer que c’est vous. Vous n’avez ni mot de passe ni clé d’accès.",
    "prove_none_do": "En choisir un par courrier",
    "done_renewed": "Votre clé d’accès est en place. Vos autres appareils sont déconnectés.",
}
FRENCH_FAULTS: Mapping[str, str] = {
    "current_key": "Montrez que c’est vous avec votre clé d’accès : recommencez, elle vous sera demandée.",
    "current_none": "Choisissez d’abord un mot de passe ou une clé d’accès.",
}
FRENCH_LETTERS: Mapping[str, str] = {
    "letter_open_subject": "Ouvrez votre compte",
    "letter_open": "Bonjour {name},\n\nPour ouvrir votre compte JOPTIMIZ, suivez ce lien sur l’appareil dont vous vous "
    "servez : vous y créez votre clé d’accès. Il vaut 24 heures et ne sert qu’une fois.\n\n{link}\n\n"
    "Si vous n’avez rien demandé, ne faites rien : aucun compte ne sera ouvert.",
    "letter_key_subject": "Une nouvelle clé d’accès ouvre votre compte",
    "letter_key": "Bonjour,\n\nUne clé d’accès vient d’être ajoutée à votre compte JOPTIMIZ par le lien d’un courrier, "
    "et les autres appareils ont été déconnectés. Retirez de votre compte la clé d’un appareil perdu.\n\n"
    "Si ce n’était pas vous, reprenez votre compte sans attendre : « Accès perdu », sur la page de connexion, puis "
    "retirez cette clé.",
}
ENGLISH: Mapping[str, str] = {
    "means": "How you sign in",
    "means_key": "With a passkey",
    "means_key_why": "Fingerprint, face or code of the phone: nothing to remember. You create it by following "
    "our letter.",
    "means_password": "With a password",
    "key_script": "Passkeys need JavaScript and a recent browser.",
    "key_script_else": "A password is enough too.",
    "key_make_why": "Your device checks that it is you: fingerprint, face or code. Nothing to remember.",
    "key_not_made": "The passkey was not created: the device refused, or you closed its window. You can start again.",
    "key_known": "This device already has a passkey of your account: it is enough to sign in.",
    "open_title": "Create your passkey",
    "open_lead": "The account {email} opens at once.",
    "open_do": "Create the passkey and open the account",
    "open_password_do": "Open the account with this password",
    "renew_title": "New passkey or new password",
    "key_remove_title": "Remove a passkey",
    "key_remove_lead": "“{name}” will no longer open your account. Delete it from the device that holds it too.",
    "key_keep": "Keep this passkey",
    "password_none": "None",
    "proved": "Your passkey has just shown that it is you: this holds for five minutes.",
    "prove_either": "Or leave this field empty: your passkey will be asked for instead.",
    "prove_key": "Your passkey will be asked for.",
    "prove_key_why": "Fingerprint, face or code of the device: we check before any change that protects the account.",
    "prove_else": "Without it,",
    "prove_else_do": "choose a password",
    "prove_none": "This change needs you to show that it is you. You have neither password nor passkey.",
    "prove_none_do": "Choose one by letter",
    "done_renewed": "Your passkey is in place. Your other devices are signed out.",
}
ENGLISH_FAULTS: Mapping[str, str] = {
    "current_key": "Show that it is you with your passkey: start again, it will be asked for.",
    "current_none": "Choose a password or a passkey first.",
}
ENGLISH_LETTERS: Mapping[str, str] = {
    "letter_open_subject": "Open your account",
    "letter_open": "Hello {name},\n\nTo open your JOPTIMIZ account, follow this link on the device you use: you create "
    "your passkey there. It is valid for 24 hours and works once.\n\n{link}\n\n"
    "If you asked for nothing, do nothing: no account will be opened.",
    "letter_key_subject": "A new passkey opens your account",
    "letter_key": "Hello,\n\nA passkey has just been added to your JOPTIMIZ account by the link of a letter, and the "
    "other devices were signed out. Remove the passkey of a lost device from your account.\n\n"
    "If it was not you, take your account back without delay: “Lost access”, on the sign-in page, then remove this "
    "passkey.",
}
