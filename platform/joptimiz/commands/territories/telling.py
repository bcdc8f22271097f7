"""What the commands about territories print."""

from collections.abc import Sequence

from connectors.administrative import Authority
from joptimiz.commands.rules.saying import say
from rules.texts.clockwise import counted
from rules.texts.typography import figure
from tenants.opening.checklist import Step
from tenants.opening.drafting import Draft
from tenants.opening.opening import Standing
from tenants.opening.proposal import KINDS, Proposal

STATES = {"draft": "brouillon", "open": "ouvert", "closing": "en cours de fermeture", "closed": "fermé"}


def tell_authorities(authorities: Sequence[Authority]) -> None:
    """One line each: number, name, what it is."""
    for one in authorities:
        about = KINDS[one.kind] if one.kind == "COM" else f"{KINDS[one.kind]}, {counted(len(one.members), 'commune')}"
        where = f" ({', '.join(one.departments[:3])})" if one.departments else ""
        say(
            f"{one.siren or one.members[0].insee}  {one.name}{where}\u00a0: {about}, {figure(one.population)} habitants"
        )


def tell_standing(territories: Sequence[Standing]) -> None:
    """One line each: slug, state, name."""
    for one in territories:
        version = f", version {one.rulebook}" if one.rulebook else ""
        beside = f", essai de {one.sandbox_of}" if one.sandbox_of else ""
        say(f"{one.slug}\u00a0: {STATES[one.state]}{version}{beside}. {one.name}")
    if not territories:
        say("Aucun territoire. Le premier s’ouvre avec\u00a0: joptimiz territories open SIREN")


def tell_proposal(proposal: Proposal, made: Draft) -> None:
    """The files as they would be kept, then what is to be looked at."""
    for source in made.folder[0]:
        if not source.name.startswith("national/"):
            say(f"── {source.name}", "bold")
            say(source.text.rstrip())
    for note in proposal.notes:
        say(f"À regarder\u00a0: {note}", "yellow")
    say(f"Rien n’est gardé. Pour ouvrir\u00a0: joptimiz territories open {proposal.siren}")


def tell_checklist(steps: Sequence[Step]) -> None:
    """What is done, what is missing, who does it, where."""
    for step in steps:
        say(f"{'✓' if step.done else '○'} {step.title}\u00a0: {step.detail}", "green" if step.done else "")
        if not step.done:
            say(f"    {step.who}. {step.where}")
    left = sum(not step.done for step in steps)
    say(f"{counted(left, 'point')} à faire." if left else "Tout est fait.")
