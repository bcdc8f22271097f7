"""A file that somebody gave, handed to somebody else: never with the rights of the site."""

from urllib.parse import quote

from litestar import Response


def handed(name: str, data: bytes, media_type: str, *, shown: bool = False) -> Response[bytes]:
    """The file taken away under its name; or `shown` by itself, which is for images alone."""
    plain = name.encode("ascii", "replace").decode().replace('"', "_").replace("\\", "_").replace("?", "_")
    how = "inline" if shown and media_type.startswith("image/") else "attachment"
    headers = {
        "content-disposition": f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
        "content-security-policy": "default-src 'none'; sandbox",
    }
    return Response(data, media_type=media_type, headers=headers)
