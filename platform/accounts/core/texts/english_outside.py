"""Signing in elsewhere: what its pages and letters say, and how it refuses, in English."""

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "proconnect": "Sign in with ProConnect",
    "proconnect_what": "What is ProConnect?",
    "proconnect_why": "For agents of French local authorities and of the State, with their professional identity.",
    "by_organisation": "Go through my organisation",
    "by_title": "Go through my organisation",
    "by_lead": "Some organisations identify their members themselves. Give your work address, or the SIRET of the "
    "organisation.",
    "by_word": "Address or SIRET",
    "by_do": "Find my organisation",
    "by_found": "Check the name and the address before you go on: your password is given there, never here.",
    "by_go": "Continue with {name}",
    "by_back": "Sign in another way",
    "away_title": "To {name}",
    "away_lead": "You will sign in at {host}, then come back here.",
    "away_do": "Continue",
    "out_title": "You are signed out of JOPTIMIZ",
    "out_lead": "{name} still knows you on this device. Sign out there too if others use it.",
    "out_do": "Sign out of {name} too",
    "out_stay": "Back to the map",
    "access_title": "Request for access",
    "access_lead": "Your request has left for the administrators of {place}. You will get a letter at {email}.",
    "access_first": "{place} has no administrator here yet: the national team of JOPTIMIZ sees your request too.",
    "access_meanwhile": "Meanwhile, the map and the rules stay open to all.",
    "access_refused_title": "Your request was refused",
    "access_refused": "The administrators of {place} did not accept it. If this is a mistake, write to them; you can "
    "ask again in a week.",
    "access_declined_title": "Your request was refused",
    "access_declined": "The national team of JOPTIMIZ did not accept your request for {place}. You can ask again in a "
    "week.",
    "access_reason": "Reason:",
    "access_granted_title": "Your access is open",
    "access_granted": "You hold a role in {place}: choose it in your account to act.",
    "access_unknown_title": "Your employer is not known here yet",
    "access_unknown": "No territory here answers to the SIRET that ProConnect gave us. Your account is open, without a "
    "role. Ask the administrator of your territory for an invitation, or the team that keeps this service.",
    "access_on": "Go to the map",
    "access_account": "See my account",
    "links_title": "Linked accounts",
    "links_lead": "A linked account identifies you in place of the password.",
    "links_none": "None",
    "links_one": "1 linked account",
    "links_many": "{count} linked accounts",
    "links_since": "linked {when}, used {used}",
    "links_add": "Link {name}",
    "links_remove": "Unlink {name}",
    "links_nothing": "No other way to identify you is offered here.",
    "links_within": "You came in by {name}, which is worth something at {name} only. To link or unlink an account, "
    "sign in another way.",
    "done_linked": "Account linked: it identifies you from now on.",
    "done_unlinked": "Account unlinked.",
    "tried_title": "The connection works",
    "tried_lead": "{name} identified you. Here is what it said of you:",
    "tried_email": "Address",
    "tried_name": "Name",
    "tried_means": "Means",
    "tried_nothing": "nothing",
    "tried_no_email": "Without an e-mail address nobody can come in: add “email” to what this provider gives.",
    "tried_back": "Back to the connections",
}
FAULTS: Mapping[str, str] = {
    "word_missing": "Give an address or a SIRET.",
    "word_none": "No organisation signs in this way here: check it, or sign in another way.",
}
_AGAIN = "Go back to the sign-in page and start again."
FAILURES: Mapping[str, tuple[str, str]] = {
    "outside-stale": ("This sign-in has expired, or was already used.", _AGAIN),
    "outside-again": ("The answer received is not that of this request.", f"Nothing was done. {_AGAIN}"),
    "outside-cancelled": ("You did not sign in.", f"You cancelled, or it took too long. {_AGAIN}"),
    "outside-level": (
        "You must sign in with two factors.",
        "Start again, and also give the code, the key or the application that ProConnect offers.",
    ),
    "outside-hour": (
        "The answer received is out of date, or not valid yet.",
        "Start again. If it happens again, the clock of one of the servers is wrong: tell the operator.",
    ),
    "outside-forged": (
        "The answer received is not signed as agreed.",
        "Nobody was identified. Tell the operator if it happens again.",
    ),
    "source-silent": ("This identity service does not answer.", "Try again later, or sign in another way."),
    "source-unknown": ("This connection no longer exists.", "It was probably removed: sign in another way."),
    "proconnect-none": ("ProConnect is not in place here.", "Sign in another way."),
    "outside-link-first": (
        "An account already exists with this address.",
        "Sign in as usual first, then link ProConnect, or your organisation, from your account.",
    ),
    "outside-stranger": (
        "Your organisation has not invited you here yet.",
        "Ask the person who keeps JOPTIMIZ there for an invitation, then start again.",
    ),
    "outside-no-email": (
        "We were given no e-mail address.",
        "One is needed to open an account: see your IT department.",
    ),
    "outside-taken": (
        "This account is already linked.",
        "It opens another account here, or yours already has one of the same service: unlink it first.",
    ),
    "outside-unlinked": ("This account is no longer linked.", "It has probably been unlinked already."),
    "outside-last": (
        "It is your only means of entry.",
        "Add a password or a passkey first, from your account.",
    ),
    "outside-within": (
        "Your sign-in is worth something in your organisation only.",
        "Sign out, sign in with your password or your passkey, and start again.",
    ),
    "territory-unknown": ("This territory does not exist.", "Check its address."),
}
LETTERS: Mapping[str, str] = {
    "letter_granted_subject": "Your access is open",
    "letter_granted": "Hello,\n\nYour request for access to {place} is accepted, with this role: {role}. Sign in as "
    "the first time.\n\n{link}",
    "letter_declined_subject": "Your request for access",
    "letter_declined": "Hello,\n\nThe national team of JOPTIMIZ did not accept your request for access to {place}. "
    "Reason: {reason}\n\nYou can ask again in a week.\n\n{link}",
    "letter_refused_subject": "Your request for access",
    "letter_refused": "Hello,\n\nThe administrators of {place} did not accept your request for access. If this is a "
    "mistake, write to them.\n\n{link}",
}
