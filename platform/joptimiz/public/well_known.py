"""What machines look for at fixed addresses: whom to tell of a flaw, what to visit."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from xml.etree import ElementTree as ET

from litestar import MediaType, Response, get
from litestar.exceptions import NotFoundException

from accounts.web.asking import Asked
from connectors.derogations import schema_of
from connectors.derogations.schemas import Variant
from joptimiz.public.serving import address_of, current, give

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_MOST = 50_000
"""Addresses that one sitemap may hold."""
_VALID = timedelta(days=180)
_SCHEMAS: Mapping[str, Variant] = {
    "/schemas/derogation-zfe.json": "carrier",
    "/schemas/derogation-zfe-controle.json": "control",
    "/schemas/derogation-zfe-ouvert.json": "open",
}


@get("/.well-known/security.txt", sync_to_thread=False, include_in_schema=False)
def security_txt(request: Asked) -> Response[str]:
    """Whom to tell of a flaw (RFC 9116); none is declared, none is named."""
    contact = request.app.state.settings.security_contact
    if contact is None:
        raise NotFoundException
    today = request.app.state.services.now().astimezone(UTC).date()
    expires = datetime.combine(today + _VALID, time(), UTC)
    lines = [
        f"Contact: {contact}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: fr, en",
        f"Canonical: {address_of(request)}/.well-known/security.txt",
    ]
    return Response("\r\n".join([*lines, ""]), media_type="text/plain; charset=utf-8")


@get("/robots.txt", sync_to_thread=False, include_in_schema=False)
def robots(request: Asked) -> Response[str]:
    """Public pages may be visited; accounts and programs’ doors need not be."""
    closed = (
        "/api/",
        "/boite",
        "/cds/",
        "/compte",
        "/connexion",
        "/disques",
        "/flotte",
        "/inscription",
        "/organisation",
    )
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), f"Sitemap: {address_of(request)}/sitemap.xml"]
    return Response("\n".join([*lines, ""]), media_type=MediaType.TEXT)


@get("/sitemap.xml", sync_to_thread=False, include_in_schema=False)
def sitemap(request: Asked) -> Response[bytes]:
    """Every public page that has something of its own to say."""
    ET.register_namespace("", _SITEMAP)
    root = ET.Element(f"{{{_SITEMAP}}}urlset")
    for path in _paths(request)[:_MOST]:
        url = ET.SubElement(root, f"{{{_SITEMAP}}}url")
        ET.SubElement(url, f"{{{_SITEMAP}}}loc").text = f"{address_of(request)}{path}"
    return give(request, ET.tostring(root, encoding="utf-8", xml_declaration=True), "application/xml")


@get(list(_SCHEMAS), sync_to_thread=False, include_in_schema=False)
def derogation_schema(request: Asked) -> Response[bytes]:
    """The TableSchema of a variant of the files of derogations, for whoever writes, reads or checks one."""
    response = give(request, schema_of(_SCHEMAS[request.url.path]), "application/json")
    # Validators in a browser read it from their own site.
    response.headers["access-control-allow-origin"] = "*"
    return response


def _paths(request: Asked) -> list[str]:
    paths = ["/", "/t", "/accessibilite", "/mentions-legales"]
    for slug, book in current(request).rulebooks.items():
        tails = ("", "/arretes", "/versions", "/donnees", "/accessibilite", "/mentions-legales")
        paths += [f"/t/{slug}{tail}" for tail in tails]
        paths += [f"/t/{slug}/zones/{zone}" for zone in book.bundle.zones]
        paths += [f"/t/{slug}/arretes/{order}" for order in book.bundle.orders]
    return paths


handlers = [security_txt, robots, sitemap, derogation_schema]
