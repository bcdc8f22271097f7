"""The words of the register: categories of personal data, and lawful bases of GDPR article 6(1)."""

from collections.abc import Mapping

CATEGORIES: Mapping[str, tuple[str, str]] = {
    "identity": ("identité", "identity"),
    "contact": ("coordonnées", "contact details"),
    "role": ("rôles", "roles"),
    "sign-in": ("connexion", "sign-in"),
    "device": ("appareil", "device"),
    "secret": ("secret, gardé chiffré ou en empreinte", "secret, kept encrypted or as a digest"),
    "plate": ("plaque d’immatriculation", "registration plate"),
    "vehicle": ("véhicule", "vehicle"),
    "act": ("acte et son auteur", "act and who did it"),
}
"""Each in French and in English."""
BASES: Mapping[str, tuple[str, str]] = {
    "a": ("votre consentement", "your consent"),
    "b": ("le service que vous avez demandé", "the service you asked for"),
    "c": ("une obligation légale", "a legal obligation"),
    "e": ("une mission d’intérêt public", "a task in the public interest"),
    "f": ("l’intérêt légitime à protéger le service", "the legitimate interest to protect the service"),
}
"""By their letter, in French and in English."""
OURS: tuple[str, str] = ("l’équipe nationale", "the national team")
"""Who may read what names no other recipient."""


def in_language(pair: tuple[str, str], language: str) -> str:
    """The French or the English one."""
    return pair[1] if language == "en" else pair[0]
