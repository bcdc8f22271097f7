"""Lists of vehicles kept aside until their people have mended, taken or dropped them."""

from accounts.service.imports.aside import LASTS, Aside, drop_list, get_list, keep_list, open_lists
from accounts.service.imports.mending import mend_lines, remove_line
from accounts.service.imports.taking import Taken, take_list

__all__ = [
    "LASTS",
    "Aside",
    "Taken",
    "drop_list",
    "get_list",
    "keep_list",
    "mend_lines",
    "open_lists",
    "remove_line",
    "take_list",
]
