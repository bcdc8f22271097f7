"""The acts of `joptimiz people`."""

import argparse
from collections.abc import Mapping
from datetime import datetime

from accounts.service.operators import grant_operator, list_operators, revoke_operator
from joptimiz.commands.database import Act, run_act
from joptimiz.commands.rules.saying import OK, say
from rules.texts.clockwise import counted


def run(act: str, given: argparse.Namespace) -> int:
    """Do it."""
    return run_act(_ACTS[act], given, "joptimiz people")


async def _grant(given: argparse.Namespace, now: datetime) -> int:
    await grant_operator(given.email, now)
    say("✓ Le rôle est donné. Il s’exerce avec un second facteur : un code à usage unique ou une clé d’accès.", "green")
    return OK


async def _revoke(given: argparse.Namespace, now: datetime) -> int:
    await revoke_operator(given.email, now)
    say("✓ Le rôle est repris.", "green")
    return OK


async def _list(_: argparse.Namespace, __: datetime) -> int:
    team = await list_operators()
    for each in team:
        factor = "second facteur en place" if each.strong else "sans second facteur"
        say(f"{each.email}  {each.name}  depuis le {each.since:%Y-%m-%d}  {factor}")
    say(f"{counted(len(team), 'personne')}." if team else "Personne pour l’instant.")
    return OK


_ACTS: Mapping[str, Act] = {"grant": _grant, "revoke": _revoke, "list": _list}
