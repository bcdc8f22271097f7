"""What libyaml says in English about a broken text, recognised as one of our codes."""

import re

_BY_PROBLEM = (
    ("mapping values are not allowed", "yaml_colon"),
    ("did not find expected ',' or ']'", "yaml_bracket"),
    ("did not find expected ',' or '}'", "yaml_brace"),
    ("could not find expected ':'", "yaml_missing_colon"),
    ("unknown escape character", "yaml_escape"),
    ("invalid Unicode character escape", "yaml_escape"),
    ("did not find expected hexdecimal number", "yaml_escape"),
    ("cannot start any token", "yaml_character"),
    ("block sequence entries are not allowed", "yaml_indent"),
    ("did not find expected '-' indicator", "yaml_indent"),
    ("did not find expected key", "yaml_indent"),
    ("did not find expected <document start>", "yaml_indent"),
)


_FIRST_KEY = re.compile(r"\s*[^\s:{}\[\],'\"-][^\s:{}\[\],'\"]*")


def syntax_words(problem: str, context: str, line: str, column: int) -> str:
    """The code of a syntax problem, from libyaml's words and the line and column (from 0) it stopped at."""
    indent = line[: len(line) - len(line.lstrip())]
    if "\t" in indent or "tab character" in problem:
        return "yaml_tab"
    if "quoted scalar" in context and "unexpected end of stream" in problem:
        return "yaml_quote"
    if "mapping values" in problem and _FIRST_KEY.fullmatch(line[:column]):
        return "yaml_continues"
    return next((code for words, code in _BY_PROBLEM if words in problem), "yaml_syntax")
