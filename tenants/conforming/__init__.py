"""A signed set of questions and answers about one territory, and how somebody else's answers compare."""

from tenants.conforming.drawing import draw_questions
from tenants.conforming.scoring import Score, score
from tenants.conforming.sets import Broken, Set, read_set, seal_set

__all__ = ["Broken", "Score", "Set", "draw_questions", "read_set", "score", "seal_set"]
