"""The pages of the provider, in French; the front door draws them (`app.state.page`)."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

from litestar import Response

from accounts.service.provider import Consent
from accounts.web.asking import Asked
from accounts.web.forms import visitor_of


def refused_page(request: Asked, why: str) -> Response[str]:
    """What is wrong, said here, for the client is not to be trusted with it."""
    return _page(request, "oauth-refused.html", 400, why=why)


def consent_page(request: Asked, consent: Consent) -> Response[str]:
    """What this client will know, before it does."""
    page = _page(request, "oauth-consent.html", 200, consent=consent)
    return _leading_to(page, dict(parse_qsl(consent.query))["redirect_uri"])


def leaving_page(request: Asked, fields: Mapping[str, str]) -> Response[str]:
    """Whether to sign out indeed: no client proved that it speaks of this session."""
    page = _page(request, "oauth-leaving.html", 200, fields=fields)
    target = fields.get("post_logout_redirect_uri")
    return _leading_to(page, target) if target else page


def left_page(request: Asked) -> Response[str]:
    """Signed out, with nowhere to go back to."""
    return _page(request, "oauth-left.html", 200)


def _leading_to(page: Response[str], target: str) -> Response[str]:
    """The page, its form leading to a client in the end: browsers hold that address, too, against `form-action`."""
    parts = urlsplit(target)
    client = f"{parts.scheme}://{parts.netloc}" if parts.netloc else f"{parts.scheme}:"
    page.headers["content-security-policy"] = (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none';"
        f" form-action 'self' {client}"
    )
    return page


def _page(request: Asked, template: str, status: int, **words: object) -> Response[str]:
    page: Response[str] = request.app.state.page(template, visitor=visitor_of(request), **words)
    if page.status_code != 503:  # the front end is not built, which the page says
        page.status_code = status
    page.headers["cache-control"] = "no-store"
    return page
