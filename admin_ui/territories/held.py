"""What a territory holds, in words: its tables gathered into kinds of things."""

from collections.abc import Mapping

KINDS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "Règlement": (
        "versions publiées et signées, numéros de zones, périodes déclenchées",
        ("rulebook", "zone_number", "overlay", "key_secret", "bundle_seal"),
    ),
    "Projets": (
        "fichiers, zones, changements, commentaires, approbations",
        (
            "draft", "draft_file", "draft_zone", "draft_change", "draft_comment", "draft_approval",
            "draft_difference",
        ),
    ),
    "Dérogations": (
        "demandes, messages, pièces, droits accordés, jours, envois, lettres, observations",
        (
            "request", "request_message", "deposit", "request_deposit", "derogation", "derogation_day",
            "derogation_setting", "derogation_word", "derogation_notice", "derogation_push", "derogation_push_run",
            "letter_sender", "letter_batch", "letter", "hearing", "hearing_answer",
        ),
    ),
    "Laissez-passer": (
        "laissez-passer, téléphones de flotte, listes d’état, contrôles, zones des agents",
        ("pass", "pass_phone", "pass_list", "pass_check", "check_beat"),
    ),
    "Aires et disques": (
        "aires, fichiers importés, arrêts, réservations, signalements, refus, rappels",
        (
            "bay", "bay_import", "bay_before", "bay_word", "stay", "stay_alert", "stay_refusal", "stay_beat",
            "bay_report",
        ),
    ),
    "Demandes d’accès": ("agents qui ont demandé un rôle", ("access_request",)),
    "Réglages": ("apparence, durées de conservation", ("territory_face", "retention")),
    "Journal": ("qui a fait quoi, et son sceau", ("audit", "audit_link")),
    "Faits": (
        "ce qui est arrivé, et qui l’a entendu",
        ("fact", "fact_cursor", "fact_set_aside", "territory_export"),
    ),
}  # fmt: skip
"""Each kind, what it is made of, and the tables that hold it."""


def held(counts: Mapping[str, int]) -> tuple[tuple[str, str, int], ...]:
    """How many rows of each kind, those of tables that no kind names under « Autres données »."""
    named = {table for _, tables in KINDS.values() for table in tables}
    kinds = [
        (kind, made_of, sum(counts.get(table, 0) for table in tables)) for kind, (made_of, tables) in KINDS.items()
    ]
    others = sum(count for table, count in counts.items() if table not in named)
    return (*kinds, *((("Autres données", "", others),) if others else ()))
