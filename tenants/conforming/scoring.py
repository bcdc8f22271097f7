"""How somebody’s answers compare with those expected, and the differences in French."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rules.texts.clockwise import counted
from tenants.verifying import Answer

VERDICTS = {
    "allowed": "autorisé", "conditional": "autorisé sous conditions", "unknown": "inconnu", "forbidden": "interdit",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Score:
    """How many are right of how many asked, and what is wrong, in the order of the questions."""

    right: int
    asked: int
    differences: tuple[str, ...]

    @property
    def is_full(self) -> bool:
        """Whether every answer is right."""
        return self.right == self.asked

    @property
    def sentence(self) -> str:
        """« 998 réponses justes sur 1000 (99,8 %). »."""
        # Rounded down: what is not perfect is never told so.
        rate = f"{self.right * 1_000 // self.asked / 10 if self.asked else 100:.1f}".replace(".", ",")
        many = "justes" if self.right > 1 else "juste"
        return f"{counted(self.right, 'réponse')} {many} sur {self.asked} ({rate}\u00a0%)."


def score(expected: Sequence[Answer], given: Sequence[Answer]) -> Score:
    """Each question has one answer: none is wrong, and of two the first counts."""
    found: dict[int, Answer] = {}
    for answer in given:
        found.setdefault(answer.id, answer)
    wrong = {right.id: list(_told(right, found.get(right.id))) for right in expected}
    said = tuple(f"Question {number}\u00a0: {text}" for number, texts in wrong.items() for text in texts)
    return Score(sum(not texts for texts in wrong.values()), len(expected), said)


def _told(right: Answer, given: Answer | None) -> Iterator[str]:
    if given is None:
        yield "pas de réponse."
        return
    if given.verdict != right.verdict:
        yield f"«\u00a0{_verdict(given.verdict)}\u00a0» au lieu de «\u00a0{_verdict(right.verdict)}\u00a0»."
    if given.doubt != right.doubt:
        yield "le doute entre deux lectures n’est pas dit." if right.doubt else "un doute est dit, il n’y en a pas."
    if sorted(given.needs) != sorted(right.needs):
        yield f"données manquantes\u00a0: {_list(given.needs)} au lieu de {_list(right.needs)}."
    if sorted(given.obligations, key=str) != sorted(right.obligations, key=str):
        yield f"obligations\u00a0: {_duties(given)} au lieu de {_duties(right)}."
    yield from _zones(right, given)


def _zones(right: Answer, given: Answer) -> Iterator[str]:
    theirs, ours = ({zone.zone: zone for zone in answer.zones} for answer in (given, right))
    if theirs.keys() != ours.keys():
        yield f"zones\u00a0: {_list(sorted(theirs))} au lieu de {_list(sorted(ours))}."
        return
    for name, zone in ours.items():
        if theirs[name].verdict != zone.verdict:
            said = f"«\u00a0{_verdict(theirs[name].verdict)}\u00a0» au lieu de «\u00a0{_verdict(zone.verdict)}\u00a0»"
            yield f"dans la zone {name}, {said}."
        elif sorted(theirs[name].rules) != sorted(zone.rules):
            yield f"dans la zone {name}, règles {_list(theirs[name].rules)} au lieu de {_list(zone.rules)}."


def _verdict(word: str) -> str:
    return VERDICTS.get(word, word)


def _list(words: Sequence[str]) -> str:
    return ", ".join(words) or "rien"


def _duties(answer: Answer) -> str:
    return _list([kind if amount is None else f"{kind} {amount}" for kind, amount in answer.obligations])
