"""The public pages: built files by name, and what is said when they are not built."""

import json
from pathlib import Path

import pytest

from joptimiz.public.assets import NotBuilt, assets
from joptimiz.public.drawing import page


def test_a_built_file_is_found_by_the_name_of_its_source(tmp_path: Path) -> None:
    """The manifest gives the hashed name; a name it does not list is an error, not a dead link."""
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps({"main.js": "main-ABCD.js"}))
    asset = assets(manifest)
    assert asset("main.js") == "/static/dist/main-ABCD.js"
    with pytest.raises(NotBuilt):
        asset("other.js")


@pytest.mark.parametrize("text", [None, "{", "[]", "{}"])
def test_a_page_that_is_not_built_says_which_command_builds_it(tmp_path: Path, text: str | None) -> None:
    """Whatever is wrong with the manifest: 503, a French sentence, a command; never a traceback."""
    manifest = tmp_path / "manifest.json"
    if text is not None:
        manifest.write_text(text)
    response = page("map.html", manifest)
    assert response.status_code == 503
    assert "make setup" in response.content
    assert "n’est pas encore construite" in response.content
