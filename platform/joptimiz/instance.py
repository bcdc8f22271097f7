"""One running instance per data folder."""

import fcntl
import json
import os
from pathlib import Path
from typing import IO, Self


class AlreadyRunning(Exception):
    """Another instance holds this data folder; the message says where it answers."""


class Instance:
    """The hold on a data folder: the kernel lets go of it when the process ends, however it ends."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    @classmethod
    def hold(cls, data: Path, address: str) -> Self:
        """Hold the folder; raises `AlreadyRunning`."""
        data.mkdir(parents=True, exist_ok=True)
        file = (data / "instance.json").open("a+", encoding="utf-8")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise AlreadyRunning(_told(file.read())) from None
        file.truncate(0)
        json.dump({"process": os.getpid(), "address": address}, file)
        file.flush()
        return cls(file)

    def release(self) -> None:
        """Let go."""
        self._file.close()


def _told(text: str) -> str:
    try:
        other = json.loads(text)
        return f"JOPTIMIZ tourne déjà dans ce dossier (processus {other['process']}) : {other['address']}"
    except (ValueError, KeyError):
        return "JOPTIMIZ démarre déjà dans ce dossier : attendez qu’il soit prêt, ou arrêtez-le."
