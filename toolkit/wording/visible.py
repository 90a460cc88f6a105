"""Names as they are written, with what turns or hides text made visible."""

import re

__all__ = ["make_visible"]

_TURNS = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""Control characters, ends of lines, and those that set the direction of what follows (Unicode Standard Annex 9)."""


def make_visible(name: str) -> str:
    r"""Write out the characters of a name that would turn or hide others: a file may be called so that it reads as another.

    >>> make_visible("invoice\u202efdp.exe")
    'invoice\\u202efdp.exe'
    >>> make_visible("报关单 کتاب.csv")
    '报关单 کتاب.csv'
    """
    return _TURNS.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), name)
