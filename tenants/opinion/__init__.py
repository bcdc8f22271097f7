"""The second opinion: durable-rules asked the same as the decision core, before anything is published."""

from tenants.opinion.asking import Asking, cells, trials
from tenants.opinion.second import Disagreement, Opinion, ask, problems, review, second_opinion

__all__ = [
    "Asking",
    "Disagreement",
    "Opinion",
    "ask",
    "cells",
    "problems",
    "review",
    "second_opinion",
    "trials",
]
