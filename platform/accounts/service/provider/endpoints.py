"""authlib's endpoints over tokens: introspection (RFC 7662) and revocation (RFC 7009)."""

from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7662 import IntrospectionEndpoint

from accounts.core.oidc import INTROSPECT, Client
from accounts.service.provider.grants import Token, find_token, revoke_token
from accounts.service.provider.server import METHODS, Ground, ProtocolRequest, Server, wait


class Introspection(IntrospectionEndpoint):
    """What a token is good for, told to its client, or to a machine trusted with the question."""

    CLIENT_AUTH_METHODS = METHODS[:2]

    def query_token(self, token_string: str, _hint: str | None) -> Token | None:
        """The token, when it still lives."""
        found = wait(find_token, token_string)
        return found if found and found.lives(self.server.ground.now) else None

    def check_permission(self, token: Token, client: Client, _request: ProtocolRequest) -> bool:
        """Whether this client may ask."""
        return token.check_client(client) or (client.kind == "machine" and INTROSPECT in client.scopes)

    def create_introspection_payload(self, token: Token | None) -> dict[str, object]:
        """What it is; to whoever may not know, the same as for a token that does not exist."""
        if token is None:
            return {"active": False}
        ground: Ground = self.server.ground
        told: dict[str, object] = {
            "active": True,
            "iss": ground.issuer,
            "client_id": token.client,
            "scope": token.scope,
            "iat": int(token.issued_at.timestamp()),
            "exp": int(token.expires_at.timestamp()),
        }
        if token.kind == "access":
            told |= {"token_type": "Bearer"}
        if token.proof is not None:
            told |= {"sub": str(token.proof.person), "acr": token.proof.acr, "amr": list(token.proof.means)}
            told["auth_time"] = int(token.proof.signed_at.timestamp())
        return told


class Revocation(RevocationEndpoint):
    """Taking a token back, by the client it was given to."""

    CLIENT_AUTH_METHODS = METHODS

    def query_token(self, token_string: str, _hint: str | None) -> Token | None:
        """The token, whatever its state."""
        return wait(find_token, token_string)

    def revoke_token(self, token: Token, request: ProtocolRequest) -> None:
        """Take it back."""
        wait(revoke_token, request.form["token"], token, self.server.ground.now)


def with_endpoints(ground: Ground) -> Server:
    """The server of one call, its endpoints in place."""
    server = Server(ground)
    server.register_endpoint(Introspection)
    server.register_endpoint(Revocation)
    return server
