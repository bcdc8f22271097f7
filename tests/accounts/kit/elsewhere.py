"""A provider of others: npm `oidc-provider` with ProConnect's published settings, and browsers sent there."""

import json
import re
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

import httpx

from joptimiz.assets import _node

PEERS = Path(__file__).resolve().parents[1] / "provider" / "peers"
PRO, PRO_SECRET = "pro", "secret:pro+%"
FIRM, FIRM_SECRET = "firm", "secret:firm+%&="
type Claims = Mapping[str, object]


def siret_of(siren: str) -> str:
    """A SIRET of this legal unit, with its key."""
    body = f"{siren}0001"
    total = sum(sum(divmod(int(digit) * (1 + (rank + 1) % 2), 10)) for rank, digit in enumerate(reversed(body)))
    return body + str(-total % 10)


def agent(email: str, siret: str, **more: object) -> Claims:
    """Somebody as ProConnect tells of them, with two factors."""
    told: dict[str, object] = {
        "given_name": "Camille", "usual_name": "Exemple", "email": email, "siret": siret,
        "organization_label": "Métropole", "acr": "eidas1-mfa", "amr": ["pwd", "mfa"],
    }  # fmt: skip
    return told | more


def node_of_peers() -> list[str]:
    """Node, where the peers are installed as their lock file says."""
    node, npm = _node()
    done = PEERS / "node_modules" / ".package-lock.json"
    if not done.exists() or done.stat().st_mtime < (PEERS / "package-lock.json").stat().st_mtime:
        command = [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(command, cwd=PEERS, check=True)
    return node


@dataclass(frozen=True)
class Elsewhere:
    """The provider: where it is, and how the product is told of it."""

    issuer: str

    @property
    def settings(self) -> dict[str, str]:
        """The environment of a product that knows it as ProConnect."""
        return {
            "JOPTIMIZ_PROCONNECT": self.issuer, "JOPTIMIZ_PROCONNECT_ID": PRO, "JOPTIMIZ_PROCONNECT_SECRET": PRO_SECRET
        }  # fmt: skip


def _client(identity: str, secret: str, site: str, method: str, **more: str) -> dict[str, object]:
    told: dict[str, object] = {
        "client_id": identity, "client_secret": secret, "redirect_uris": [f"{site}/connexion/retour"],
        "post_logout_redirect_uris": [f"{site}/connexion/sortie"], "token_endpoint_auth_method": method,
        "id_token_signed_response_alg": "RS256",
    }  # fmt: skip
    return told | more


@contextmanager
def provider(people: Mapping[str, Claims], site: str) -> Iterator[Elsewhere]:
    """A provider of these people for a product at this address: its ProConnect, and the source of an organisation."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    clients = [
        _client(PRO, PRO_SECRET, site, "client_secret_post", userinfo_signed_response_alg="RS256"),
        _client(FIRM, FIRM_SECRET, site, "client_secret_basic"),
    ]
    told = json.dumps({"port": port, "clients": clients, "people": people})
    command = [*node_of_peers(), "--no-warnings", "outside-provider.mjs", told]
    process = subprocess.Popen(
        command, cwd=PEERS, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert process.stdin is not None
    assert process.stdout is not None
    for line in process.stdout:
        if line.strip() == b"ready":
            break
    assert process.poll() is None, "the peer did not start"
    try:
        yield Elsewhere(f"http://127.0.0.1:{port}")
    finally:
        process.stdin.close()
        process.wait(30)
        process.stdout.close()


def away_of(page: httpx.Response) -> str:
    """Where a page of ours sends the browser next."""
    found = re.search(r'content="0;url=([^"]+)"', page.text)
    assert found, page.text
    return found[1].replace("&amp;", "&")


async def come_back(browser: httpx.AsyncClient, uri: str, who: str, site: str) -> str:
    """Sign in there as somebody (nobody cancels); the address by which the browser comes back."""
    for _ in range(12):
        answer = await browser.get(uri)
        if answer.is_redirect:
            uri = urljoin(uri, answer.headers["location"])
        else:
            uri = f"{uri}?who={who}" if who else f"{uri}?cancel"
        if uri.startswith(site):
            return uri.removeprefix(site)
    raise AssertionError(uri)
