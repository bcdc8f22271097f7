"""What an examination of a rulebook can find: how grave it is, one sentence, and one way to mend it."""

# ruff: noqa: E501 - one finding a line reads as the table it is.

from collections.abc import Mapping
from typing import Literal

from rules.texts.typography import typeset

type Severity = Literal["error", "warning", "note"]

FINDINGS: Mapping[str, tuple[Severity, str, str]] = {
    # Rules that cannot do what they say.
    "dead_condition": ("error", "Aucun véhicule ne peut remplir la condition de « {rule} ».", "Relisez « all » et les bornes : deux d'entre elles s'excluent."),
    "always_true": ("warning", "Tout véhicule remplit la condition de « {rule} ».", "Effacez « if » si la règle vaut pour tous, ou resserrez la condition."),
    "never_in_season": ("error", "« {rule} » ne vaut aucun jour de sa période.", "Relisez « when », « valid_from » et « valid_to » : leurs jours ne se rencontrent pas."),
    "dead_window": ("warning", "Une partie des jours de « {rule} » n'arrive jamais : {schedule}.", "Retirez cette partie de « when », ou corrigez ses jours."),
    "order_never_begins": ("note", "L'arrêté « {order} » est à venir et aucune date n'est dite : « {rule} » ne vaut jamais.", "Datez « status », par exemple {{2026-06-01: in_force}}."),
    "order_silent": ("note", "L'arrêté « {order} » ne s'applique plus pendant la période de « {rule} ».", "Gardez la règle pour mémoire, ou retirez-la."),
    "lifted_for_all": ("error", "« {lifter} » lève « {rule} » pour tout le monde et à toute heure : l'interdiction n'interdit rien.", "Restreignez « {lifter} », ou retirez l'interdiction."),
    "always_lifted": ("warning", "« {rule} » est levée dans tous les cas où elle vaut, par {lifters} : elle n'interdit rien.", "Restreignez une de ces exceptions, ou retirez l'interdiction."),
    "contradiction": ("error", "« {rule} » autorise ce que « {against} » interdit, sans la lever : elle n'autorise rien. Exemple : {witness}.", "Ajoutez « {against} » aux « overrides » de « {rule} » si elle doit l'emporter."),
    "no_override": ("warning", "« {rule} » et « {against} », du même arrêté, disent le contraire pour les mêmes véhicules, sans dire laquelle l'emporte. Exemple : {witness}.", "Ajoutez « overrides » à celle qui l'emporte."),
    "exemption_without_effect": ("warning", "« {rule} » ne vaut jamais en même temps que ce qu'elle lève : {lifted}.", "Comparez leurs heures, leurs jours, leurs dates et leurs véhicules."),
    "exemption_elsewhere": ("note", "« {rule} » lève « {lifted} », qui ne vaut dans aucune de ses zones.", "C'est voulu si les zones se recouvrent ; sinon, corrigez « zones »."),
    "gap_in_classes": ("warning", "Dans « {zone} », {hole} passe alors que {below} et {above} sont interdits. Exemple : {witness}.", "Vérifiez les bornes de {rules}."),
    "duplicate_rule": ("warning", "« {rule} » dit la même chose que « {against} ».", "Gardez l'une des deux."),
    "idle_ambiguity": ("warning", "Les deux lectures de « {rule} » donnent toujours la même chose.", "Corrigez « ambiguity », ou retirez-la."),
    "before_signature": ("warning", "« {rule} » vaut à partir du {start}, avant la signature de l'arrêté « {order} » le {signed}.", "Vérifiez « valid_from » et « signed »."),
    # Hours.
    "windows_overlap": ("warning", "Deux plages de « {rule} » se recouvrent : {first} et {second}.", "Réunissez-les en une seule."),
    "windows_touch": ("warning", "Deux plages de « {rule} » se touchent : {first} et {second}.", "Réunissez-les en une seule."),
    "minute_gap": ("warning", "La plage {first} de « {rule} » s'arrête à la minute qui précède {edge} : cette minute reste dehors.", "La fin est exclue : écrivez {edge}."),
    "flapping": ("warning", "Dans « {zone} », le verdict ne dure que {minutes} min avant de redevenir ce qu'il était. Exemple : {witness}.", "Vérifiez les heures de {rules}."),
    # What is declared.
    "zone_without_rule": ("warning", "Aucune règle ne parle de la zone « {zone} ».", "Ajoutez sa règle, ou retirez la zone."),
    "zone_without_geometry": ("error", "La zone « {zone} » n'a pas de contour.", "Dessinez-la : sans contour, aucune adresse n'y est."),
    "order_without_rule": ("warning", "Aucune règle ne vient de l'arrêté « {order} ».", "Ajoutez ses règles, ou retirez l'arrêté."),
    "order_contested": ("note", "L'arrêté « {order} » est contesté : chaque réponse qui s'y fonde le dit.", "Suivez le jugement, puis mettez « status » à jour."),
    "article_to_verify": ("note", "L'article de ces règles de l'arrêté « {order} » n'a pas été relu sur le texte publié : {rules}.", "Relisez-le, puis écrivez son numéro dans « article »."),
    "unused_right": ("warning", "Aucune règle ne demande le droit « {right} ».", "Ajoutez « right: {{has: {right}}} » à la condition d'une exception, ou retirez ce droit."),
    "right_without_proofs": ("note", "Le droit « {right} » se demande au guichet sans aucune pièce.", "Ajoutez « proofs » si l'arrêté en exige."),
    "right_for_anybody": ("note", "« {right} » est de droit sans dire pour quels véhicules : qui le demande attend que le guichet le vérifie.", "Ajoutez « for » si les faits du véhicule suffisent à le dire."),
    "quota_impossible": ("warning", "Le droit « {right} » compte {days} jours par an.", "Une année en a 366 au plus."),
    "quota_without_days": ("warning", "L'essai « {test} » tient le droit « {right} », compté en jours, sans dire combien il en reste.", "Ajoutez « days_left » au droit de l'essai."),
    "unused_calendar": ("warning", "Aucune règle ne suit le calendrier « {calendar} ».", "Nommez-le sous « when », ou retirez-le."),
    "unused_days": ("note", "Aucune règle ne regarde les jours « {days} ».", "Nommez-les dans un calendrier, ou retirez-les."),
    "unused_tag": ("note", "Aucune règle ne lève toutes celles qui portent l'étiquette « {tag} ».", "Retirez l'étiquette si elle ne classe rien."),
    "days_end_early": ("warning", "La liste des {days} s'arrête le {end}, avant la fin de « {rule} » le {last}.", "Complétez « dates » et « known » jusqu'à cette date."),
    "days_end": ("note", "La liste des {days} s'arrête le {end} ; ensuite, plus de réponse certaine de {rules}.", "Complétez la liste chaque année."),
    # What tests do not reach.
    "rule_untested": ("warning", "Aucun essai ne mène à la règle « {rule} ».", "Ajoutez un essai dont « {rule} » donne le verdict."),
    "branch_untested": ("note", "Aucun essai n'atteint cette branche de « {rule} » : {branch}.", "Ajoutez un essai pour ce cas."),
    "window_untested": ("note", "Aucun essai ne tombe dans cette plage de « {rule} » : {first}.", "Ajoutez un essai à cette heure."),
    "reading_untested": ("note", "Aucun essai ne montre les deux lectures de « {rule} ».", "Ajoutez un essai avec « doubt: true »."),
    "trigger_untested": ("warning", "Aucun essai n'allume « {trigger} » : personne ne voit ce que fait « {rule} ».", "Ajoutez « triggers: [{trigger}] » à un essai."),
    # The examination itself.
    "too_many_cells": ("note", "La zone « {zone} » distingue plus de {limit} sortes de véhicules : seules les premières ont été examinées.", "Simplifiez les conditions, ou partagez la zone."),
}  # fmt: skip


def finding_text(code: str, words: Mapping[str, str | int]) -> tuple[Severity, str, str]:
    """How grave a finding is, its sentence and the way to mend it."""
    severity, message, hint = FINDINGS[code]
    return severity, typeset(message).format(**words), typeset(hint).format(**words)


def quoted(name: str) -> str:
    """« name »."""
    return typeset("« {} »").format(name)
