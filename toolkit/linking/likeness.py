"""How alike a name and a listed form are, where one threshold has to serve all lists."""

from collections import Counter

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from toolkit import names

__all__ = ["weigh_form", "weigh_words"]

_NEARLY = 0.99
"""Most that a pair reaches whose words are not all written on both sides, legal forms included."""
_WEAK = 0.93
"""A weak alias has to agree nearly to the letter."""
_SPELLED = 0.75
_DAMPING = 0.3
_SHORTEST_WORD = 4
_WHOLE = 0.93
"""Names of another number of words are compared as if written without spaces from here on."""


def weigh_words(asked: names.PreparedName, listed: names.PreparedName, alignment: names.Alignment) -> float:
    """Bring the score of an alignment to the scale of screening, from the words alone.

    Words that only sound alike count less where the spelling says otherwise (Terry Massey, Tahir Musa). Two slips of the hand
    count for what they are: neighbouring letters swapped in one word as half an error, and a space left out or mistyped as one
    letter among all.

    >>> from toolkit.names import align_names, prepare_name
    >>> pair = [prepare_name(text, "person") for text in ("Parlindungan SIREGAR", "Parilndungan Siregar")]
    >>> round(weigh_words(*pair, align_names(*pair)), 3)
    0.974
    """
    score = alignment.score
    if score >= 1 or alignment.numbers_differ:
        return score
    whole = fuzz.ratio(asked.joined, listed.joined) / 100
    if alignment.similar:
        spelled = max(fuzz.ratio(asked.key, listed.key) / 100, whole)
        score -= _DAMPING * max(0.0, _SPELLED - spelled)
    if len(asked.words) != len(listed.words) and whole >= _WHOLE:
        score = max(score, whole)
    return max(score, _swapped(asked, listed))


def weigh_form(score: float, asked: names.PreparedName, listed: names.PreparedName, *, weak: bool = False) -> float:
    """Finish a score of :func:`weigh_words` by what these very forms show beyond their words.

    A name that is a part of the other never reaches 1, even if the part left out is a legal form; an alias that the list
    calls weak has to agree nearly to the letter.

    >>> from toolkit.names import prepare_name
    >>> weigh_form(1.0, prepare_name("EMMA LLC", "company"), prepare_name("EMMA", "company"))
    0.99
    """
    if score >= 1 and not _written_alike(asked, listed):
        score = _NEARLY
    return round(score * _WEAK if weak else score, 6)


def _swapped(asked: names.PreparedName, listed: names.PreparedName) -> float:
    """Score names that differ by two neighbouring letters swapped in one word; 0 where they differ otherwise."""
    if asked.script != "latin" or listed.script != "latin" or len(asked.joined) != len(listed.joined):
        return 0.0
    left, right = Counter(asked.words), Counter(listed.words)
    only_left, only_right = list((left - right).elements()), list((right - left).elements())
    if len(only_left) != 1 or len(only_right) != 1:
        return 0.0
    a, b = only_left[0], only_right[0]
    if len(a) < _SHORTEST_WORD or sorted(a) != sorted(b) or OSA.distance(a, b) != 1:
        return 0.0
    return 1 - 0.5 / len(asked.joined)


def _written_alike(asked: names.PreparedName, listed: names.PreparedName) -> bool:
    if asked.text == listed.text:
        return True
    if asked.script == listed.script == "han":
        return "".join(names.simplify_han(asked.text).split()) == "".join(names.simplify_han(listed.text).split())
    a, b = (names.fold_text(name.text).split() for name in (asked, listed))
    return sorted(a) == sorted(b) or "".join(a) == "".join(b)
