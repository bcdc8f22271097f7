"""Why a case has its verdict, said in French or in English, each sentence with the text that founds it."""

from rules.explain.compose import explain
from rules.explain.told import LOCALES, Explanation, Sentence

__all__ = ["LOCALES", "Explanation", "Sentence", "explain"]
