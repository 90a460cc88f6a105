"""Names of persons, companies and vessels, brought to forms that can be compared across scripts.

A name in Han script has no spaces and many romanisations; one in Cyrillic or Arabic loses letters on the way to Latin; a
company drags its legal form along, a trade word is abbreviated, a sister ship differs by one digit. So each distinct
name is prepared **once** (:func:`prepare_names`) into tokens, numbers and keys, and only prepared names are compared
(:func:`compare_names`). Two names that agree show that two names agree, and no more: a name alone never merges.
"""

from toolkit.names.compare import Alignment, align_names, compare_names
from toolkit.names.prepare import PreparedName, prepare_name, prepare_names
from toolkit.names.scripts import script_of
from toolkit.names.spelling import fold_text, skeleton_of

__all__ = [
    "Alignment",
    "PreparedName",
    "align_names",
    "compare_names",
    "fold_text",
    "prepare_name",
    "prepare_names",
    "script_of",
    "skeleton_of",
]
