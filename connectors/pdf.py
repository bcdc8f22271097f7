"""HTML → PDF/UA, the same bytes for the same page; nothing is fetched but what is given by name."""

from collections.abc import Mapping
from hashlib import sha256
from typing import TYPE_CHECKING

from PIL import ImageFile

if TYPE_CHECKING:
    from weasyprint.urls import URLFetcherResponse

GIVEN = "given:"
"""How a page names what it was given: `given:logo`."""


class NoPdf(Exception):
    """This machine lacks the libraries that lay text out (Pango)."""


def write_pdf(html: str, given: Mapping[str, tuple[bytes, str]]) -> bytes:
    """The page as a tagged PDF; `given` are its fonts and images, each with its media type. Raises NoPdf."""
    try:
        # Loads Pango, which a bare machine may lack: the rest of the product starts without it.
        import weasyprint  # noqa: PLC0415
        from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415
    except OSError as error:
        raise NoPdf(str(error)) from error
    # It lets the whole process take images that were cut short, which elsewhere must be refused.
    ImageFile.LOAD_TRUNCATED_IMAGES = False

    class Given(URLFetcher):  # type: ignore[misc]
        """Opens what was given, and no address at all."""

        def fetch(self, url: str, headers: object = None) -> "URLFetcherResponse":  # noqa: ARG002  # its own signature
            data, media_type = given[url.removeprefix(GIVEN)]
            return URLFetcherResponse(url, data, {"Content-Type": media_type})

    page = weasyprint.HTML(string=html, url_fetcher=Given())
    made = page.write_pdf(
        pdf_variant="pdf/ua-1", pdf_tags=True, pdf_identifier=sha256(html.encode()).hexdigest()[:32].encode()
    )
    assert isinstance(made, bytes)
    return made
