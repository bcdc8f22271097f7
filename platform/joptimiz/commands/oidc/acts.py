"""The acts of `joptimiz clients` and `joptimiz keys`, on the database as it stands."""

import argparse
import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime

from accounts.core.oidc import PERSONAL, Client
from accounts.service.provider import Keys, Secret, add_client, list_clients, owner_of, remove_client, turn_secret
from joptimiz.commands.rules.saying import MISUSED, OK, WRONG, print_problems, say
from joptimiz.commands.standing import standing
from joptimiz.database import DatabaseRefused
from rules.model import Problem
from rules.texts.clockwise import counted
from tenants.errors import Failure, Unreadable
from tenants.keys import Signing, list_keys
from tenants.keys.telling import state_of
from tenants.keys.vault import Vault
from tenants.settings import Settings

type Act = Callable[[argparse.Namespace, Settings, datetime], Awaitable[int]]


def run(act: str, given: argparse.Namespace) -> int:
    """Do it; what is wrong is said in French."""
    now = datetime.now(UTC)  # noqa: TID251  # the front door reads the clock
    try:
        return asyncio.run(_on_database(_ACTS[act], given, now))
    except Unreadable as failure:
        print_problems(failure.problems, machine=False)
        return MISUSED
    except Failure as failure:
        print_problems((Problem(failure.code, f"{failure.title} {failure.detail}".strip()),), machine=False)
        return WRONG
    except (DatabaseRefused, OSError, ValueError) as error:
        print_problems((Problem("database", str(error)),), machine=False)
        return WRONG


async def _on_database(act: Act, given: argparse.Namespace, now: datetime) -> int:
    settings = Settings.of()
    async with standing(settings, "joptimiz clients"):
        return await act(given, settings, now)


async def _add(given: argparse.Namespace, _: Settings, now: datetime) -> int:
    scopes = given.scope if given.kind == "machine" else given.scope or list(PERSONAL)
    client, secret = await add_client(
        Client(
            client_id="",
            name=given.name,
            kind=given.kind,
            scopes=tuple(dict.fromkeys(scopes)),
            redirect_uris=tuple(given.redirect),
            post_logout_uris=tuple(given.post_logout),
            back_channel_uri=given.back_channel,
            id_token_alg=given.signed_with,
            userinfo_alg=given.signed_with if given.signed_userinfo else None,
            organisation=owner_of(given.organisation),
            territory=given.territory,
        ),
        now,
    )
    say(f"✓ « {client.name} » est connu.", "green")
    say(f"client_id      {client.client_id}")
    if secret is not None:
        say(f"client_secret  {secret}")
        say("Notez ce secret maintenant : il n’est gardé nulle part, et ne sera plus montré.", "yellow")
    return OK


async def _show(_: argparse.Namespace, __: Settings, ___: datetime) -> int:
    clients = await list_clients()
    for client in clients:
        owner = client.territory or (str(client.organisation) if client.organisation else "JOPTIMIZ")
        say(f"{client.client_id}  {client.kind:12}  {client.name}  ({owner})  {' '.join(client.scopes)}")
        for uri in client.redirect_uris:
            say(f"  {uri}", "dim")
    say(f"{counted(len(clients), 'outil')}.")
    return OK


async def _turn(given: argparse.Namespace, _: Settings, now: datetime) -> int:
    secret = await turn_secret(given.client, now)
    say(f"client_secret  {secret}")
    say("Notez-le maintenant : il ne sera plus montré. L’ancien sert encore 24 heures.", "yellow")
    return OK


async def _remove(given: argparse.Namespace, _: Settings, now: datetime) -> int:
    await remove_client(given.client, now)
    say("✓ retiré, avec ses codes et ses jetons.", "green")
    return OK


async def _list_keys(_: argparse.Namespace, __: Settings, now: datetime) -> int:
    keys = await list_keys()
    for key in keys:
        say(f"{key.kid}  {key.territory or 'la plateforme':24}  {state_of(key, now)}", "" if key.signs(now) else "dim")
    say(f"{counted(len(keys), 'clé')}.")
    return OK


async def _rotate(given: argparse.Namespace, settings: Settings, now: datetime) -> int:
    if given.territory or given.platform:
        return await _rotate_signing(given, Signing(Vault(Secret(settings.secret, settings.data).derive)), now)
    keys = Keys(Secret(settings.secret, settings.data))
    kids = await keys.rotate(now, at_once=given.at_once)
    when = "servent dès maintenant" if given.at_once else "sont publiées, et serviront dans un jour"
    say(f"✓ les clés {' et '.join(kids)} {when}.", "green")
    return OK


async def _rotate_signing(given: argparse.Namespace, signing: Signing, now: datetime) -> int:
    key = await signing.rotate(given.territory, now, by="joptimiz keys", at_once=given.at_once)
    await signing.keys(now)
    owner = given.territory or "la plateforme"
    say(f"✓ la clé {key.kid} de {owner} est publiée. {state_of(key, now)}.", "green")
    return OK


_ACTS: Mapping[str, Act] = {
    "list_keys": _list_keys,
    "add": _add,
    "show": _show,
    "remove": _remove,
    "turn": _turn,
    "rotate": _rotate,
}
