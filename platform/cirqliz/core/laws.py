"""What the law has letters say: appeals, silence, reasons, personal data; each sentence names its article. Pure.

`decisions/002-wording-of-letters.md` says which articles were read, and where.
"""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date

from cirqliz.core.hearings import Ground, How
from cirqliz.core.senders import Sender

CODE = "code des relations entre le public et l’administration"
JUSTICE = "code de justice administrative"
MOTIVES = f"Cette décision est motivée comme le veut l’art. L211-2 du {CODE} :"
EXCEPTION = f"Elle déroge à une règle générale, et dit donc pourquoi ({CODE}, art. L211-3) :"
ASSISTED = f"Un conseil peut vous assister, un mandataire vous représenter ({CODE}, art. L121-1 et L122-1)."
DISPENSED: Mapping[Ground, str] = {
    "urgency": f"il y a urgence ({CODE}, art. L121-2, 1°)",
    "exceptional": f"les circonstances sont exceptionnelles ({CODE}, art. L121-2, 1°)",
    "order": f"vous entendre d’abord compromettrait l’ordre public ({CODE}, art. L121-2, 2°)",
}
"""What lets a right be suspended before its holder is heard."""
ENDED = (
    "Elle prend fin pour l’avenir : une condition à laquelle elle était subordonnée n’est plus remplie"
    f" ({CODE}, art. L242-2, 1°)."
)


def heard(how: How, said: str) -> str:
    """How somebody was heard before it was decided; `said` is the day, or the last one to answer, in words."""
    told: Mapping[How, str] = {
        "written": f"Vous avez présenté des observations écrites, que nous avons examinées le {said}",
        "oral": f"Vous avez présenté des observations orales le {said}",
        "waived": f"Vous avez renoncé le {said} à présenter des observations",
        "none": f"Vous pouviez présenter des observations jusqu’au {said} : nous n’en avons pas reçu",
    }
    return f"{told[how]} ({CODE}, art. L121-1)."


def two_months_after(day: date) -> date:
    """The same day two months later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month + 1, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def appeal(sender: Sender, *, implied: bool = False) -> list[str]:
    """Where and until when to contest; `implied`: a refusal that nobody wrote."""
    court = f" {sender.court}" if sender.court else ""
    what, since = ("ce refus", "sa naissance") if implied else ("cette décision", "sa notification")
    where = f", à cette adresse : {', '.join(sender.lines)}" if sender.lines else ""
    contest = (
        f"Vous pouvez contester {what} devant le tribunal administratif{court} dans les deux mois qui suivent {since},"
        f" par courrier ou sur www.telerecours.fr (CJA, art. {'R421-2' if implied else 'R421-1'}). La distance peut"
        " allonger ce délai : d’un mois entre la métropole et l’outre-mer, de deux mois depuis l’étranger (CJA,"
        " art. R421-7)."
    )
    again = (
        f"Dans le même délai, vous pouvez d’abord demander à {sender.name} de revoir {what} (recours gracieux){where}."
        " Les deux mois repartent alors de la réponse (CRPA, art. L411-2). Deux mois sans réponse rejettent ce recours"
        " (CRPA, art. L231-4, 2°), et deux mois courent de là pour saisir le tribunal (CJA, art. R421-2)."
    )
    return [contest, again, f"CJA : {JUSTICE}. CRPA : {CODE}."]


def silence(sender: Sender, asked_on: date | None, said: str) -> list[str]:
    """What two months without answer mean; `said` is the day they end, in words."""
    if asked_on is None or not sender.silence:
        return []
    if sender.silence == "reject":
        return [f"Sans réponse le {said}, elle est réputée rejetée ({CODE}, art. L231-4)."]
    return [
        f"Sans réponse le {said}, elle est réputée acceptée ({CODE}, art. L231-1).",
        f"Vous pourrez alors en demander une attestation ({CODE}, art. L232-3).",
    ]


def waiting(sender: Sender) -> str:
    """What becomes of the time to answer while something lacks."""
    law = f"({CODE}, art. L114-5)"
    if sender.silence == "accept":
        return f"Les deux mois au bout desquels le silence vaut accord courent de leur réception {law}."
    if sender.silence == "reject":
        return f"Les deux mois au bout desquels le silence vaut refus sont suspendus d’ici là {law}."
    return f"Le délai de réponse dépend de leur réception {law}."


def served_by(sender: Sender) -> str:
    """The service in charge, and how to reach it: R112-5, 2°."""
    return ", ".join(each for each in (sender.service, *sender.lines, sender.phone, sender.contact) if each)


def privacy(sender: Sender) -> list[str]:
    """What becomes of personal data, and whom to ask."""
    whom = sender.privacy or sender.contact
    ask = f" auprès de {whom}" if whom else ""
    served = "Vos données servent à traiter cette demande, mission d’intérêt public (RGPD, art. 6, paragraphe 1, e)."
    rights = f"Vous pouvez les lire, les faire corriger, vous opposer{ask} ; réclamation : www.cnil.fr (RGPD, art. 13)."
    return [f"{served} {rights}"]
