"""Why a file, or an edit, is left to the text view: one sentence each."""

# ruff: noqa: E501 - one reason a line reads as the table it is.

from collections.abc import Mapping

from rules.texts.typography import typeset

_REASONS: Mapping[str, str] = {
    "anchors": "Ce fichier emploie des ancres YAML (« & » et « * ») : modifiez-le dans la vue texte.",
    "tags": "Ce fichier emploie des étiquettes YAML (« ! ») : modifiez-le dans la vue texte.",
    "documents": "Ce fichier contient plusieurs documents, séparés par « --- » : modifiez-le dans la vue texte.",
    "keys": "Ce fichier a une clé qui n'est pas un simple mot, ou qui est écrite avec « ? » : modifiez-le dans la vue texte.",
    "duplicates": "Ce fichier écrit deux fois la même clé : gardez-en une, dans la vue texte.",
    "unreadable": "Ce fichier n'est pas lisible pour le moment : corrigez-le dans la vue texte.",
    "empty": "Ce fichier est vide : commencez-le dans la vue texte.",
    "line_ends": "Ce fichier mélange plusieurs sortes de fins de ligne : modifiez-le dans la vue texte.",
    "layout": "La mise en page de ce passage ne permet pas cette modification ici : faites-la dans la vue texte.",
    "absent": "Cet élément n'est plus dans le fichier : il a été effacé ou renommé entre-temps.",
    "taken": "Ce nom est déjà pris : choisissez-en un autre.",
    "sign": "Ce texte contient un caractère qui n'a pas sa place dans un fichier : effacez-le, il vient souvent d'un copier-coller.",
}  # fmt: skip

REASONS: Mapping[str, str] = {code: typeset(reason) for code, reason in _REASONS.items()}
