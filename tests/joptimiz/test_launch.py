"""A start that cannot be is one French sentence, whatever stands in the way."""

import socket
from dataclasses import replace
from pathlib import Path

import pytest

from joptimiz.launch import listen, run
from tenants.settings import Settings


@pytest.mark.parametrize("below", ["", "data"])
@pytest.mark.parametrize("name", ["taken", "crochets [bold]"])
def test_a_data_folder_that_cannot_be(
    name: str, below: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file where a folder should be, or above it, is named with the way out; brackets in a path are only letters."""
    (tmp_path / name).touch()
    data = tmp_path / name / below
    monkeypatch.setenv("JOPTIMIZ_DATA", str(data))
    assert run() == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert str(data) in said
    assert "JOPTIMIZ_DATA" in said


def test_answers_do_not_wait_for_acknowledgements() -> None:
    """A connection accepted sends what it has at once: otherwise each answer takes 40 ms more."""
    with listen(replace(Settings.of({}), port=0)) as listener:
        listener.listen()
        with socket.create_connection(listener.getsockname()), listener.accept()[0] as accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
