"""The front end's built files, found by the names their sources have."""

import json
from collections.abc import Callable
from pathlib import Path

DIST = Path(__file__).parents[1] / "static" / "dist"
MANIFEST = DIST / "manifest.json"
BUILD_COMMAND = "make setup"


class NotBuilt(Exception):
    """The front end has not been built, or its manifest cannot be read."""


def assets(manifest_path: Path = MANIFEST) -> Callable[[str], str]:
    """The address of a built file from the name of its source, such as `main.js`.

    Raises:
        NotBuilt: there is no readable manifest at this path, or it does not list the name.
    """
    try:
        names = json.loads(manifest_path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise NotBuilt(str(manifest_path)) from error

    def address(source: str) -> str:
        try:
            return f"/static/dist/{names[source]}"
        except (KeyError, TypeError) as error:
            raise NotBuilt(source) from error

    return address
