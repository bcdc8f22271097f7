"""What libyaml says in English about a broken text, recognised as one of our codes."""

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


def syntax_words(problem: str, context: str, line: str) -> str:
    """The code of a syntax problem, from libyaml's words and the line it stopped at."""
    indent = line[: len(line) - len(line.lstrip())]
    if "\t" in indent or "tab character" in problem:
        return "yaml_tab"
    if "quoted scalar" in context and "unexpected end of stream" in problem:
        return "yaml_quote"
    return next((code for words, code in _BY_PROBLEM if words in problem), "yaml_syntax")
