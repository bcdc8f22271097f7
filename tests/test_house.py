"""The shape of the house: what the linters cannot see."""

import ast
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TOP = {
    "platform", "rules", "tenants", "connectors", "admin_ui", "migrations", "tests",
    "pyproject.toml", "README.md", "Makefile", "LICENSE", "CHANGELOG.md",
}  # fmt: skip
LONGEST_MODULE, LONGEST_FUNCTION = 300, 40


def tracked(pattern: str = "*") -> list[Path]:
    """Files under version control, or about to be."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", pattern]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return [ROOT / name for name in names if (ROOT / name).exists()]


def sources() -> list[Path]:
    """Our own Python, without generated migrations."""
    return [path for path in tracked("*.py") if "migrations" not in path.parts]


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Each function of a module and its length, docstring and decorators apart."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
            yield node.name, (node.end_lineno or 0) - body[0].lineno + 1


def test_platform_is_not_a_package() -> None:
    """An `__init__.py` in platform/ would shadow Python's own module."""
    assert not (ROOT / "platform" / "__init__.py").exists()


def test_nothing_else_at_the_top() -> None:
    """The top level holds the rooms that were agreed, and dot files."""
    names = {path.relative_to(ROOT).parts[0] for path in tracked()}
    assert {name for name in names if not name.startswith(".")} <= TOP


def test_modules_are_short() -> None:
    """A module is one idea, at most 300 lines."""
    long = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in sources()}
    assert {name: count for name, count in long.items() if count > LONGEST_MODULE} == {}


def test_functions_are_short() -> None:
    """A function fits on a screen, at most 40 lines."""
    long = [
        (path.name, name, length) for path in sources() for name, length in functions(path) if length > LONGEST_FUNCTION
    ]
    assert long == []


@pytest.mark.parametrize(
    "room",
    [
        "rules",
        "connectors",
        "tenants",
        "admin_ui",
        "platform/accounts",
        "platform/cirqliz",
        "platform/itineriz",
        "platform/numeriz",
        "platform/joptimiz",
    ],
)
def test_each_room_has_its_readme(room: str) -> None:
    """A room says what it is on one screen."""
    lines = (ROOT / room / "README.md").read_text(encoding="utf-8").splitlines()
    assert 3 <= len(lines) <= 130


def test_no_template_hides_another() -> None:
    """Rooms and desks share one list of folders: of two templates with one name, one is never shown."""
    names = [path.name for path in tracked("*.html") if "templates" in path.parts]
    assert [name for name, count in Counter(names).items() if count > 1] == []
    assert len(names) >= 40


def test_no_test_package() -> None:
    """A `tests/__init__.py` would collide with the `tests` package that Piccolo installs."""
    assert [path for path in tracked("*__init__.py") if path.is_relative_to(ROOT / "tests")] == []


def test_readme_gives_the_commands() -> None:
    """What the README promises exists in the Makefile."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for command in ("run", "test", "check", "bench", "setup", "prove"):
        assert f"make {command}" in readme
        assert f"\n{command}:" in makefile
