"""Text messages of drivers without the page: « AIRE K7P2 AB-123-CD », « FIN AB-123-CD »."""

from dataclasses import dataclass
from typing import Literal

HOW = "Envoyez «\u00a0AIRE\u00a0», le code du panneau et la plaque\u00a0; pour partir, «\u00a0FIN\u00a0» et la plaque."


@dataclass(frozen=True, slots=True)
class Text:
    """What is asked; the plate and the code as they were typed."""

    do: Literal["set", "end"]
    plate: str
    code: str = ""


def read_text(body: str) -> Text | None:
    """What a message asks, None where it asks nothing that is known."""
    words = body.upper().split()
    if len(words) >= 3 and words[0] == "AIRE":
        return Text("set", " ".join(words[2:]), words[1])
    if len(words) >= 2 and words[0] == "FIN":
        return Text("end", " ".join(words[1:]))
    return None
