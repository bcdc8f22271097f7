"""A territory's folder, or one rules file, compiled; problems are named from where the user stands."""

from dataclasses import replace
from pathlib import Path

from rules.bundle import Bundle
from rules.compiler import Compiled, compile_sources
from rules.model import Invalid, Source
from tenants.files import find_home, read_file, read_folder

_NEUTRAL = """\
schema: joptimiz/territory@1
slug: essai
name: Essai
timezone: Europe/Paris
crs: "EPSG:2154"
demonstration: true
"""
"""What a rules file outside any territory is read against."""


def load(path: Path) -> Bundle:
    """The bundle at a path; raises `Invalid`."""
    return load_whole(path).bundle


def load_whole(path: Path) -> Compiled:
    """The bundle at a path, and where everything in it is written; raises `Invalid`."""
    home = root_of(path)
    try:
        if path.is_dir() or find_home(path):
            sources, geometries = read_folder(home)
        else:
            sources, geometries = read_file(path)
            sources = (*sources, Source("territory.yaml", _NEUTRAL))
        return compile_sources(sources, geometries)
    except Invalid as error:
        named = [replace(each, file=str(home / (each.file or "territory.yaml"))) for each in error.problems]
        raise Invalid(tuple(named)) from error


def root_of(path: Path) -> Path:
    """The folder that names in problems start from."""
    return path if path.is_dir() else find_home(path) or path.parent
