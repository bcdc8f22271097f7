"""What the provider says of itself (OpenID Connect Discovery 1.0, RFC 8414, RFC 9207)."""

from accounts.core.oidc import ALGS, MFA, PERSONAL, SFA
from accounts.core.powers import POWERS

_SECRETS = ["client_secret_basic", "client_secret_post"]


def describe(issuer: str) -> dict[str, object]:
    """The discovery document."""
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/oauth/authorize",
        "token_endpoint": f"{issuer}/oauth/token",
        "userinfo_endpoint": f"{issuer}/oauth/userinfo",
        "jwks_uri": f"{issuer}/oauth/keys",
        "introspection_endpoint": f"{issuer}/oauth/introspect",
        "revocation_endpoint": f"{issuer}/oauth/revoke",
        "end_session_endpoint": f"{issuer}/oauth/logout",
        "scopes_supported": [*PERSONAL, *POWERS],
        "claims_supported": [
            "sub", "name", "locale", "email", "email_verified", "roles", "iss", "aud", "exp", "iat", "auth_time",
            "nonce", "acr", "amr", "at_hash", "sid",
        ],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "code_challenge_methods_supported": ["S256"],
        "subject_types_supported": ["public"],
        "acr_values_supported": [SFA, MFA],
        "id_token_signing_alg_values_supported": list(ALGS),
        "userinfo_signing_alg_values_supported": list(ALGS),
        "token_endpoint_auth_methods_supported": [*_SECRETS, "none"],
        "introspection_endpoint_auth_methods_supported": _SECRETS,
        "revocation_endpoint_auth_methods_supported": [*_SECRETS, "none"],
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "ui_locales_supported": ["fr"],
        "claim_types_supported": ["normal"],
        "claims_parameter_supported": False,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "authorization_response_iss_parameter_supported": True,
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
    }  # fmt: skip
