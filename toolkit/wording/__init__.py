"""Reasons in words: a code and its values become a sentence, English or Chinese.

No sentence is stored as the only form of a statement. Each subject keeps its codes in one file of
``toolkit/wording/catalogue``: a table a code, with ``en`` and ``zh``, values in braces.
"""

from toolkit.wording.sentences import LANGUAGES, codes, say, say_label
from toolkit.wording.visible import make_visible

__all__ = ["LANGUAGES", "codes", "make_visible", "say", "say_label"]
