"""The sentences that explain a decision or propose a way out of it: one a code, in French and in English."""

# ruff: noqa: E501 - one sentence a line reads as the table it is.

from collections.abc import Mapping

from rules.texts.typography import typeset

SENTENCES: Mapping[str, tuple[str, str]] = {
    # The answer.
    "verdict": ("{verdict} le {day} à {hour}.", "{verdict} on {day} at {hour}."),
    "nowhere": ("Aucune zone réglementée à cet endroit.", "No regulated zone at this place."),
    "zone": ("« {zone} » : {verdict}.", "“{zone}”: {verdict}."),
    "no_rule": ("Aucune règle n'interdit ce passage dans « {zone} ».", "No rule forbids this visit in “{zone}”."),
    "default_forbidden": ("Dans « {zone} », tout ce qu'aucune règle n'autorise est interdit.", "In “{zone}”, whatever no rule allows is forbidden."),
    "refusal": ("{sentence}", "{sentence}"),
    "asked": ("{sentence}", "{sentence}"),
    "possible": ("Cette règle s'applique peut-être : {sentence}", "This rule may apply: {sentence}"),
    "lifted": ("Autorisé par « {rule} » : {sentence}", "Allowed by “{rule}”: {sentence}"),
    "source": ("{title} ({order}), {article}.", "{title} ({order}), {article}."),
    "quote": ("« {quote} »", "“{quote}” (in French in the order)"),
    "to_verify": ("L'arrêté {order} n'a pas encore été relu sur son texte publié.", "Order {order} has not yet been checked against its published text."),
    "contested": ("L'arrêté {order} est contesté devant le juge ; il s'applique tant qu'il n'est pas suspendu.", "Order {order} is contested in court; it applies unless it is suspended."),
    "demonstration": ("L'arrêté {order} est une démonstration : il n'est pas en vigueur.", "Order {order} is a demonstration: it is not in force."),
    # Two readings.
    "doubt": ("Le texte se lit de deux façons : {text} Comme la règle l'écrit : {as_written} ; autrement : {otherwise}. Le verdict suit la lecture la plus stricte.", "The text can be read two ways (in French: {text}) As the rule writes it: {as_written}; otherwise: {otherwise}. The verdict follows the stricter reading."),
    # What is asked, what is missing.
    "obligation": ("À respecter dans « {zone} » : {duty} ({article}).", "To be met in “{zone}”: {duty} ({article})."),
    "missing": ("Il manque {needs}.", "Missing: {needs}."),
    # Exemptions that do not help, each by the first thing that fails.
    "exemption_wants": ("L'exception « {rule} » ({article}) demande {wanted}.", "The exemption “{rule}” ({article}) asks for {wanted}."),
    "exemption_hours": ("L'exception « {rule} » ({article}) vaut {schedule} : il est {hour}.", "The exemption “{rule}” ({article}) holds {schedule}: it is {hour}."),
    "exemption_days": ("L'exception « {rule} » ({article}) vaut {schedule} : c'est le {day}.", "The exemption “{rule}” ({article}) holds {schedule}: it is {day}."),
    "exemption_not_yet": ("L'exception « {rule} » ({article}) vaut à partir du {start}.", "The exemption “{rule}” ({article}) holds from {start} on."),
    "exemption_over": ("L'exception « {rule} » ({article}) ne vaut plus depuis le {end}.", "The exemption “{rule}” ({article}) has ended since {end}."),
    "exemption_silent": ("L'exception « {rule} » ({article}) ne s'applique pas : son arrêté est {status}.", "The exemption “{rule}” ({article}) does not apply: its order is {status}."),
    "exemption_basis": ("L'exception « {rule} » ({article}) ne s'applique plus : son fondement, {basis}, est abrogé.", "The exemption “{rule}” ({article}) no longer applies: its legal basis, {basis}, is repealed."),
    "exemption_trigger": ("L'exception « {rule} » ({article}) attend un déclenchement : {trigger}.", "The exemption “{rule}” ({article}) waits for a trigger: {trigger}."),
    "exemption_elsewhere": ("L'exception « {rule} » ({article}) ne vaut que dans {zones}.", "The exemption “{rule}” ({article}) only holds in {zones}."),
    "exemption_unknown": ("L'exception « {rule} » ({article}) vaut peut-être : il manque {needs}.", "The exemption “{rule}” ({article}) may hold; missing: {needs}."),
    "exemption_two_ways": ("L'exception « {rule} » ({article}) ne vaut que selon l'une des lectures du texte.", "The exemption “{rule}” ({article}) holds under one reading of the text only."),
    "exemption_lifted": ("L'exception « {rule} » ({article}) est elle-même écartée par {lifters}.", "The exemption “{rule}” ({article}) is itself set aside by {lifters}."),
    "no_exemption": ("Aucune exception n'est prévue à la règle « {rule} ».", "The rule “{rule}” has no exemption."),
    # What comes next.
    "next_change": ("{when} : {verdict}.", "{when}: {verdict}."),
    "no_change": ("Rien ne change d'ici le {day}.", "Nothing changes before {day}."),
    # Ways out.
    "remedy_earlier": ("Venez plus tôt : {when}, c'est {outcome}.", "Come earlier: {when}, it is {outcome}."),
    "remedy_later": ("Venez plus tard : {when}, c'est {outcome}.", "Come later: {when}, it is {outcome}."),
    "remedy_earlier_right": ("Venez plus tôt, avec {rights} : {when}, c'est {outcome}.", "Come earlier, with {rights}: {when}, it is {outcome}."),
    "remedy_later_right": ("Venez plus tard, avec {rights} : {when}, c'est {outcome}.", "Come later, with {rights}: {when}, it is {outcome}."),
    "remedy_vehicle": ("Avec {label}, c'est {outcome}.", "With {label}, it is {outcome}."),
    "remedy_stop": ("En vous arrêtant à un autre endroit, {label}, c'est {outcome}.", "Stopping elsewhere, {label}, it is {outcome}."),
    "remedy_right": ("Avec {rights}, c'est {outcome}.", "With {rights}, it is {outcome}."),
    "remedy_fact": ("Indiquez {needs} : la réponse sera alors certaine.", "Tell {needs}: the answer will then be certain."),
    "tried_hours": ("aucun horaire du {start} au {end}", "no time from {start} to {end}"),
    "tried_vehicles": ("aucun des véhicules proposés ({labels})", "none of the vehicles given ({labels})"),
    "tried_stops": ("aucun des autres arrêts proposés ({labels})", "none of the other stops given ({labels})"),
    "tried_rights": ("aucune des dérogations de ce règlement ({names})", "none of the permits of this rulebook ({names})"),
    "tried_rights_by": ("aucune réunion de {largest} dérogations au plus parmi celles de ce règlement ({names})", "no set of at most {largest} permits of this rulebook ({names})"),
    "tried_no_rights": ("ce règlement ne prévoit aucune dérogation que ce véhicule puisse demander", "this rulebook has no permit that this vehicle may ask for"),
    "tried_pairs": ("aucune dérogation jointe à un autre horaire", "no permit together with another time"),
    "tried_pairs_by": ("aucune réunion de {largest} d'entre elles au plus jointe à un autre horaire", "no set of at most {largest} of them together with another time"),
    "tried_nothing": ("aucun changement n'a été demandé", "no change was asked for"),
    "proof": ("Rien de ce qui a été essayé ne rend ce passage autorisé : {tried}.", "Nothing that was tried makes this visit lawful: {tried}."),
    "proof_nothing_lifts": ("Rien ne lève la règle « {rule} » ({article}).", "Nothing lifts the rule “{rule}” ({article})."),
    "proof_lifters": ("La règle « {rule} » ({article}) ne se lève que par {lifters}, hors de portée ici.", "The rule “{rule}” ({article}) is only lifted by {lifters}, out of reach here."),
}  # fmt: skip

WORDS: Mapping[str, tuple[str, str]] = {
    "to_come": ("à venir", "still to come"),
    "suspended": ("suspendu", "suspended"),
    "repealed": ("abrogé", "repealed"),
    "expired": ("{name}, valable ce jour-là", "{name}, valid on that day"),
    "elsewhere": ("{name}, valable dans cette zone", "{name}, valid in this zone"),
    "used_up": ("{name}, avec un jour encore à utiliser", "{name}, with a day still to use"),
    "at_hour": ("À {hour}", "At {hour}"),
    "at_day": ("Le {day} à {hour}", "On {day} at {hour}"),
    "asked_has": ("{asked} : {has}", "{asked}: {has}"),
    "asked_has_among": ("{asked} ({has})", "{asked} ({has})"),
    "lifter": ("« {rule} » ({article})", "“{rule}” ({article})"),
    "zone": ("« {zone} »", "“{zone}”"),
    "holiday": ("{day} ({name})", "{day} ({name})"),
    "lawful_allowed": ("autorisé", "allowed"),
    "lawful_conditional": ("autorisé sous condition", "allowed on conditions"),
    "outcome_duties": ("{outcome} : {duties}", "{outcome}: {duties}"),
    "earlier_hour": ("jusqu'à {hour}", "until {hour}"),
    "earlier_day": ("jusqu'au {day} à {hour}", "until {day} at {hour}"),
    "later_hour": ("à partir de {hour}", "from {hour} on"),
    "later_day": ("à partir du {day} à {hour}", "from {day} at {hour} on"),
    "right": ("{name} ({order}, {article} ; {decider})", "“{name}” ({order}, {article}; {decider})"),
    "then": (" ; ", "; "),
    "automatic": ("sans demande, si vous y avez droit", "without request, if you are entitled to it"),
    "desk": ("à demander au guichet", "to be asked for at the desk"),
    "desk_delay": ("à demander au guichet, réponse sous {days} jours", "to be asked for at the desk, answered within {days} days"),
}  # fmt: skip
"""Pieces of those sentences."""

_FRENCH = {code: typeset(french) for code, (french, _) in SENTENCES.items()}
_FRENCH_WORDS = {code: typeset(french) for code, (french, _) in WORDS.items()}


def told(code: str, locale: str, **words: str | int) -> str:
    """The sentence of a code in one language, its words put in."""
    text = _FRENCH[code] if locale == "fr" else SENTENCES[code][1]
    return text.format(**words)


def piece(code: str, locale: str, **words: str | int) -> str:
    """A piece of a sentence in one language."""
    text = _FRENCH_WORDS[code] if locale == "fr" else WORDS[code][1]
    return text.format(**words)
