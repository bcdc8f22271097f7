"""How a sign-in elsewhere fails: a stable code for the journal, a French sentence for the person."""


class OutsideRefused(Exception):
    """The answer of a source does not do."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
