"""Chinese persons' names beside each other, both in Han script: character by character, surname first.

Brothers and sisters often share the surname and one of two further characters, and many surnames read alike; so a name of
three characters of which two agree is another name, and letters that resemble each other say nothing.
"""

from toolkit.names.syllables import read_syllables

__all__ = ["score_characters"]

_READ_ALIKE = 0.85
"""For a character that reads the same and is written otherwise: a slip of whoever typed the name by ear."""
_OTHER_LENGTH = 0.4


def score_characters(left: str, right: str) -> float:
    """Say how alike two names in Simplified characters are, 0..1.

    The mean over the characters, squared: one that differs outweighs two that agree.

    >>> score_characters("王伟", "王伟"), score_characters("罗勇英", "罗勇超") < 0.5, score_characters("王伟", "王维") > 0.8
    (1.0, True, True)
    """
    if left == right:
        return 1.0
    if len(left) != len(right):
        return _OTHER_LENGTH if left[:1] == right[:1] else 0.0
    mean = sum(_compare(a, b) for a, b in zip(left, right, strict=True)) / len(left)
    return round(mean * mean, 6)


def _compare(one: str, other: str) -> float:
    if one == other:
        return 1.0
    return _READ_ALIKE if read_syllables(one) == read_syllables(other) else 0.0
