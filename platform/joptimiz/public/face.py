"""`/t/{slug}/marque.css` and `/t/{slug}/logo.png`: the colour and the logo of a territory, for all of its pages."""

from litestar import Response, get
from litestar.params import FromPath
from litestar.status_codes import HTTP_404_NOT_FOUND

from accounts.web.asking import Asked
from joptimiz.public.serving import give
from tenants.face.colour import on_colour
from tenants.face.keeping import get_face
from tenants.registry import list_territories


@get("/t/{slug:str}/marque.css", include_in_schema=False)
async def face_style(request: Asked, slug: FromPath[str]) -> Response[bytes]:
    """Its colour, and its logo in place of our mark; nothing for a territory that has neither."""
    if slug not in {entry.slug for entry in await list_territories()}:
        return Response(b"", status_code=HTTP_404_NOT_FOUND, media_type="text/css")
    face = await get_face(slug)
    rules = []
    if face.colour:
        rules.append(f":root{{--brand:{face.colour};--on-brand:{on_colour(face.colour)}}}")
    if face.logo:
        # Light behind it in the dark too: most logos are drawn for paper.
        rules.append(
            f".tenant .mark{{width:28px;height:28px;border-radius:4px;padding:2px;background:#fff"
            f' url("/t/{slug}/logo.png?{face.number}") center/contain no-repeat content-box}}'
            ".tenant .mark i{display:none}"
        )
    return give(request, "\n".join(rules).encode(), "text/css; charset=utf-8")


@get("/t/{slug:str}/logo.png", include_in_schema=False)
async def face_logo(request: Asked, slug: FromPath[str]) -> Response[bytes]:
    """Its logo, as we drew it."""
    known = {entry.slug for entry in await list_territories()}
    face = await get_face(slug) if slug in known else None
    if face is None or face.logo is None:
        return Response(b"", status_code=HTTP_404_NOT_FOUND, media_type="image/png")
    return give(request, face.logo, "image/png")


handlers = [face_style, face_logo]
