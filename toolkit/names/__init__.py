"""Names of persons, companies and vessels, brought to forms that can be compared across scripts.

A name in Han script has no spaces and many romanisations; one in Cyrillic or Arabic loses letters on the way to Latin; a
company drags its legal form along, a trade word is abbreviated, a sister ship differs by one digit. So each distinct
name is prepared **once** (:func:`prepare_names`) into tokens, numbers and keys, and only prepared names are compared
(:func:`compare_names`). Two names that agree show that two names agree, and no more: a name alone never merges.
"""

from toolkit.names.compare import Alignment, align_names, compare_names, score_names
from toolkit.names.han import simplify_han
from toolkit.names.prepare import KINDS, PreparedName, list_texts, prepare_name, prepare_names, strip_han_form
from toolkit.names.scripts import script_of
from toolkit.names.spelling import fold_text, skeleton_of

__all__ = [
    "KINDS",
    "Alignment",
    "PreparedName",
    "align_names",
    "compare_names",
    "fold_text",
    "list_texts",
    "prepare_name",
    "prepare_names",
    "score_names",
    "script_of",
    "simplify_han",
    "skeleton_of",
    "strip_han_form",
]
