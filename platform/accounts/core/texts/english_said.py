"""How accounts refuse, and what its letters say, in English; `french_said` has the same names."""

from collections.abc import Mapping

FAULTS: Mapping[str, str] = {
    "email_missing": "Give your e-mail address.",
    "email_shape": "This address is not of the form name@domain.com: check it.",
    "name_missing": "Give your name.",
    "name_long": "This name is longer than 80 characters: shorten it.",
    "password_missing": "Give a password.",
    "password_short": "This password has fewer than 12 characters ({length}): add words.",
    "password_long": "This password is longer than 256 characters: shorten it.",
    "password_personal": "This password is your name or your address: choose another.",
    "password_common": "This password is among the first ones tried: choose a phrase of your own.",
    "current_missing": "Give your current password.",
    "current_wrong": "This is not your current password: type it again.",
    "confirm_wrong": "This is not the password chosen when signing up: type it again, or sign up again.",
    "sign_in_wrong": "The address and the password do not match: check the address, type the password again.",
    "code_missing": "Give the code.",
    "code_wrong": "This code is wrong, or was already used: wait for the next one.",
    "key_unknown": "This passkey opens no account here: sign in another way, or by “Lost access”.",
    "key_refused": "The passkey was not recognised, or not in time: start again.",
    "keys_many": "You already have twenty passkeys: remove one.",
}
FAILURES: Mapping[str, tuple[str, str]] = {
    "too-many-tries": ("Too many tries in a short time.", "Try again in {wait}."),
    "mail-down": ("Mail cannot leave for now.", "Nothing was saved: ask again in a few minutes."),
    "database-away": ("Your account does not answer for now.", "Try again in {wait}."),
    "link-stale": ("This link was already used, or has expired.", "Sign in, or ask for another."),
    "account-exists": ("This address already has an account.", "Sign in, or use “Lost access”."),
    "code-stale": ("This sign-in has expired.", "Sign in again: the code is given within ten minutes."),
    "totp-already": ("One-time codes are already in place.", "Remove them first."),
    "totp-missing": ("Recovery codes replace a phone.", "Link a code application first."),
    "seal-lost": (
        "One-time codes cannot be checked.",
        "Give a recovery code, and tell the operator: the key JOPTIMIZ_SECRET has changed.",
    ),
    "session-unknown": ("This session no longer exists.", "It has probably been closed already."),
    "role-unknown": ("You no longer hold this role.", "Choose another in your account."),
    "passkey-unknown": ("This passkey no longer exists.", "It has probably been removed already."),
    "form-foreign": (
        "This form does not come from this page, or waited too long.",
        "Go back, reload the page and start again. Nothing was changed.",
    ),
    "origin-unsafe": (
        "Accounts need a safe address.",
        "Open this page in https, at the address that the operator gives (JOPTIMIZ_ORIGIN).",
    ),
    "not-found": ("This page does not exist.", "Check its address."),
}
LETTERS: Mapping[str, str] = {
    "letter_end": "JOPTIMIZ, the traffic rules of the territories. Replies to this address are not read.",
    "letter_verify_subject": "Confirm your address",
    "letter_verify": "Hello {name},\n\nTo open your JOPTIMIZ account, follow this link and give again the password you "
    "chose. It is valid for 24 hours.\n\n{link}\n\nIf you asked for nothing, do nothing: no account will be opened.",
    "letter_known_subject": "You already have an account",
    "letter_known": "Hello,\n\nSomebody, probably you, wanted to open a JOPTIMIZ account at this address. You already "
    "have one: sign in, or ask for a link there (“Lost access”).\n\n{link}\n\nIf it was not you, do nothing: nothing "
    "changed.",
    "letter_reset_subject": "Get back into your account",
    "letter_reset": "Hello,\n\nTo create a new JOPTIMIZ passkey or choose another password, follow this link. It is "
    "valid for one hour and works once.\n\n{link}\n\nIf you asked for nothing, do nothing: nothing changes.",
    "letter_stranger_subject": "No account at this address",
    "letter_stranger": "Hello,\n\nSomebody, perhaps you, asked to get back into a JOPTIMIZ account, but this address "
    "has none. Try another of your addresses, or open an account.\n\n{link}\n\nIf it was not you, do nothing.",
    "letter_change_subject": "Confirm your new address",
    "letter_change": "Hello,\n\nFor your JOPTIMIZ account to use this address, follow this link. It is valid for "
    "24 hours.\n\n{link}\n\nIf you asked for nothing, do nothing: nothing will change.",
    "letter_taken_subject": "You already have an account",
    "letter_taken": "Hello,\n\nSomebody, perhaps you, wanted to give this address to another JOPTIMIZ account. It "
    "already has its own: sign in.\n\n{link}\n\nIf it was not you, do nothing: nothing changed.",
    "letter_moved_subject": "Your address has changed",
    "letter_moved": "Hello,\n\nYour JOPTIMIZ account now uses {email}. This address no longer serves it.\n\n"
    "If it was not you, tell the administration of your territory without delay.",
    "letter_password_subject": "Your password has changed",
    "letter_password": "Hello,\n\nThe password of your JOPTIMIZ account has just changed, and the other devices were "
    "signed out.\n\nIf it was not you, choose another without delay: “Lost access”, on the sign-in page.",
}
