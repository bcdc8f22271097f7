"""Lists as people have them: texts in any encoding and separator, workbooks; cut into lines and cells."""

from connectors.sheets.reading import LARGEST_FILE, read_rows
from connectors.sheets.text import cut, decode

__all__ = ["LARGEST_FILE", "cut", "decode", "read_rows"]
