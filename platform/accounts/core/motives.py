"""Why the national team reads what is held about somebody: one of a few reasons, for the trace never goes."""

from collections.abc import Mapping

MOTIVES: Mapping[str, str] = {
    "access": "Demande d’accès",
    "erasure": "Demande d’effacement",
    "security": "Incident de sécurité",
    "court": "Réquisition judiciaire",
}
