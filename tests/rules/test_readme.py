"""The README's examples are files of one territory, compiled and tested."""

import re
from collections.abc import Callable
from pathlib import Path

from rules.bundle import Bundle
from rules.cases import run_tests

README = Path(__file__).resolve().parents[2] / "rules" / "README.md"
SCHEMA = "schema: joptimiz/rules@1\n"


def test_every_example_of_the_readme_runs(compiled: Callable[..., Bundle]) -> None:
    """All blocks compile together, their tests pass, and every rule shown is shown deciding."""
    blocks = re.findall(r"```yaml\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    files = [block if block.startswith(SCHEMA) else SCHEMA + block for block in blocks]
    bundle = compiled(*(text.replace("zones/vieux-pont.geojson", "zones/centre.geojson") for text in files))
    report = run_tests(bundle)
    assert report.failures == ()
    assert len(report.passed) == 6
    assert report.untested == ()
